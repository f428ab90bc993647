"""Putting a likeness down in a city with several processes: who does what, how far they are, what a stop leaves."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

import psycopg

from linli.main.demo import founded_at
from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import write_private
from linli.main.likeness.worker import Order
from linli.main.terminal import Progress, _
from linli.plumbing.days import day_of
from linli.plumbing.time import now

NOTE = "likeness.json"
PROCESSES = 2
TOLD_EVERY = 5.0  # seconds
COMMAND = (sys.executable, "-m", "linli.main.likeness.worker")
# While a city is put down, the log of changes may grow further before it is written through: half the writing. Its new
# files are not filled with zeros first, as they are written at once.
FILLING = {"max_wal_size": "4GB", "wal_init_zero": "off"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. ``beside`` is said by who wants made-up people beside those that are there."""

    people: int
    seed: int
    today: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What is put down in this home, and whether to the end: what was cut short goes on with the same numbers."""

    founded: str
    people: int
    seed: int
    today: str
    seconds: float = 0.0
    is_done: bool = False


def settle(home: Path, wanted: Wanted, progress: Progress, *, processes: int = PROCESSES) -> Note:
    """Put the people down; how long it took. Raises ``LauncherError`` where they must not or cannot be."""
    found = _look(home)
    if not found["communities"]:
        raise LauncherError(_("The city has no communities with an outline. Name a city that has them with --pack."))
    note = _noted(home, wanted, has_people=found["has_people"])
    if note.is_done:
        progress.say(_("They are there already: %(people)s people.") % {"people": f"{note.people:,}"})
        return note
    write(home, note)
    order = Order(
        note.seed,
        note.people,
        note.today,
        [code for _number, code in found["communities"]],
        [number for number, _code in found["communities"]],
    )
    began = time.monotonic()
    _work(home, order, min(processes, len(order.ids)), progress)
    done = replace(note, seconds=time.monotonic() - began, is_done=True)
    write(home, done)
    return done


def _noted(home: Path, wanted: Wanted, *, has_people: bool) -> Note:
    """The note of what is being made: that of the run which was cut short, or a new one."""
    founded = founded_at(env.of_surface(home, "worker")["LINLI_DATABASE"])
    before = read(home)
    asked = Note(founded, wanted.people, wanted.seed, wanted.today or day_of(now()).isoformat())
    if before is not None and (before.founded, before.people, before.seed) == (founded, asked.people, asked.seed):
        return before
    if has_people and not wanted.beside:
        raise LauncherError(
            _("People live in this city already. Made-up ones come beside them only if you say --beside.")
        )
    return asked


def read(home: Path) -> Note | None:
    path = home / NOTE
    return Note(**json.loads(path.read_text())) if path.exists() else None


def write(home: Path, note: Note) -> None:
    write_private(home / NOTE, json.dumps(asdict(note)))


def _look(home: Path) -> dict[str, Any]:
    done = subprocess.run(
        COMMAND, input="\n", env=env.for_process(home, "ingest"), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LauncherError(_("The city cannot be looked at:") + "\n" + done.stderr.strip())
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _work(home: Path, order: Order, processes: int, progress: Progress) -> None:
    """Hand out the communities, the next to whoever has done one, until all are done."""
    said: queue.Queue[tuple[int, dict[str, Any]]] = queue.Queue()
    with _crew(home, order, processes, said) as hands:
        waiting = iter(range(len(order.ids)))
        busy = {number for number in range(processes) if _hand_out(hands[number], next(waiting, None))}
        told = _Telling(order.people, progress)
        while busy:
            number, what = said.get()
            if "failed" in what:
                raise LauncherError(_("A process that puts people down has failed:") + "\n" + what["failed"])
            told.more(what.get("people", 0))
            if "done" in what and not _hand_out(hands[number], next(waiting, None)):
                busy.discard(number)
        told.end()


def _hand_out(hand: subprocess.Popen[str], place: int | None) -> bool:
    """Give a process its next community; False when there is none, and it may go home."""
    inside: IO[str] | None = hand.stdin
    assert inside is not None
    if place is None:
        inside.close()
        return False
    inside.write(f"{place}\n")
    inside.flush()
    return True


@contextmanager
def _crew(
    home: Path, order: Order, processes: int, said: queue.Queue[tuple[int, dict[str, Any]]]
) -> Iterator[list[subprocess.Popen[str]]]:
    """The processes with their order; none of them outlives this one."""
    hands: list[subprocess.Popen[str]] = []
    ears: list[threading.Thread] = []
    try:
        for number in range(processes):
            hand = subprocess.Popen(
                COMMAND,
                env=env.for_process(home, "ingest"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            hands.append(hand)
            assert hand.stdin is not None
            hand.stdin.write(order.written() + "\n")
            hand.stdin.flush()
            ears.append(threading.Thread(target=_listen, args=(number, hand, said.put), daemon=True))
            ears[-1].start()
        yield hands
    finally:
        for hand in hands:
            if hand.poll() is None:
                hand.terminate()
        for ear in ears:
            ear.join()  # it hears the end; what it reads from is closed after it
        for hand in hands:
            with hand:
                pass  # waited for, and its pipes closed


def _listen(number: int, hand: subprocess.Popen[str], put: Callable[[tuple[int, dict[str, Any]]], None]) -> None:
    """Pass on what a process says, and what it died of."""
    for line in hand.stdout or ():
        put((number, json.loads(line)))
    trouble = hand.stderr.read() if hand.stderr else ""
    if hand.wait():
        put((number, {"failed": trouble.strip()[-2000:]}))


@dataclass(slots=True)
class _Telling:
    """Lines of progress: how many, how many a second, how long it will take."""

    total: int
    progress: Progress
    done: int = 0
    began: float = 0.0
    last: float = 0.0

    def more(self, count: int) -> None:
        moment = time.monotonic()
        self.began = self.began or moment
        self.done += count
        if count and moment - self.last > TOLD_EVERY:
            self.last = moment
            rate = self.done / max(moment - self.began, 0.1)
            words = _("%(done)s of %(total)s people, %(rate)s a second, about %(left)s s left")
            left = round((self.total - self.done) / max(rate, 1))
            said = {"done": f"{self.done:,}", "total": f"{self.total:,}", "rate": f"{rate:,.0f}", "left": left}
            self.progress.say(words % said)

    def end(self) -> None:
        self.progress.say(_("%(count)s people are there.") % {"count": f"{self.done:,}"})


@contextmanager
def long_log(admin: str, *, is_ours: bool) -> Iterator[None]:
    """For as long as a city is put down, a longer log of changes, on a server of ours; then statistics anew."""
    with psycopg.connect(admin, autocommit=True) as connection:
        if is_ours:
            for name, value in FILLING.items():
                connection.execute(f"alter system set {name} = '{value}'")
            connection.execute("select pg_reload_conf()")
        try:
            yield
        finally:
            if is_ours:
                for name in FILLING:
                    connection.execute(f"alter system reset {name}")
                connection.execute("select pg_reload_conf()")
            connection.execute("analyze")
