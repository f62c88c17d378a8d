"""The link of the public zone, on a port of its own: the office fetches sealed letters here."""

from madoguchi.settings.public import *  # noqa: F403

MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "madoguchi.surfaces.zone_link.urls"
# TLS ends in this process; there is no proxy that could be believed, and nothing to redirect.
SECURE_PROXY_SSL_HEADER = None
SECURE_SSL_REDIRECT = False
