"""The Django application of the journey."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Residents book times at the counters for a whole plan, or for what a calendar is open for."""

    name = "madoguchi.journeys.appointments"
    label = "appointments"
    verbose_name = "窓口の予約"

    def ready(self) -> None:
        """Halls hear who is still to come; arrivals at a hall that a box looks after are noted."""
        from madoguchi.journeys.appointments.office import expected, for_boxes  # noqa: F401
