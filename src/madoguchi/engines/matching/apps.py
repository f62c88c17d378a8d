"""The Django application of the matching engine."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Who and what is the same."""

    name = "madoguchi.engines.matching"
    label = "matching"
    verbose_name = "照合"
