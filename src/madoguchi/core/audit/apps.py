"""The audit log as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Listens to signing in and out."""

    name = "madoguchi.core.audit"

    def ready(self) -> None:
        """Connect the receivers."""
        from madoguchi.core.audit import signing_in  # noqa: F401
