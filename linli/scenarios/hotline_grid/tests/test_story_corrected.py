"""What was taken for one matter is another: told at the pages, by whoever has it, and read by whoever reported it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from linli.kernel.cases import suggesting
from linli.kernel.cases.actions import learning
from linli.kernel.journal.models import Payload
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid.tests.test_overseen import lead_of
from linli.scenarios.hotline_grid.tests.test_story_guess import teach
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HOME=tmp_path):
        suggesting.forget()
        yield tmp_path
        suggesting.forget()


def at_the_desk(world: World, hat: object) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)  # type: ignore[arg-type]
    return somebody


@pytest.mark.touches("ONE-15", "report", "verify", "dispatch")
def test_a_lamp_in_the_street_is_no_lamp_on_the_stairs(world: World) -> None:
    opened = world.an_open_case(until="handle")
    firm = at_the_desk(world, world.holder(opened))
    firm.open(f"/case/{opened.number}")
    firm.follow("不是这件事")
    assert "现在按“楼道灯不亮”办。" in firm.page
    assert "楼道灯不亮" not in firm.page.form_with("改事项").choices["item"]
    firm.press("改事项", item="路灯不亮、灯杆损坏", text="")
    assert (firm.page.status, "写一下为什么是另一件事" in firm.page) == (422, True)
    colleague = at_the_desk(world, world.holder(opened))
    colleague.open(f"/case/{opened.number}/item")
    firm.press("改事项", text="不亮的是院门口的路灯，楼道灯是好的。")
    assert "改好了" in firm.page
    for said in ("改正事项：“楼道灯不亮”改为“路灯不亮、灯杆损坏”", "不亮的是院门口的路灯", "接单"):
        assert said in firm.page, firm.page.words
    colleague.press("改事项", item="噪声扰民", text="我看是噪声。")
    assert (colleague.page.status, "我看是噪声" in colleague.page.words) == (409, False)
    assert "刚才有人办过了" in colleague.page, colleague.page.words
    resident = Somebody("public")
    resident.open(f"/c/{opened.receipt}")
    for said in ("路灯不亮、灯杆损坏", "改按“路灯不亮、灯杆损坏”来办：不亮的是院门口的路灯，楼道灯是好的。"):
        assert said in resident.page, resident.page.words
    world.act(opened, "confirmed_on_site")
    street = at_the_desk(world, world.holder(opened))
    street.open(f"/case/{opened.number}")
    assert "目录里这件事归" in street.page, street.page.words
    street.press("接单")
    assert "处理" in street.page


def test_what_was_put_right_is_learnt_from(world: World) -> None:
    teach(world)
    opened = world.an_open_case(text="烧烤店吵到凌晨，楼上装修噪声大。")
    holder = at_the_desk(world, world.holder(opened))
    holder.open(f"/case/{opened.number}/item")
    assert "从文字看像是“噪声扰民”。" in holder.page
    holder.press("改事项", item="噪声扰民", text="说的是吵。")
    assert learning.learn_from_cases(by=world.hat("robot"), now=clock())
    with as_login(""):
        said = Payload.objects.filter(line__verb="case.learn").order_by("-line_id").values_list("body", flat=True)[0]
    assert said["corrected"] == 1


def test_what_turns_out_to_be_about_staff_is_kept_from_them(world: World) -> None:
    opened = world.an_open_case(text="物业的小莫收了钱不办事。", until="accept")
    firm = world.holder(opened)
    lead = at_the_desk(world, lead_of(world))
    around = Somebody("public")
    assert "楼道灯不亮" in around.open("/around")
    lead.open(f"/case/{opened.number}")
    unit = world.task(opened).unit_name
    lead.press("对他们隐藏", unit=unit, who="没有这个人", conceal="来件里写了")
    assert "那里没有叫这个名字的" in lead.page
    assert lead.page.form_with("对他们隐藏").fields["conceal"] == ["来件里写了"]
    lead.press("对他们隐藏", who=firm.label.split()[0])
    assert "已对他们隐藏" in lead.page, lead.page.words
    staff = at_the_desk(world, firm)
    assert staff.open(f"/case/{opened.number}").status == 404
    assert "楼道灯不亮" not in around.open("/around")
    lead.press("不再隐藏", reveal="问清楚了，说的不是他们")
    assert "已转回该办的单位" in lead.page
    assert staff.open(f"/case/{opened.number}").status == 200
    assert "楼道灯不亮" in around.open("/around")


def test_what_stands_beside_no_building_is_placed_in_its_grid(world: World) -> None:
    opened = world.an_open_case(item="hotline.noise", place=None, where="河边栈道")
    clerk = at_the_desk(world, world.holder(opened))
    clerk.open(f"/case/{opened.number}?do=placed")
    clerk.press("定好地点，派出去")
    assert (clerk.page.status, "先选楼栋、网格或者社区" in clerk.page) == (422, True)
    offered = clerk.page.form_with("定好地点，派出去").choices["area"]
    grid = next(name for name, value in offered.items() if value.startswith("grid-"))
    clerk.press("定好地点，派出去", area=grid)
    assert (world.step(opened), world.task(opened).role) == ("verify", "grid_worker")
