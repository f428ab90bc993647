"""The board at the desk: a figure with its base and interval, its rows, its Excel file; too few are not ranked."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.cases.models import Case
from linli.kernel.indicators import actions
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.queries import Reading
from linli.kit.board import drawing
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World


@pytest.fixture
def lead(world: World, desk: Visit) -> Visit:
    desk.enter(login=world.login(world.hat("supervisor")), password=PASSWORD)
    return desk


def measure(world: World) -> None:
    robot, numbers = world.hat("robot"), list(Case.objects.values_list("id", flat=True))
    actions.touch(case_ids=numbers, by=robot, now=clock())
    actions.measure(by=robot, now=clock())


def answered(world: World, count: int = 2) -> None:
    """Matters of ten days ago: some answered today, one still open."""
    with as_login(""):
        for at in range(count + 1):
            opened = world.an_open_case(at=clock() - timedelta(days=10), until="answer")
            if at < count:
                world.act(opened, "answer")
        measure(world)


def test_every_figure_opens_its_rows(world: World, lead: Visit) -> None:
    answered(world)
    page = lead.get("/board", {"span": "all"}).content.decode()
    assert "治理总览" in page
    assert "不排" in page
    link = next(found for found in re.findall(r'href="(/board/rows[^"]+)"', page) if "indicator=within_7" in found)
    rows = lead.get(link.replace("&amp;", "&")).content.decode()
    with as_login(""):
        numbers = set(Case.objects.values_list("number", flat=True))
    assert set(re.findall(r'href="/case/([^"]+)"', rows)) == numbers


def test_the_rows_are_those_the_figure_counts(world: World, lead: Visit) -> None:
    answered(world, 3)
    with as_login(""):
        every = {case.number: case.answered for case in Case.objects.all()}
    asked: dict[str, Any] = {"span": "all", "indicator": "within_7", "kind": "place", "about": world.city}
    rows = lead.get("/board/rows", asked).content.decode()
    assert set(re.findall(r'href="/case/([^"]+)"', rows)) == set(every)
    missed = lead.get("/board/rows", asked | {"misses": "1"}).content.decode()
    assert set(re.findall(r'href="/case/([^"]+)"', missed)) == set(every)  # ten days is more than seven


def test_who_may_not_see_a_place_gets_the_own_one(world: World, desk: Visit) -> None:
    answered(world)
    desk.enter(login=world.login(world.hat("clerk", "天桃社区")), password=PASSWORD)
    above: dict[str, Any] = {"span": "all", "place": world.city}
    page = desk.get("/board", above).content.decode()
    assert "天桃社区治理总览" in page
    asked: dict[str, Any] = {"span": "all", "indicator": "cases", "about": world.community("桃源北社区")}
    assert desk.get("/board/rows", asked).status_code == 404


def test_the_sheet_as_an_excel_file(world: World, lead: Visit) -> None:
    answered(world)
    response = lead.get("/board/table", {"span": "all"})
    assert response.status_code == 200
    book = ZipFile(BytesIO(response.content))
    words = book.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in book.namelist() else ""
    sheets = words + "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
    assert "7天内答复" in sheets
    assert "南宁市" in sheets


def test_nothing_asked_that_cannot_be_breaks_the_page(world: World, lead: Visit) -> None:
    for asked in (
        {"span": "decade"},
        {"since": "2026-13-45"},
        {"place": "x"},
        {"place": "9" * 40},
        {"since": "0001-01-01"},
    ):
        assert lead.get("/board", asked).status_code == 200
    assert lead.get("/board/rows", {"indicator": "none"}).status_code == 404


SHARES = st.tuples(st.integers(0, 500), st.integers(0, 500)).filter(lambda pair: pair[0] <= pair[1])


@given(st.lists(SHARES, min_size=1, max_size=8))
def test_intervals_stay_on_their_axis(pairs: list[tuple[int, int]]) -> None:
    from linli.engines import shares

    readings = [Reading(base, hits / base if base else None, *shares.wilson(hits, base)) for hits, base in pairs]
    axis = drawing.Axis.around(readings, 0.95)
    for reading in readings:
        if reading.base:
            assert reading.low is not None
            assert reading.high is not None
            assert 0 <= axis.x(reading.low) <= axis.x(reading.high) <= 100


@given(st.lists(st.floats(0, 1e4), max_size=40))
def test_at_most_five_classes_with_limits_in_order(values: list[float]) -> None:
    limits = drawing.limits_of(values)
    assert len(limits) <= 4
    assert limits == sorted(set(limits))


@given(st.dates(), st.sampled_from(["week", "month", "year"]))
def test_periods_follow_each_other_without_a_gap(day: object, span: str) -> None:
    from datetime import date

    assert isinstance(day, date)
    if not 1971 <= day.year <= 2190:
        return
    period = Period.of(span, day)
    after, before = period.after, period.before
    assert after is not None
    assert before is not None
    assert after.before == period == before.after
    assert period.since <= day < after.since
