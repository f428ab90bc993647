"""``linli bench registry``: what the register of a city costs, beside a city of the demo's size in the same run.

A likeness of the city is put down by the product's own command. Then: how long the database takes over what people
type and over the lists of one community, with the walls and, as the login that bypasses them, without; how long a page
takes. The bars: any search of persons in 5 ms, the walls 1 ms, a page half as much again as in the small city.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from linli.main import founding, settling
from linli.main.bench import Row, cpu
from linli.main.bench.city import City, throw_away
from linli.main.bench.load import Ask, Cost, Failed, measure, send
from linli.main.bench.requests import log_in
from linli.main.bench.stages_registry import OFFICERS, PASSWORD, SAMPLES, SECRETS, WORKERS
from linli.main.likeness import crew
from linli.main.likeness.crew import Wanted
from linli.main.terminal import Progress, _

PEOPLE, SMALL, FULL = 100_000, 20_000, 3_500_000
ROUNDS = 120
SEARCH_MS, WALLS_MS, TIMES_SMALL = 5.0, 1.0, 1.5
LOAD_SECONDS, SIZE_GB = 480.0, 6.0  # of the full city
GROWING = ("community page", "scores page")  # show every building: a community of the large city has five times as many
CONTROL, WHEN = "control {}: a fixed computation, CPU", ("at first", "after loading", "at the end")
OF_PERSONS = ("whole name", "name and year", "part of a name", "surname", "initials", "phone", "identity number")


@dataclass(slots=True)
class Found:
    """What one city has shown: seconds of loading, bytes, milliseconds by question, the cost of pages."""

    people: int
    load: float = 0.0
    size: int = 0
    scores: float = 0.0
    walled: dict[str, list[float]] = field(default_factory=dict)
    unwalled: dict[str, list[float]] = field(default_factory=dict)
    pages: dict[str, Cost] = field(default_factory=dict)


def run(*, people: int = PEOPLE, progress: Progress, rounds: int = ROUNDS) -> list[Row]:
    """Both cities stand side by side, so that a page of each is measured within the same seconds."""
    speed = [cpu.control()]
    with _standing(SMALL, progress) as small, _standing(people, progress) as large:
        speed.append(cpu.control())
        for one in (small, large):
            _ask(one)
        progress.say(_("The database has been asked."))
        _look(small, large, rounds)
        progress.say(_("The pages have been looked at."))
    speed.append(cpu.control())
    controls = zip(WHEN, speed, strict=True)
    return [*rows(small.found, large.found), *(Row(CONTROL.format(when), one, "ms") for when, one in controls)]


@dataclass(slots=True)
class Standing:
    """A city that stands, who works in it and where, and what it has shown."""

    city: City
    where: dict[str, Any]
    found: Found


@contextmanager
def _standing(people: int, progress: Progress) -> Iterator[Standing]:
    """A city with its people put down and its statistics new."""
    found = Found(people)
    with of_nanning(people), throw_away(progress) as city:
        settling.prepare(city.home, progress)
        admin = city.database.urls["admin"]
        with crew.long_log(admin, is_ours=city.database.server is not None):
            found.load = crew.settle(city.home, Wanted(people, 1), progress).seconds
        with city.connect() as connection:
            connection.execute("vacuum analyze")
            connection.execute("checkpoint")
            row = connection.execute("select pg_database_size(current_database())").fetchone()
            found.size = int(row[0]) if row else 0
        yield Standing(city, city.stage("ingest", "registry_staff"), found)


@contextmanager
def of_nanning(people: int) -> Iterator[None]:
    """The small city has the demo's six communities, every other Nanning's 222."""
    before = os.environ.get(founding.CITY)
    os.environ[founding.CITY] = str(founding.REPOSITORY / "packs" / ("demo" if people <= SMALL else "nanning"))
    try:
        yield
    finally:
        os.environ.pop(founding.CITY)
        if before is not None:
            os.environ[founding.CITY] = before


def _ask(standing: Standing) -> None:
    """The questions of the register, with the walls and without; the scores of some communities."""
    city, found = standing.city, standing.found
    standing.where["asked"] = city.stage("desk", "registry_asked")
    told = {"asked": standing.where["asked"], "where": standing.where}
    for _turn in range(2):  # with and without by turns: a machine that was slow for a minute was slow for both
        _keep_quieter(found.walled, city.stage("desk", "registry_questions", json.dumps(told | {"unwalled": False})))
        _keep_quieter(found.unwalled, city.stage("ingest", "registry_questions", json.dumps(told | {"unwalled": True})))
    found.scores = city.stage("worker", "registry_scores")["seconds"]


def _keep_quieter(kept: dict[str, list[float]], spent: dict[str, list[float]]) -> None:
    """Of each question the turn with the lower median."""
    for what, times in spent.items():
        kept[what] = min(kept.get(what, times), times, key=median)


def _look(small: Standing, large: Standing, rounds: int) -> None:
    """The pages of the register, each in the small city and then in the large one.

    Everything that is asked for has been asked once before it is measured, as for the questions: a city that works
    has the pages of its tables in memory.
    """
    with small.city.door("desk"), large.city.door("desk"):
        pages = [(one, dict(_pages(one))) for one in (small, large)]
        for name in pages[0][1]:
            for one, makes in pages:
                one.found.pages[name] = measure(makes[name], meters={}, count=rounds, warm=SAMPLES)


def _pages(standing: Standing) -> Iterator[tuple[str, Callable[[int], Ask]]]:
    """What is asked for, as a clerk of one community and as a data officer of the city."""
    city, where = standing.city, standing.where
    worker, desk = _headers(city, WORKERS[0]), f"{city.desk_url}/register"
    paths = {
        "building page": f"{desk}/building/{where['building']}",
        "door page": f"{desk}/door/{where['door']}",
        "community page": f"{desk}/community/{where['community']}",
        "scores page": f"{desk}/quality",
        "tile": f"{city.desk_url}/tiles/{_tile(where['lon'], where['lat'], 16)}.mvt",
    }
    for name, path in paths.items():
        yield name, partial(_again, Ask(path, headers=worker))
    for who, logins in (("community", WORKERS), ("city", OFFICERS)):
        forms = cycle([_form(desk, _headers(city, login)) for login in logins])
        for kind in OF_PERSONS:
            yield f"search by {kind}, {who}", partial(_search, desk, forms, cycle(where["asked"][kind]))


def _headers(city: City, login: str) -> dict[str, str]:
    return log_in(city.desk_url, login=login, password=PASSWORD, secret=SECRETS[login])


def _again(ask: Ask, _number: int) -> Ask:
    """The same request every time."""
    return ask


def _tile(lon: float, lat: float, zoom: int) -> str:
    """The tile of web Mercator a point lies in, as the map asks for it."""
    across, down = (lon + 180) / 360, 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return f"{zoom}/{int(across * 2**zoom)}/{int(down * 2**zoom)}"


def _form(desk: str, headers: dict[str, str]) -> dict[str, str]:
    """The headers of a search and the token of its form."""
    page = send(Ask(desk, headers=headers))
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
    if token is None:
        raise Failed(f"{desk} has no form: {page.status}")
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": desk}
    return {**headers, **kind, "token": token[1].decode()}


def _search(desk: str, forms: Iterator[dict[str, str]], typed: Iterator[str], _number: int) -> Ask:
    """A search for the next thing that is typed, by the next colleague."""
    form = next(forms)
    headers = {name: value for name, value in form.items() if name != "token"}
    return Ask(desk, "POST", headers, urlencode({"csrfmiddlewaretoken": form["token"], "q": next(typed)}).encode())


def rows(small: Found, large: Found) -> Iterator[Row]:
    """The table: loading, size, questions with and without walls, pages beside those of the small city."""
    is_full = large.people >= FULL
    yield Row(f"loading {large.people:,} people", large.load, "s", bar=LOAD_SECONDS if is_full else None)
    yield Row("people a second", large.people / max(large.load, 0.001), "")
    yield Row("database", large.size / 1e9, "GB", bar=SIZE_GB if is_full else None)
    yield Row("bytes a person", large.size / large.people, "B")
    yield Row("scores of a community, found and opened", large.scores, "s", peer=small.scores)
    for what, spent in large.walled.items():
        p50, p95 = cuts(spent)
        bar = SEARCH_MS if what.startswith(OF_PERSONS) else None
        yield Row(f"{what}: database p50", p50, "ms")
        yield Row(f"{what}: database p95", p95, "ms", bar=bar)
        if not what.endswith(", city"):
            more = cuts(spent)[0] - cuts(large.unwalled[what])[0]
            yield Row(f"{what}: the walls", more, "ms", bar=WALLS_MS)
    for name, cost in large.pages.items():
        before = small.pages[name]
        yield Row(f"{name}: p50", cost.p50, "ms", peer=before.p50)
        bar = None if name in GROWING else before.p95 * TIMES_SMALL
        yield Row(f"{name}: p95", cost.p95, "ms", bar=bar, peer=before.p95)


def cuts(spent: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    found = quantiles(spent, n=20, method="inclusive")
    return found[9], found[18]
