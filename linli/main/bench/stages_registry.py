"""Parts of ``linli bench registry`` that need Django under one surface's login, as those of ``stages``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from time import perf_counter
from typing import Any

from linli.main.authenticator import secret_of

SEED = 20261127
# So many of each post, because nobody may search for people all day; and their word in a city that is gone soon after.
COLLEAGUES, PASSWORD = 16, "measure-me-2026"
WORKERS, OFFICERS = ([f"bench.{post}{one}" for one in range(COLLEAGUES)] for post in ("worker", "officer"))
WORKER, OFFICER = WORKERS[0], OFFICERS[0]
SECRETS = {login: secret_of(login, secret=PASSWORD) for login in (*WORKERS, *OFFICERS)}
SAMPLES = 60
DOORS = 48  # of the building whose page is looked at: the same in a small city and in a large one
SCORED = 12  # communities


def staff() -> dict[str, Any]:
    """As ingest: clerks of the largest community, data officers of the whole city."""
    from linli.kernel.people import actions as people
    from linli.kernel.people.actions import NewAccount, NewOrganisation, NewPost
    from linli.kernel.places.models import Level, Place
    from linli.main.likeness.belongings import INGEST
    from linli.plumbing.time import now as clock

    now, city = clock(), Place.objects.get(level=Level.CITY)
    community = Place.objects.filter(level=Level.COMMUNITY).order_by("-children", "id")[0]
    rows = [NewAccount(label=login, login=login, password=PASSWORD, authenticator=SECRETS[login]) for login in SECRETS]
    accounts = people.add_staff_many(rows=rows, by=INGEST, now=now)
    body = people.add_organisations_many(rows=[NewOrganisation("city_office", "bench", city.id)], by=INGEST, now=now)[0]
    posts = [NewPost(one, body, "clerk", "bench", community.id) for one in accounts[:COLLEAGUES]]
    posts += [NewPost(one, body, "data_officer", "bench", city.id) for one in accounts[COLLEAGUES:]]
    people.appoint_many(rows=posts, by=INGEST, now=now)
    buildings = Place.objects.filter(parent_id=community.id, level=Level.BUILDING)
    building = min(buildings.order_by("id"), key=lambda one: abs(one.children - DOORS))
    door = Place.objects.filter(parent_id=building.id).order_by("id")[0]
    where = {"community": community.id, "building": building.id, "door": door.id}
    return where | {"lon": building.lon, "lat": building.lat, "address": f"{building.address}{building.name}"}


def asked() -> dict[str, list[str]]:
    """As desk: what people type, drawn from people who are there, as often as their names are met."""
    from linli.kernel.people import queries as people
    from linli.kernel.people.models import Person
    from linli.plumbing import scope, search
    from linli.plumbing.time import now as clock

    hat, dice = _hat(OFFICER), Random(SEED)  # noqa: S311  drawn to be the same every time
    found: dict[str, list[str]] = {}
    with scope.reading(hat, now=clock()):
        last = Person.objects.order_by("-id").values_list("id", flat=True)[0]
        drawn = [dice.randrange(1, last + 1) for _one in range(SAMPLES * 4)]
        for person in Person.objects.filter(id__in=drawn, document="resident_id"):
            name = people.person_field(person, "name")
            for kind, typed in (
                ("whole name", name),
                ("name and year", f"{name} {person.birth_year}"),
                ("part of a name", name[-2:]),
                ("surname", name[:1]),
                ("initials", search.initials(name, person=True)),
                ("phone", people.person_field(person, "phone")),
                ("identity number", people.person_field(person, "id_number")),
            ):
                if typed and len(found.setdefault(kind, [])) < SAMPLES:
                    found[kind].append(typed)
    return found


def found(community: str) -> dict[str, Any]:
    """As desk: whether a clerk and an officer of the city find whom they ask for, and whom the clerk finds besides."""
    from linli.kernel.people import queries as people
    from linli.kernel.people.models import Person, Residence
    from linli.plumbing import scope
    from linli.plumbing.time import now as clock

    clerk, officer, now = _hat(WORKER), _hat(OFFICER), clock()
    with scope.reading(clerk, now=now):
        drawn = list(Person.objects.filter(document="resident_id").order_by("id_number_blind")[:SAMPLES])
        kinds = ("name", "phone", "id_number")
        told = [(one.id, kind, typed) for one in drawn for kind in kinds if (typed := people.person_field(one, kind))]
        foreign = Residence.objects.exclude(scope_id=int(community)).count()
        missed = [kind for person, kind, typed in told if not _among(person, typed, int(community))]
    told = [one for one in told if one[1] != "name"]  # thousands bear a common one; a page shows the first
    with scope.reading(officer, now=now):
        missed += [kind for person, kind, typed in told if not _among(person, typed, None)]
    return {"asked": len(told), "missed": missed, "foreign": foreign}


def _among(person: int, typed: str, community: int | None) -> bool:
    """Whether asking for that finds the person."""
    from linli.kernel.people import queries as people

    return person in {face.id for face in people.find_people(typed, scope_id=community, limit=500)}


def questions(told: str) -> dict[str, list[float]]:
    """As desk, or as ingest, which no wall stops: how long the database takes over each question, in milliseconds."""
    from linli.kernel.people import queries as people
    from linli.kernel.places import queries as places
    from linli.main.likeness.belongings import INGEST
    from linli.plumbing import scope
    from linli.plumbing.time import now as clock

    given = json.loads(told)
    now, where = clock(), given["where"]
    community, building, door = where["community"], where["building"], where["door"]
    worker, officer = (INGEST, INGEST) if given["unwalled"] else (_hat(WORKER), _hat(OFFICER))
    found: dict[str, list[float]] = {}

    def take(what: str, hat: Any, ask: Callable[[], object]) -> None:
        with scope.reading(hat, now=now), _timing() as spent:
            ask()
        found.setdefault(what, []).append(sum(spent))

    for _turn in range(2):  # the first warms the pages up, as a city that works has them
        found.clear()
        for kind, every in given["asked"].items():
            for typed in every:
                take(f"{kind}, city", officer, lambda typed=typed: people.find_people(typed, limit=51))  # type: ignore[misc]
                take(
                    f"{kind}, community",
                    worker,
                    lambda typed=typed: people.find_people(typed, scope_id=community, limit=51),  # type: ignore[misc]
                )
        for _once in range(SAMPLES):
            take("address", officer, lambda: places.search(where["address"], limit=20))
            take("who is behind a door", worker, lambda: people.residents_of(door, at=now))
            take(
                "doors of a building",
                worker,
                lambda: people.doors_of(building, scope_id=community, at=now),
            )
    return found


def scores() -> dict[str, float]:
    """As worker: count completeness and freshness of some communities and look them through; seconds of one."""
    from linli.kernel.cases.listeners import robot
    from linli.kernel.places.models import Level, Place
    from linli.plumbing.time import now as clock
    from linli.scenarios.population.quality import counting

    hat, began = robot("population"), perf_counter()
    communities = Place.objects.filter(level=Level.COMMUNITY).order_by("id").values_list("id", flat=True)[:SCORED]
    counting.touch(list(communities), by=hat, now=clock())
    done = counting.count_quality(by=hat, now=clock(), most=SCORED, seconds=600)
    return {"seconds": (perf_counter() - began) / done}


def _hat(login: str) -> Any:
    from linli.kernel.people import queries as people
    from linli.plumbing.time import now as clock

    account = people.find_account(login=login)
    worn = people.hat_for_post(account.id, None, at=clock()) if account else None
    assert worn is not None
    return worn.hat


@contextmanager
def _timing() -> Iterator[list[float]]:
    """How long each statement took until its answer was there, in milliseconds."""
    from django.db import connection

    spent: list[float] = []

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((perf_counter() - began) * 1000)

    with connection.execute_wrapper(timed):
        yield spent


STAGES: dict[str, Callable[..., Any]] = {
    "registry_staff": staff,
    "registry_asked": asked,
    "registry_found": found,
    "registry_questions": questions,
    "registry_scores": scores,
}
