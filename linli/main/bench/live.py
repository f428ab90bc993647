"""How long after a commit an open page hears of it: a thousand pages at one live process, and cases being opened.

The clients are a process of their own; both sides read the same monotonic clock of the machine.
"""

from __future__ import annotations

import contextlib
import json
import math
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from linli.main.bench import Row
from linli.main.bench.city import City, throw_away
from linli.main.launcher import children, processes
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.supervisor import answers
from linli.main.terminal import Progress, _

BAR_MS = 100.0
PAGES, CASES = 1000, 60
EVERY = 0.25  # seconds between two cases


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it: milliseconds for every case at every page, and how many of them never came."""

    waits: list[float]
    lost: int


def run(*, pages: int = PAGES, cases: int = CASES, progress: Progress) -> list[Row]:
    """The rows of the bench: median and 99th percentile from commit to receipt, and what was lost."""
    with throw_away(progress) as city:
        city.stage("ingest", "ground")
        with door(city) as url:
            progress.say(
                _("%(pages)s pages listen while %(cases)s cases are opened.") % {"pages": pages, "cases": cases}
            )
            heard = measure(city, url, pages=pages, cases=cases)
    what = f"live push to {pages} pages"
    ranked = statistics.quantiles(heard.waits, n=100) if len(heard.waits) > 1 else [math.inf] * 99
    return [
        Row(f"{what}, median", ranked[49], "ms"),
        Row(f"{what}, p99", ranked[98], "ms", bar=BAR_MS),
        Row(f"{what}, not received", heard.lost, "", bar=0),
    ]


@contextlib.contextmanager
def door(city: City) -> Iterator[str]:
    """The live process of this city, as ``linli up`` runs it; its address."""
    url = city.environment("live")["LIVE_URL"]
    spec = children.live(url)
    with (city.home / "live.log").open("ab") as log:
        process = subprocess.Popen(spec.argv, stdout=log, stderr=log, env=city.environment("live"))
    try:
        if not processes.wait_for(lambda: answers(spec) or process.poll() is not None, 60, pause=0.1):
            process.kill()
        if process.poll() is not None:
            raise LauncherError((city.home / "live.log").read_text(errors="replace")[-2000:])
        yield url
    finally:
        process.kill()
        process.wait(timeout=30)


def measure(city: City, url: str, *, pages: int, cases: int) -> Heard:
    """Connect so many pages, open so many cases, and compare when each page heard of each."""
    admissions = city.stage("desk", "admissions", str(pages))
    with subprocess.Popen(
        [sys.executable, "-m", "linli.main.bench.live_pages", url, city.desk_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as listening:
        assert listening.stdin is not None
        assert listening.stdout is not None
        listening.stdin.write(json.dumps(admissions) + "\n")
        listening.stdin.flush()
        connected = listening.stdout.readline().strip()
        if connected != str(pages):
            listening.kill()
            raise LauncherError(_("Only %(count)s pages could connect.") % {"count": connected or 0})
        opened: dict[str, float] = city.stage("desk", "openings", str(cases), str(EVERY))
        listening.stdin.write(json.dumps(sorted(opened)) + "\n")
        listening.stdin.close()
        received: dict[str, list[float]] = json.loads(listening.stdout.read())
    waits = [(at - opened[number]) * 1000 for number, times in received.items() for at in times]
    return Heard(waits, pages * cases - len(waits))
