"""Settings of one Linli process.

A process serves one surface (``LINLI_SURFACE``) with the database login of that surface, so that
what a surface may read is decided by the database and not by the code that happens to run in it.
The launcher writes the addresses and passwords to ``LINLI_HOME/run.env`` (mode 600).
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LINLI_HOME", BASE_DIR.parent / "var"))
SURFACE = os.environ.get("LINLI_SURFACE", "desk")

PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000")
DESK_URL = os.environ.get("DESK_URL", "http://localhost:8001")
SURFACE_URL = PUBLIC_URL if SURFACE == "public" else DESK_URL

SECRET_KEY = os.environ.get("LINLI_SECRET_KEY", "")
KEYS_FILE = Path(os.environ.get("LINLI_KEYS", HOME / "keys.json"))
DEBUG = False
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "localhost", urlsplit(DESK_URL).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, DESK_URL]

ROOMS = ["journal", "places", "people", "papers", "notices", "publications", "cases", "ratings"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "procrastinate.contrib.django",
    "linli.plumbing",
    *(f"linli.kernel.{room}" for room in ROOMS),
    "linli.kit",
    "linli.gates",
    "linli.main",
]
ASSUME_LOGIN = os.environ.get("LINLI_ASSUME_LOGIN") == "1"  # tests take the role of the surface; it only takes rights away
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
        "OPTIONS": {"application_name": f"linli {SURFACE}"},
    }


DATABASES = {"default": _database(os.environ.get("LINLI_DATABASE", "postgresql://localhost/linli"))}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linli_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

SESSION_COOKIE_NAME = f"linli_{SURFACE}"
CSRF_COOKIE_NAME = f"linli_{SURFACE}_csrf"
if SURFACE_URL.startswith("https://"):
    SESSION_COOKIE_NAME = "__Host-" + SESSION_COOKIE_NAME
    CSRF_COOKIE_NAME = "__Host-" + CSRF_COOKIE_NAME
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600 if SURFACE == "desk" else 30 * 86400
