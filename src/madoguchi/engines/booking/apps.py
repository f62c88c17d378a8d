"""The Django application of the booking engine."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Reservations of desks and places."""

    name = "madoguchi.engines.booking"
    label = "booking"
    verbose_name = "予約"
