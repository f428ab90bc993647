"""Who a row of people means: the same again does nothing, news is kept with its history, namesakes stay two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.people import actions as people
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_proposals import PastValue
from linli.kernel.people.queries import KnownPerson
from linli.plumbing.time import now as clock
from linli.scenarios.population.tests.test_intake_things import HERE, Office, office
from tests.surfaces import as_login

__all__ = ["office"]
pytestmark = pytest.mark.django_db
HEAD = "姓名,身份证号,出生日期,联系电话,住址,与房屋关系"
FIRST = "45010319880312002"
NUMBER = FIRST + check_digit(FIRST)
HER = f"梁小燕,{NUMBER},,13877100001,{HERE}1单元101,租户"
HIM = f"韦国强,,1955-01-01,13877100002,{HERE}1单元102,业主"


def known() -> list[KnownPerson]:
    """Everybody at the doors of this building, in the order they came."""
    with as_login(""):
        at = Residence.objects.filter(place__parent__address__startswith="星湖路6号").values_list(
            "person_id", flat=True
        )
        return [KnownPerson(one) for one in Person.objects.filter(id__in=list(at)).order_by("id")]


def test_the_same_again_does_nothing_and_news_keeps_what_was(office: Office) -> None:
    one = office.hands_in("people", HEAD, HER, HIM)
    assert [verdict for verdict, _why in office.verdicts(one)] == ["new", "new"]
    again = office.hands_in("people", HEAD, HER, HIM, HER)
    assert [verdict for verdict, _why in office.verdicts(again)] == ["same", "same", "same"]
    changed = office.hands_in("people", HEAD, HER.replace("13877100001", "13877109999"))
    assert [verdict for verdict, _why in office.verdicts(changed)] == ["changed"]
    her = next(person for person in known() if person.number == NUMBER)
    assert her.tell("phone") == "13877109999"
    with as_login(""):
        past = PastValue.objects.get(person_id=her.id, field="phone")
    assert (past.source, past.new_source) == ("新竹街道办事处", "新竹街道办事处")
    office.undoes(changed)
    assert next(person for person in known() if person.number == NUMBER).tell("phone") == "13877100001"
    office.undoes(again)
    office.undoes(one)
    assert not known()


def test_one_person_at_two_doors_is_one_person(office: Office) -> None:
    other = HER.replace("101,租户", "201,业主")
    one = office.hands_in("people", HEAD, HER, other)
    assert [verdict for verdict, _why in office.verdicts(one)] == ["new", "new"]
    assert len(known()) == 1
    office.undoes(one)
    assert not known()


def test_a_name_alone_never_makes_one_of_two(office: Office) -> None:
    younger = HIM.replace("1955-01-01", "1985-06-01").replace("13877100002", "13877100003")
    elsewhere = HIM.replace("102", "202").replace("13877100002", "")
    office.hands_in("people", HEAD, HIM, younger, elsewhere)
    assert len(known()) == 3


def test_a_number_that_is_somebody_elses_is_told(office: Office) -> None:
    one = office.hands_in("people", HEAD, HER, HER.replace("梁小燕", "梁大燕").replace("101", "102"))
    assert [verdict for verdict, _why in office.verdicts(one)] == ["new", "refused"]
    later = office.hands_in("people", HEAD, HER.replace("梁小燕", "梁大燕"))
    assert "底册里这个号码是梁**的" in office.verdicts(later)[0][1]


def test_who_was_touched_since_stays(office: Office) -> None:
    one = office.hands_in("people", HEAD, HER, HIM)
    her = next(person for person in known() if person.number == NUMBER)
    with as_login("worker"):
        people.correct_person(
            person_id=her.id, changes={"phone": "13877100009"}, source="visit", by=office.hat,
            now=clock() + timedelta(seconds=1),
        )  # fmt: skip
    office.undoes(one)
    assert [person.number for person in known()] == [NUMBER]
    assert any("保持现在的样子" in why for _verdict, why in office.verdicts(one))


def test_one_telephone_for_forty_people_is_told_and_nobody_is_left_out(office: Office) -> None:
    """The number of the office stands in every row: forty people go in, and from the fifth on it is said."""
    given = "秀英建国丽华志强海燕春梅文斌玉兰德福美玲国庆桂芳立军小芳中华雪晓东明辉佩珍家豪梓涵雨桐"
    forty = list(dict.fromkeys(given))
    rows = [f"覃{sign},,{1940 + number}-01-01,13877100001,{HERE}1单元101,住户" for number, sign in enumerate(forty)]
    one = office.hands_in("people", HEAD, *rows)
    assert [verdict for verdict, _why in office.verdicts(one)] == ["new"] * 40
    told = office.remarks(one)
    assert len(told) == 36
    assert "40" in told[-1]
    assert not any("13877100001" in said for said in told)


def test_no_reason_repeats_a_telephone_or_a_number_that_was_badly_typed(office: Office) -> None:
    rows = (
        f"梁小燕,4501031988031200,,13877100001,{HERE}1单元101,租户",
        f"梁小燕,,1988-03-12,1387710000,{HERE}1单元101,租户",
        "梁小燕,,1988-03-12,13877100001,13877100001,租户",
        f"梁小燕,,1988-03-12,,{HERE}1单元101,13877100001",
        f"梁小燕,,13877100001,,{HERE}1单元101,租户",
    )
    told = office.verdicts(office.hands_in("people", HEAD, *rows))
    assert [verdict for verdict, _why in told] == ["refused"] * 5
    for _verdict, why in told:
        assert not any(number in why for number in ("4501031988031200", "1387710000"))
