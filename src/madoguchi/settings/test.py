"""For tests: both sites installed. The staff site answers; the fixture `resident_site` switches to the other."""

from madoguchi.settings.office import *  # noqa: F403
from madoguchi.settings.office import INSTALLED_APPS, VAR, _built

MADOGUCHI_ZONE = "test"
SECRET_KEY = "only-for-tests"  # noqa: S105
INSTALLED_APPS = [*INSTALLED_APPS, *_built("madoguchi.surfaces.resident_web")]
# Tests sign in hundreds of times; the real hasher makes each of them wait on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MADOGUCHI_TODAY = ""
MADOGUCHI_KEYS_DIRECTORY = VAR / "test" / "keys"
MADOGUCHI_HANDOVER_DIRECTORY = VAR / "test" / "handover"
MADOGUCHI_DOCUMENTS_DIRECTORY = VAR / "test" / "documents"
