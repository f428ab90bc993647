"""Counting what became of a city: the clients' own journals against its database.

"Nothing lost" is always the client's own fsynced journal against the database after recovery: lost = acknowledged and
not there; half = a case without one of the rows that are written with it; double = two cases of one form.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

Admin = psycopg.Connection[tuple[Any, ...]]


def _lacks(rows: LiteralString, wanted: LiteralString) -> LiteralString:
    """Counts the rows beside which something does not stand that is written with them."""
    return f"select count(*) from {rows} where not exists (select 1 from {wanted})"  # noqa: S608  our own words


# What a case must have beside it, and what must not stand without its case.
HALVES: dict[str, LiteralString] = {
    "task": _lacks("cases_case c", "cases_task where case_id = c.id"),
    "clock": _lacks("cases_case c", "cases_clock where case_id = c.id"),
    "event": _lacks("cases_case c", "cases_event where case_id = c.id"),
    "words": _lacks("cases_event e", "cases_event_body where event_id = e.id"),
    "subject": _lacks("cases_case c", "people_subject where id = c.subject_id"),
    "journal line": _lacks("cases_case c", "journal_line where verb = 'case.open' and record = c.id"),
    "payload": _lacks("journal_line l", "journal_payload where line_id = l.id"),
    "fact": _lacks("cases_case c", "plumbing_outbox where name = 'case.opened' and (body->>'case_id')::bigint = c.id"),
    "case of a fact": _lacks(
        "(select * from plumbing_outbox where name = 'case.opened') o",
        "cases_case where id = (o.body->>'case_id')::bigint",
    ),
    "case of a journal line": _lacks(
        "(select * from journal_line where verb = 'case.open') l", "cases_case where id = l.record"
    ),
    "case of a key": _lacks("plumbing_idempotency k", "cases_case where number = k.answer->>'number'"),
}
# One row of each kind to take away, by which the count shows that it would miss it. A clock that a case has twice
# has to go twice, so all rows of one case go.
TAKEN: dict[str, LiteralString] = {
    "task": "delete from cases_task where case_id = %(case)s",
    "clock": "delete from cases_clock where case_id = %(case)s",
    "event": "delete from cases_event where case_id = %(case)s",
    "words": "delete from cases_event_body where event_id in (select id from cases_event where case_id = %(case)s)",
    "subject": "delete from people_subject where id = (select subject_id from cases_case where id = %(case)s)",
    "journal line": "delete from journal_line where verb = 'case.open' and record = %(case)s",
    "payload": "delete from journal_payload where line_id in"
    " (select id from journal_line where verb = 'case.open' and record = %(case)s)",
    "fact": "delete from plumbing_outbox where name = 'case.opened' and (body->>'case_id')::bigint = %(case)s",
    "case of a fact": "delete from cases_case where id = %(case)s",
    "case of a journal line": "delete from cases_case where id = %(case)s",
    "case of a key": "delete from cases_case where id = %(case)s",
}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a kill has cost. ``extra`` are cases nobody was told of; they can only be forms still in hand."""

    acknowledged: int
    lost: int
    extra: int
    double: int
    half: dict[str, int]


class Book:
    """A client's journal: what it was told is done."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[dict[str, Any]]:
        """What is written so far; a line cut short by the end of its writer counts for nothing."""
        if not self.path.exists():
            return []
        whole = self.path.read_bytes().rpartition(b"\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def write(self, line: dict[str, Any]) -> None:
        with self.path.open("ab", buffering=0) as book:
            book.write(json.dumps(line).encode() + b"\n")
            os.fsync(book.fileno())


def new_book(shelf: Path, who: str) -> Book:
    """A fresh journal of a client, beside those of the others."""
    return Book(shelf / f"told-{len(list(shelf.glob('told-*'))):03}-{who}-{secrets.token_hex(2)}.jsonl")


def acknowledged(books: Sequence[Book]) -> int:
    """How many forms these clients were told are done."""
    return sum(book.path.read_bytes().count(b"\n") for book in books if book.path.exists())


def numbers(admin: Admin) -> frozenset[str]:
    """The cases there are."""
    return frozenset(row[0] for row in admin.execute("select number from cases_case").fetchall())


def reckon(admin: Admin, books: Sequence[Book], *, before: frozenset[str] = frozenset()) -> Reckoning:
    """Compare what clients were told with the database; cases that stood there ``before`` are not theirs."""
    told = [line["number"] for book in books for line in book.lines()]
    kept = numbers(admin) - before
    answered = admin.execute("select answer->>'number' from plumbing_idempotency").fetchall()
    keys = [number for (number,) in answered if number not in before]
    return Reckoning(
        acknowledged=len(told),
        lost=len(set(told) - kept),
        extra=len(kept - set(told)),
        double=len(told) - len(set(told)) + abs(len(kept) - len(keys)),
        half=halves(admin),
    )


def halves(admin: Admin) -> dict[str, int]:
    """What stands without the rows that are written with it, by what is missing."""
    found = {name: int(_first(admin, count)) for name, count in HALVES.items()}
    return {name: count for name, count in found.items() if count}


def blind_to(admin: Admin) -> list[str]:
    """The kinds of rows that could be missing without :func:`halves` noticing; none, or the count is worth nothing.

    Each is taken away from the newest case, past every trigger and key, and put back.
    """
    standing, blind = halves(admin), []
    newest = _first(admin, "select max(id) from cases_case")
    for name, taking in TAKEN.items():
        with admin.transaction(force_rollback=True):
            admin.execute("set local session_replication_role = replica")
            admin.execute(sql.SQL(taking), {"case": newest})
            if halves(admin).get(name, 0) <= standing.get(name, 0):
                blind.append(name)
    return blind


def _first(admin: Admin, statement: LiteralString) -> Any:
    row = admin.execute(sql.SQL(statement)).fetchone()
    return row[0] if row else 0
