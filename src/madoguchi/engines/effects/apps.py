"""The Django application of the effects engine."""

from django.apps import AppConfig


class EffectsConfig(AppConfig):
    """What work takes, published and measured."""

    name = "madoguchi.engines.effects"
    label = "effects"
    verbose_name = "効果"
