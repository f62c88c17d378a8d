"""The Django application of the journey."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """What joins cases with the mandates of those who applied for somebody else."""

    name = "madoguchi.journeys.mandates"
    label = "mandates"
    verbose_name = "委任"

    def ready(self) -> None:
        """New cases are looked at for others that ask for the same."""
        from madoguchi.journeys.mandates import listening  # noqa: F401 - subscribes
