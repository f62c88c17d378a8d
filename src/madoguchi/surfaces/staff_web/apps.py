"""Django application of the staff site."""

from django.apps import AppConfig


class StaffWebConfig(AppConfig):
    """The office zone's only surface."""

    name = "madoguchi.surfaces.staff_web"
    label = "staff_web"

    def ready(self) -> None:
        """The entrance asks the office's copy of the bookings; a box has a copy of that, for its hall."""
        from madoguchi.journeys.hall_box.api import answers, takes
        from madoguchi.journeys.visiting.api import register_bookings
        from madoguchi.surfaces.staff_web.kiosk.booked import OfficeCopy, copies_of, take_copies

        register_bookings(OfficeCopy())
        answers("bookings", copies_of)
        takes("bookings", take_copies)
