"""The Django application of the approvals engine."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Documents, their versions, the places on their routes, and who holds which position."""

    name = "madoguchi.engines.approvals"
    label = "approvals"
    verbose_name = "電子決裁"
