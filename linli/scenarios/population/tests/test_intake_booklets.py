"""Booklets a later list tells otherwise: put right with what was kept, or told as a contradiction; undone exactly."""

from __future__ import annotations

import pytest

from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models_homes import Household, HouseholdMember
from linli.kernel.people.models_proposals import PastValue
from linli.scenarios.population.tests.test_intake_things import HERE, Office, office
from linli.scenarios.population.tests.test_planted_faults import digest
from tests.surfaces import as_login

__all__ = ["office"]
pytestmark = pytest.mark.django_db
HEAD = "姓名,身份证号,住址,与房屋关系,户口簿号,与户主关系"
FIRST, SECOND = "450108001", "450108002"


def numbered(first: str) -> str:
    return first + check_digit(first)


PEOPLE = {
    "韦国强": numbered("45010319550101001"),
    "黄秀英": numbered("45010319570303004"),
    "韦小明": numbered("45010319800505001"),
    "梁小燕": numbered("45010319820606002"),
}
FAMILY = (("韦国强", FIRST, "户主"), ("黄秀英", FIRST, "配偶"), ("韦小明", FIRST, "子"))


def row(name: str, booklet: str, relation: str) -> str:
    return f"{name},{PEOPLE[name]},{HERE}1单元101,住户,{booklet},{relation}"


def hand_in(office: Office, *family: tuple[str, str, str]) -> list[tuple[str, str]]:
    return office.verdicts(office.hands_in("people", HEAD, *(row(*one) for one in family)))


def relations() -> dict[int, list[str]]:
    """Running relations by booklet, in the order the booklets were formed."""
    with as_login(""):
        running = HouseholdMember.objects.filter(until__isnull=True, household__until__isnull=True)
        found: dict[int, list[str]] = {}
        for one in running.filter(household__booklet_blind__isnull=False).order_by("household_id", "relation"):
            found.setdefault(one.household_id, []).append(one.relation)
        return found


@pytest.fixture
def family(office: Office) -> Office:
    assert [verdict for verdict, _why in hand_in(office, *FAMILY)] == ["new"] * 3
    return office


def test_the_same_again_changes_nothing(family: Office) -> None:
    before = relations()
    assert [verdict for verdict, _why in hand_in(family, *FAMILY)] == ["same"] * 3
    assert relations() == before


def test_another_relation_is_put_right_kept_and_undone(family: Office) -> None:
    before, register = relations(), digest()
    one = family.hands_in("people", HEAD, row("韦小明", FIRST, "其他亲属"))
    assert family.verdicts(one)[0][0] == "changed"
    [told] = [told for number, told in relations().items() if before[number] != told]
    assert told == ["head", "relative", "spouse"]
    with as_login(""):
        assert PastValue.objects.filter(kind="household", field="relation").count() == 1
    family.undoes(one)
    assert relations() == before
    assert {**digest(), "people_past_value": ""} == {**register, "people_past_value": ""}


def test_who_moves_to_another_booklet_leaves_the_first(family: Office) -> None:
    before, register = relations(), digest()
    one = family.hands_in("people", HEAD, row("韦小明", SECOND, "户主"), row("梁小燕", SECOND, "配偶"))
    assert [verdict for verdict, _why in family.verdicts(one)] == ["changed", "new"]
    now = relations()
    assert [now[number] for number in before if now[number] != before[number]] == [["head", "spouse"]]
    assert [told for number, told in now.items() if number not in before] == [["head", "spouse"]]
    family.undoes(one)
    assert relations() == before
    assert {**digest(), "people_past_value": ""} == {**register, "people_past_value": ""}


def test_the_last_to_leave_ends_the_booklet(family: Office) -> None:
    hand_in(family, ("梁小燕", SECOND, "户主"))
    before, register = relations(), digest()
    one = family.hands_in("people", HEAD, row("梁小燕", FIRST, "儿媳"))
    assert family.verdicts(one)[0][0] == "changed"
    assert len(relations()) == len(before) - 1
    with as_login(""):
        assert Household.objects.filter(until__isnull=False, kind="register").count() == 1
    family.undoes(one)
    assert relations() == before
    assert {**digest(), "people_past_value": ""} == {**register, "people_past_value": ""}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_another_head_of_the_same_family_takes_over(family: Office, order: tuple[int, int]) -> None:
    """The son is the head by now and the father a parent, in whichever order the list has them."""
    before, register = relations(), digest()
    rows = [row("韦小明", FIRST, "户主"), row("韦国强", FIRST, "父亲")]
    one = family.hands_in("people", HEAD, *(rows[at] for at in order))
    assert [verdict for verdict, _why in family.verdicts(one)] == ["changed", "changed"]
    [told] = [told for number, told in relations().items() if before[number] != told]
    assert told == ["head", "parent", "spouse"]
    family.undoes(one)
    assert relations() == before
    assert {**digest(), "people_past_value": ""} == {**register, "people_past_value": ""}


def test_who_was_head_and_is_not_listed_becomes_a_relative(family: Office) -> None:
    before = relations()
    one = family.hands_in("people", HEAD, row("韦小明", FIRST, "户主"))
    [told] = [told for number, told in relations().items() if before[number] != told]
    assert told == ["head", "relative", "spouse"]
    assert any("原来的户主是韦" in said for said in family.remarks(one))
    family.undoes(one)
    assert relations() == before


def test_a_stranger_to_the_booklet_as_its_head_is_a_contradiction(family: Office) -> None:
    before = relations()
    [(verdict, why)] = hand_in(family, ("梁小燕", FIRST, "户主"))
    assert verdict == "refused"
    assert "户主是韦" in why
    assert relations() == before


def test_one_file_that_says_two_things_of_one_person(family: Office) -> None:
    rows = (row("梁小燕", FIRST, "儿媳"), row("梁小燕", SECOND, "户主").replace("101,住户", "102,业主"))
    told = family.verdicts(family.hands_in("people", HEAD, *rows))
    assert [verdict for verdict, _why in told] == ["new", "refused"]
    assert "户口簿或与户主关系不一样" in told[1][1]


def test_a_membership_somebody_has_changed_since_stays(family: Office) -> None:
    one = family.hands_in("people", HEAD, row("韦小明", FIRST, "其他亲属"))
    family.hands_in("people", HEAD, row("韦小明", SECOND, "户主"))
    after = relations()
    family.undoes(one)
    assert relations() == after
    assert any("保持现在的样子" in why for _verdict, why in family.verdicts(one))
