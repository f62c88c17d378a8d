"""The Django application of the journey."""

from django.apps import AppConfig


class HallBoxConfig(AppConfig):
    """A hall on a box of its own."""

    name = "madoguchi.journeys.hall_box"
    label = "hall_box"
    verbose_name = "庁舎の受付端末"

    def ready(self) -> None:
        """What happens in the hall is told soon."""
        from madoguchi.journeys.hall_box import listening  # noqa: F401
