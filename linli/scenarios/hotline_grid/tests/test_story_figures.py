"""What people do about figures, told at the desk: draw and call back, leave a matter out by two people, publish."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Case
from linli.kernel.indicators import actions
from linli.kernel.indicators.actions import order_of
from linli.kernel.indicators.models import Exclusion, Measured
from linli.kernel.indicators.periods import Period
from linli.kernel.people.models import Organisation
from linli.kernel.ratings import actions as ratings
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid.tests.test_overseen import at_the_desk, lead_of
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db


def last_week() -> Period:
    before = Period.of("week", day_of(clock())).before
    assert before is not None
    return before


def closed_last_week(world: World, count: int) -> list[Opened]:
    """Matters of somebody with a telephone, answered and closed in the week before this one."""
    resident, at = world.resident(), clock() - timedelta(days=clock().weekday() + 3)
    made = []
    for each in range(count):
        then = at + timedelta(minutes=each)
        opened = world.an_open_case(by=resident, reporter=world.a_named(), until="answer", at=then, now=then)
        world.act(opened, "answer", now=then + timedelta(hours=2))
        hat = resident.seeing(opened.subject_id)
        ratings.rate(case_id=opened.case_id, grade=4, by=hat, now=then + timedelta(hours=3))
        made.append(opened)
    measure(world)
    return made


def measure(world: World) -> None:
    """The worker's round."""
    robot = world.hat("robot")
    with as_login(""):
        every = list(Case.objects.values_list("id", flat=True))
    actions.touch(case_ids=every, by=robot, now=clock())
    actions.measure(by=robot, now=clock())


def address(page: str, period: Period) -> str:
    return f"/board/{page}?span={period.span}&since={period.since}"


def unit_of(opened: Opened) -> str:
    with as_login(""):
        return Organisation.objects.get(id=measured_unit(opened)).name


def test_a_supervisor_draws_and_calls(world: World) -> None:
    """The draw is shown with seed and list, cannot be made again, and what people say moves the figure."""
    made = closed_last_week(world, 3)
    unit, week = unit_of(made[0]), last_week()
    desk = at_the_desk(world, world.hat("supervisor"))
    desk.open(address("draws", week))
    assert "这一期还没有抽" in desk.page
    desk.press("现在就抽", unit=unit, size="0")
    assert "一次最多500件" in desk.page
    desk.press("现在就抽", unit=unit, size="2")
    assert "抽好了" in desk.page
    seed = re.search(r"\b[0-9a-f]{32}\b", desk.page.words)
    assert seed
    shown = re.findall(r"NN-\w{5}-\w{5}-\w", desk.page.words.split("按抽中的顺序")[-1])
    assert shown == order_of(sorted(one.number for one in made), seed=seed[0])[:2]

    desk.open(address("draws", week))
    desk.follow(unit)
    desk.follow("打电话，记下来")
    desk.press("我来打")
    desk.press("登记", reached="联系上了", solved="解决了")
    desk.open(address("draws", week))
    desk.follow(unit)
    assert "打通1件，说解决了的1件" in desk.page
    desk.open(address("draws", week))
    assert not any("现在就抽" in form.buttons and unit in form.choices.get("unit", {}) for form in desk.page.forms)


def test_whoever_is_measured_draws_nothing(world: World) -> None:
    """A street lead sees the draws and has no form; sending it all the same is refused."""
    closed_last_week(world, 1)
    lead = at_the_desk(world, lead_of(world))
    lead.open(address("draws", last_week()))
    assert lead.page.status == 200
    assert not [form for form in lead.page.forms if "现在就抽" in form.buttons]
    supervisor = at_the_desk(world, world.hat("supervisor"))
    supervisor.open("/board/draws?span=week&since=2199-01-03")
    assert "还没过完" in supervisor.page


def test_two_people_leave_a_matter_out_and_let_it_count_again(world: World) -> None:
    opened = closed_last_week(world, 1)[0]
    lead, supervisor = at_the_desk(world, lead_of(world)), at_the_desk(world, world.hat("supervisor"))
    lead.open(f"/case/{opened.number}")
    lead.follow("提出不计入指标")
    lead.press("提出来", number="NN-00000-00000-0", kind="重复反映", reason="同一盏灯报了两次")
    assert "没有这个编号" in lead.page
    assert "同一盏灯报了两次" in lead.page.form_with("提出来").fields["reason"][0]
    lead.press("提出来", number=opened.number)
    assert "记下了，由另一个人来定" in lead.page
    assert "是您提的" in lead.page
    assert not [form for form in lead.page.forms if "同意，不计入" in form.buttons]

    supervisor.open("/board/exclusions")
    supervisor.press("不同意", why="")
    assert "写明为什么" in supervisor.page
    supervisor.press("同意，不计入")
    assert "不计入指标" in supervisor.page
    measure(world)
    supervisor.open("/board?span=all")
    assert "同一盏灯报了两次" in supervisor.page

    supervisor.open("/board/exclusions")
    supervisor.press("收回，照常计入", why="查清是两盏灯")
    assert "查清是两盏灯" in supervisor.page.words.split("没有不计入的")[1]
    measure(world)
    supervisor.open("/board?span=all")
    assert "同一盏灯报了两次" not in supervisor.page
    with as_login(""):
        assert Exclusion.objects.get().ending == "taken_back"


def test_who_has_a_hand_in_it_reads_why_they_cannot_decide(world: World) -> None:
    opened, supervisor = closed_last_week(world, 1)[0], world.hat("supervisor")
    desk = at_the_desk(world, supervisor)
    desk.open(f"/board/exclusions?case={opened.number}")
    desk.press("提出来", kind="诉求不合理", reason="要把别人家的墙拆掉")
    assert "是您提的，由另一个人来定" in desk.page
    desk.press("不提了", why="弄错了编号")
    assert "弄错了编号" in desk.page.words.split("没有不计入的")[1]


def test_a_period_is_published_after_a_look_at_it(world: World) -> None:
    """The preview says what everybody will read and what is unfinished; afterwards there is nothing left to publish."""
    made = closed_last_week(world, 2)
    desk = at_the_desk(world, world.hat("supervisor"))
    week = last_week()
    actions.draw(unit_id=measured_unit(made[0]), period=week, size=1, by=world.hat("supervisor"), now=clock())
    desk.open(address("publication", week))
    assert "不足30件" in desk.page
    assert "抽中的还有1件没回访" in desk.page
    button = next(label for form in desk.page.forms for label in form.buttons if label.startswith("公布"))
    desk.press(button)
    assert "公布了。从现在起人人看得到" in desk.page
    assert "没有要公布的了" in desk.page
    desk.open("/board/publication?span=week&since=2199-01-03")
    assert "这一期还没过完" in desk.page
    lead = Somebody("desk")
    lead.log_in(world.login(lead_of(world)), "world-2026")
    assert lead.open("/board/publication").status == 403


def measured_unit(opened: Opened) -> int:
    with as_login(""):
        unit = Measured.objects.get(case_id=opened.case_id).unit_id
    assert unit is not None
    return unit
