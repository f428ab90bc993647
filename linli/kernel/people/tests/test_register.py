"""The register at work: what is known is put right, declared, let, lived in; and what it was stays known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import (
    ChangeRefused,
    DwellingRefused,
    HouseholdRefused,
    LinkRefused,
    NewDwelling,
    NewHousehold,
    NewLetting,
    NewMember,
)
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import Dwelling
from linli.kernel.people.tests.staff import ID_NUMBER, LATER, Office, lives, office, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

__all__ = ["office", "town"]

DAY = timedelta(days=1)


def link_of(office: Office, name: str) -> int:
    return Residence.objects.filter(person_id=office[name]).order_by("since", "id").values_list("id", flat=True)[0]


def own_hat(office: Office, name: str) -> Hat:
    subject = Person.objects.values_list("subject_id", flat=True).get(id=office[name])
    return Hat(surface="public", role="resident", account=77, subjects=(subject,), label="您")


def test_a_phone_is_put_right_twice_and_both_old_ones_stay_known(office: Office) -> None:
    wei, person = office.hat("wei"), office["莫小兰"]
    assert actions.correct_person(
        person_id=person, changes={"phone": "139 0771 0001"}, source="visit", by=wei, now=LATER + DAY
    ) == ["phone"]
    actions.correct_person(person_id=person, changes={"phone": ""}, source="police", by=wei, now=LATER + 2 * DAY)
    with scope.reading(wei, now=LATER + 3 * DAY):
        latest, first = queries.history_of_person(person, whole=True)
        masked = queries.history_of_person(person)
        assert queries.find_people("13907710001") == []
    assert (first.value, first.until, first.source, first.new_source) == ("13807716610", LATER + DAY, "", "visit")
    assert (latest.value, latest.since, latest.until) == ("13907710001", LATER + DAY, LATER + 2 * DAY)
    assert (latest.source, latest.new_source, latest.who) == ("visit", "police", wei.label)
    assert [one.value for one in masked] == ["139****0001", "138****6610"]


def test_what_does_not_change_leaves_no_trace(office: Office) -> None:
    same = {"phone": "+86 138 0771 6610", "name": " 莫小兰 ", "id_number": ID_NUMBER.lower(), "born": "1949-12-31"}
    done = actions.correct_person(
        person_id=office["莫小兰"], changes=same, source="visit", by=office.hat("wei"), now=LATER
    )
    assert done == []
    with scope.reading(office.hat("wei"), now=LATER):
        assert queries.history_of_person(office["莫小兰"]) == []


def test_a_new_name_is_found_and_the_old_one_is_not(office: Office) -> None:
    """In every division with a link, also those the clerk who writes it does not see."""
    actions.correct_person(
        person_id=office["莫大兰"], changes={"name": "覃𫍯妮"}, source="visit", by=office.hat("wei"), now=LATER
    )
    for login in ("wei", "nong", "su"):
        with scope.reading(office.hat(login), now=LATER):
            assert [face.id for face in queries.find_people("𫍯妮")] == [office["莫大兰"]], login
            assert office["莫大兰"] not in [face.id for face in queries.find_people("大兰")], login
            assert office["莫大兰"] not in [face.id for face in queries.find_people("mdl")], login


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"born": "1950-01-01"}, "born"),
        ({"sex": "m"}, "sex"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"name": "莫?兰"}, "name"),
        ({"phone": "12345678901"}, "phone"),
        ({"died": "2026-13-01"}, "died"),
        ({"registered_in": "4501"}, "registered_in"),
        ({"document": "hmt_permit"}, "id_number"),
        ({"shoe_size": "42"}, "shoe_size"),
    ],
)
def test_what_cannot_be_is_told_by_field_and_nothing_changes(
    office: Office, changes: dict[str, str], field: str
) -> None:
    wei = office.hat("wei")
    with pytest.raises(ChangeRefused) as refused:
        actions.correct_person(
            person_id=office["莫小兰"], changes={"registered_in": "450103", **changes}, source="", by=wei, now=LATER
        )
    assert refused.value.field == field
    assert str(refused.value)
    with scope.reading(wei, now=LATER):
        assert queries.history_of_person(office["莫小兰"]) == []


def test_nobody_changes_whom_they_do_not_see(office: Office) -> None:
    for login, allowed in (("wei", True), ("nong", False), ("su", False)):
        hat = office.hat(login)
        if allowed:
            actions.correct_person(
                person_id=office["莫小兰"], changes={"died": "2026-02-01"}, source="", by=hat, now=LATER
            )
            continue
        with pytest.raises(NotAllowed):
            actions.correct_person(person_id=office["莫小兰"], changes={"died": ""}, source="", by=hat, now=LATER)


def test_a_link_ends_and_another_begins(office: Office) -> None:
    wei, person = office.hat("wei"), office["莫小兰"]
    link, later = link_of(office, "莫小兰"), LATER + DAY
    with pytest.raises(LinkRefused):
        actions.end_residence(residence_id=link, until=LATER + 9 * DAY, source="visit", by=wei, now=later)
    actions.end_residence(residence_id=link, source="visit", by=wei, now=later)
    with pytest.raises(LinkRefused):
        actions.end_residence(residence_id=link, source="visit", by=wei, now=later)
    row = lives(office.town, "302", "桃源社区", "tenant")
    actions.add_residence(person_id=person, row=row, by=wei, now=later)
    with pytest.raises(LinkRefused):
        actions.add_residence(person_id=person, row=row, by=wei, now=later)
    with pytest.raises(NotAllowed):
        actions.add_residence(person_id=office["买买提"], row=row, by=wei, now=later)
    with scope.reading(wei, now=later):
        before = queries.dwelling_page(office.town["301"], scope_id=office.town["桃源社区"], at=LATER)
        after = queries.dwelling_page(office.town["301"], scope_id=office.town["桃源社区"], at=later)
        past = queries.history_of_person(person)
    assert [one.kind for one in before.behind] == ["owner"]
    assert after.behind == ()
    assert [(one.kind, one.record, one.field, one.value) for one in past] == [("residence", link, "until", "")]


def test_many_links_are_still_true_with_one_tap_also_for_a_resident_but_only_their_own(office: Office) -> None:
    links, later = [link_of(office, name) for name in ("莫小兰", "莫大兰", "买买提")], LATER + 90 * DAY
    assert actions.confirm_residences_many(residence_ids=links, by=own_hat(office, "莫小兰"), now=LATER + DAY) == 1
    assert actions.confirm_residences_many(residence_ids=links, by=office.hat("huang"), now=later) == 2
    assert actions.confirm_residences_many(residence_ids=links, by=office.hat("huang"), now=later) == 0
    with scope.reading(office.hat("wei"), now=later):
        assert {one.confirmed for one in Person.objects.all()} == {later}
        page = queries.dwelling_page(office.town["301"], scope_id=office.town["桃源社区"], at=later)
    assert page.confirmed == later


def test_what_is_due_by_building_and_grid(office: Office) -> None:
    at, before = LATER + 200 * DAY, LATER + 100 * DAY
    with scope.reading(office.hat("wei"), now=at):
        buildings = queries.due_by_building(office.town["桃源社区"], before=before)
        grids = queries.due_by_grid(office.town["桃源社区"], before=before)
        links = queries.due_in([office.town["301"], office.town["302"]], before=before)
    assert [(one.id, one.due, one.links, one.dwellings) for one in buildings] == [(office.town["桃源2栋"], 2, 2, 2)]
    assert [(one.id, one.due) for one in grids] == [(office["一网格"], 2)]
    assert {one.id for one in links} == {link_of(office, "莫小兰"), link_of(office, "莫大兰")}
    actions.confirm_residences_many(residence_ids=[links[0].id], by=office.hat("huang"), now=at)
    with scope.reading(office.hat("wei"), now=at):
        assert [one.due for one in queries.due_by_building(office.town["桃源社区"], before=before)] == [1]


def test_a_dwelling_is_described_and_declared(office: Office) -> None:
    wei, door = office.hat("wei"), office.town["301"]
    actions.add_dwellings_many(
        rows=[NewDwelling(door, {"floor_area": "89.5", "rooms": "3", "most_people": "6"}, "housing")], by=wei, now=LATER
    )
    changed = actions.correct_dwelling(
        place_id=door, changes={"floor_area": "91.20", "rooms": "3"}, source="visit", by=wei, now=LATER + DAY
    )
    assert changed == ["floor_area"]
    actions.declare_occupancy(place_id=door, state="self", source="owner", by=wei, now=LATER + DAY)
    actions.declare_occupancy(place_id=door, state="let", source="landlord", by=wei, now=LATER + 2 * DAY)
    with pytest.raises(DwellingRefused, match="meter"):
        actions.declare_occupancy(place_id=door, state="empty", source="meter", by=wei, now=LATER + 2 * DAY)
    with scope.reading(wei, now=LATER + 3 * DAY):
        kept = Dwelling.objects.get(place_id=door)
        past = queries.history_of_place(door, scope_id=office.town["桃源社区"])
        doors = queries.doors_of(office.town["桃源2栋"], scope_id=office.town["桃源社区"], at=LATER + 3 * DAY)
    assert (kept.floor_area, kept.occupancy, kept.occupancy_source) == (9120, "let", "landlord")
    assert kept.occupancy_since == LATER + 2 * DAY
    assert [(one.field, one.value, one.source) for one in past] == [
        ("occupancy", "self", "owner"),
        ("occupancy", "unknown", ""),
        ("floor_area", "89.50", "housing"),
    ]
    assert [(one.occupancy, one.kinds, one.living) for one in doors] == [
        ("let", {"owner": 1}, 0),
        ("unknown", {"occupant": 1}, 1),
    ]


def test_a_foreign_dwelling_is_out_of_reach(office: Office) -> None:
    nong, door = office.hat("nong"), office.town["301"]
    with pytest.raises(Exception, match="row-level security"):
        actions.correct_dwelling(place_id=door, changes={"rooms": "9"}, source="visit", by=nong, now=LATER)
    with pytest.raises(DwellingRefused):
        actions.correct_dwelling(
            place_id=office.town["桃源2栋"], changes={"rooms": "9"}, source="", by=office.hat("wei"), now=LATER
        )


def test_who_is_linked_to_a_dwelling_sees_its_facts_and_who_has_left_does_not(office: Office) -> None:
    wei, door, own = office.hat("wei"), office.town["301"], own_hat(office, "莫小兰")
    actions.declare_occupancy(place_id=door, state="self", source="owner", by=wei, now=LATER)
    with scope.reading(own, now=LATER):
        assert [one.occupancy for one in Dwelling.objects.all()] == ["self"]
    actions.end_residence(residence_id=link_of(office, "莫小兰"), source="visit", by=wei, now=LATER + DAY)
    with scope.reading(own, now=LATER + DAY):
        assert not Dwelling.objects.exists()
        assert Residence.objects.count() == 1


def test_a_letting_is_registered_once_put_right_and_ended(office: Office) -> None:
    wei, door = office.hat("wei"), office.town["301"]
    row = NewLetting(door, office["莫小兰"], LATER, "owner", most_tenants=4, number="桃2026-0001")
    letting = actions.register_letting(row=row, by=wei, now=LATER)
    with pytest.raises(DwellingRefused):
        actions.register_letting(row=row, by=wei, now=LATER)
    with pytest.raises(DwellingRefused):
        actions.register_letting(row=NewLetting(door, office["买买提"], LATER, "owner"), by=wei, now=LATER)
    assert actions.correct_letting(
        letting_id=letting, changes={"most_tenants": "6"}, source="visit", by=wei, now=LATER + DAY
    ) == ["most_tenants"]
    actions.end_letting(letting_id=letting, source="owner", by=wei, now=LATER + 2 * DAY)
    with pytest.raises(NotAllowed):
        actions.end_letting(letting_id=letting, source="owner", by=wei, now=LATER + 2 * DAY)
    with scope.reading(wei, now=LATER + 2 * DAY):
        past = queries.history_of_place(door, scope_id=office.town["桃源社区"], kind="letting")
    assert [(one.field, one.value) for one in past] == [("until", ""), ("most_tenants", "4")]


def test_a_household_has_one_head_whoever_comes_and_goes(office: Office) -> None:
    wei, door = office.hat("wei"), office.town["301"]
    small, big = office["莫小兰"], office["莫大兰"]
    with pytest.raises(HouseholdRefused):
        actions.form_household(
            row=NewHousehold("living", door, (NewMember(small, "child"),), LATER, "visit"), by=wei, now=LATER
        )
    row = NewHousehold("register", door, (NewMember(small, "head"),), LATER, "police", booklet="450103-0012345")
    household = actions.form_household(row=row, by=wei, now=LATER)
    actions.join_household(household_id=household, member=NewMember(big, "head"), by=wei, now=LATER + DAY)
    with scope.reading(wei, now=LATER + DAY):
        (found,) = queries.households_of(small)
    assert [(relation, person) for relation, person, _since in found.members] == [("head", big), ("relative", small)]
    with pytest.raises(HouseholdRefused):
        actions.leave_household(household_id=household, person_id=big, by=wei, now=LATER + 2 * DAY)
    actions.leave_household(household_id=household, person_id=big, new_head=small, by=wei, now=LATER + 2 * DAY)
    actions.leave_household(household_id=household, person_id=small, by=wei, now=LATER + 3 * DAY)
    with scope.reading(wei, now=LATER + 3 * DAY):
        assert queries.households_of(small) == ()
    with pytest.raises(NotAllowed):
        actions.join_household(household_id=household, member=NewMember(big, "head"), by=wei, now=LATER + 3 * DAY)


@pytest.mark.asvs("V14.2.4")
@pytest.mark.dengbao("8.1.4.8 b", "8.1.4.2 g")
def test_nothing_of_the_register_stands_readable_in_the_tables(office: Office) -> None:
    wei, person = office.hat("wei"), office["莫小兰"]
    actions.correct_person(person_id=person, changes={"phone": "13900000001"}, source="visit", by=wei, now=LATER)
    row = NewHousehold("register", office.town["301"], (NewMember(person, "head"),), LATER, "", booklet="450103777")
    actions.form_household(row=row, by=wei, now=LATER)
    change = actions.NewProposal("change", "person", person, {"phone": "13900000002"})
    actions.propose(row=change, by=office.hat("huang"), now=LATER)
    with connection.cursor() as cursor:
        for table in (
            "people_past_value",
            "people_past_fact",
            "people_household",
            "people_proposal",
            "journal_payload",
        ):
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            dump = cursor.fetchone()[0]
            for secret in ("13807716610", "13900000001", "13900000002", "450103777"):
                assert secret not in dump, (table, secret)
                assert secret.encode().hex() not in dump, (table, secret)


def test_a_landline_may_be_left_and_a_person_without_a_number_has_a_birthday(office: Office) -> None:
    wei, person = office.hat("wei"), office["莫大兰"]
    said = {"phone": "0771-5550012", "born": "1951-03-04", "sex": "f"}
    actions.correct_person(person_id=person, changes=said, source="visit", by=wei, now=LATER)
    with scope.reading(wei, now=LATER):
        kept = Person.objects.get(id=person)
        assert (kept.birth_year, kept.document) == (1951, "none")
        assert queries.person_field(kept, "phone") == "07715550012"
        assert [face.id for face in queries.find_people("0771 5550012")] == [person]
    number = "450103195103040028"
    with pytest.raises(ChangeRefused):
        actions.correct_person(person_id=person, changes={"id_number": number[:-1] + "9"}, source="", by=wei, now=LATER)
