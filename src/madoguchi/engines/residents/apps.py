"""The Django app."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Households and residents."""

    name = "madoguchi.engines.residents"
    label = "residents"
    verbose_name = "住民"
