"""``linli drill restore``: a city with a backup place is lost under load, machine and all, and brought back from it.

What came back is compared with what the clients were told and with the journal as it stood; then life goes on in it.
Beside it the city is brought back once more as it was at an earlier moment.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linli.main.bench import Row, requests
from linli.main.bench.load import send
from linli.main.drill import DrillBroken, victim
from linli.main.drill.reckoning import Book, Reckoning, numbers, reckon
from linli.main.drill.victim import Victim, kill_database, wait_for_more, wait_until, writers
from linli.main.launcher import children, processes, trial
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roster import Roster
from linli.main.recovery import proof
from linli.main.recovery.place import SETTING, Place
from linli.main.recovery.proof import Proof
from linli.main.terminal import Progress, _

HANDS, FORMS, SAMPLES = 2, 25, 10
RPO_SECONDS, RTO_SECONDS = 5.0, 900.0
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ARRIVED = """
select coalesce(bool_or(flush_lsn >= %s::pg_lsn), false) from pg_stat_replication
where application_name = 'pg_receivewal'
"""


class _MachineLost(Exception):
    """Nobody ends in order: what was in hand stays in hand."""


@dataclass(slots=True)
class Lost:
    """What the world outside knows of the city that is gone."""

    books: list[Book] = field(default_factory=list)
    early: list[Book] = field(default_factory=list)  # those who wrote before ``then``
    then: datetime = LONG_AGO
    backup: Mapping[str, Any] = field(default_factory=dict)
    journal: Proof | None = None
    lags: list[float] = field(default_factory=list)
    at: float = 0.0


@dataclass(slots=True)
class Back:
    """What came back."""

    restored: Mapping[str, Any]
    reckoning: Reckoning
    seconds_lost: float
    same_journal: bool
    photos: Mapping[str, int]
    step: str
    answering: float  # seconds from the first command until the doors answered
    ailments: Sequence[str]
    too_many: int  # cases of the earlier moment that were not there then
    too_few: int


def run(*, progress: Progress) -> list[Row]:
    """The whole drill; the figures with their bars."""
    shelf = Path(tempfile.mkdtemp(prefix="linli-drill-"))
    apart = {SETTING: str(shelf / "place"), "LINLI_KEYS": str(shelf / "keys.json")}
    try:
        with trial.home(LINLI_PROXIES="127.0.0.1", **apart) as surroundings:
            with trial.up(surroundings) as running:
                city = victim.of(surroundings, shelf)
                progress.say(_("The city stands and is backed up."))
                lost = _lose(city, running, progress)
            return list(rows(lost, _bring_back(city, lost, progress)))
    finally:
        shutil.rmtree(shelf, ignore_errors=True)


def _lose(city: Victim, running: subprocess.Popen[str], progress: Progress) -> Lost:
    """Work, a backup under load, a moment to come back to, more work; then the machine is gone."""
    place, lost = Place(Path(city.surroundings[SETTING])), Lost()
    _answered(city)
    wait_until(lambda: bool(place.backups()), "a first backup that the city took by itself")
    wait_until(lambda: not _photos(city)["waiting"], "every photo drawn anew")
    with writers(city.city, city.buildings, city.shelf, HANDS) as lost.early:
        wait_for_more(lost.early, FORMS)
        lost.backup = _said(city.command("backup", "--json"))
        wait_for_more(lost.early, FORMS)
    progress.say(_("A backup was taken under load: %(seconds).1f s.") % lost.backup)
    time.sleep(1)  # nobody writes around the moment that is come back to
    lost.then = datetime.now(UTC)
    time.sleep(1)
    with contextlib.suppress(_MachineLost), writers(city.city, city.buildings, city.shelf, HANDS) as late:
        lost.books = [*lost.early, *late]
        wait_for_more(late, FORMS)
        lost.lags = [_lag(city) for _sample in range(SAMPLES)]
        with city.connect() as admin:
            lost.journal = proof.take(admin)
        wait_for_more(late, FORMS)
        lost.at = time.time()
        _kill_all(city, running)
        raise _MachineLost
    progress.say(_("The machine is gone: processes, database, files."))
    return lost


def _lag(city: Victim) -> float:
    """Seconds until what is committed now has arrived at the place."""
    with city.connect() as admin:
        row = admin.execute("select pg_current_wal_flush_lsn()::text").fetchone()
        began = time.monotonic()
        arrived = processes.wait_for(lambda: admin.execute(_ARRIVED, row).fetchone() == (True,), 60, pause=0.01)
    if not arrived:
        raise DrillBroken(_("The log does not reach the backup place."))
    return time.monotonic() - began


def _kill_all(city: Victim, running: subprocess.Popen[str]) -> None:
    """kill -9 of supervisor, children and database at once, and everything they have written is deleted."""
    noted = Roster.of(city.city.home)
    running.kill()
    for pid in noted.living():
        processes.send(pid, signal.SIGKILL)
    kill_database(city.server)
    running.wait()
    processes.wait_for(lambda: not noted.living(), 10)
    city.server.erase()
    for one in city.city.home.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def _bring_back(city: Victim, lost: Lost, progress: Progress) -> Back:
    """Restore, start, look, go on; and once more as it was then."""
    began = time.monotonic()
    restored = _said(city.command("restore", city.surroundings[SETTING], "--json"))
    progress.say(_("Restored in %(seconds).1f s.") % restored)
    with trial.up(city.surroundings):
        answering = time.monotonic() - began
        again = victim.of(city.surroundings, city.shelf, city.buildings)
        with again.connect() as admin:
            found = reckon(admin, lost.books, before=_before(again, lost))
            journal = proof.again(admin, lost.journal) if lost.journal else None
            kept = numbers(admin)
        gone = [line["at"] for book in lost.books for line in book.lines() if line["number"] not in kept]
        photos, step = _photos(again), _answered(again)
        ailments = again.ailments()
    progress.say(_("Life goes on in it."))
    too_many, too_few = _as_it_was(city, lost)
    return Back(
        restored=restored,
        reckoning=found,
        seconds_lost=lost.at - min(gone) if gone else 0.0,
        same_journal=journal is not None and journal == lost.journal,
        photos=photos,
        step=step,
        answering=answering,
        ailments=ailments,
        too_many=too_many,
        too_few=too_few,
    )


def _before(city: Victim, lost: Lost) -> frozenset[str]:
    """Cases that are in nobody's book: the one that was handled before the load."""
    told = {line["number"] for book in lost.books for line in book.lines()}
    with city.connect() as admin:
        rows = admin.execute("select number from cases_case where step = 'confirm'").fetchall()
    return frozenset(number for (number,) in rows) - told


