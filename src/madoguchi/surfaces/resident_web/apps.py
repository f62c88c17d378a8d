"""Django application of the residents' site."""

from django.apps import AppConfig


class ResidentWebConfig(AppConfig):
    """The public zone's only surface."""

    name = "madoguchi.surfaces.resident_web"
    label = "resident_web"
