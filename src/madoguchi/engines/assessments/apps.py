"""The Django application of the assessments engine."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Surveys, opinions and the first stage."""

    name = "madoguchi.engines.assessments"
    label = "assessments"
    verbose_name = "認定調査"