def _as_it_was(city: Victim, lost: Lost) -> tuple[int, int]:
    """The city at the moment ``then``, in a folder beside: how many cases it has too many, and too few."""
    with tempfile.TemporaryDirectory(prefix="linli-drill-then-") as folder:
        surroundings = {**city.surroundings, "LINLI_HOME": folder}
        place, moment = surroundings.pop(SETTING), lost.then.isoformat()
        beside = replace(city, surroundings=surroundings)
        _said(beside.command("restore", place, "--to", moment, "--json"))
        server = EmbeddedServer.of(Path(folder))
        try:
            server.start()
            with replace(city, city=replace(city.city, home=Path(folder))).connect() as admin:
                kept = numbers(admin)
        finally:
            server.erase()
    early = {line["number"] for book in lost.early for line in book.lines()}
    late = {line["number"] for book in lost.books for line in book.lines()} - early
    return len(kept & late), len(early - kept)


def rows(lost: Lost, back: Back) -> Iterator[Row]:
    """The figures with their bars."""
    yield Row("backup taken under load", lost.backup["seconds"], "s")
    yield Row("size of the backup", lost.backup["bytes"] / 1e6, "MB")
    yield Row("a commit reaches the place within", max(lost.lags), "s", bar=RPO_SECONDS)
    yield Row("acknowledged before the machine was lost", back.reckoning.acknowledged, "")
    yield Row("of these not come back", back.reckoning.lost, "")
    yield Row("time that is lost (RPO)", back.seconds_lost, "s", bar=RPO_SECONDS)
    yield Row("forms in hand that came back", back.reckoning.extra, "", bar=HANDS)
    yield Row("half come back", sum(back.reckoning.half.values()), "", bar=0)
    yield Row("restored in (RTO)", back.restored["seconds"], "s", bar=RTO_SECONDS)
    yield Row("doors open again after", back.answering, "s", bar=RTO_SECONDS)
    yield Row("journal with another root", int(not back.same_journal), "", bar=0)
    yield Row("files named and not there", len(back.restored["missing"]), "", bar=0)
    yield Row("photos that open with the keys", back.photos["opened"], "", bar=1, least=True)
    yield Row("photos that do not", back.photos["shut"], "", bar=0)
    yield Row("matters opened and answered afterwards", int(back.step == "confirm"), "", bar=1, least=True)
    yield Row("wrong by linli doctor", len(back.ailments), "", bar=0)
    yield Row("as it was then: cases from later", back.too_many, "", bar=0)
    yield Row("as it was then: cases that lack", back.too_few, "", bar=0)


def _answered(city: Victim) -> str:
    """A resident reports over the API, the desks handle and answer; the step the matter waits at then."""
    ask = requests.report(city.city.public_url, city.buildings, 1)
    opened = send(ask)
    number = json.loads(opened.body)["number"]
    return str(_continuing(city, "desk", "answered", number)["step"])


def _photos(city: Victim) -> dict[str, int]:
    return _continuing(city, "worker", "opened")


def _continuing(city: Victim, surface: str, *words: str) -> dict[str, Any]:
    command = [*children.PYTHON, "linli.main.drill.continuing", *words]
    done = subprocess.run(command, env=city.city.environment(surface), capture_output=True, text=True, check=False)
    return _said(done)


def _said(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What a command says as JSON; why it failed, where it did."""
    if done.returncode:
        raise DrillBroken(f"{' '.join(map(str, done.args))}: {done.stderr.strip()[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
