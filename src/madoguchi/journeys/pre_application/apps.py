"""The Django application of the journey."""

from django.apps import AppConfig


class PreApplicationConfig(AppConfig):
    """The journey in the public zone; it keeps nothing but drafts of the forms engine."""

    name = "madoguchi.journeys.pre_application"
    label = "pre_application"
    verbose_name = "事前申請"
