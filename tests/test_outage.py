"""The receivers of web hooks and mail are away for a while, and the worker is killed meanwhile: nothing is lost, and
nothing counts twice. The reckoning is the receiver's own fsynced book against what the city was told.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from linli.main.bench.city import City
from linli.main.commands.drill import apart
from linli.main.drill.reckoning import Book
from linli.main.launcher import processes
from linli.main.worker import AT_ONCE
from tests.drilling import REPO
from tests.founded import standing


@dataclass(slots=True)
class Sides:
    """A city with its worker, and the other system with its book."""

    city: City
    http: int
    smtp: int
    secrets: dict[str, str] = field(default_factory=dict)
    told: list[list[str]] = field(default_factory=list)
    worker: subprocess.Popen[bytes] | None = None
    receiver: subprocess.Popen[bytes] | None = None

    @property
    def book(self) -> Book:
        return Book(self.city.home / "received.jsonl")

    def environment(self, surface: str) -> dict[str, str]:
        mail = {"LINLI_MAIL_BOX": "hotline@city.example", "LINLI_SMTP": f"smtp://127.0.0.1:{self.smtp}"}
        return self.city.environment(surface) | mail | {"LINLI_OUTBOUND_HOSTS": "127.0.0.1"}

    def stage(self, *words: str) -> Any:
        command = [sys.executable, "-m", "tests.outage_stages", *words]
        done = subprocess.run(
            command, env=self.environment("desk"), cwd=REPO, stdout=subprocess.PIPE, text=True, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])

    def open(self, count: int) -> None:
        self.told += self.stage("cases", str(len(self.told)), str(count))

    def start_worker(self) -> None:
        with (self.city.home / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "linli", "worker"]
            self.worker = subprocess.Popen(command, env=self.environment("worker"), cwd=REPO, stdout=log, stderr=log)

    def start_receiver(self) -> None:
        ports = [str(self.http), str(self.smtp)]
        command = [sys.executable, "-m", "tests.outage_receiver", str(self.book.path), *ports, json.dumps(self.secrets)]
        self.receiver = subprocess.Popen(command, env=self.environment("worker"), cwd=REPO)
        assert processes.wait_for(lambda: all(map(_answers, (self.http, self.smtp))), 30)

    def kill_worker(self) -> None:
        """kill -9, and another one in its place."""
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()
        self.start_worker()

    def kill_receiver(self) -> None:
        assert self.receiver is not None
        self.receiver.kill()
        self.receiver.wait()

    def missing(self) -> int:
        """How many of the messages there must be have not been received yet: two hooks and a mail for each case."""
        had = {(line["kind"], line["id"]) for line in self.book.lines()}
        return 3 * len(self.told) - len(had)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def sides(city: City) -> Iterator[Sides]:
    with apart():
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
            both = Sides(city, one.getsockname()[1], other.getsockname()[1])
        both.secrets = both.stage("subscribe", f"http://127.0.0.1:{both.http}/hook")
        try:
            yield both
        finally:
            for process in (both.worker, both.receiver):
                if process is not None:
                    process.kill()
                    process.wait()


def reckon(both: Sides, *, kills: int, stops: int) -> None:
    """Every message once, no forged one, in order for each case; doubles only what was in hand at a kill or a stop."""
    lines = both.book.lines()
    assert not [line for line in lines if line["kind"] == "forged"]
    fresh = [line for line in lines if not line["again"]]
    numbers = {number for number, _mail in both.told}
    hooks = [(line["case"], line["fact"]) for line in fresh if line["kind"] == "hook"]
    assert Counter(hooks) == Counter((number, fact) for number in numbers for fact in ("case.opened", "case.moved"))
    assert Counter(line["case"] for line in fresh if line["kind"] == "mail") == Counter(numbers)
    first = {}
    for number, fact in hooks:
        first.setdefault(number, fact)
    assert set(first.values()) == {"case.opened"}
    again = len(lines) - len(fresh)
    assert again <= AT_ONCE * (kills + stops), f"{again} came again; the receiver dropped them by their id"


def outage(both: Sides, *, seconds: float, cases: int, kills: int) -> None:
    """The receivers die, and when they are back they hang for the last third; the worker is killed all the while."""
    both.start_receiver()
    both.start_worker()
    both.open(3)
    assert processes.wait_for(lambda: both.missing() == 0, 60), both.missing()
    both.kill_receiver()
    began = time.monotonic()
    both.open(cases)
    for kill in range(1, kills + 1):
        time.sleep(max(0.0, began + seconds * 2 / 3 * kill / (kills + 1) - time.monotonic()))
        both.kill_worker()
    time.sleep(max(0.0, began + seconds * 2 / 3 - time.monotonic()))
    assert both.missing() == 3 * cases
    both.start_receiver()
    assert both.receiver is not None
    both.receiver.send_signal(signal.SIGSTOP)
    both.open(2)
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    both.receiver.send_signal(signal.SIGCONT)


@pytest.mark.asvs("V16.5.2")
def test_ten_seconds_without_receivers_lose_and_double_nothing(schema: Path) -> None:
    with standing(schema) as city, sides(city) as both:
        outage(both, seconds=10, cases=8, kills=1)
        assert processes.wait_for(lambda: both.missing() == 0, 90, pause=0.3), both.missing()
        reckon(both, kills=1, stops=1)


@pytest.mark.proof
def test_three_hundred_seconds_without_receivers_lose_and_double_nothing(schema: Path) -> None:
    """Open Zaak lost 1,276 notifications here; kills of the worker come on top."""
    with standing(schema) as city, sides(city) as both:
        outage(both, seconds=300, cases=400, kills=5)
        assert processes.wait_for(lambda: both.missing() == 0, 600, pause=1), both.missing()
        both.kill_worker()
        both.open(5)
        assert processes.wait_for(lambda: both.missing() == 0, 120, pause=0.3), both.missing()
        reckon(both, kills=6, stops=1)
