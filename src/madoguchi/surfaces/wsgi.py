"""The WSGI application of the zone named by `MADOGUCHI_ZONE`, for gunicorn.

Loading it reads the packs: an installation with a mistake in them does not start, and says which it is.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"madoguchi.settings.{os.environ.get('MADOGUCHI_ZONE', 'office')}"
)
application = get_wsgi_application()


def _refuse_wrong_packs() -> None:
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse

    load_packs_or_refuse(settings.MADOGUCHI_PACKS)


_refuse_wrong_packs()
