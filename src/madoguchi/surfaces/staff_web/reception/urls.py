"""Addresses of the calling pages, below the municipality: keys of halls and desks, no number of a ticket.

Included last: a hall and a desk are any two words, and other pages of the reception stand beside them.
"""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.reception.views import choosing, desk, doing

app_name = "reception"

urlpatterns = [
    path("reception/", choosing.choose, name="choose"),
    path("reception/<slug:hall>/<slug:desk>/", desk.show, name="desk"),
    path("reception/<slug:hall>/<slug:desk>/now/", desk.now, name="desk-now"),
    path("reception/<slug:hall>/<slug:desk>/do/", doing.do, name="desk-do"),
]
