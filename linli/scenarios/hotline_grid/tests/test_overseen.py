"""Honest closing, told at the pages: secrecy, supervision, a clock that stands still, a call back by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Clock, Lamp
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
PHONE = "13978816607"


def at_the_desk(world: World, hat: Hat) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


def lead_of(world: World, community: str = "桃源北社区") -> Hat:
    found = [hat for hat in world.desks.hats if hat.role == "street_lead" and world.community(community) in hat.scopes]
    return found[0]


def late_case(world: World) -> Opened:
    """A case whose promise ran out long ago; the lamps have been turned."""
    opened = world.an_open_case(at=clock() - timedelta(days=30))
    cases.turn_lamps(by=world.hat("robot"), now=clock())
    return opened


def test_who_asked_for_secrecy_is_known_to_intake_alone(world: World) -> None:
    resident = Somebody("public")
    resident.open("/report")
    resident.press("找地址", q="桃源路36号", text="楼道灯不亮三天了，说了怕被记恨。", item="楼道灯不亮")
    resident.press(
        "送出",
        place="桃源路36号院2栋",
        who="用个称呼",
        called="三楼的邻居",
        phone=PHONE,
        secret="不让办事的单位知道我是谁",
    )
    assert "收到了，记下编号" in resident.page
    number = resident.page.words.split("NN-")[1].split()[0]
    unit = at_the_desk(world, world.hat("property_staff", "桃源北社区"))
    unit.open(f"/case/NN-{number}")
    for hidden in ("三楼的邻居", PHONE, PHONE[-4:]):
        assert hidden not in unit.page
    assert "居民要求不让承办单位知道是谁" in unit.page
    unit.press("请受理台代问", ask="想明天上午上门看，方便吗？")
    assert "已请受理台代问" in unit.page
    intake = at_the_desk(world, world.hat("clerk", login="liaoshihua"))
    intake.open(f"/case/NN-{number}")
    for shown in ("三楼的邻居", "想明天上午上门看，方便吗？", "只有受理台看得到是谁"):
        assert shown in intake.page
    committee = at_the_desk(world, world.hat("clerk", "桃源北社区"))
    assert "三楼的邻居" not in committee.open(f"/case/NN-{number}")


def test_the_street_lead_finds_what_is_late_and_orders_supervision(world: World) -> None:
    opened = late_case(world)
    assert world.case(opened).lamp >= Lamp.RED
    lead = at_the_desk(world, lead_of(world))
    page = lead.open("/?view=late")
    assert opened.number in str(page.links.values())
    lead.open(f"/case/{opened.number}")
    lead.press("下督办", order="", due="")
    assert "写清楚要承办单位做什么。" in lead.page or "选一个今天以后、一年以内的日子。" in lead.page
    day = day_of(clock() + timedelta(days=3)).isoformat()
    lead.press("下督办", order="本周内换好灯，拍照回复。", due=day)
    assert "督办已下达" in lead.page
    resident = Somebody("public")
    resident.open(f"/c/{opened.receipt}")
    assert "上级督办" in resident.page
    assert "本周内换好灯" not in resident.page, "what was ordered in which words is for staff"
    unit = at_the_desk(world, world.holder(opened))
    assert opened.number in str(unit.open("/?view=supervised").links.values())
    unit.open(f"/case/{opened.number}")
    assert "本周内换好灯，拍照回复。" in unit.page
    unit.press("回复督办", answer="灯头已到货，今天下午换。")
    lead.open(f"/case/{opened.number}")
    assert "灯头已到货，今天下午换。" in lead.page
    lead.press("办好，销号")
    assert "督办已销号" in lead.page
    with scope.reading(world.hat("robot"), now=clock()):
        watched = Clock.objects.get(case_id=opened.case_id, kind="supervision")
    assert watched.stopped is not None
    assert world.case(opened).supervised is None


def test_the_legal_clock_stands_still_and_the_residents_goes_on(world: World) -> None:
    opened = world.an_open_case(until="handle", at=clock() - timedelta(days=1))
    unit = at_the_desk(world, world.holder(opened))
    unit.open(f"/case/{opened.number}")
    unit.press("暂停计时", reason="等居民补材料，最长15个工作日", evidence="等业主签字同意换线。")
    assert "法定时钟暂停" in unit.page
    resident = Somebody("public")
    resident.open(f"/c/{opened.receipt}")
    for words in ("暂停：等居民补材料", "等业主签字同意换线。", "您等了"):
        assert words in resident.page
    with scope.reading(world.hat("robot"), now=clock()):
        stopped = Clock.objects.get(case_id=opened.case_id, kind="promised")
    assert (stopped.paused, stopped.lamp, stopped.reason) == (True, Lamp.PAUSED, "missing_papers")
    unit.press("恢复计时")
    assert "法定时钟恢复计时" in unit.page
    unit.press("暂停计时", reason="等居民补材料，最长15个工作日", evidence="又要等。")
    assert "这个原因已经停过一次" in unit.page
    assert "又要等。" in unit.page.form_with("暂停计时").fields["evidence"][0], "nothing typed is lost"


def test_somebody_else_calls_back_and_the_unit_does_not_read_the_words(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    caller = at_the_desk(world, world.hat("supervisor"))
    caller.open(f"/case/{opened.number}")
    caller.press("登记", words="灯是好了，人来得太晚")
    assert "居民认为" not in caller.page or "问一下居民：事情解决了没有。" in caller.page
    caller.press("登记", solved="解决了", grade="基本满意", words="灯是好了，人来得太晚")
    assert "回访已登记" in caller.page
    assert "灯是好了，人来得太晚" in caller.page
    unit = at_the_desk(world, world.hat("property_staff", "桃源北社区"))
    unit.open(f"/case/{opened.number}")
    assert "居民说解决了" in unit.page
    assert "人来得太晚" not in unit.page
