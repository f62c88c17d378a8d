"""The Django application of the journey."""

from django.apps import AppConfig


class SamePersonConfig(AppConfig):
    """What joins the register with the matching of people."""

    name = "madoguchi.journeys.same_person"
    label = "same_person"
    verbose_name = "同じ人の確認"

    def ready(self) -> None:
        """Say what is asked in its reviews."""
        from madoguchi.journeys.same_person import duplicates  # noqa: F401 - registers the kind
