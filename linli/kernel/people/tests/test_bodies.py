"""The bodies of a community: registered once by their credit code, put right with history, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import BodyRefused, NewBody
from linli.kernel.people.id_numbers import credit_check
from linli.kernel.people.models import Organisation
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from tests.surfaces import as_login

__all__ = ["office", "town"]

DAY = timedelta(days=1)
CODE = "91110000600037341L"


def test_an_enterprise_comes_is_put_right_and_goes(office: Office) -> None:
    wei, at = office.hat("wei"), office.town["桃源2栋"]
    row = NewBody("enterprise", "桃源米粉店", at, "market", code=CODE.lower(), since=LATER - 300 * DAY)
    (number,) = actions.register_bodies_many(rows=[row], by=wei, now=LATER)
    changed = actions.correct_body(
        body_id=number, changes={"name": "老友粉店", "phone": "0771-5550200"}, source="visit", by=wei, now=LATER + DAY
    )
    assert changed == ["name", "phone"]
    with scope.reading(wei, now=LATER + DAY):
        found = queries.body_of_code(" 91110000 600037341L")
        assert found is not None
        assert (found.id, found.name, found.since) == (number, "老友粉店", LATER - 300 * DAY)
        assert [one.id for one in queries.bodies_of([office.town["桃源社区"]], kinds=["enterprise"])] == [number]
        past = queries.history_of_place(
            at, scope_id=office.town["桃源社区"], kind="organisation", field="name", whole=True
        )
    assert [(one.value, one.source, one.new_source) for one in past] == [("桃源米粉店", "market", "visit")]
    for hat in (office.hat("nong"), scope.VISITOR):
        with pytest.raises(NotAllowed):
            actions.end_body(body_id=number, source="", by=hat, now=LATER + DAY)
    actions.end_body(body_id=number, source="visit", by=wei, now=LATER + 2 * DAY)
    again = actions.register_bodies_many(rows=[row], by=wei, now=LATER + 3 * DAY)
    assert again != [number]


def test_what_cannot_be_is_told_by_row_and_nothing_is_registered(office: Office) -> None:
    wei, at = office.hat("wei"), office.town["桃源2栋"]
    good = NewBody("social_organisation", "桃源志愿服务队", at, "civil affairs", code="51" + "450103MJ1234567"[:15])
    code = good.code[:17] + credit_check(good.code[:17])
    good = NewBody("social_organisation", "桃源志愿服务队", at, "civil affairs", code=code)
    wrong = (
        NewBody("street_office", "桃源街道办", at, ""),
        NewBody("enterprise", " ", at, ""),
        NewBody("enterprise", "粉店", 10**8, ""),
        NewBody("enterprise", "粉店", at, "", code=CODE[:-1] + "M"),
        NewBody("enterprise", "粉店", at, "", since=LATER + DAY),
        good,
    )
    for row in wrong:
        with pytest.raises(BodyRefused) as refused:
            actions.register_bodies_many(rows=[good, row], by=wei, now=LATER)
        assert refused.value.row == 1
        assert str(refused.value)
    with scope.reading(wei, now=LATER):
        assert queries.bodies_of([office.town["桃源社区"]], kinds=["social_organisation"]) == []


def test_a_body_with_duties_is_not_the_communitys_to_change(office: Office) -> None:
    wei = office.hat("wei")
    for name in ("桃源居委会", "长江物业"):
        with pytest.raises(NotAllowed):
            actions.end_body(body_id=office[name], source="", by=wei, now=LATER)
        with pytest.raises(NotAllowed):
            actions.correct_body(
                body_id=office[name], changes={"name": "-"}, source="", by=office.hat("wei"), now=LATER
            )


def test_one_code_is_one_running_body_whoever_enters_it(office: Office) -> None:
    wei, at = office.hat("wei"), office.town["桃源2栋"]
    row = NewBody("enterprise", "桃源米粉店", at, "market", code=CODE)
    (number,) = actions.register_bodies_many(rows=[row], by=wei, now=LATER)
    with pytest.raises(BodyRefused) as refused:
        actions.register_bodies_many(rows=[row], by=wei, now=LATER)
    assert (refused.value.field, refused.value.standing) == ("code", number)
    with pytest.raises(IntegrityError, match="organisation_code_once"), transaction.atomic(), as_login(""):
        Organisation.objects.create(kind="enterprise", name="同码", code=CODE, place_id=at, since=LATER)
    actions.end_body(body_id=number, source="visit", by=wei, now=LATER + DAY)
    actions.register_bodies_many(rows=[row], by=wei, now=LATER + 2 * DAY)


def test_a_body_moves_and_whoever_keeps_the_new_place_reads_where_it_was(office: Office) -> None:
    wei, town = office.hat("wei"), office.town
    row = NewBody("social_organisation", "书画社", town["桃源2栋"], "visit")
    (number,) = actions.register_bodies_many(rows=[row], by=wei, now=LATER)
    assert actions.move_body(body_id=number, place_id=town["桃源3栋"], source="visit", by=wei, now=LATER + DAY)
    assert not actions.move_body(body_id=number, place_id=town["桃源3栋"], source="visit", by=wei, now=LATER + DAY)
    with pytest.raises(NotAllowed):  # what lies in a community of somebody else
        actions.move_body(body_id=number, place_id=town["长罡1栋"], source="visit", by=wei, now=LATER + DAY)
    actions.confirm_body(body_id=number, by=wei, now=LATER + 2 * DAY)
    with scope.reading(wei, now=LATER + 2 * DAY):
        past = queries.history_of_record("organisation", number, scope_id=town["桃源社区"])
        found = queries.registered_body(number)
    assert [(one.field, one.value) for one in past] == [("place", "桃源路36号院2栋")]
    assert found is not None
    assert (found.place_id, found.confirmed) == (town["桃源3栋"], LATER + 2 * DAY)
