"""``linli bench rls``: what row-level security costs, at so many cases, beside the same question without it.

Every list and count of a community worker and of an officer of the city is asked twice in turn, in one process:
behind the walls, as the desk, and as an administrator whom no wall stops, with the same rule written into the
statement. Ten thousand cases are taken in by the desk's own action; more are copies of them that are over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from linli.main.bench import Row, copies, cpu
from linli.main.bench.cases import WAITING
from linli.main.bench.city import City, throw_away
from linli.main.likeness import crew
from linli.main.terminal import Progress, _

ROUNDS = 60
WALLS_MS, TIMES = 1.0, 2.0  # what the walls may add to a question, and how many times as long a count may take


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: who asked, how long the database took each time behind the walls and without, the rows it gave."""

    who: str
    what: str
    counts: bool
    rows: int
    walled: list[float]
    bare: list[float]


def run(*, cases: int, progress: Progress, rounds: int = ROUNDS) -> list[Row]:
    """Make the city, fill it, ask; the figures with their bars."""
    with throw_away(progress) as city:
        city.stage("ingest", "ground")
        city.stage("desk", "cases", str(min(cases, WAITING)))
        progress.say(_("%(count)s cases are loaded.") % {"count": min(cases, WAITING)})
        if cases > WAITING:
            _fill(city, cases // WAITING - 1)
            progress.say(_("They have been copied %(count)s times.") % {"count": cases // WAITING - 1})
        with city.connect() as admin:
            admin.execute("vacuum analyze")
            admin.execute("checkpoint")
        told = json.dumps({"rounds": rounds, "admin": city.database.urls["admin"]})
        found = city.stage("desk", "rls_questions", told)
        progress.say(_("The database has been asked."))
    return list(rows(found))


def _fill(city: City, times: int) -> None:
    with city.connect() as admin, crew.long_log(city.database.urls["admin"], is_ours=city.database.server is not None):
        copies.copy_cases(admin, times, copies.WHOLE)


def rows(found: dict[str, Any]) -> Iterator[Row]:
    """The table: for every question how long it takes, what the walls add, and of counts how many times as long.

    The bars are held against the quickest of all rounds on either side: what the neighbours of a shared machine take
    is no part of a wall.
    """
    for asked in (Asked(**one) for one in found["asked"]):
        name = f"{asked.who}: {asked.what}"
        behind, bare = min(asked.walled), min(asked.bare)
        yield Row(f"{name}, {asked.rows} rows: p50", median(asked.walled), "ms", peer=median(asked.bare))
        yield Row(f"{name}: p95", _p95(asked.walled), "ms", peer=_p95(asked.bare))
        yield Row(f"{name}: the walls", behind - bare, "ms", bar=WALLS_MS)
        if asked.counts:
            yield Row(f"{name}: times as long", behind / max(bare, 0.001), "times", bar=TIMES)
    yield Row("saying who asks, once a transaction", median(found["identity"]), "ms")
    yield Row("control: a fixed computation, CPU", cpu.control(), "ms")


def _p95(spent: list[float]) -> float:
    return quantiles(spent, n=20, method="inclusive")[18]
