"""What a person reads when the disk is full or the database is away, and that nothing else is called that."""

from __future__ import annotations

import errno
import json

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.test import RequestFactory

from linli.kit import refusals, unwell

NO_ROOM, AWAY = "放不下", "重新启动"


def caused(outer: type[Exception], inner: Exception | None) -> Exception:
    """As Django hands the driver's errors over."""
    try:
        raise outer from inner
    except outer as found:
        return found


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (caused(OperationalError, psycopg.errors.DiskFull()), NO_ROOM),
        (OSError(errno.ENOSPC, "no space"), NO_ROOM),
        (caused(RuntimeError, OSError(errno.EDQUOT, "quota")), NO_ROOM),
        (caused(OperationalError, psycopg.OperationalError("connection refused")), AWAY),
        (caused(OperationalError, psycopg.errors.AdminShutdown()), AWAY),
        (caused(OperationalError, psycopg.errors.CannotConnectNow()), AWAY),
        (InterfaceError("the connection is closed"), AWAY),
        (caused(OperationalError, psycopg.errors.QueryCanceled()), ""),
        (caused(OperationalError, psycopg.errors.DeadlockDetected()), ""),
        (caused(DataError, psycopg.errors.NumericValueOutOfRange()), ""),
        (OSError(errno.ENOENT, "gone"), ""),
        (ValueError("x"), ""),
        (None, ""),
    ],
)
def test_what_is_said(problem: Exception | None, words: str) -> None:
    said = unwell.sentence_of(problem)
    assert (words in said) if words else not said


def test_a_program_is_told_to_try_later() -> None:
    request = RequestFactory().post("/report", headers={"Accept": "application/json"})
    answer = refusals.unwell_page(request, caused(OperationalError, psycopg.errors.DiskFull()))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    told = json.loads(answer.content)
    assert told["state"] == "later"
    assert NO_ROOM in told["said"]
