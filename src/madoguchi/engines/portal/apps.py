"""The Django application of the portal engine."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Applications from the マイナポータル."""

    name = "madoguchi.engines.portal"
    label = "portal"
    verbose_name = "マイナポータル"
