"""Adding rows by hand gives what Django would have given, and refuses what the database must refuse."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction
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


@pytest.mark.django_db
@pytest.mark.parametrize("stages", [True, False])
def test_many_rows_are_the_same_by_arrays_and_by_a_staging_table(stages: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_may_stage", lambda: stages)
    odd = ["", "a\tb", "line\nline\r", "\\N", "\\", "㛃·买买提", '{x,"y"}', "'"]
    rows = [
        (
            bytes([number % 256, 9, 10, 92]),
            "desk",
            f"{odd[number % len(odd)]}{number}",
            b"" if number % 2 else b"\\x41",
            NOW,
        )
        for number in range(bulk.MANY + 1)
    ]
    columns = {"browser": "bytea", "surface": "text", "path": "text", "body": "bytea", "until": "timestamptz"}
    with CaptureQueriesContext(connection) as asked:
        bulk.insert("plumbing_kept_form", columns | {"files": "text"}, [(*row, "a b") for row in rows],
                    into={"files": "string_to_array(files, ' ')"})  # fmt: skip
    assert any("temp table" in query["sql"] for query in asked) is stages
    found = KeptForm.objects.order_by("id").values_list("browser", "surface", "path", "body", "until", "files")
    assert [(bytes(a), b, c, bytes(d), e, f) for a, b, c, d, e, f in found] == [(*row, ["a", "b"]) for row in rows]
