"""Addresses of the rules, below the municipality. They hold keys of the packs and dates, never an answer."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.rules.views import changes, picture, procedures

app_name = "rules"

urlpatterns = [
    path("rules/", procedures.overview, name="overview"),
    path("rules/procedures/<slug:key>/", procedures.procedure, name="procedure"),
    path("rules/changes/", changes.changes, name="changes"),
    path("rules/pictures/", picture.events, name="pictures"),
    path("rules/pictures/<slug:event>/", picture.picture, name="picture"),
]
