"""Every test runs against a real PostgreSQL: the settings must find it, so it starts before they are read."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from linli.main.launcher import testing
from linli.plumbing import keys, walls

if settings.configured and "PYTEST_XDIST_WORKER" not in os.environ:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose the settings after the database is up.")
os.environ["LINLI_ASSUME_LOGIN"] = "1"  # every action and page of a test runs as the login of its surface
testing.wire()
# A property that is slow on a busy machine is not wrong; only what it finds counts.
hypothesis.settings.register_profile("linli", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("linli")
settings.TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = testing.compiled_templates()  # five seconds of every process
django.setup()  # here, so that the conftest of a room may import its records
keys.ensure_keys(settings.KEYS_FILE)  # at once: a test that asks for no database may be the first that seals something
pytest_plugins = ["tests.founded", "tests.world", "tests.surfaces"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,  # noqa: ARG001
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Each process gets a copy of a database that was migrated once."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = testing.migrated()


@pytest.fixture(scope="session")
def schema(django_db_blocker: DjangoDbBlocker) -> Path:
    """A file with the schema, for tests that start a whole city: :func:`linli.main.launcher.testing.lend`."""
    with django_db_blocker.unblock():
        return testing.schema()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """The test database with its walls up."""
    with django_db_blocker.unblock():
        walls.raise_walls()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # the threads of a live server may linger
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First those that want a bare city: emptying a hundred tables for one test takes longer than the test."""
    items.sort(key=lambda item: not {"bare", "from_nothing"} & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end: the collector took a tenth of the time to walk over it."""
    gc.collect()
    gc.freeze()
