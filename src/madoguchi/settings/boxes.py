"""The centre's door for the boxes in other buildings, on a port of its own."""

from madoguchi.settings.office import *  # noqa: F403

MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "madoguchi.surfaces.zone_link.box_urls"
# TLS ends in this process; there is no proxy that could be believed, and nothing to redirect.
SECURE_PROXY_SSL_HEADER = None
SECURE_SSL_REDIRECT = False
