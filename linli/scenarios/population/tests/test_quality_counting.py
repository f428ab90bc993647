"""What the database counts of a community is what one counts record by record, and what it judges the engine judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from linli.engines.keeping.occupancy import Said, Seen, judge
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewLetting, NewPerson, NewResidence
from linli.kernel.people.facts import RegisterChanged
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import Dwelling, Letting
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import counting, dues, heard, occupying, queries, records, rules
from linli.scenarios.population.quality.models import Tally
from linli.scenarios.population.quality.rules import Ruled
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
KINDS = ("owner", "occupant", "tenant", "registered")
DECLARERS = ("visit", "owner")


def a_full_community(world: World, seed: int, now: datetime) -> None:
    """Sixty persons behind the doors of 桃源北社区, with gaps, old confirmations, lettings and declarations."""
    dice, robot = Random(seed), world.hat("robot")
    with as_login(""):
        doors = list(Place.objects.filter(scope_id=world.community(), level="dwelling").order_by("id")[:12])
        numbers = [one.id for one in doors]

    def links() -> tuple[NewResidence, ...]:
        chosen = {(dice.choice(numbers), dice.choice(KINDS)) for _each in range(dice.randint(1, 3))}
        return tuple(
            NewResidence(
                door, world.community(), kind, now - timedelta(days=dice.randint(1, 900)), "visit",
                now - timedelta(days=dice.randint(0, 500)),
            )
            for door, kind in sorted(chosen)
        )  # fmt: skip

    rows = [
        NewPerson(
            f"韦{chr(0x4E00 + 7 * number)}", links(), phone=f"139{number:08d}" if dice.random() < 0.6 else "",
            birth_year=dice.choice([None, 1950, 1988, 2015, 2024]), sex=dice.choice(["", "m", "f"]),
            registered_in=dice.choice(["", "450103"]),
        )
        for number in range(60)
    ]  # fmt: skip
    made = people.add_people_many(rows=rows, by=robot, now=now - timedelta(days=1))
    for door in numbers[:8]:
        said = now - timedelta(days=dice.randint(0, 700))
        state = dice.choice(["self", "let", "empty", "mixed"])
        people.declare_occupancy(place_id=door, state=state, source=dice.choice(DECLARERS), by=robot, now=said)
    for door in numbers[4:10]:
        since = now - timedelta(days=dice.randint(0, 400))
        row = NewLetting(door, dice.choice(made), since, "landlord")
        people.register_letting(row=row, by=robot, now=now - timedelta(days=1))


def counted(world: World, now: datetime) -> Ruled:
    """The worker's round; the rules it went by."""
    robot = world.hat("robot")
    with scope.reading(robot, now=now):
        path = places.path(world.community())
        ruled = queries.ruled_at(path, at=now)
    counting.count_community(world.community(), ruled, by=robot, now=now)
    return ruled


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_count_is_the_naive_count(world: World, seed: int) -> None:
    now = clock()
    a_full_community(world, seed, now)
    ruled = counted(world, now)
    with as_login(""):
        rows = {(row.record, row.is_whole, row.place_id): row for row in Tally.objects.all()}
        naive = {key: Counter(found) for key, found in _naive(world.community(), ruled, now).items()}
    for key, one in naive.items():
        row = rows[key]
        told = Counter({"records": row.records, "dated": row.dated, "fresh": row.fresh, "never": row.never})
        for name, needed, filled in zip(row.fields, row.needed, row.filled, strict=True):
            told[f"{name}?"], told[f"{name}!"] = needed, filled
        assert {k: v for k, v in told.items() if v} == {k: v for k, v in one.items() if v}, key
    assert {key for key in rows if key[0] in (records.PERSON, records.LINK, records.DWELLING)} == set(naive)


def _naive(community: int, ruled: Ruled, now: datetime) -> dict[tuple[str, bool, int], Counter[str]]:
    """Record by record, in Python: by building and for the whole."""
    made: dict[tuple[str, bool, int], Counter[str]] = {}
    for record, building, asked, kind, confirmed in _records(community, now):
        one: Counter[str] = Counter(records=1)
        days = ruled.holds(record, kind)
        if days is not None:
            is_fresh = confirmed is not None and confirmed + timedelta(days=days) > now
            one += Counter(dated=1, fresh=int(is_fresh), never=int(confirmed is None))
        for name in ruled.needs(record):
            is_asked, is_filled = asked[name]
            one += Counter({f"{name}?": int(is_asked), f"{name}!": int(is_asked and is_filled)})
        for key in ((record, False, building), (record, True, community)):
            made[key] = made.get(key, Counter()) + one
    return made


Asked = dict[str, tuple[bool, bool]]


