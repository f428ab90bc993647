"""Several grids made one, told at the screens on a city's own data: an editor loads what the water office, urban
management and emergency call their events, somebody else publishes it, and from then on whatever a grid worker finds by
any of these names, and whatever a resident reports, is one event in one pool, on the desk that answers for it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linli.kernel.cases.models import Case, Event
from linli.kernel.places import queries as places
from linli.main import loading
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests import factors
from tests.at_the_screen import Page, Somebody
from tests.surfaces import as_login, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

PACK = """
sectors:
  - {code: water, label: {zh: 水务, en: Water}, order: 50}
items:
  - {code: water.leak, label: {zh: 供水管漏水, en: Leaking water main}, group: {zh: 市政设施, en: Public works},
     owner: enforcement_staff of street, flow: report, promised: {limit: 1 working day, unverified: true}, order: 275,
     contact: {limit: 2 h, unverified: true}, sector: water}
sector_codes:
  - {code: water.w03, sector: water, sign: W-03, item: water.leak, label: {zh: 管线爆漏, en: Burst main},
     standard: {source: 水务巡查目录, unverified: true}}
  - {code: urban.p27, sector: urban, sign: 部件 0227, sort: part, item: water.leak,
     label: {zh: 自来水管, en: Water pipe}, standard: {source: GB/T 30428.2, unverified: true}}
  - {code: emergency.h09, sector: emergency, sign: 隐患 水-09, item: water.leak,
     label: {zh: 路面冒水, en: Water from the road},
     standard: {source: 应急隐患排查目录, unverified: true}}
"""


def at_the_desk(world: World, hat: Hat) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


def of_place(world: World, role: str) -> Hat:
    """Whoever has the role where the story happens; of grid workers the one of 桃源路36号院2栋."""
    grid = places.grid_of(building_id=world.building(), at=clock())
    here = [hat for hat in world.desks.hats if hat.role == role and world.community() in hat.scopes]
    return next(hat for hat in here if not hat.areas or (grid is not None and grid.id in hat.areas))


def loaded_and_published(world: World, folder: Path) -> None:
    """``linli load`` makes drafts in the editor's name; the publisher reads and publishes each."""
    path = folder / "water.yaml"
    path.write_text(PACK, encoding="utf-8")
    with surface("desk"):
        login = world.login(world.hat("catalogue_editor"))
        editor = loading.editor(login, PASSWORD, factors.code_for(login), now=clock())
        assert len(loading.load([str(path)], by=editor, now=clock()).drafted) == 5
    publisher = at_the_desk(world, world.hat("catalogue_publisher"))
    for _round in range(5):  # what is named has to hold before what names it
        forms = [one for one in publisher.open("/catalogue").forms if "发布这份草稿" in one.buttons]
        for form in forms:
            with surface("desk"):
                publisher.visit.post(form.action, form.filled({}), follow=True)
    assert not [one for one in publisher.open("/catalogue").forms if "发布这份草稿" in one.buttons]


def reported(worker: Somebody, name: str, **filled: str) -> Page:
    """A report from the patrol; the matter is chosen by a name that stands in the list."""
    form = worker.open("/patrol/report").form_with("送出")
    item = next(words for words in form.choices["item"] if name in words)
    return worker.press("送出", item=item, **filled)


def open_leaks() -> list[Case]:
    with as_login(""):
        return list(Case.objects.filter(item="water.leak").order_by("id"))


def row_of(page: Page, name: str) -> list[int]:
    """The figures of one grid in the table by grid and sector."""
    line = re.search(rf"^{name}\n((?:[\d超期 ]+\n?)+)", page.words, re.MULTILINE)
    assert line, page.words
    return [int(figure.split()[0]) for figure in line[1].splitlines() if figure.strip()]


@pytest.mark.proves("ONE-14", "merge urban-management, emergency and public-order grids into one grid, one event pool")
def test_what_three_catalogues_call_three_things_is_one_event_in_one_pool(world: World, tmp_path: Path) -> None:
    loaded_and_published(world, tmp_path)
    worker = at_the_desk(world, of_place(world, "grid_worker"))
    lead = at_the_desk(world, of_place(world, "street_lead"))
    where = "桃源路36号院2栋"

    # Urban management's number for it, then emergency's: the second is offered the first, and joins it.
    first = reported(worker, "部件 0227", place=where, text="井边一直往外冒水。")
    assert "报好了：NN-" in first
    same = reported(worker, "隐患 水-09", place=where, text="水流到车道上了。")
    assert "是不是这一件？" in same
    joined = worker.press("是这一件，并进去")
    assert "已并到NN-" in joined
    (case,) = open_leaks()
    with as_login(""):
        verbs = list(Event.objects.filter(case_id=case.id).order_by("id").values_list("verb", flat=True))
    assert verbs == ["opened", "confirmed_on_site", "added"]

    # A resident sees the same event before sending, and follows it instead of opening a second one.
    resident = Somebody("public")
    resident.open("/report")
    resident.press("找地址", q="桃源路36号", text="路上在冒水。", item="供水管漏水")
    offered = resident.press("送出", place=where, who="不说我是谁")
    assert "是不是这一件？" in offered
    resident.press("是这一件，办好也告诉我", phone="13900139001")
    assert len(open_leaks()) == 1

    # One duty table: it lies on the desk the pack names, in the street of the place.
    officer = at_the_desk(world, of_place(world, "enforcement_staff"))
    assert case.number in officer.open("/").links.get("供水管漏水", "")

    # The street's lead has every sector in one list, one sector alone, and finds it by any of its names.
    for item in ("emergency.falling", "order.safety_gear", "hotline.rubbish"):
        world.an_open_case(item=item)
    everything = lead.open("/pool")
    for title in ("供水管漏水", "外墙脱落、高空悬挂物", "护栏、监控损坏", "垃圾没人清"):
        assert title in everything.links
    assert "4件没办完" in everything
    assert set(lead.open("/pool?sector=water").links) & {"供水管漏水", "护栏、监控损坏"} == {"供水管漏水"}
    for name in ("W-03", "部件 0227", "隐患 水-09", "路面冒水", "供水管"):
        found = lead.open(f"/pool?q={name}")
        assert set(found.links) & {"供水管漏水", "护栏、监控损坏", "垃圾没人清"} == {"供水管漏水"}, name
    grid = places.grid_of(building_id=world.building(), at=clock())
    assert grid is not None
    assert row_of(lead.open("/pool"), grid.name) == [0, 1, 1, 1, 1, 4]  # community, urban, emergency, order, water, all
    other = at_the_desk(
        world, next(h for h in world.desks.hats if h.role == "street_lead" and h != of_place(world, "street_lead"))
    )
    assert "供水管漏水" not in other.open("/pool").links
