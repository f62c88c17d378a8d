"""Django application of the shared look."""

from django.apps import AppConfig
from django.conf import settings

from madoguchi.core.packs import load_packs_or_refuse


class SharedWebConfig(AppConfig):
    """Templates in `cotton/` and `shared_web/`, static files in `shared_web/` and `vendor/`."""

    name = "madoguchi.surfaces.shared_web"
    label = "shared_web"

    def ready(self) -> None:
        """Both zones stand on the packs: with a mistake in them nothing starts."""
        load_packs_or_refuse(settings.MADOGUCHI_PACKS)
