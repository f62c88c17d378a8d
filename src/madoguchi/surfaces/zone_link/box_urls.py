"""The addresses for boxes, served by the centre on a port of its own."""

from django.urls import path

from madoguchi.surfaces.zone_link.boxes import question

urlpatterns = [path("link/<str:municipality_code>/halls/<str:hall>/<slug:what>/", question)]
handler404 = "madoguchi.surfaces.zone_link.views.not_found"
handler500 = "madoguchi.surfaces.zone_link.views.broken"
