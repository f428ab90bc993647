"""Killing a city under load and counting what became of it.

"Nothing lost" is always the client's own fsynced journal against the database after recovery: lost = acknowledged and
not there; half = a case without one of the rows that are written with it; double = two cases of one form.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.main.bench.city import City
from linli.main.launcher import processes
from linli.main.launcher.postgres import EmbeddedServer

REPO = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


def _lacks(rows: str, wanted: str) -> str:
    """Counts the rows beside which something does not stand that is written with them."""
    return f"select count(*) from {rows} where not exists (select 1 from {wanted})"


# What a case must have beside it, and what must not stand without its case.
HALVES = {
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


def new_book(city: City, who: str) -> Book:
    """A fresh journal of a client of this city; they all stand beside each other in its home."""
    return Book(city.home / f"told-{len(list(city.home.glob('told-*')))}-{who}-{secrets.token_hex(2)}.jsonl")


def reckon(city: City) -> Reckoning:
    """Compare the journals of all clients this city has had with its database."""
    told = [line["number"] for path in city.home.glob("told-*.jsonl") for line in Book(path).lines()]
    with city.connect() as admin:
        kept = {row[0] for row in admin.execute("select number from cases_case").fetchall()}
        keys = admin.execute("select count(*) from plumbing_idempotency").fetchone()
        half = {name: int(_one(admin.execute(sql).fetchone())) for name, sql in HALVES.items()}
    return Reckoning(
        acknowledged=len(told),
        lost=len(set(told) - kept),
        extra=len(kept - set(told)),
        double=len(told) - len(set(told)) + abs(len(kept) - _one(keys)),
        half={name: count for name, count in half.items() if count},
    )


def _one(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0


@contextlib.contextmanager
def writers(city: City, buildings: Sequence[int], count: int) -> Iterator[list[Book]]:
    """So many processes that open cases; ended in order, each with its form in hand finished."""
    books = [new_book(city, f"writer{number}") for number in range(count)]
    command = [sys.executable, "-m", "tests.crash_writer"]
    running = [
        subprocess.Popen([*command, book.path, json.dumps(list(buildings))], env=city.environment("public"), cwd=REPO)
        for book in books
    ]
    try:
        yield books
        for process in running:
            process.terminate()
        assert [process.wait(PATIENCE) for process in running] == [0] * count
    finally:
        for process in running:
            process.kill()
            process.wait()


def acknowledged(books: Sequence[Book]) -> int:
    return sum(len(book.lines()) for book in books)


def wait_for_more(books: Sequence[Book], more: int) -> None:
    """Until so many more forms are acknowledged than now."""
    wanted = acknowledged(books) + more
    assert processes.wait_for(lambda: acknowledged(books) >= wanted, PATIENCE), f"{acknowledged(books)} of {wanted}"


def kill_database(server: EmbeddedServer) -> None:
    """What a power cut does to the processes: postmaster and all backends at once, no goodbye."""
    for pid in processes.working_in(server.data, "postgres"):
        processes.send(pid, signal.SIGKILL)
