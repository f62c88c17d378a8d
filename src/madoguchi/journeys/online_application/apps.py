"""The Django application of the journey."""

from django.apps import AppConfig


class OnlineApplicationConfig(AppConfig):
    """The journey in both zones: sending in the public zone, receiving in the office zone."""

    name = "madoguchi.journeys.online_application"
    label = "online_application"
    verbose_name = "オンライン申請"

    def ready(self) -> None:
        """The receiver of applications, who hands over what is granted, who tells applicants."""
        from madoguchi.journeys.online_application.office import (  # noqa: F401
            handing_over,
            receiving,
            telling,
        )
        from madoguchi.journeys.online_application.office.portal import following  # noqa: F401
        from madoguchi.journeys.online_application.office.portal import receiving as portal  # noqa: F401
