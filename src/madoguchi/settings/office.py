"""The office zone, on the office network: register, counter, desks."""

from madoguchi.settings.base import *  # noqa: F403
from madoguchi.settings.base import (
    INSTALLED_APPS,
    MIDDLEWARE_FIRST,
    MIDDLEWARE_LAST,
    STAFF_MIDDLEWARE,
    STAFF_TEMPLATES,
    TEMPLATES,
    databases,
)

MADOGUCHI_ZONE = "office"
DATABASES = databases(MADOGUCHI_ZONE)
INSTALLED_APPS = [*INSTALLED_APPS, "madoguchi.surfaces.staff_web"]
TEMPLATES = [*TEMPLATES, *STAFF_TEMPLATES]
MIDDLEWARE = [*MIDDLEWARE_FIRST, *STAFF_MIDDLEWARE, *MIDDLEWARE_LAST]
ROOT_URLCONF = "madoguchi.surfaces.staff_web.urls"
CSRF_FAILURE_VIEW = "madoguchi.surfaces.staff_web.views.errors.csrf_failure"
