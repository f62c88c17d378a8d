"""Addresses of the display, below the municipality."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.display import views

app_name = "display"

urlpatterns = [
    path("reception/<slug:hall>/display/", views.display, name="display"),
    path("reception/<slug:hall>/display/now/", views.now, name="now"),
    path("reception/<slug:hall>/display/worker.js", views.worker, name="worker"),
]
