"""Every test runs against a real PostgreSQL: the settings must find it, so it starts before they are read."""

from __future__ import annotations

import os

import pytest
from django.conf import settings

from linli.main.launcher import testing

if settings.configured and "PYTEST_XDIST_WORKER" not in os.environ:
    raise pytest.UsageError(
        "Unset DJANGO_SETTINGS_MODULE: the tests choose the settings after the database is up."
    )
testing.wire()
assert settings.DATABASES  # noqa: S101  reads them now, with which pytest-django goes on and sets Django up
