"""The item of a running case is put right: it begins anew as what it is, and no time is lost or won by it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.engines import worktime
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, clocks, queries
from linli.kernel.cases.actions import Opened, TaskTaken
from linli.kernel.cases.models import Clock, Event, Lamp, Task
from linli.kernel.cases.reports import NotAReport, Reporter
from linli.kernel.people import queries as people
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.models import OutboxRow
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
ITEMS = ("hotline.stair_light", "hotline.lift", "hotline.noise", "hotline.road_damage", "urban.street_lamp")


def put_right(
    world: World,
    opened: Opened,
    item: str,
    *,
    by: Hat | None = None,
    task: int | None = None,
    now: datetime | None = None,
) -> None:
    hat, moment = by or world.holder(opened), now or clock()
    cases.correct(case_id=opened.case_id, item=item, reason="现场看是另一回事", task=task, by=hat, now=moment)


def refused(world: World, opened: Opened, item: str = "urban.street_lamp", *, by: Hat | None = None) -> str:
    with pytest.raises(NotAReport) as wrong:
        put_right(world, opened, item, by=by or world.hat("supervisor"))
    assert wrong.value.field == "item"
    return str(wrong.value)


def test_it_goes_to_whoever_answers_for_what_it_is(world: World) -> None:
    opened = world.an_open_case(until="handle")
    before = world.task(opened)
    put_right(world, opened, "urban.street_lamp")
    case, task = world.case(opened), world.task(opened)
    assert (case.item, case.title, case.step) == ("urban.street_lamp", "路灯不亮、灯杆损坏", "verify")
    assert (task.role, task.item, task.title) == ("grid_worker", case.item, case.title)
    world.act(opened, "confirmed_on_site")
    assert world.task(opened).role == "street_clerk"
    with scope.reading(world.hat("robot"), now=clock()):
        assert Task.objects.get(id=before.id).action == "corrected"
        event = Event.objects.select_related("body").get(case_id=opened.case_id, verb="corrected")
        told = set(OutboxRow.objects.filter(line=event.line).values_list("name", flat=True))
        file = queries.case_file(opened.number)
    assert (event.body.data["was"], event.body.data["item"], event.body.text) == (
        "hotline.stair_light",
        "urban.street_lamp",
        "现场看是另一回事",
    )
    assert told == {"case.moved", "case.corrected"}
    assert [matter.item.code for matter in file.matters] == ["urban.street_lamp", "hotline.stair_light"]


def test_whom_it_was_handed_to_as_something_else_does_not_keep_it(world: World) -> None:
    opened = world.an_open_case(until="handle")
    with scope.reading(world.hat("robot"), now=clock()):
        desks = people.units_to_hand_over(world.case_row(opened).scope_id, at=clock())
    world.act(opened, "hand_over", text="归街道", next_owner=next(one for one in desks if one.role == "street_clerk"))
    put_right(world, opened, "hotline.lift")
    assert world.task(opened).role == "property_staff"
    with scope.reading(world.hat("robot"), now=clock()):
        assert world.case_row(opened).handovers == 1  # it is still told that it was handed over


def test_clocks_go_on_under_the_new_limit_with_the_time_they_have_run(world: World) -> None:
    opened = world.an_open_case(until="handle", at=clock() - timedelta(hours=1))
    with scope.reading(world.hat("robot"), now=clock()):
        before = Clock.objects.get(case_id=opened.case_id, kind="promised")
    put_right(world, opened, "hotline.noise")
    with scope.reading(world.hat("robot"), now=clock()):
        after = Clock.objects.get(case_id=opened.case_id, kind="promised")
        face = PublicFace.objects.get(case_id=opened.case_id)
    assert (after.id, after.started, after.limit) == (before.id, before.started, "5 working days")
    assert world.case(opened).due == after.due == face.due
    assert (face.item, face.title) == ("hotline.noise", "噪声扰民")


def test_what_is_late_stays_late(world: World) -> None:
    opened = world.an_open_case(item="hotline.lift", at=clock() - timedelta(days=6))
    cases.turn_lamps(by=world.hat("robot"), now=clock())
    assert world.case(opened).lamp >= Lamp.RED
    put_right(world, opened, "hotline.noise")
    case = world.case(opened)
    assert case.lamp >= Lamp.RED
    assert case.due is not None
    assert case.due < clock()
    assert world.task(opened).case_lamp == case.lamp


def test_what_is_not_public_as_what_it_is_has_no_face_and_gets_one_back(world: World) -> None:
    opened = world.an_open_case()
    put_right(world, opened, "order.dispute", by=world.hat("supervisor"))
    with scope.reading(world.hat("robot"), now=clock()):
        assert not PublicFace.objects.filter(case_id=opened.case_id).exists()
    put_right(world, opened, "hotline.noise", by=world.hat("supervisor"))
    with scope.reading(world.hat("robot"), now=clock()):
        face = PublicFace.objects.get(case_id=opened.case_id)
    assert (face.item, face.state, face.where) == ("hotline.noise", "open", "桃源路36号院")


def test_secrecy_and_whom_it_is_about_stay(world: World) -> None:
    reporter = Reporter("named", name="覃秀兰", phone="13800138001")
    secret = world.an_open_case(secret=True, reporter=reporter)
    put_right(world, secret, "hotline.lift")
    firm = world.task(secret).unit_id or 0
    about = world.an_open_case(about_unit=firm)
    put_right(world, about, "hotline.lift", by=world.holder(about))
    task = world.task(about)
    assert (task.about_unit, task.role) == (firm, "street_lead")
    assert world.case(secret).secret
    assert world.case(about).confidential
    with scope.reading(world.hat("robot"), now=clock()):
        assert not PublicFace.objects.filter(case_id=about.case_id).exists()


def test_a_name_the_reporter_gave_stays(world: World) -> None:
    opened = world.an_open_case(title="三楼的灯")
    put_right(world, opened, "hotline.lift")
    assert world.case(opened).title == "三楼的灯"


def test_where_it_cannot_be_done_the_sentence_says_what_to_do_first(world: World) -> None:
    shared = world.an_open_case(until="handle")
    world.act(shared, "share", co_handlers=world.units("grid_worker", case=shared))
    assert re.search("这些单位还在办：.+不再等他们", refused(world, shared))
    parent = world.an_open_case(until="handle")
    cases.open_child(case_id=parent.case_id, item="hotline.lift", text="查电梯", by=world.holder(parent), now=clock())
    assert "另开的一件还没办完" in refused(world, parent)
    lead, member = world.an_open_case(), world.an_open_case()
    cases.gather(lead=lead.case_id, members=[member.case_id], by=world.hat("clerk", "桃源北社区"), now=clock())
    assert "先把它们移出来" in refused(world, lead)
    assert "先移出来" in refused(world, member)
    answered = world.an_open_case(until="confirm")
    assert "已经答复" in refused(world, answered)
    world.rate(answered, 5)
    assert "已经办结" in refused(world, answered)
    same = world.an_open_case()
    assert "现在就是这个事项" in refused(world, same, "hotline.stair_light")
    assert "目录里没有" in refused(world, same, "no.such")
    with pytest.raises(NotAReport, match="写一下为什么"):
        cases.correct(case_id=same.case_id, item="hotline.lift", reason=" ", by=world.holder(same), now=clock())


def test_a_lead_becomes_what_its_members_are(world: World) -> None:
    lead, member = world.an_open_case(), world.an_open_case(item="hotline.lift")
    cases.gather(lead=lead.case_id, members=[member.case_id], by=world.hat("clerk", "桃源北社区"), now=clock())
    put_right(world, lead, "hotline.lift")
    assert world.case(lead).item == "hotline.lift"


def test_only_who_has_it_or_oversees_it_and_not_for_ever(world: World) -> None:
    opened = world.an_open_case()
    with pytest.raises(NotAllowed):
        put_right(world, opened, "hotline.lift", by=world.hat("clerk", "桃源北社区"))
    for item in ("hotline.lift", "hotline.stair_light", "hotline.lift"):
        put_right(world, opened, item)
    assert "已经改过三次" in refused(world, opened, "hotline.stair_light", by=world.holder(opened))
    put_right(world, opened, "hotline.stair_light", by=world.hat("supervisor"))


def test_of_two_at_once_one_wins(world: World) -> None:
    opened = world.an_open_case()
    seen, holder = world.task(opened).id, world.holder(opened)
    put_right(world, opened, "hotline.lift", task=seen)
    with pytest.raises(TaskTaken):
        put_right(world, opened, "hotline.stair_light", by=holder, task=seen)
    assert world.case(opened).item == "hotline.lift"


DEEDS = st.lists(
    st.tuples(st.sampled_from(["correct", "pause", "resume", "hand_over", "turn"]), st.integers(1, 40)), max_size=6
)


@given(deeds=DEEDS, first=st.sampled_from(ITEMS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_time_is_won_by_it(world: World, deeds: list[tuple[str, int]], first: str) -> None:
    """Whatever is corrected, stopped, let go on and handed over: what has run stays run, what is late stays late."""
    began = clock() - timedelta(hours=1)
    opened, moment = world.an_open_case(item=first, at=began), clock()
    known = reading_of(world, opened, moment)
    for verb, amount in deeds:
        moment += timedelta(hours=amount)
        at_once = reading_of(world, opened, moment)
        with suppress(NotAReport):  # it stands still already, this reason was used, or it is this item already
            do(world, opened, verb, amount, now=moment)
        after = reading_of(world, opened, moment)
        assert after.began == known.began, "the promise begins with the report, whatever it is"
        assert after.waited == moment - began, "the resident's clock never stops"
        if verb not in ("pause", "resume"):  # a pause takes out whole days
            assert after.elapsed == at_once.elapsed, "what has run stays run"
        assert after.paused == at_once.paused or verb in ("pause", "resume")
        if at_once.due < moment and verb in ("correct", "hand_over", "turn"):
            assert after.due < moment, "what is late stays late"
        known = after


def reading_of(world: World, opened: Opened, moment: datetime) -> worktime.ClockReading:
    """The promise of a case as its events say."""
    with scope.reading(world.hat("robot"), now=moment):
        row = Clock.objects.get(case_id=opened.case_id, kind="promised")
        pauses = clocks.pauses_of([opened.case_id]).get(opened.case_id, [])
        return queries.reading(row, calendar=catalogue.calendar(at=moment), now=moment, pauses=pauses)


def do(world: World, opened: Opened, verb: str, amount: int, *, now: datetime) -> None:
    holder = world.holder(opened)
    if verb == "correct":
        put_right(world, opened, ITEMS[amount % len(ITEMS)], by=world.hat("supervisor"), now=now)
    elif verb == "pause":
        reason = ("missing_papers", "weather")[amount % 2]
        cases.pause(case_id=opened.case_id, reason=reason, text="等着", by=holder, now=now)
    elif verb == "resume":
        cases.resume(case_id=opened.case_id, by=holder, now=now)
    elif verb == "hand_over" and world.step(opened) == "accept":
        with scope.reading(world.hat("robot"), now=now):
            desks = people.units_to_hand_over(world.case_row(opened).scope_id, at=now)
        world.act(opened, "hand_over", text="换一家", next_owner=desks[amount % len(desks)], now=now)
    cases.turn_lamps(by=world.hat("robot"), now=now)
