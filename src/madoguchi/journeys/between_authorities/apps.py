"""The Django application of this journey: it hears when a 転入届 is done with."""

from django.apps import AppConfig


class BetweenAuthoritiesConfig(AppConfig):
    """What one authority tells another."""

    name = "madoguchi.journeys.between_authorities"
    label = "between_authorities"
    verbose_name = "団体間の通知"

    def ready(self) -> None:
        """Listen."""
        from madoguchi.journeys.between_authorities import in_flows, listening  # noqa: F401
