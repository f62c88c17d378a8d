"""Django application of the staff site."""

from django.apps import AppConfig


class StaffWebConfig(AppConfig):
    """The office zone's only surface."""

    name = "madoguchi.surfaces.staff_web"
    label = "staff_web"
