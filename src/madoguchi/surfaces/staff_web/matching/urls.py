"""Addresses of 照合の確認, below the municipality. They hold kinds, desks and numbers, never a name."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.matching.views import duplicates, lists, review

app_name = "matching"

urlpatterns = [
    path("matching/", lists.reviews_list, name="list"),
    path("matching/duplicates/", duplicates.duplicates_page, name="duplicates"),
    path("matching/duplicates/start/", duplicates.start, name="duplicates-start"),
    path("matching/next/", review.go_to_next, name="next"),
    path("matching/<uuid:uuid>/", review.review_page, name="review"),
    path("matching/<uuid:uuid>/decide/", review.decide, name="decide"),
    path("matching/undo/<uuid:decision>/", review.undo, name="undo"),
]
