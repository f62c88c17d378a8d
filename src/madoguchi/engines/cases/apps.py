"""The Django application of the cases engine."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases and what happened to them."""

    name = "madoguchi.engines.cases"
    label = "cases"
    verbose_name = "案件"
