"""The Django application of this journey."""

from django.apps import AppConfig


class VisitingConfig(AppConfig):
    """From the entrance to the number."""

    name = "madoguchi.journeys.visiting"
    label = "visiting"
    verbose_name = "来庁の受付"
