"""A day of a list is a day of the city, at one in the night as at eleven in the evening: what goes in comes out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from linli.kernel.imports import kinds
from linli.kernel.people.id_numbers import check_digit, credit_check
from linli.kernel.people.models import Organisation, Residence
from linli.kit import sheets, words
from linli.kit.sheets import Column, Sheet
from linli.plumbing import scope
from linli.plumbing.days import begin_of, local
from linli.plumbing.time import now as clock
from linli.scenarios.population.intake.outgoing import WAYS
from linli.scenarios.population.tests.test_intake_things import HERE, Office
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST, BODY = "45010319880312002", "91450103MA5K2ABCD"
NUMBER, CODE = FIRST + check_digit(FIRST), BODY + credit_check(BODY)
LISTS = {
    "people": ("姓名,身份证号,住址,与房屋关系,入住日期", f"梁小燕,{NUMBER},{HERE}1单元101,租户,{{day}}"),
    "organisations": (
        "单位名称,统一社会信用代码,单位类型,地址,成立日期", f"星湖小卖部,{CODE},个体户,{HERE}1单元102,{{day}}",
    ),
    "vehicles": ("车牌号,车辆类型,车主证件号码,地址,登记日期", f"桂A8K888,小型汽车,{NUMBER},{HERE},{{day}}"),
}  # fmt: skip


def at(hour: int) -> datetime:
    """Tomorrow at that hour in Nanning; at one in the night the clock of storage still shows today."""
    return (local(clock()) + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def taken_out(kind: str, community: int, office: Office) -> tuple[list[dict[str, str]], bytes]:
    """The rows of a list and the Excel file they make, whole."""
    with scope.reading(office.hat, now=office.clock()):
        rows = WAYS[kind](community, most=50).rows
    fields = kinds.kinds()[kind].fields
    cells = [[str(row.get(one.code, "")) for one in fields] for row in rows]
    heads = [Column(one.heads[0]) for one in fields]
    answer = sheets.download([Sheet("一", heads, cells)], name="一", about=[("", "")])
    return rows, answer.content


@pytest.mark.parametrize("hour", [1, 23])
def test_a_day_comes_out_as_the_day_that_went_in(world: World, tmp_path: Path, hour: int) -> None:
    now = at(hour)
    day = words.local(now).date()
    office = Office(world, tmp_path, lambda: now)
    community = world.community("星湖社区")
    for kind, (head, row) in LISTS.items():
        one = office.hands_in(kind, head, row.format(day=day))
        assert [verdict for verdict, _why in office.verdicts(one)] == ["new"], (kind, office.verdicts(one))
        rows, content = taken_out(kind, community, office)
        assert [row["since"] for row in rows if row["since"] >= day.isoformat()] == [day.isoformat()], kind
        path = tmp_path / f"{kind}-out.xlsx"
        path.write_bytes(content)
        again = office.hands_in_file(kind, path)
        assert ("same", "") in office.verdicts(again), kind
    with as_login(""):
        assert Organisation.objects.get(code=CODE).since == begin_of(day)
        assert {one.since for one in Residence.objects.filter(place__name="1单元101", kind="tenant")} == {begin_of(day)}


def test_a_day_that_has_not_come_yet_in_the_city_is_told(world: World, tmp_path: Path) -> None:
    now = at(1)
    office = Office(world, tmp_path, lambda: now)
    head, row = LISTS["people"]
    one = office.hands_in("people", head, row.format(day=words.local(now).date() + timedelta(days=1)))
    [(verdict, why)] = office.verdicts(one)
    assert verdict == "refused"
    assert "还没有到" in why
