"""A papers folder and keys of its own for every test, and a desk that sees the cases the photos belong to."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from linli.plumbing import keys


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.HOME = tmp_path
    settings.KEYS_FILE = tmp_path / "keys.json"
    keys.forget()
    keys.ensure_keys(settings.KEYS_FILE)
    yield tmp_path
    keys.forget()


@pytest.fixture
def link(transactional_db: None) -> Callable[..., None]:
    """Let a scope see a case: the one row that the walls of papers lead through, without the case around it."""

    def add(case: int, at_scope: int, subject: int = 501) -> None:
        task = apps.get_model("cases", "Task")(
            case_id=case, scope_id=at_scope, subject_id=subject, opened=datetime(2026, 11, 23, tzinfo=UTC)
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")  # the case itself is not needed here
            task.save()

    return add
