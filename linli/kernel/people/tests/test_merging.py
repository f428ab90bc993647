"""Two records of one human being become one; every link, account and membership is still there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import (
    MergeRefused,
    NewAccount,
    NewHousehold,
    NewLetting,
    NewMember,
    NewPerson,
)
from linli.kernel.people.models import Account, Person, Residence, Subject
from linli.kernel.people.tests.staff import ID_NUMBER, LATER, Office, lives, office, town
from linli.kernel.places.tests.towns import INGEST
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed

__all__ = ["office", "town"]

DAY = timedelta(days=1)


def twin(office: Office, **given: object) -> int:
    """The same woman, entered once more in the next community with her old number of 15 digits."""
    row = NewPerson("莫小蘭", (lives(office.town, "长罡1栋", "长罡社区", "tenant"),), "110105491231002", **given)  # type: ignore[arg-type]
    return actions.add_person(row=row, by=INGEST, now=LATER)


def test_the_same_number_twice_becomes_one_person_and_nothing_is_lost(office: Office) -> None:
    kept, gone, lu = office["莫小兰"], twin(office, registered_in="450103"), scope.robot(office.hat("lu").scopes)
    actions.register_account(row=NewAccount(phone="13800000009", person_id=gone), by=INGEST, now=LATER)
    place = office.town["长罡1栋"]
    flat = office.town["302"]
    actions.register_letting(row=NewLetting(flat, gone, LATER, "owner"), by=lu, now=LATER)
    actions.form_household(
        row=NewHousehold("living", place, (NewMember(gone, "head"),), LATER, "visit"), by=lu, now=LATER
    )
    with scope.reading(lu, now=LATER):
        assert {face.id for face in queries.find_people(ID_NUMBER)} == {kept, gone}

    actions.merge_people(kept_id=kept, gone_id=gone, by=lu, now=LATER + DAY)

    with scope.reading(lu, now=LATER + DAY):
        assert [face.id for face in queries.find_people("110105491231002")] == [kept]
        assert [face.id for face in queries.find_people("小兰")] == [kept]
        assert queries.find_people("小蘭") == []
        links = Residence.objects.filter(person_id=kept, until__isnull=True)
        assert set(links.values_list("place_id", "kind")) == {(office.town["301"], "owner"), (place, "tenant")}
        assert not Residence.objects.filter(person_id=gone, until__isnull=True).exists()
        (household,) = queries.households_of(kept)
        assert household.members[0][:2] == ("head", kept)
        page = queries.dwelling_page(flat, scope_id=office.town["桃源社区"], at=LATER + DAY)
        assert [one.landlord_id for one in page.lettings] == [kept]
        assert Person.objects.get(id=kept).registered_in == "450103"
        assert Person.objects.get(id=gone).merged_into == kept
        told = {(one.kind, one.field) for one in queries.history_of_person(kept)}
    assert told == {("residence", "until"), ("person", "merged_into"), ("person", "registered_in")}
    with scope.reading(office.hat("nong"), now=LATER + DAY):
        assert [face.id for face in queries.find_people("小兰")] == [kept]
    account = Account.objects.get(person_id=kept)
    worn = queries.hat_for_resident(account.id, at=LATER + DAY)
    assert worn is not None
    own = Person.objects.values_list("subject_id", flat=True).get(id=kept)
    assert own in worn.hat.subjects
    assert set(Subject.objects.filter(person_id=kept).values_list("id", flat=True)) >= {own}


def test_two_different_people_stay_two(office: Office) -> None:
    lu, small = scope.robot(office.hat("lu").scopes), office["莫小兰"]
    other = NewPerson("莫小兰", (lives(office.town, "302", "桃源社区"),), "450103195803120024")
    number = actions.add_person(row=other, by=INGEST, now=LATER)
    for pair in ((small, number), (small, small)):
        with pytest.raises(MergeRefused):
            actions.merge_people(kept_id=pair[0], gone_id=pair[1], by=lu, now=LATER)
    with scope.reading(lu, now=LATER):
        assert {face.id for face in queries.find_people("小兰")} == {small, number}


def test_who_sees_only_one_of_them_merges_nothing(office: Office) -> None:
    gone = twin(office)
    for login in ("wei", "nong", "huang"):
        with pytest.raises(NotAllowed):
            actions.merge_people(kept_id=office["莫小兰"], gone_id=gone, by=office.hat(login), now=LATER)


def test_links_of_communities_the_hat_does_not_see_come_over_too(office: Office) -> None:
    """One of the two belongs to a second community besides: its desk finds the record that stays."""
    here, there = lives(office.town, "302", "桃源社区"), lives(office.town, "长罡1栋", "长罡社区", "tenant")
    gone = actions.add_person(row=NewPerson("莫小蘭", (here, there), "110105491231002"), by=INGEST, now=LATER)
    kept, wei, nong = office["莫小兰"], office.hat("wei"), office.hat("nong")
    with scope.reading(wei, now=LATER):
        (twin_,) = queries.twins_of(Person.objects.get(id=kept), limit=6)
    assert twin_.id == gone
    actions.merge_people(kept_id=kept, gone_id=gone, by=scope.robot(wei.scopes), now=LATER + DAY)
    with scope.reading(nong, now=LATER + DAY):
        assert [face.id for face in queries.find_people("莫小兰")] == [kept]
        links = Residence.objects.filter(until__isnull=True, person_id__in=[kept, gone])
        assert [(link.person_id, link.kind) for link in links] == [(kept, "tenant")]


def test_whom_neither_year_nor_number_sets_apart_may_be_the_same(office: Office) -> None:
    def add(name: str, **given: object) -> int:
        row = NewPerson(name, (lives(office.town, "302", "桃源社区"),), **given)  # type: ignore[arg-type]
        return actions.add_person(row=row, by=INGEST, now=LATER)

    unknown, same_year = add("莫小兰"), add("莫 小兰", birth_year=1949)
    other = [add("莫小兰", birth_year=1950), add("莫小兰", id_number="450103195803120024"), add("莫大小兰")]
    with scope.reading(office.hat("wei"), now=LATER):
        found = {face.id for face in queries.twins_of(Person.objects.get(id=office["莫小兰"]), limit=6)}
    assert found == {unknown, same_year}
    assert not found & set(other)
