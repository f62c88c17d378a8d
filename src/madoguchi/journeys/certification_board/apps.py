"""The Django application of this journey: it hears of messages and of decisions."""

from django.apps import AppConfig


class CertificationBoardConfig(AppConfig):
    """Cases on their way to the board and back."""

    name = "madoguchi.journeys.certification_board"
    label = "certification_board"
    verbose_name = "審査会とのやりとり"

    def ready(self) -> None:
        """Listen."""
        from madoguchi.journeys.certification_board import in_flows, recalling, taking_up  # noqa: F401
