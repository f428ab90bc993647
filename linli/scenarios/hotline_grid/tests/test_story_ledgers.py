"""The ledgers of a desk: what a bad grade asks for, and the days that answers have named."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models_oversight import Pledge
from linli.kernel.journal.models import Line
from linli.kernel.ratings.models import Rectification
from linli.kit import words
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid.tests.test_overseen import at_the_desk, lead_of
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
LEDGER, DAYS = "/ledger", "/ledger/days"


def rated_bad(world: World) -> Opened:
    """A matter of a resident under their name, answered by the property firm and found wanting."""
    resident = world.resident()
    opened = world.an_open_case(by=resident, reporter=world.a_named(), until="answer")
    world.act(opened, "answer")
    world.rate(opened, 2, by=resident)
    return opened


def table_of(content: bytes) -> str:
    book = ZipFile(BytesIO(content))
    return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_a_bad_grade_stands_in_the_ledger_until_it_is_put_right(world: World) -> None:
    opened = rated_bad(world)
    with as_login(""):
        unit = Rectification.objects.get().unit_id
    holder = next(hat for hat in world.desks.hats if hat.unit == unit and world.community() in hat.scopes)
    desk, lead = at_the_desk(world, holder), at_the_desk(world, lead_of(world))
    desk.open("/")
    desk.follow("台账")
    assert "1件没了结" in desk.page
    assert "先给居民回电话" in desk.page
    assert "不满意" in desk.page
    desk.follow("楼道灯不亮")
    desk.press("记下电话", called="说二楼的灯还是不亮")
    desk.open(LEDGER)
    assert "整改，或者说明原因" in desk.page
    desk.follow("楼道灯不亮")
    desk.press("销账", rectified="改好了", explanation="二楼的灯也换了")
    desk.open(LEDGER)
    assert "没有要整改的" in desk.page
    assert "二楼的灯也换了" in desk.page

    lead.open(LEDGER)
    assert "桂和物业" in lead.page
    told = table_of(lead.get("/ledger/rectify.xlsx").content)
    assert opened.number in told
    assert "二楼的灯也换了" in told
    with as_login(""):
        assert Line.objects.filter(verb="list.export").exists()


def test_a_unit_reads_its_own_lines_alone(world: World) -> None:
    rated_bad(world)
    with as_login(""):
        unit = Rectification.objects.get().unit_id
    other = next(
        hat for hat in world.desks.hats
        if hat.unit != unit and hat.role == "clerk" and world.community() in hat.scopes and hat.place != world.city
    )  # fmt: skip
    desk = at_the_desk(world, other)
    desk.open(LEDGER)
    assert "没有要整改的" in desk.page
    assert "楼道灯不亮" not in desk.page
    walker = at_the_desk(world, world.hat("grid_worker", "桃源北社区"))
    assert walker.open(LEDGER).status == 403
    assert "台账" not in walker.open("/").links


def test_named_days_that_are_over_stand_on_top(world: World) -> None:
    """Two answers name days; one is over. It stands on top until it is said to be done."""
    today = words.local(clock()).date()
    soon, late = (world.an_open_case(until="answer") for _each in range(2))
    holder = world.holder(soon)
    world.act(soon, "answer", outcome="partly", promised=today + timedelta(days=9))
    world.act(late, "answer", outcome="partly", promised=today + timedelta(days=1))
    with as_login(""):
        Pledge.objects.filter(number=late.number).update(on=today - timedelta(days=2))
    desk = at_the_desk(world, holder)
    desk.open(DAYS)
    assert "2件没了结、1件超期" in desk.page
    told = desk.page.words
    assert told.index(late.number) < told.index(soon.number)
    assert "超期2天" in told
    desk.press("做到了")
    desk.open(DAYS)
    assert late.number not in desk.page
    assert soon.number in table_of(desk.get("/ledger/days.xlsx").content)
    assert desk.get("/ledger/nothing.xlsx").status_code == 404
