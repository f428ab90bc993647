"""Published figures for everybody: as a page, as files and over the API; small numbers and persons never in them."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest

from linli.engines import cubes
from linli.gates.web_api.shapes import open_figures as shapes
from linli.gates.web_api.tests.fitting import fits
from linli.kernel.cases.models import Case
from linli.kernel.indicators import actions
from linli.kernel.indicators.models import PublicFigure
from linli.kernel.indicators.periods import Period
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World

ENOUGH = 31


def last_month() -> Period:
    before = Period.of("month", day_of(clock())).before
    assert before is not None
    return before


def published(world: World, *, here: int = ENOUGH, there: int = 2, answered: int = 20) -> Period:
    """Matters of last month in two communities, many and few, some answered in time; measured and published."""
    month = last_month()
    at = clock().replace(year=month.since.year, month=month.since.month, day=5)
    with as_login("desk"):
        for number in range(here + there):
            scope, place = world.community(), world.building()
            if number >= here:
                scope, place = world.community("天桃社区"), world.building("tiantao_17-1")
            until = "answer" if number < answered else ""
            opened = world.an_open_case(at=at, now=at, scope=scope, place=place, where="金丝雀室", until=until)
            if until:
                world.act(opened, "answer", now=at + timedelta(hours=2))
    with as_login(""):
        every = list(Case.objects.values_list("id", flat=True))
    robot = world.hat("robot")
    with as_login("worker"):
        actions.touch(case_ids=every, by=robot, now=clock())
        actions.measure(by=robot, now=clock())
    with as_login("desk"):
        actions.publish(period=month, by=world.hat("supervisor"), now=clock())
    return month


def read(public: Visit, path: str) -> str:
    answer = public.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_nothing_published_says_so(public: Visit) -> None:
    assert "还没有公布过" in read(public, "/figures")
    assert public.get("/figures/data.csv").status_code == 404
    assert fits(public.api("GET", "figures"), shapes.FigureListOut) == {"figures": [], "more": False}


def test_everybody_reads_how_offices_do(world: World, public: Visit) -> None:
    """A share with its range and base, rounded; a place of too few has no number anywhere; nothing tells of a case.

    Nor has the one beside it: the few could be had as what the street has more than that.
    """
    month = published(world)
    page = read(public, f"/figures?place={world.city}&indicator=on_time")
    assert "准点率" in page
    assert f"共{cubes.rounded(ENOUGH + 2)}件" in page
    with as_login(""):
        row = PublicFigure.objects.get(about=world.city, indicator="on_time", kind="place")
        few = PublicFigure.objects.get(about=world.community("天桃社区"), indicator="on_time", kind="place")
        beside = PublicFigure.objects.get(about=world.community(), indicator="on_time", kind="place")
        hidden = list(PublicFigure.objects.filter(base__lt=30))
    assert row.value is not None
    assert row.low is not None
    assert row.low < row.value
    assert f"{100 * row.value:.1f}%" in page
    assert f"{100 * row.low:.1f}" in page
    assert (few.base, few.value, few.low) == (None, None, None)
    assert (beside.base, beside.value, beside.low) == (None, None, None)
    assert hidden == []
    assert "不显示数字" in read(public, f"/figures?place={world.community('天桃社区')}&indicator=on_time")
    street = read(public, f"/figures?place={world.city}&period=month {month.since}")
    assert "怎么算的" in street
    with as_login(""):
        tellers = ["金丝雀", *Case.objects.values_list("number", flat=True)]
    files = [read(public, f"/figures/data.{kind}?span=month&since={month.since}") for kind in ("csv", "json")]
    for told in (page, street, *files):
        assert not [one for one in tellers if one in told]


def test_files_and_api_say_the_same(world: World, public: Visit) -> None:
    month = published(world, there=0, answered=0)
    table = list(csv.DictReader(StringIO(read(public, "/figures/data.csv").removeprefix("\ufeff"))))
    made = json.loads(read(public, "/figures/data.json"))["figures"]
    asked = {"span": "month", "since": str(month.since), "limit": 1000}
    told = fits(public.api("GET", "figures", asked), shapes.FigureListOut)["figures"]
    with as_login(""):
        count = PublicFigure.objects.count()
    assert len(table) == len(made) == len(told) == count

    def key(one: dict[str, object]) -> tuple[object, ...]:
        return one["kind"], one["name"], one["indicator"], one["value"], one["matters"]

    assert sorted(map(key, made), key=str) == sorted(map(key, told), key=str)
    assert {one["value"] for one in table} == {"" if one["value"] is None else str(one["value"]) for one in made}
    firsts = [public.api("GET", "figures", {**asked, "limit": 1, "offset": at}).json() for at in (0, 1)]
    assert [one["figures"][0] for one in firsts] == told[:2]


@pytest.mark.parametrize(
    "asked", ["?place=x", "?period=nothing", "?span=week&since=2026-13-45", "?place=999999999", "?indicator=%00"]
)
def test_what_is_no_question_falls_back(world: World, public: Visit, asked: str) -> None:
    published(world, here=1, there=0, answered=0)
    assert public.get(f"/figures{asked}").status_code == 200
    for wrong in ({"span": "all"}, {"since": "yesterday"}, {"since": "0"}, {"limit": 0}, {"place": 0}, {"who": "1"}):
        assert public.api("GET", "figures", wrong).status_code == 422, wrong
