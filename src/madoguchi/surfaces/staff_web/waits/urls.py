"""Addresses of figures and planning, below the municipality."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.waits import faces, planning, views

app_name = "waits"

urlpatterns = [
    path("reception/figures/", views.figures_page, name="figures"),
    path("reception/figures.csv", views.figures_csv, name="figures-csv"),
    path("reception/<slug:hall>/faces/", faces.faces_page, name="faces"),
    path("reception/planning/", planning.planning_page, name="planning"),
]
