"""The Django application of the handover engine."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Handover records; the adapters register themselves when the application is ready."""

    name = "madoguchi.engines.handover"
    label = "handover"
    verbose_name = "引き渡し"

    def ready(self) -> None:
        """Load the adapters."""
        from madoguchi.engines.handover.contrib import csv_files  # noqa: F401
