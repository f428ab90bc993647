"""Adding rows by hand gives what Django would have given, and refuses what the database must refuse."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

from linli.plumbing import bulk
from linli.plumbing.models import FailedFact, KeptForm

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def a_form(path: str = "/report", **changes: object) -> KeptForm:
    given = {"browser": b"\x00\xffbrowser", "surface": "public", "path": path, "body": b"", "until": NOW}
    return KeptForm(**{**given, "files": ["一", "b,c", '"'], **changes})


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, bulk.FEW, bulk.FEW + 1, 40])
def test_rows_come_back_as_they_went_in(count: int) -> None:
    bulk.add(a_form(f"/{number}") for number in range(count))
    found = list(KeptForm.objects.order_by("id"))
    assert [form.path for form in found] == [f"/{number}" for number in range(count)]
    assert all(bytes(form.browser) == b"\x00\xffbrowser" and form.files == ["一", "b,c", '"'] for form in found)
    assert all(form.until == NOW for form in found)


@pytest.mark.django_db
def test_defaults_of_the_database_and_json_are_kept() -> None:
    body = {"text": "灯坏了 \\ '%s", "n": [1, None, 2.5], "empty": {}}
    bulk.add([FailedFact(listener="l", outbox=2**40, name="n", body=body, error="")])
    found = FailedFact.objects.get()
    assert found.body == body
    assert found.outbox == 2**40
    assert found.recorded is not None


@pytest.mark.django_db
def test_nothing_is_added_by_nothing() -> None:
    bulk.add(iter([]))
    bulk.add([a_form(files=[])])
    assert KeptForm.objects.get().files == []


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        bulk.add([a_form("x" * 201)])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.add([a_form(), a_form()])
    assert not KeptForm.objects.exists()


@pytest.mark.django_db
def test_a_row_is_one_statement() -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        bulk.add([a_form()])
    assert len(asked) == 1
