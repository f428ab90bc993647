"""Contradictions: each is planted, found by its own check and no other, and gone when the register is put right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewVehicle
from linli.kernel.cases.facts import CaseClosed
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewLetting, NewPerson, NewResidence
from linli.kernel.people.models import Mandate, Person, Residence
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import checking, checks, finding, heard
from linli.scenarios.population.quality.finding import Seen, compared
from linli.scenarios.population.quality.models import Finding
from tests.surfaces import as_login
from tests.world import World

LONG_AGO = timedelta(days=400)


@dataclass(slots=True)
class Town:
    """A community whose doors nobody lives behind, and hands to put people there."""

    world: World
    robot: Hat
    now: datetime
    doors: list[int] = field(default_factory=list)
    drawn: int = 0

    @classmethod
    def of(cls, world: World) -> Town:
        with as_login(""):
            held = Residence.objects.values("place_id")
            doors = Place.objects.filter(scope_id=world.community(), level="dwelling").exclude(id__in=held)
            return cls(world, world.hat("robot"), clock(), list(doors.order_by("id").values_list("id", flat=True)))

    def person(self, *links: tuple[int, str], **given: Any) -> int:
        """Somebody of their own name with these links, all of them a good while old."""
        self.drawn += 1
        residences = tuple(
            NewResidence(door, self.world.community(), kind, self.now - LONG_AGO, "visit") for door, kind in links
        )
        row = NewPerson(f"农{chr(0x5000 + self.drawn)}", residences, **{"birth_year": 1980, **given})
        return people.add_person(row=row, by=self.robot, now=self.now)

    def letting(self, door: int, landlord: int, **given: Any) -> int:
        row = NewLetting(door, landlord, self.now - LONG_AGO, "landlord", **given)
        return people.register_letting(row=row, by=self.robot, now=self.now)

    def find(self, *, at: datetime | None = None) -> dict[str, list[Finding]]:
        """Look the community through; what stands by check."""
        now = at or self.now
        with scope.reading(self.robot, now=now):
            looked = checking.looked_for([], checking.held(at=now))
        finding.look_through(self.world.community(), looked, by=self.robot, now=now)
        with as_login(""):
            found: dict[str, list[Finding]] = {}
            for one in Finding.objects.filter(state__in=finding.STANDING):
                found.setdefault(one.check_code, []).append(one)
        return found

    def end_links(self, person: int) -> None:
        with as_login(""):
            links = list(Residence.objects.filter(person_id=person, until__isnull=True).values_list("id", flat=True))
        for link in links:
            people.end_residence(residence_id=link, source="visit", by=self.robot, now=self.now)


@pytest.fixture
def town(world: World, db: None) -> Town:
    town = Town.of(world)
    town.find()  # what the world itself holds
    return town


def died(town: Town, person: int) -> None:
    people.correct_person(
        person_id=person, changes={"died": day_of(town.now - timedelta(days=3)).isoformat()}, source="police",
        by=town.robot, now=town.now,
    )  # fmt: skip


def two_dwellings(town: Town) -> None:
    town.person((town.doors[0], "occupant"), (town.doors[1], "occupant"))


def dead_linked(town: Town) -> None:
    died(town, town.person((town.doors[0], "owner"), (town.doors[0], "occupant")))


def dead_mandate(town: Town) -> None:
    person = town.person((town.doors[0], "owner"))
    with as_login(""):
        subject = Person.objects.get(id=person).subject_id
        Mandate.objects.create(
            subject_id=subject, taker_subject_id=town.world.residents[0].subject, purpose="代办",
            since=town.now - timedelta(days=9), until=town.now + timedelta(days=9),
        )  # fmt: skip
    died(town, person)


def crowded(town: Town) -> None:
    people.correct_dwelling(
        place_id=town.doors[0], changes={"floor_area": "12.00"}, source="visit", by=town.robot, now=town.now
    )
    for _each in range(3):
        town.person((town.doors[0], "occupant"))


def over_let(town: Town) -> None:
    landlord = town.person((town.doors[0], "owner"))
    town.letting(town.doors[0], landlord, most_tenants=1)
    for _each in range(2):
        town.person((town.doors[0], "tenant"))


def tenant_unlet(town: Town) -> None:
    town.person((town.doors[0], "tenant"))


def let_unlived(town: Town) -> None:
    town.letting(town.doors[0], town.person((town.doors[0], "owner")))


def empty_lived(town: Town) -> None:
    town.person((town.doors[0], "occupant"))
    people.declare_occupancy(place_id=town.doors[0], state="empty", source="visit", by=town.robot, now=town.now)


def child_alone(town: Town) -> None:
    town.person((town.doors[0], "occupant"), birth_year=town.now.year - 9)


def shared_phone(town: Town) -> None:
    for door in town.doors[:5]:
        town.person((door, "owner"), phone="13977001122")


def id_twice(town: Town) -> None:
    for door in town.doors[:2]:
        town.person((door, "owner"), id_number="11010519491231002X", birth_year=None)


def born_wrong(town: Town) -> None:
    person = town.person((town.doors[0], "owner"))
    with as_login(""):
        Person.objects.filter(id=person).update(birth_year=town.now.year + 2)


def vehicle_left(town: Town) -> None:
    person = town.person((town.doors[0], "owner"))
    car = NewVehicle("桂A5H8K2", town.doors[0], town.now - LONG_AGO, "visit", person_id=person)
    assets.register_vehicle(row=car, by=town.robot, now=town.now)
    town.end_links(person)


def pulled_down(town: Town) -> None:
    town.person((town.doors[0], "owner"))
    with as_login(""):
        building = Place.objects.get(id=town.doors[0]).parent_id
        assert building is not None
        Place.objects.filter(id=building).update(until=town.now - timedelta(days=30))


def apart(town: Town) -> None:
    town.person((town.doors[0], "registered"), (town.doors[1], "occupant"))


def only_registered(town: Town) -> None:
    person = town.person((town.doors[0], "registered"))
    with as_login(""):
        Residence.objects.filter(person_id=person).update(confirmed=town.now - LONG_AGO)


PLANTED: list[Callable[[Town], None]] = [
    two_dwellings, dead_linked, dead_mandate, crowded, over_let, tenant_unlet, let_unlived, empty_lived, child_alone,
    shared_phone, id_twice, born_wrong, vehicle_left, pulled_down, apart, only_registered,
]  # fmt: skip
BESIDE = {"dead_mandate": {"dead_linked"}}  # who is dead and holds a mandate is still linked too


def test_every_check_is_planted() -> None:
    assert {one.__name__ for one in PLANTED} == {one.code for one in checks.OURS}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda one: one.__name__)
def test_what_is_planted_is_found_and_nothing_else(town: Town, plant: Callable[[Town], None]) -> None:
    before = {one.id for of_check in town.find().values() for one in of_check}
    plant(town)
    found = {code: [one for one in of_check if one.id not in before] for code, of_check in town.find().items()}
    code = plant.__name__
    assert {name for name, rows in found.items() if rows} == {code} | BESIDE.get(code, set())
    assert len(found[code]) == 1
    again = town.find(at=town.now + timedelta(hours=1))
    assert [one.id for one in again[code] if one.id not in before] == [found[code][0].id]
    entry = checking.texts(at=town.now)[code]
    assert "{" not in finding.worded(entry.says.zh, found[code][0].figures)
    assert bool(found[code][0].case_id) is False or entry.opens == "population.check"


def test_a_clean_town_has_nothing_to_look_at(town: Town) -> None:
    before = {code: len(rows) for code, rows in town.find().items()}
    family = [(town.doors[0], "owner"), (town.doors[0], "occupant"), (town.doors[0], "registered")]
    town.person(*family, phone="13877001133")
    town.person((town.doors[0], "occupant"), (town.doors[0], "registered"), birth_year=town.now.year - 9)
    landlord = town.person((town.doors[1], "owner"), phone="13877001134")
    town.letting(town.doors[1], landlord, most_tenants=2)
    town.person((town.doors[1], "tenant"), phone="13877001135")
    people.declare_occupancy(place_id=town.doors[2], state="empty", source="owner", by=town.robot, now=town.now)
    assert {code: len(rows) for code, rows in town.find().items()} == before


def test_a_finding_sends_somebody_once_and_is_taken_back_when_it_is_gone(town: Town) -> None:
    person = town.person((town.doors[0], "occupant"), (town.doors[1], "occupant"))
    (found,) = [one for one in town.find()["two_dwellings"] if one.person_id == person]
    assert found.case_id is not None
    task = town.world.task(found.case_id)
    assert (task.role, task.step) == ("grid_worker", "look")
    (again,) = [one for one in town.find(at=town.now + timedelta(hours=1))["two_dwellings"] if one.id == found.id]
    assert again.case_id == found.case_id
    town.end_links(person)
    assert not town.find(at=town.now + timedelta(hours=2)).get("two_dwellings")
    with as_login(""):
        assert Finding.objects.get(id=found.id).state == "gone"
        assert Case.objects.get(id=found.case_id).outcome == "withdrawn"
        assert not Task.objects.filter(case_id=found.case_id, done__isnull=True).exists()


def test_true_as_it_is_holds_for_a_year_and_is_then_looked_at_again(town: Town) -> None:
    town.person((town.doors[0], "occupant"), birth_year=town.now.year - 9)
    (found,) = town.find()["child_alone"]
    assert found.case_id
    _look(town, found.case_id, "as_it_is", "奶奶每天过来，晚上住这里，户口在邕宁。")
    with as_login(""):
        explained = Finding.objects.get(id=found.id)
    assert (explained.state, explained.reason[:2]) == ("explained", "奶奶")
    (later,) = town.find(at=town.now + timedelta(days=200))["child_alone"]
    assert (later.id, later.state) == (found.id, "explained")
    (anew,) = town.find(at=town.now + timedelta(days=366))["child_alone"]
    assert anew.id != found.id
    assert anew.case_id not in (None, found.case_id)


def test_put_right_but_still_so_is_found_anew(town: Town) -> None:
    person = town.person((town.doors[0], "occupant"), (town.doors[1], "occupant"))
    (found,) = [one for one in town.find()["two_dwellings"] if one.person_id == person]
    assert found.case_id
    _look(town, found.case_id, "mended", "改好了")
    (anew,) = [one for one in town.find(at=town.now + timedelta(hours=1))["two_dwellings"] if one.person_id == person]
    assert anew.id != found.id


def test_no_more_are_sent_than_the_check_allows(town: Town) -> None:
    for door in town.doors[:12]:
        town.person((door, "tenant"))
    found = town.find()["tenant_unlet"]
    assert sum(one.case_id is not None for one in found) == 10
    assert len(found) >= 12


def _look(town: Town, case_id: int, action: str, text: str) -> None:
    """The grid worker looks and says what it is; the worker hears of it."""
    town.world.act(case_id, action, text=text)
    with as_login(""):
        event = Event.objects.filter(case_id=case_id).latest("id").id
    told = Told(id=1, line=0, actor=0, role="", purpose="", at=town.now)
    heard.on_closed(CaseClosed(case_id, event), told)


abouts = st.lists(st.sampled_from("abcdef"), unique=True)


@given(abouts, abouts, st.sets(st.sampled_from("abcdef")))
def test_every_finding_is_still_there_or_gone_and_everything_seen_stands(
    standing: list[str], seen: list[str], over: set[str]
) -> None:
    now = clock()
    held = [Finding(about=one, explains_until=now - timedelta(days=1) if one in over else None) for one in standing]
    change = compared(held, [Seen(one, 1, None, ()) for one in seen], at=now)
    still, gone = {one.about for one, _seen in change.still}, {one.about for one in change.gone}
    assert still | gone == set(standing)
    assert not still & gone
    assert still | {one.about for one in change.new} == set(seen)
    assert gone & set(seen) == over & set(standing) & set(seen)
