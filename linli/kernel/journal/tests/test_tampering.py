"""The tamper suite: 12 kinds at 20 places, 240 of 240 found and named; and no false alarm over clean lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from time import perf_counter

import pytest
from django.db import transaction

from linli.kernel.journal import actions as journal
from linli.kernel.journal import verifying as kinds
from linli.kernel.journal.robots import ERASER
from linli.kernel.journal.tests import sealed
from linli.kernel.journal.tests.sealed import sql, verified
from linli.kernel.journal.tests.tampering import KINDS, Journal
from linli.kernel.journal.verifying import Report
from linli.plumbing.time import now as clock

PLACES = 20
LINES, PORTION = 20_000, 370


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block, past every trigger, has not happened afterwards."""
    before = transaction.savepoint()  # and no block of its own: an action in it is none that is nested
    sql("set session_replication_role = replica")
    yield
    transaction.savepoint_rollback(before)


def places(count: int) -> list[int]:
    """The first and the last line, both sides of where a node ends, and others drawn the same way every time."""
    edges = [0, 1, 255, 256, count - 2, count - 1]
    drawn = Random(20261127).sample(range(2, count - 2), PLACES)
    return [*edges, *(one for one in drawn if one not in edges)][:PLACES]


def suite(held: Journal) -> list[str]:
    """Everything that was not found, found in the wrong place, or called by another kind's name."""
    missed = []
    for name, (tamper, called) in KINDS.items():
        for place in places(len(held.lines)):
            with undone():
                line = tamper(held, place)
                report = verified(witnessed=held.witnessed)
            if wrong := _told(report, line, called):
                missed.append(f"{name} at {place}: {wrong}")
    return missed


def _told(report: Report, line: int | None, called: frozenset[str]) -> str:
    first = report.first
    if first is None:
        return "not found"
    if line is not None and first.line != line:
        return f"line {first.line} is named, not {line}: {report.problems}"
    return "" if first.kind in called else f"called {first.kind}: {report.problems}"


def test_every_tampering_is_found(db: None) -> None:
    held = Journal.build(LINES, portion=PORTION)
    assert verified(witnessed=held.witnessed).problems == []
    missed = suite(held)
    assert missed == []
    assert len(KINDS) * len(places(LINES)) == 240
    assert verified(witnessed=held.witnessed).problems == []  # and nothing of it is left


def test_whoever_computes_the_tree_anew_is_found_by_what_was_signed(db: None) -> None:
    """The administrator edits a line and makes leaves, nodes and seals fit. The signatures he cannot make fit."""
    held = Journal.build(300)
    for place in (0, 120, 299):
        with undone():
            sql("update journal_line set actor = actor + 1 where id = %s", [held.lines[place]])
            sql("delete from journal_seal")
            sql("delete from journal_node")
            sealed.seal_all()
            alone, beside = verified(), verified(witnessed=held.witnessed)
            sql("delete from journal_checkpoint")
            sealed.sign()
            signed_anew = verified()
            found = verified(witnessed=held.witnessed)
        for report in (alone, beside, found):
            assert report.problems, place
            assert {problem.kind for problem in report.problems} <= {kinds.REWRITTEN, kinds.SEAL, kinds.CHECKPOINT_GONE}
        assert signed_anew.problems == []  # with the city's key in his hand he is found by the witnesses alone


def test_only_what_came_since_is_looked_at(db: None) -> None:
    held = Journal.build(300)
    since = held.sizes[0]
    assert verified(since=since).lines == 300 - since
    with undone():
        sql("update journal_line set actor = 0 where id = %s", [held.lines[since]])
        found = verified(since=since).first
        assert found is not None
        assert (found.kind, found.line) == (kinds.EDITED, held.lines[since])
    with undone():  # what the tree of then was made of is checked by its root
        sql("update journal_seal set leaves = set_byte(leaves, 5, 255 - get_byte(leaves, 5)) where first = 0")
        found = verified(since=since).first
        assert found is not None
        assert found.kind == kinds.REWRITTEN


def test_no_false_alarm_over_twenty_thousand_lines(db: None) -> None:
    sealed.begin(20_000)
    clean(20_000, step=500)


def clean(count: int, *, step: int) -> float:
    """So many lines, some of them erased, sealed and signed in between; the seconds of verifying them."""
    for at in range(0, count, step):
        lines = sealed.write(step)
        if at % (step * 4) == 0:
            sealed.seal_all()
            sealed.sign()
            journal.erase(lines=lines[:3], reason="保存期满", by=ERASER, now=clock())
    sealed.seal_all()
    sealed.sign()
    began = perf_counter()
    report = verified()
    assert report.problems == []
    assert report.size == count + len(range(0, count, step * 4))
    assert report.erased == 3 * len(range(0, count, step * 4))
    assert report.covered == report.size
    return perf_counter() - began


@pytest.mark.proof
def test_a_million_lines_within_a_minute(db: None) -> None:
    sealed.begin(1_000_000)
    assert clean(1_000_000, step=5_000) <= 60
