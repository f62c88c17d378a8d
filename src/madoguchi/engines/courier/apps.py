"""The Django application of the courier engine."""

from django.apps import AppConfig


class CourierConfig(AppConfig):
    """Letters that came to the office, and answers on their way out."""

    name = "madoguchi.engines.courier"
    label = "courier"
    verbose_name = "受け取り"

    def ready(self) -> None:
        """The check of the link answers by itself."""
        from madoguchi.engines.courier import link_checks  # noqa: F401
