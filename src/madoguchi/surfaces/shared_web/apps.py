"""Django application of the shared look."""

from django.apps import AppConfig


class SharedWebConfig(AppConfig):
    """Templates in `cotton/` and `shared_web/`, static files in `shared_web/` and `vendor/`."""

    name = "madoguchi.surfaces.shared_web"
    label = "shared_web"
