"""For tests: both sites installed; the staff site answers, the fixture `resident_site` switches over."""

import os

from madoguchi.settings.base import RESIDENT_TEMPLATES, VAR
from madoguchi.settings.office import *  # noqa: F403
from madoguchi.settings.office import DATABASES, INSTALLED_APPS, TEMPLATES

MADOGUCHI_ZONE = "test"
SECRET_KEY = "only-for-tests"  # noqa: S105
INSTALLED_APPS = [*INSTALLED_APPS, "madoguchi.surfaces.resident_web"]
TEMPLATES = [*RESIDENT_TEMPLATES, *TEMPLATES]
# Tests sign in hundreds of times; the real hasher makes each of them wait on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each new test client would read every file of the site anew: 35 milliseconds of work, a thousand times over.
WHITENOISE_AUTOREFRESH = True
MADOGUCHI_TODAY = ""
# A server of their own: it does not wait for the disk (tests/conftest.py), which nobody's data should suffer.
DATABASES = {
    alias: given | ({"EMBEDDED_DATA": VAR / "test" / "postgres"} if "EMBEDDED_DATA" in given else {})
    for alias, given in DATABASES.items()
}
# Tests that run beside each other do not meet in their files either.
_FILES = VAR / "test" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
MADOGUCHI_KEYS_DIRECTORY = _FILES / "keys"
MADOGUCHI_HANDOVER_DIRECTORY = _FILES / "handover"
MADOGUCHI_JPKI_ANCHORS = _FILES / "jpki" / "anchors"
MADOGUCHI_COURIER_DIRECTORY = _FILES / "courier"
MADOGUCHI_LINK_URL = ""
MADOGUCHI_BOOKINGS_HERE = True
# Where stand-ins print.
MADOGUCHI_PRINTERS_HERE = True
MADOGUCHI_PORTAL_FILE = ""
