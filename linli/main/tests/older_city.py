"""A small city an older release began: a journal of that release's form, brought up to date by the migrations.

Then it is founded and has its ground, so that cases can be opened in it. Its processes are real ones.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from linli.main import founding
from linli.main.bench.city import City, free_address
from linli.main.launcher import children, database, env, processes, testing
from linli.main.launcher.database import OpenDatabase, open_database
from linli.main.launcher.migration import migrate
from linli.main.launcher.trial import REPO
from linli.main.recovery import restoring, taking
from linli.main.recovery.place import Backup, Place
from linli.main.terminal import Progress
from tests.drilling import clean

QUIET = Progress(quiet=True)
KEYS = "0badcafe"
LINES = """
with l as (insert into journal_line (at, actor, role, post, surface, purpose, verb, kind, record, digest)
           select now(), 0, 'robot', 0, 'worker', '', 'test', 'test', n, sha256('0123456789abcdef{}')
           from generate_series(1, %s) n returning id)
insert into journal_payload (line_id, salt, body) select id, '0123456789abcdef', '{}' from l returning line_id
"""
# As the release before the tree wrote them: the salt in the line, the digest over all of it.
OLDER = """
insert into journal_line (id, at, actor, role, post, surface, purpose, verb, kind, record, salt, digest)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
SAID: Sequence[dict[str, Any]] = (
    {}, {"text": "三单元楼道灯坏了"}, {"n": 1, "amount": 1e20, "least": -0.0, "share": 0.1},
    {"b": [1, {"z": None}], "a": "é\u2028"},
)  # fmt: skip


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Small:
    """The city with its backup place, and the backups taken of it."""

    city: City
    place: Place
    made: list[Backup] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.city.home

    @property
    def url(self) -> str:
        return self.city.database.urls["admin"]

    def connect(self, *, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.url, autocommit=autocommit)

    def write(self, lines: int) -> list[int]:
        """So many lines in one transaction; their ids."""
        with self.connect() as admin:
            return [line for (line,) in admin.execute(LINES, [lines]).fetchall()]

    def open_cases(self, count: int) -> None:
        """By the product's own action, as a clerk at the desk."""
        assert self.city.stage("desk", "cases", str(count))["cases"] == count

    def lines(self) -> int:
        return self._number("select count(*) from journal_line")

    def sealed(self) -> int:
        return self._number("select coalesce(max(size), 0) from journal_seal")

    def signed(self) -> int:
        return self._number("select coalesce(max(size), 0) from journal_checkpoint")

    @contextmanager
    def sealing(self) -> Iterator[None]:
        """The worker's own sealer is at work, in a process of its own."""
        command = [*children.PYTHON, "linli.main.bench.stages", "audit_sealing"]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, env=self.city.environment("worker")
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline()
            try:
                yield
            finally:
                process.communicate("", timeout=60)

    def seal_all(self) -> None:
        """Until every line is sealed and under a checkpoint."""
        with self.sealing():
            self.await_seal()

    def await_seal(self) -> None:
        assert processes.wait_for(lambda: self.signed() == self.lines(), 60, pause=0.2), (self.signed(), self.lines())

    def note(self) -> str:
        """The newest checkpoint, as it leaves the house."""
        with self.connect() as admin:
            row = admin.execute("select note from journal_checkpoint order by size desc limit 1").fetchone()
        return str(row[0]) if row else ""

    def audited(self, *words: object) -> tuple[int, Any]:
        """``linli audit verify`` as the operator types it: its exit code and what it says."""
        command = [sys.executable, "-m", "linli", "audit", "verify", *map(str, words), "--json"]
        surroundings = {**clean(), "LINLI_HOME": str(self.home)}
        done = subprocess.run(command, env=surroundings, cwd=REPO, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def back_up(self) -> Backup:
        done = taking.take(
            home=self.home, place=self.place, url=self.url, fingerprint=KEYS, clock=clock, progress=QUIET
        )
        self.made.append(done)
        return done

    def restore(self, home: Path, backup: Backup, until: datetime | None = None) -> restoring.Restored:
        return restoring.restore(home=home, place=self.place, backup=backup, until=until, clock=clock, progress=QUIET)

    def _number(self, question: str) -> int:
        with self.connect() as admin:
            row = admin.execute(question.encode()).fetchone()
        return int(row[0]) if row else 0


def build(home: Path, opened: OpenDatabase, place: Place, *, older: int, schema: Path | None = None) -> Small:
    """The city, with so many lines the older release wrote.

    With a ``schema`` (of now) only the last migration of the journal is run on them; without one every migration is.
    """
    if schema is None:
        command = [*children.PYTHON, "linli.main.drill.migrating", "before", "journal.0002_sealed"]
        subprocess.run(command, env=env.for_process(home, "owner"), stdout=subprocess.PIPE, check=True)
    else:
        testing.lend(schema, opened.urls["owner"])
    with psycopg.connect(opened.urls["admin"], autocommit=True) as admin:
        if schema is not None:
            admin.execute("delete from django_migrations where app = 'journal' and name = '0004_digests'")
        for number in range(1, older + 1):
            _write_older(admin, number)
        admin.execute("select setval(pg_get_serial_sequence('journal_line', 'id'), %s)", [older])
    migrate(home)
    founding.prepare(home, QUIET)
    city = City(home, opened, free_address(), free_address(), free_address())
    city.stage("ingest", "ground")
    return Small(city, place)


def again(home: Path, small: Small) -> Small:
    """The city a restore has put together in another home, with logins of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(database.EXTERNAL, raising=False)
        opened = open_database(home)
    return Small(replace(small.city, home=home, database=opened), small.place)


def _write_older(admin: psycopg.Connection[tuple[Any, ...]], number: int) -> None:
    encoder, salt, at = msgspec.json.Encoder(order="sorted"), number.to_bytes(16, "big"), clock()
    body = encoder.encode(SAID[number % len(SAID)])
    line = {"at": at.isoformat(), "actor": 7, "role": "clerk", "post": 3, "surface": "desk", "purpose": "办件",
            "verb": "case.note", "kind": "case", "record": number}  # fmt: skip
    whole = encoder.encode({**line, "payload": hashlib.sha256(salt + body).hexdigest()})
    with admin.transaction():
        digest = hashlib.sha256(salt + whole).digest()
        admin.execute(OLDER, [number, at, *list(line.values())[1:], salt, digest])
        admin.execute("insert into journal_payload (line_id, body) values (%s, %s)", [number, body.decode()])
