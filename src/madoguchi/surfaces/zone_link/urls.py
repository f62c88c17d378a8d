"""The addresses of the link."""

from django.urls import path

from madoguchi.surfaces.zone_link import views
from madoguchi.surfaces.zone_link.bookings import bookings
from madoguchi.surfaces.zone_link.halls import halls
from madoguchi.surfaces.zone_link.ratings import ratings

urlpatterns = [
    path("link/", views.start),
    path("link/<str:municipality_code>/boxes/<str:box>/", views.waiting),
    path("link/<str:municipality_code>/letters/<uuid:uuid>/", views.letter),
    path("link/<str:municipality_code>/bundles/", views.bundle),
    path("link/<str:municipality_code>/replies/", views.replies),
    path("link/<str:municipality_code>/acknowledgements/", views.acknowledge),
    path("link/<str:municipality_code>/bookings/<slug:what>/", bookings),
    path("link/<str:municipality_code>/halls/", halls),
    path("link/<str:municipality_code>/ratings/", ratings),
]
handler404 = "madoguchi.surfaces.zone_link.views.not_found"
handler500 = "madoguchi.surfaces.zone_link.views.broken"
