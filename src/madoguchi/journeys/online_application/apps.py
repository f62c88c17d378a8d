"""The Django application of the journey."""

from django.apps import AppConfig


class OnlineApplicationConfig(AppConfig):
    """The journey in both zones: sending in the public zone, receiving in the office zone."""

    name = "madoguchi.journeys.online_application"
    label = "online_application"
    verbose_name = "オンライン申請"

    def ready(self) -> None:
        """The receiver of applications, and who tells applicants of their cases."""
        from madoguchi.journeys.online_application.office import receiving, telling  # noqa: F401
