"""Addresses of the tablet, below the municipality: one path, which its service worker governs."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.tablet import views

app_name = "tablet"

urlpatterns = [
    path("tablet/", views.shell, name="shell"),
    path("tablet/worker.js", views.worker, name="worker"),
    path("tablet/state/", views.state, name="state"),
    path("tablet/take/", views.take, name="take"),
    path("tablet/send/", views.send, name="send"),
]
