"""Households and lettings over the years: members come and go on days, households split, registrations run out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import (
    ChangeRefused,
    DwellingRefused,
    HouseholdRefused,
    LinkRefused,
    NewHousehold,
    NewLetting,
    NewMember,
    NewPerson,
    NewResidence,
)
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import Dwelling, Household, HouseholdMember, Letting
from linli.kernel.people.tests.staff import LATER, Office, lives, office, town
from linli.plumbing import scope

__all__ = ["office", "town"]

DAY = timedelta(days=1)


def family(office: Office) -> tuple[int, int, int, int]:
    """A household of three with a booklet at 301: its id, the head, a child and a parent."""
    wei, door = office.hat("wei"), office.town["301"]
    more = [NewPerson(name, (lives(office.town, "301", "桃源社区"),)) for name in ("莫小雨", "覃玉梅")]
    child, parent = actions.add_people_many(rows=more, by=wei, now=LATER)
    head = office["莫小兰"]
    members = (NewMember(head, "head"), NewMember(child, "child"), NewMember(parent, "parent"))
    row = NewHousehold("register", door, members, LATER, "police", booklet="450103777")
    return actions.form_household(row=row, by=wei, now=LATER), head, child, parent


def members(office: Office, household: int) -> dict[int, str]:
    with scope.reading(office.hat("wei"), now=LATER):
        found = HouseholdMember.objects.filter(household_id=household, until__isnull=True)
        return dict(found.values_list("person_id", "relation"))


def test_a_household_splits_and_both_have_a_head_from_that_day(office: Office) -> None:
    wei, door = office.hat("wei"), office.town["301"]
    home, head, child, parent = family(office)
    day, now = LATER + 2 * DAY, LATER + 3 * DAY
    row = NewHousehold(
        "register", door, (NewMember(head, "head"), NewMember(child, "child")), day, "police", "450103888"
    )
    with pytest.raises(HouseholdRefused):  # the head goes and nobody is named
        actions.split_household(household_id=home, row=row, by=wei, now=now)
    other = actions.split_household(household_id=home, row=row, new_head=parent, by=wei, now=now)
    assert members(office, home) == {parent: "head"}
    assert members(office, other) == {head: "head", child: "child"}
    with scope.reading(wei, now=now):
        left = HouseholdMember.objects.filter(household_id=home, until__isnull=False).values_list("until", flat=True)
        assert set(left) == {day}
        face = next(
            one
            for one in queries.dwelling_page(door, scope_id=office.town["桃源社区"], at=now).households
            if one.household.id == home
        )
    assert {person for _relation, person, _until in face.left} == {head, child}
    everybody = tuple(NewMember(one, "head" if one == head else "child") for one in (head, child))
    whole = NewHousehold("register", door, everybody, now, "police")
    with pytest.raises(HouseholdRefused):  # everybody goes
        actions.split_household(household_id=other, row=whole, by=wei, now=now)


def test_nobody_stands_in_two_booklets_and_a_relation_changes_on_a_day(office: Office) -> None:
    wei, door = office.hat("wei"), office.town["301"]
    home, head, child, _parent = family(office)
    now = LATER + 3 * DAY
    twice = NewHousehold("register", door, (NewMember(child, "head"),), now, "police")
    with pytest.raises(HouseholdRefused):
        actions.form_household(row=twice, by=wei, now=now)
    actions.form_household(row=NewHousehold("living", door, (NewMember(child, "head"),), now, "visit"), by=wei, now=now)
    with pytest.raises(HouseholdRefused):
        actions.relate_member(household_id=home, person_id=head, relation="relative", by=wei, now=now)
    actions.relate_member(household_id=home, person_id=child, relation="head", since=LATER + DAY, by=wei, now=now)
    assert members(office, home)[child] == "head"
    assert members(office, home)[head] == "relative"
    with pytest.raises(HouseholdRefused):  # before the household began
        actions.leave_household(household_id=home, person_id=head, until=LATER - DAY, by=wei, now=now)
    with pytest.raises(HouseholdRefused):  # before this membership did
        actions.leave_household(household_id=home, person_id=head, until=LATER, by=wei, now=now)


def test_a_booklet_is_put_right_and_a_household_ends_with_everybody_in_it(office: Office) -> None:
    wei = office.hat("wei")
    home, *_members = family(office)
    now = LATER + 3 * DAY
    right = partial(actions.correct_household, household_id=home, source="police", by=wei, now=now)
    assert right(changes={"booklet": "450103-778"}) == ["booklet"]
    with pytest.raises(ChangeRefused):
        right(changes={"booklet": "??"})
    actions.end_household(household_id=home, until=LATER + DAY, source="police", by=wei, now=now)
    assert members(office, home) == {}
    with scope.reading(wei, now=now):
        assert Household.objects.get(id=home).until == LATER + DAY
        past = queries.history_of_place(office.town["301"], scope_id=office.town["桃源社区"], kind="household")
    assert Counter(one.field for one in past) == Counter(["until", "booklet"])
    assert next(one for one in past if one.field == "booklet").value == "450103777"


def test_a_letting_runs_out_by_itself_and_is_renewed_before(office: Office) -> None:
    wei, door, landlord = office.hat("wei"), office.town["301"], office["莫小兰"]
    here = office.town["桃源社区"]
    with pytest.raises(DwellingRefused):
        actions.register_letting(row=NewLetting(door, landlord, LATER, "owner", until=LATER), by=wei, now=LATER)
    row = NewLetting(door, landlord, LATER, "owner", until=LATER + 10 * DAY)
    letting = actions.register_letting(row=row, by=wei, now=LATER)
    with pytest.raises(DwellingRefused):  # it runs, though it has an end
        actions.register_letting(row=row, by=wei, now=LATER + DAY)
    with pytest.raises(DwellingRefused):
        actions.renew_letting(letting_id=letting, until=LATER, source="owner", by=wei, now=LATER + DAY)
    actions.renew_letting(letting_id=letting, until=LATER + 20 * DAY, source="owner", by=wei, now=LATER + DAY)
    with scope.reading(wei, now=LATER + 15 * DAY):
        assert [one.id for one in queries.dwelling_page(door, at=LATER + 15 * DAY, scope_id=here).lettings] == [letting]
        over = queries.dwelling_page(door, at=LATER + 25 * DAY, scope_id=here)
    assert over.lettings == ()
    assert [one.id for one in over.past_lettings] == [letting]
    again = NewLetting(door, landlord, LATER + 25 * DAY, "owner")
    second = actions.register_letting(row=again, by=wei, now=LATER + 25 * DAY)
    with pytest.raises(DwellingRefused):  # before it began
        actions.end_letting(letting_id=second, until=LATER, source="owner", by=wei, now=LATER + 26 * DAY)
    actions.end_letting(letting_id=second, until=LATER + 25 * DAY, source="owner", by=wei, now=LATER + 26 * DAY)
    with scope.reading(wei, now=LATER + 26 * DAY):
        past = queries.history_of_place(door, kind="letting", scope_id=here)
        assert Letting.objects.get(id=second).until == LATER + 25 * DAY
    assert [(one.record, one.field) for one in past] == [(second, "until"), (letting, "term")]
    assert past[1].value == (LATER + 10 * DAY).isoformat()


def test_the_day_a_dwelling_is_lived_in_like_this_since_is_kept_and_put_right(office: Office) -> None:
    wei, door, now = office.hat("wei"), office.town["301"], LATER + 30 * DAY
    let = partial(actions.declare_occupancy, place_id=door, state="let", by=wei, now=now)
    with pytest.raises(DwellingRefused):
        let(source="owner", since=now + DAY)
    let(source="owner", since=LATER + 2 * DAY)
    let(source="police", since=LATER + DAY)
    with scope.reading(wei, now=now):
        kept = Dwelling.objects.get(place_id=door)
        past = queries.history_of_place(door, scope_id=office.town["桃源社区"], kind="dwelling")
    assert (kept.occupancy, kept.occupancy_since, kept.occupancy_source) == ("let", LATER + DAY, "police")
    assert [(one.field, one.value) for one in past] == [
        ("occupancy_since", (LATER + 2 * DAY).isoformat()), ("occupancy", "unknown"),
    ]  # fmt: skip


def test_who_moves_is_never_without_a_door_and_the_dead_live_behind_none(office: Office) -> None:
    wei, person, now = office.hat("wei"), office["莫大兰"], LATER + 30 * DAY
    there = Residence.objects.get(person_id=person, place_id=office.town["302"]).id
    door = NewResidence(office.town["301"], office.town["桃源社区"], "occupant", LATER + 2 * DAY, "visit")
    with pytest.raises(LinkRefused):  # before they lived behind the old one: nothing of it is done
        early = NewResidence(door.place_id, door.scope_id, "occupant", LATER - 9 * DAY, "visit")
        actions.move_person(person_id=person, row=early, leaves=[there], by=wei, now=now)
    with scope.reading(wei, now=now):
        assert Residence.objects.filter(person_id=person, place_id=office.town["301"]).count() == 0
    actions.move_person(person_id=person, row=door, leaves=[there], by=wei, now=now)
    with scope.reading(wei, now=now):
        assert Residence.objects.get(id=there).until == LATER + 2 * DAY
    with pytest.raises(LinkRefused):
        actions.note_death(person_id=person, day=(now + DAY).date(), until=now + DAY, source="police", by=wei, now=now)
    for _time in range(2):
        actions.note_death(person_id=person, day=now.date(), until=now, source="police", by=wei, now=now)
    with scope.reading(wei, now=now):
        assert Person.objects.get(id=person).died == now.date()
        assert not Residence.objects.filter(person_id=person, until__isnull=True).exists()
