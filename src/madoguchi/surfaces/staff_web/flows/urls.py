"""Addresses of flows, below the municipality. They hold numbers of cases and tasks and keys."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.flows.views import working

app_name = "flows"

urlpatterns = [
    path("cases/<uuid:uuid>/tasks/<uuid:task>/finish/", working.finish, name="finish"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/claim/", working.claim, name="claim"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/release/", working.release, name="release"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/move/", working.move, name="move"),
    path("cases/<uuid:uuid>/flow/again/", working.again, name="again"),
]
