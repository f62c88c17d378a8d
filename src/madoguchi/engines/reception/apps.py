"""The Django application of the reception engine."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """Who waits, and who is called."""

    name = "madoguchi.engines.reception"
    label = "reception"
    verbose_name = "番号札と呼び出し"
