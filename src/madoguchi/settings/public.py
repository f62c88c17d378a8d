"""The public zone, on the internet: navigator, forms, sealing. No sign-in, no register, nothing in clear."""

from madoguchi.settings.base import *  # noqa: F403
from madoguchi.settings.base import (
    INSTALLED_APPS,
    MIDDLEWARE_FIRST,
    MIDDLEWARE_LAST,
    RESIDENT_TEMPLATES,
    TEMPLATES,
    databases,
)

MADOGUCHI_ZONE = "public"
DATABASES = databases(MADOGUCHI_ZONE)
INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders", "madoguchi.surfaces.resident_web"]
MIDDLEWARE = [
    *MIDDLEWARE_FIRST,
    "corsheaders.middleware.CorsMiddleware",
    *MIDDLEWARE_LAST,
    "madoguchi.surfaces.resident_web.language.LanguageMiddleware",
]
# Any site may ask the open interface from a browser: it has no cookie, no sign-in and keeps nothing.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "POST"]
CORS_ALLOW_HEADERS = ["content-type"]
TEMPLATES = [*RESIDENT_TEMPLATES, *TEMPLATES]
ROOT_URLCONF = "madoguchi.surfaces.resident_web.urls"
CSRF_FAILURE_VIEW = "madoguchi.surfaces.resident_web.views.errors.csrf_failure"
