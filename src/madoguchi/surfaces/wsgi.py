"""The WSGI application of the zone named by `MADOGUCHI_ZONE`, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"madoguchi.settings.{os.environ.get('MADOGUCHI_ZONE', 'office')}"
)
application = get_wsgi_application()
