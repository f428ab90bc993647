"""Settings of one Linli process.

A process serves one surface (``LINLI_SURFACE``) with the database login of that surface, so that
what a surface may read is decided by the database and not by the code that happens to run in it.
The launcher writes the addresses and passwords to ``LINLI_HOME/run.env`` (mode 600).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from linli.main import addresses, logs
from linli.plumbing import manifests


def _keys_file(home: Path) -> Path:
    """Where the keys of a home lie: beside its data, but never inside a checkout of the source."""
    if BASE_DIR.parent not in home.resolve().parents:
        return home / "keys.json"
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "linli" / name / "keys.json"


BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LINLI_HOME", BASE_DIR.parent / "var"))
SURFACE = os.environ.get("LINLI_SURFACE", "desk")

PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000")
DESK_URL = os.environ.get("DESK_URL", addresses.DESK)
LIVE_URL = addresses.live_url(os.environ)
SURFACE_URL = PUBLIC_URL if SURFACE == "public" else DESK_URL

SECRET_KEY = os.environ.get("LINLI_SECRET_KEY", "")
KEYS_FILE = Path(os.environ.get("LINLI_KEYS", _keys_file(HOME)))
DEBUG = False
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "localhost", urlsplit(DESK_URL).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [SURFACE_URL]  # a page of the other surface sends nothing here
PROXIES = tuple(filter(None, os.environ.get("LINLI_PROXIES", "").split(",")))  # addresses of our own proxies

ROOMS = [
    "journal",
    "grants",
    "rights",
    "imports",
    "places",
    "people",
    "assets",
    "papers",
    "notices",
    "publications",
    "cases",
    "desks",
    "ratings",
    "indicators",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "procrastinate.contrib.django",
    "linli.plumbing",
    *(f"linli.kernel.{room}" for room in ROOMS),
    "linli.kit",
    "linli.gates",
    "linli.gates.live",
    "linli.gates.mail",
    "linli.gates.webhooks",
    "linli.gates.witnesses",
    "linli.gates.open311",
    "linli.gates.unread",
    *manifests.installed_apps(),
    "linli.main",
]
ASSUME_LOGIN = os.environ.get("LINLI_ASSUME_LOGIN") == "1"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def _database(url: str) -> dict[str, object]:
    """A Django database entry from ``postgresql://user:password@host:port/name``."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": f"linli {SURFACE}",
            # A statement sent for the fifth time on a connection is kept there prepared. Planning was nearly half
            # of what the database spent on opening a case: 4.6 ms of CPU without, 2.6 ms with.
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    }


DATABASES = {"default": _database(os.environ.get("LINLI_DATABASE", "postgresql://localhost/linli"))}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linli_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

SESSION_ENGINE = "linli.kit.session_store"
SESSION_COOKIE_NAME = f"linli_{SURFACE}"
CSRF_COOKIE_NAME = f"linli_{SURFACE}_csrf"
BROWSER_COOKIE_NAME = "linli_browser"
if SURFACE_URL.startswith("https://"):
    SESSION_COOKIE_NAME = "__Host-" + SESSION_COOKIE_NAME
    CSRF_COOKIE_NAME = "__Host-" + CSRF_COOKIE_NAME
    BROWSER_COOKIE_NAME = "__Host-" + BROWSER_COOKIE_NAME  # or a neighbouring site could plant one it knows
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600 if SURFACE == "desk" else 30 * 86400

# Staff: idle 30 minutes, 12 hours at the longest; checked in linli.kit.sessions.
SESSION_SAVE_EVERY_REQUEST = False

ROOT_URLCONF = f"linli.main.urls_{'public' if SURFACE == 'public' else 'desk'}"
WSGI_APPLICATION = "linli.main.wsgi.application"
MIDDLEWARE = [
    "linli.kit.security.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.kit.sessions.Browser",
    "django.middleware.locale.LocaleMiddleware",
    "linli.kit.security.Size",
    "linli.kit.room_left.Room",
    "linli.kit.security.Tokens",
    "linli.kit.refusals.Refusals",
]
CSRF_FAILURE_VIEW = "linli.kit.refusals.csrf_failed"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "kit" / "templates", *manifests.template_folders()],
        "OPTIONS": {
            "environment": "linli.kit.jinja.environment",
            "context_processors": ["linli.kit.jinja.look"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates"},  # for libraries' own templates only
]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "kit" / "static"
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

UPLOAD_MOST = 20 * 1024 * 1024  # one photo
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
REQUEST_MOST = 9 * UPLOAD_MOST + DATA_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 30  # more than a form takes, so that the form itself can say so
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
X_FRAME_OPTIONS = "DENY"

OIDC_ISSUER = os.environ.get("LINLI_OIDC_ISSUER", "")  # the city's unified login; without one there is no button
OIDC_CLIENT = os.environ.get("LINLI_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("LINLI_OIDC_SECRET", "")
OIDC_STRONG = tuple(filter(None, os.environ.get("LINLI_OIDC_STRONG", "").split(",")))  # what acr says of real names
LOGGING = logs.settings()
MESSAGES_OUT = os.environ.get("LINLI_MESSAGES", "file")  # the way SMS and mail leave: file, or a named provider
OUTBOUND_HOSTS = tuple(filter(None, os.environ.get("LINLI_OUTBOUND_HOSTS", "").split(",")))  # may stand in the house
WITNESSES = tuple(filter(None, os.environ.get("LINLI_WITNESSES", "").split(",")))  # who keeps the journal's checkpoints
MAIL_BOX = os.environ.get("LINLI_MAIL_BOX", "")  # the city's own address, such as hotline@example.cn
MAIL_ITEM = os.environ.get("LINLI_MAIL_ITEM", "hotline.other")  # what a letter is filed as
SMTP_URL = os.environ.get("LINLI_SMTP", "") if MAIL_BOX else ""  # the server that takes our mail
