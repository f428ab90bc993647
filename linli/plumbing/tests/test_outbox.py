"""Facts live and die with the action that tells them, and are handed on once it is safe, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.plumbing import dispatch, facts, jobs, scope
from linli.plumbing.models import DispatchCursor, FailedFact, OutboxRow
from linli.plumbing.scope import Hat

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DESK = Hat(surface="desk", role="clerk", account=7, scopes=(1,))


@facts.fact("test.happened")
@dataclass(frozen=True, slots=True)
class Happened(facts.Fact):
    """Something in a test."""

    number: int


class Ear:
    """A listener that remembers what it heard, and can be made to fail."""

    def __init__(self, failing: int | None = None) -> None:
        self.heard: list[int] = []
        self.failing = failing

    def __call__(self, fact: Happened, told: facts.Told) -> None:
        if fact.number == self.failing:
            raise ValueError("not this one")
        self.heard.append(fact.number)


def listening(ear: Ear, name: str = "test.ear") -> dispatch.Listening:
    return dispatch.Listening(name, frozenset({"test.happened"}), ear)


def serve(listeners: list[dispatch.Listening], until: Callable[[], bool], *, now: datetime = NOW) -> None:
    """Run the dispatcher until what must happen has happened.

    Another database of the same server may hold the horizon back for a moment; that is waited out.
    """
    deadline = monotonic() + 20
    while not until():
        assert monotonic() < deadline, "the dispatcher did not get there"
        dispatch.run_once(listeners, now=now)


def happen(number: int) -> None:
    with scope.writing(DESK, now=NOW):
        facts.tell(Happened(number), line=0, by=DESK, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_handed_on_once_in_order() -> None:
    ear = Ear()
    for number in range(5):
        happen(number)
    serve([listening(ear)], lambda: len(ear.heard) >= 5)
    assert dispatch.run_once([listening(ear)], now=NOW) == 0
    assert ear.heard == [0, 1, 2, 3, 4]


@pytest.mark.asvs("V2.3.3", "V16.5.3")
@pytest.mark.django_db(transaction=True)
def test_a_fact_and_a_job_of_a_rolled_back_action_never_exist() -> None:
    ear = Ear()
    with pytest.raises(RuntimeError), scope.writing(DESK, now=NOW):
        facts.tell(Happened(1), line=0, by=DESK, at=NOW)
        jobs.defer("test.rolled_back", queue="test", record=1)
        raise RuntimeError
    happen(2)
    serve([listening(ear)], lambda: bool(ear.heard))
    assert ear.heard == [2]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'test.rolled_back'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_committed_action_waits_for_the_worker() -> None:
    with scope.writing(DESK, now=NOW):
        jobs.defer("test.waits", queue="test", record=1)
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'test.waits'")
        assert cursor.fetchone() == ('{"record": 1}',)


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_not_overtaken() -> None:
    """A slow action took its row first and commits last: reading by id would have lost its fact."""
    ear = Ear()
    told, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with scope.writing(DESK, now=NOW):
                facts.tell(Happened(1), line=0, by=DESK, at=NOW)
                told.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert told.wait(10)
    happen(2)
    assert dispatch.run_once([listening(ear)], now=NOW) == 0
    assert ear.heard == []
    go_on.set()
    thread.join()
    serve([listening(ear)], lambda: len(ear.heard) == 2)
    assert sorted(ear.heard) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_transactions_are_ordered_by_number_where_it_grows_a_digit() -> None:
    """As text 100 stands before 99: then the cursor passes 99, and its fact is never handed on."""
    ear = Ear()
    for number in range(3):
        happen(number)
    with connection.cursor() as cursor:
        for row, transaction_id in zip(OutboxRow.objects.order_by("id"), ("9", "99", "100"), strict=True):
            cursor.execute("update plumbing_outbox set xid = %s::xid8 where id = %s", [transaction_id, row.id])
    serve([listening(ear)], lambda: len(ear.heard) >= 3)
    assert ear.heard == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_failing_listener_is_tried_again_and_holds_up_nobody_else() -> None:
    bad, good = Ear(failing=2), Ear()
    for number in (1, 2, 3):
        happen(number)
    every = [listening(bad, "test.bad"), listening(good, "test.good")]
    serve(every, lambda: (bad.heard, good.heard) == ([1], [1, 2, 3]))
    later = NOW
    while not FailedFact.objects.exists():
        later += timedelta(minutes=5)
        dispatch.run_once(every, now=later)
    serve(every, lambda: bad.heard == [1, 3], now=later + timedelta(minutes=5))
    assert good.heard == [1, 2, 3]
    kept = FailedFact.objects.get()
    assert (kept.listener, kept.body) == ("test.bad", {"number": 2})
    assert "not this one" in kept.error


@pytest.mark.django_db(transaction=True)
def test_a_dispatcher_that_dies_before_its_cursor_is_kept_hands_on_again() -> None:
    ear = Ear()
    happen(1)
    serve([listening(ear)], lambda: ear.heard == [1])
    DispatchCursor.objects.update(row=0, xid="0")
    serve([listening(ear)], lambda: ear.heard == [1, 1])


@pytest.mark.django_db(transaction=True)
def test_a_look_serves_all_whoever_hears_nothing_is_brought_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many listen, an idle look asks twice; a stretch is cut where it grows long, and nobody misses a fact."""
    monkeypatch.setattr(dispatch, "STRETCH", 2)
    ear, others = Ear(), [Ear() for _ in range(30)]
    nobody = [dispatch.Listening(f"test.deaf{n}", frozenset({"test.never"}), one) for n, one in enumerate(others)]
    every = [nobody[0], listening(ear), *nobody[1:]]
    dispatch.run_once(every, now=NOW)
    for number in range(7):
        happen(number)
    last = OutboxRow.objects.latest("id").id
    serve(every, lambda: set(DispatchCursor.objects.values_list("row", flat=True)) == {last})
    assert ear.heard == list(range(7))
    assert not any(one.heard for one in others)
    with CaptureQueriesContext(connection) as asked:
        assert dispatch.run_once(every, now=NOW) == 0
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_outside_an_action_nothing_can_be_told() -> None:
    told = OutboxRow.objects.count()
    with pytest.raises(scope.OutsideAction):
        facts.tell(Happened(1), line=0, by=DESK, at=NOW)
    with pytest.raises(RuntimeError), scope.writing(DESK, now=NOW), scope.writing(DESK, now=NOW):
        pass
    assert OutboxRow.objects.count() == told
