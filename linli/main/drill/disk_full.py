"""``linli drill disk-full``: the disk of the database runs full under load, then the disk of its log.

The database lies on two small volumes of its own for this, so nobody else's disk is touched. Whoever writes must be
told so in a sentence, nothing acknowledged may be lost, and once there is room again everything goes on by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from linli.main.bench import Row, requests
from linli.main.bench.load import send
from linli.main.drill import DrillBroken, victim
from linli.main.drill.reckoning import Book, numbers, reckon
from linli.main.drill.victim import Victim, wait_for_more, wait_until, writers
from linli.main.launcher import trial
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.terminal import Progress, _

ROOM = 48 << 20  # bytes of the data volume besides what is there
LOG_ROOM = 224 << 20
SLACK = 2 << 20  # left free when a volume is filled
BACK_SECONDS = 30.0
SMALL_LOG = ("max_wal_size = '64MB'", "min_wal_size = '32MB'")
REFUSED = 503


@dataclass(frozen=True, slots=True)
class Seen:
    """What people were answered while there was no room, and how it went on."""

    sentence: str
    stayed_up: bool
    back: float


def run(*, progress: Progress) -> list[Row]:
    """Both volumes one after the other; the figures with their bars."""
    shelf = Path(tempfile.mkdtemp(prefix="linli-drill-"))
    try:
        with trial.home(LINLI_PROXIES="127.0.0.1") as surroundings:
            with trial.up(surroundings):
                city = victim.of(surroundings, shelf)
                with city.connect() as admin:
                    for setting in SMALL_LOG:
                        admin.execute(f"alter system set {setting}".encode())
            with small_volumes(city.server) as (data, log), trial.up(surroundings):
                progress.say(_("The database lies on two small volumes."))
                return [*_case(city, "data", data, progress), *_case(city, "log", log, progress)]
    finally:
        shutil.rmtree(shelf, ignore_errors=True)


def _case(city: Victim, what: str, volume: Path, progress: Progress) -> list[Row]:
    """One volume runs full under two writers and is made room on again."""
    with city.connect() as admin:
        before = numbers(admin)
    with writers(city.city, city.buildings, city.shelf, 2) as books:
        wait_for_more(books, 10)
        with _full(volume, SLACK if what == "data" else 0):
            seen = _refused(city, burn=what == "log")
            progress.say(f"{what}: {seen.sentence}")
        back = wait_until(lambda: _probe(city)[0] in (200, 201), "forms are taken again")
        progress.say(_("Room again; forms are taken after %(seconds).1f s.") % {"seconds": back})
        wait_for_more(books, 10)
    return list(_rows(city, what, Seen(seen.sentence, seen.stayed_up, back), books, before))


def _refused(city: Victim, *, burn: bool) -> Seen:
    """Until a form is refused for want of room; what the person reads then."""
    server = city.server.pid()
    told: list[str] = []

    def asked() -> bool:
        if burn:
            _burn(city)
        status, sentence = _probe(city)
        if status == REFUSED:
            told.append(sentence)
        return bool(told)

    wait_until(asked, "a form is refused")
    return Seen(told[0], city.server.pid() == server, 0.0)


def _probe(city: Victim) -> tuple[int, str]:
    """One resident sends one form: status and sentence."""
    try:
        answer = send(requests.report(city.city.public_url, city.buildings, os.getpid()))
    except OSError:
        return 0, ""
    try:
        return answer.status, str(json.loads(answer.body).get("sentence", ""))
    except ValueError:
        return answer.status, ""


def _burn(city: Victim) -> None:
    """Write much to the log and nothing to the tables; the server may go down under it."""
    with contextlib.suppress(psycopg.Error), city.connect() as admin:
        for _turn in range(8):
            admin.execute("select pg_logical_emit_message(false, 'drill', repeat('x', 4000000))")


def _rows(city: Victim, what: str, seen: Seen, books: Sequence[Book], before: frozenset[str]) -> Iterator[Row]:
    with city.connect() as admin:
        found = reckon(admin, books, before=before)
    yield Row(f"{what} full: forms acknowledged", found.acknowledged, "")
    yield Row(f"{what} full: refused without a sentence", int(not seen.sentence), "", bar=0)
    if what == "data":
        yield Row("data full: the server went down", int(not seen.stayed_up), "", bar=0)
    yield Row(f"{what} full: acknowledged and lost", found.lost, "", bar=0)
    yield Row(f"{what} full: half written", sum(found.half.values()), "", bar=0)
    yield Row(f"{what} full: forms that count twice", found.double, "", bar=0)
    yield Row(f"{what} full: at work again after there was room", seen.back, "s", bar=BACK_SECONDS)


@contextlib.contextmanager
def _full(volume: Path, slack: int) -> Iterator[None]:
    """The volume with hardly anything left on it, until the block ends."""
    filler = volume / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        free = os.statvfs(volume)
        for _chunk in range(max(0, free.f_bavail * free.f_frsize - slack) >> 16):
            file.write(bytes(1 << 16))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def small_volumes(server: EmbeddedServer) -> Iterator[tuple[Path, Path]]:
    """The data of a stopped server moved to a volume of its own, its log to another."""
    data, log = server.folder / "volume-data", server.folder / "volume-log"
    size = sum(path.stat().st_size for path in server.data.rglob("*") if path.is_file())
    with _mounted(data, size + ROOM, server), _mounted(log, LOG_ROOM, server):
        _move(server.data / "pg_wal", log / "pg_wal")
        _move(server.data, data / "data")
        yield data, log
        server.stop()


def _move(folder: Path, target: Path) -> None:
    """Everything with owners and modes, and a link where it was."""
    _done(["cp", "-a", folder, target])
    shutil.rmtree(folder)
    folder.symlink_to(target)


@contextlib.contextmanager
def _mounted(folder: Path, size: int, server: EmbeddedServer) -> Iterator[None]:
    if os.geteuid() != 0:
        raise DrillBroken(
            _("This drill mounts two small volumes. Run it as root: sudo .venv/bin/linli drill disk-full")
        )
    folder.mkdir(mode=0o700)
    _done(["mount", "-t", "tmpfs", "-o", f"size={size}", "linli-drill", folder])
    try:
        server.account.give(folder)
        folder.chmod(0o700)
        yield
    finally:
        _done(["umount", folder])
        folder.rmdir()


def _done(command: list[Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DrillBroken(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
