"""Addresses of bookings. No name and no telephone number ever stands in one."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.bookings.views import (
    booking,
    bursts,
    days,
    find,
    phone,
    unanswered,
    waiting,
)

app_name = "bookings"

urlpatterns = [
    path("bookings/", phone.phone_page, name="phone"),
    path("bookings/find/", find.find_page, name="find"),
    path("bookings/waiting/", waiting.waiting_page, name="waiting"),
    path("bookings/unanswered/", unanswered.unanswered_page, name="unanswered"),
    path("bookings/bursts/", bursts.bursts_page, name="bursts"),
    path("bookings/bursts/<slug:source>/<slug:calendar>/", bursts.burst_page, name="burst"),
    path("bookings/days/", days.today, name="today"),
    path("bookings/days/<str:day>/", days.day_page, name="day"),
    path("bookings/days/<str:day>/print/", days.print_day, name="day-print"),
    path("bookings/<uuid:uuid>/", booking.booking_page, name="booking"),
    path("bookings/<uuid:uuid>/step/", booking.step, name="step"),
]