def _records(community: int, now: datetime) -> Iterator[tuple[str, int, Asked, str, datetime | None]]:
    buildings = dict(Place.objects.filter(level="dwelling").values_list("id", "parent_id"))
    links = [
        one
        for one in Residence.objects.filter(scope_id=community)
        if one.since <= now and (one.until is None or one.until > now)
    ]
    persons = {one.id: one for one in Person.objects.filter(id__in=[link.person_id for link in links])}
    for number, building in {(link.person_id, buildings[link.place_id]) for link in links}:
        one = persons[number]
        is_grown = one.birth_year is None or now.year - one.birth_year >= 18
        yield records.PERSON, building, {
            "phone": (is_grown, one.phone_sealed is not None),
            "id_number": (True, one.id_number_sealed is not None),
            "document": (True, one.document != "none"),
            "birth": (True, one.birth_year is not None or one.born_sealed is not None),
            "sex": (True, one.sex != ""),
            "registered_in": (True, one.registered_in != ""),
        }, "", None  # fmt: skip
    for link in links:
        yield records.LINK, buildings[link.place_id], {}, link.kind, link.confirmed
    known = {one.place_id: one for one in Dwelling.objects.filter(scope_id=community)}
    for door in Place.objects.filter(scope_id=community, level="dwelling", until__isnull=True):
        here, row = [link for link in links if link.place_id == door.id], known.get(door.id)
        use = judge(*_evidence(here, row, Letting.objects.filter(place_id=door.id, until__isnull=True))).use
        lives = {link.person_id for link in here if link.kind in ("occupant", "tenant")}
        assert door.parent_id is not None
        yield records.DWELLING, door.parent_id, {
            "area": (True, row is not None and row.floor_area is not None),
            "use": (True, row is not None),
            "occupancy": (True, use != "unknown"),
            "people": (use not in ("empty", "unknown"), bool(lives)),
            "property_unit_no": (True, row is not None and row.property_unit_no != ""),
        }, row.occupancy if row else "unknown", row.confirmed if row else None  # fmt: skip


def _evidence(here: list[Residence], row: Dwelling | None, lettings: Any) -> tuple[list[Said], Seen]:
    """What the engine is told of one dwelling."""
    of: dict[int, dict[str, datetime]] = {}
    for link in here:
        of.setdefault(link.person_id, {})
        of[link.person_id][link.kind] = max(link.since, of[link.person_id].get(link.kind, link.since))
    owners = [max(one["owner"], one["occupant"]) for one in of.values() if {"owner", "occupant"} <= set(one)]
    tenants = [link.since for link in here if link.kind == "tenant"]
    seen = Seen(
        max(owners, default=None), max(tenants, default=None), max((one.since for one in lettings), default=None)
    )
    if row is None or row.occupancy == "unknown" or row.occupancy_since is None:
        return [], seen
    return [Said(row.occupancy, max(row.occupancy_since, row.confirmed or row.occupancy_since), "x")], seen


@pytest.mark.parametrize("seed", [4, 5])
def test_a_building_says_of_its_doors_what_the_engine_says(world: World, seed: int) -> None:
    now = clock()
    a_full_community(world, seed, now)
    with as_login(""):
        for building in Place.objects.filter(scope_id=world.community(), level="building"):
            for door in occupying.doors(building.id, at=now):
                here = [one for one in Residence.objects.filter(place_id=door.id) if one.since <= now]
                row = Dwelling.objects.filter(place_id=door.id).first()
                judged = judge(*_evidence(here, row, Letting.objects.filter(place_id=door.id)))
                assert (door.use, door.ground) == (judged.use, judged.ground), (door, judged)


def test_what_is_due_is_what_is_not_fresh_and_confirming_makes_it_fresh(world: World) -> None:
    now = clock()
    a_full_community(world, 6, now)
    ruled = counted(world, now)
    clerk = world.hat("clerk", "桃源北社区")
    with scope.reading(clerk, now=now):
        found = queries.sheet(world.community(), at=now)
        assert found is not None
        rows = dues.due(world.community(), ruled, at=now, limit=10_000)
        by_building = [
            one for about in found.inside
            for one in dues.due(world.community(), ruled, at=now, building_id=about, limit=10_000)
        ]  # fmt: skip
    assert rows
    links = [one for one in rows if one.record == records.LINK]
    assert Counter(one.record for one in rows) == +Counter({one: found.whole.due.get(one, 0) for one in dues.LISTED})
    assert sorted((one.record, one.id) for one in by_building) == sorted((one.record, one.id) for one in rows)
    assert all(one.since is None or one.since <= now for one in rows)
    done = people.confirm_residences_many(residence_ids=[one.id for one in links], by=clerk, now=now)
    assert done == len(links)
    counted(world, now)
    with scope.reading(clerk, now=now):
        after = queries.sheet(world.community(), at=now)
        added = queries.sum_of(after.place) if after else None
    assert after is not None
    assert added is not None
    assert (added.complete, added.fresh, added.due) == (after.whole.complete, after.whole.fresh, after.whole.all_due)
    assert after.whole.due[records.LINK] == 0
    assert after.whole.fresh.share is not None
    assert found.whole.fresh.share is not None
    assert after.whole.fresh.share > found.whole.fresh.share


def test_nobody_else_reads_the_counts(world: World) -> None:
    now = clock()
    a_full_community(world, 7, now)
    counted(world, now)
    other = world.hat("clerk", "天桃社区")
    with scope.reading(other, now=now):
        found = queries.sheet(world.community(), at=now)
    assert found is not None
    assert not found.inside
    assert found.whole.fresh.share is None


def test_the_round_counts_what_changed_and_what_is_old_and_nothing_else(world: World) -> None:
    now, robot = clock(), world.hat("robot")
    first = counting.count_quality(by=robot, now=now)
    assert first == 3
    assert counting.count_quality(by=robot, now=now + timedelta(minutes=1)) == 0
    told = Told(id=1, line=0, actor=0, role="", purpose="", at=now)
    heard.on_changed(RegisterChanged(world.community()), told)
    assert counting.count_quality(by=robot, now=now + timedelta(minutes=1)) == 1
    assert counting.count_quality(by=robot, now=now + timedelta(days=1, minutes=2)) == 3
    assert rules.sets(at=now)
