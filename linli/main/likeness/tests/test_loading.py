"""What a likeness puts down is what the actions put down: the same rows, found the same way, behind the same walls."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from linli.kernel.assets.models import Asset, Vehicle
from linli.kernel.people import actions as people
from linli.kernel.people import id_numbers, queries
from linli.kernel.people.actions import NewPerson, NewResidence
from linli.kernel.people.models import Organisation, Person, Residence
from linli.kernel.people.models_homes import Dwelling, Household, HouseholdMember
from linli.kernel.places import actions as places
from linli.kernel.places import geo
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.models import AreaBuilding, Place
from linli.main.likeness import around, loading
from linli.main.likeness.belongings import INGEST, SOURCE
from linli.main.likeness.city import Likeness, made
from linli.main.likeness.loading import Settling
from linli.plumbing import bulk, scope
from linli.plumbing.scope import VISITOR, Hat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CODES = ("450103001_01", "450103001_02")
LIKENESS = Likeness(seed=5, people=600, communities=CODES, today=date(2026, 11, 23))


def box(west: float) -> bytes:
    return geo.polygon([(west, 22.80), (west + 0.009, 22.80), (west + 0.009, 22.809), (west, 22.809)])


@pytest.fixture
def communities() -> list[Place]:
    rows = [
        NewPlace("city", "南宁市", key="city", code="450100"),
        NewPlace("district", "青秀区", "city", "qx", "450103"),
        NewPlace("street", "新竹街道", "qx", "xz", "450103001"),
        *(NewPlace("community", code, "xz", code, code, outline=box(108.3 + n / 100)) for n, code in enumerate(CODES)),
    ]
    numbers = places.add_many(rows=rows, by=INGEST, now=NOW)
    return [Place.objects.get(id=number) for number in numbers[-2:]]


def settle(communities: list[Place], place: int) -> int:
    said: list[int] = []
    Settling(LIKENESS, place, communities[place], NOW, said.append).settle()
    return sum(said)


def counted() -> dict[str, int]:
    every = (Place, Person, Residence, Dwelling, Household, HouseholdMember, Vehicle, AreaBuilding, Organisation, Asset)
    found = {one.__name__: one.objects.count() for one in every}
    with connection.cursor() as cursor:
        cursor.execute("select count(*), coalesce(sum(1 + coalesce(cardinality(more), 0)), 0) from plumbing_name_token")
        rows, filed = cursor.fetchone()
    return found | {"filed": filed, "rows": rows}


def clerk(community: Place) -> Hat:
    return Hat(surface="desk", role="clerk", account=1, scopes=(community.id,))


def row_of(person: int) -> dict[str, Any]:
    """The row of a person and of their links, with everything opened that is bound to the row's own id."""
    one = Person.objects.get(id=person)
    clear = {field: queries.person_field(one, field) for field in ("name", "id_number", "phone")}
    row = {field.name: getattr(one, field.name) for field in Person._meta.fields}
    for gone in ("id", "subject_id", "recorded", "source", "name_sealed", "id_number_sealed", "phone_sealed"):
        row.pop(gone)
    links = Residence.objects.filter(person_id=person).order_by("place_id", "kind")
    return row | clear | {"links": list(links.values_list("place_id", "scope_id", "kind", "since", "confirmed"))}


def test_whoever_is_loaded_is_the_same_as_whoever_is_added(
    communities: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded by staging, added one by one by a clerk: the rows differ in ids only, and both are found."""
    monkeypatch.setattr(bulk, "MANY", 1)
    assert settle(communities, 0) == LIKENESS.shares()[0]
    home = communities[0]
    loaded = list(Person.objects.order_by("id")[:25])
    monkeypatch.setattr(bulk, "MANY", 10**9)
    for one in loaded:
        links = Residence.objects.filter(person_id=one.id)
        clear = {field: queries.person_field(one, field) for field in ("name", "id_number", "phone")}
        row = NewPerson(
            name=clear["name"],
            id_number=clear["id_number"],
            phone=clear["phone"],
            residences=tuple(
                NewResidence(link.place_id, link.scope_id, link.kind, link.since, confirmed=link.confirmed)
                for link in links
            ),
            document=one.document,
            registered_in=one.registered_in,
            confirmed=one.confirmed,
        )
        added = people.add_person(row=row, by=clerk(home), now=NOW)
        assert row_of(added) == row_of(one.id)
        with scope.reading(clerk(home), now=NOW):
            for typed in (clear["name"], clear["name"][:2], clear["id_number"], clear["phone"]):
                found = {face.id for face in queries.find_people(typed, limit=500)} if typed else {one.id, added}
                assert {one.id, added} <= found, typed


def test_the_walls_stand_before_what_is_loaded(communities: list[Place]) -> None:
    here, there = communities
    settle(communities, 0)
    settle(communities, 1)
    someone = Person.objects.filter(document="resident_id").order_by("id")[0]
    number = queries.person_field(someone, "id_number")
    shares = LIKENESS.shares()
    nobody = Hat(surface="desk", role="clerk")
    for hat, seen, found in ((clerk(here), shares[0], [someone.id]), (clerk(there), shares[1], []), (nobody, 0, [])):
        with scope.reading(hat, now=NOW):
            assert Person.objects.count() == seen
            assert {one.scope_id for one in Residence.objects.all()} == set(hat.scopes)
            assert {one.scope_id for one in Household.objects.all()} == set(hat.scopes)
            assert [face.id for face in queries.find_people(number)] == found
    with scope.reading(VISITOR, now=NOW):
        assert (Person.objects.count(), Residence.objects.count()) == (0, 0)


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_what_was_cut_short_goes_on_and_is_the_same_in_the_end(
    communities: list[Place], stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after some of its transactions, then again: nothing twice, nothing missing; a third time adds nothing."""
    monkeypatch.setattr(loading, "PORTION", 120)
    monkeypatch.setattr(loading, "PLACES", 60)

    class Stopped(Exception):
        pass

    left = iter(range(stop))

    def breaking(*args: Any, **given: Any) -> Any:
        if next(left, None) is None:
            raise Stopped
        return forming(*args, **given)

    forming = people.form_households_many
    with monkeypatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(people, "form_households_many", breaking)
        settle(communities, 0)
    settle(communities, 0)
    whole = counted()
    assert whole["Person"] == LIKENESS.shares()[0]
    town = made(LIKENESS, 0, bounds=geo.bounds_of(bytes(communities[0].outline or b"")))
    assert whole["Dwelling"] == len(town.households)
    assert whole["HouseholdMember"] == sum(len(one.souls) for one in town.households)
    assert whole["Household"] == sum(bool(one.souls) for one in town.households)
    assert whole["AreaBuilding"] == 2 * sum(1 for _house in town.houses())
    settle(communities, 0)
    assert counted() == whole


def test_every_body_has_a_code_of_its_own_and_stands_by_a_building(communities: list[Place]) -> None:
    settle(communities, 0)
    settle(communities, 1)
    bodies = Organisation.objects.filter(source=SOURCE)
    codes = [id_numbers.checked_credit_code(code) for code in bodies.values_list("code", flat=True)]
    assert len(codes) == len(set(codes)) == sum(share // around.PEOPLE_A_BODY for share in LIKENESS.shares())
    assert {Place.objects.get(id=one.place_id).level for one in bodies} == {"building"}
    assert Asset.objects.count() == sum(share // around.PEOPLE_A_FACILITY for share in LIKENESS.shares())
