"""Clusters: gathered once, answered once to every reporter, taken apart without loss; many reports weigh no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.cases import actions as cases
from linli.kernel.cases import crowd
from linli.kernel.cases.actions import NotTogether, Opened
from linli.kernel.cases.models import Case, Clock, Event, Task
from linli.kernel.cases.reports import Reporter
from linli.kernel.notices.models import Notice
from linli.kernel.people.models import Subject
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock
from tests.hearing import hear
from tests.world import World

Marks = tuple[int | None, int | None, bytes | None]
PHONES = ("13900000001", "13900000002", "13900000003")


def reported(world: World, phone: str = "", **changes: Any) -> Opened:
    who = Reporter("alias", alias="街坊", phone=phone) if phone else Reporter()
    return world.an_open_case(reporter=who, **changes)


def clerk(world: World) -> Hat:
    return world.hat("clerk", "桃源北社区")


def together(world: World, lead: Opened, *members: Opened, by: Hat | None = None) -> int:
    ids = [one.case_id for one in members]
    return cases.gather(lead=lead.case_id, members=ids, by=by or clerk(world), now=clock())


def answer(world: World, lead: Opened) -> None:
    for action in ("accept", "handled", "answer"):
        world.act(lead, action)


def all_powers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset role")


def test_handled_once_and_every_reporter_is_answered_in_their_own_channel(world: World) -> None:
    lead, *members = (reported(world, phone) for phone in PHONES)
    assert together(world, lead, *members) == 2
    hear()
    for one in members:
        with pytest.raises(Task.DoesNotExist):
            world.task(one)
    answer(world, lead)
    last = hear()
    hear(0)
    assert last
    all_powers()
    for one in (lead, *members):
        case = Case.objects.get(id=one.case_id)
        assert (case.step, case.answer, case.outcome, case.lead_id) == (
            "confirm",
            "灯修好了，请您看一眼。",
            "fixed",
            None,
        )
        assert Event.objects.filter(case_id=case.id, verb="answer").count() == 1
        assert not Clock.objects.filter(case_id=case.id, kind="promised", stopped__isnull=True).exists()
        sms = Notice.objects.filter(case_id=case.id, template="case_answered", channel="sms")
        assert sms.count() == 1
    stopped = Clock.objects.filter(kind="promised").values_list("stopped", flat=True).distinct()
    assert len(stopped) == 1
    graded = [world.rate(members[0], 5), world.rate(members[1], 1, text="我这层还是黑的")]
    all_powers()
    assert [world.step(one) for one in (lead, *members)] == ["confirm", "end", "review"]
    answered = Task.objects.get(case_id=lead.case_id, action="answer")
    assert [one.unit_id for one in graded] == [answered.unit_id] * 2  # whoever answered is the one that is graded


def test_taken_apart_a_case_goes_on_where_it_stood_with_the_time_it_had_run(world: World) -> None:
    lead, one = reported(world), reported(world, until="handle")
    before = world.task(one)
    together(world, lead, one)
    cases.apart(case_id=one.case_id, reason="两处不是同一盏灯", by=clerk(world), now=clock() + timedelta(hours=2))
    after = world.task(one)
    assert (after.id, after.step, after.opened, after.due) == (before.id, before.step, before.opened, before.due)
    assert world.case(one).lead_id is None
    assert world.case(lead).leads == 0
    world.act(one, "handled")
    all_powers()
    verbs = list(Event.objects.filter(case_id=one.case_id).order_by("id").values_list("verb", "shown"))
    assert ("clustered", True) in verbs
    assert ("apart", False) in verbs
    answer(world, lead)
    hear()
    assert world.step(one) == "answer"


def test_a_limit_that_passed_meanwhile_is_late_when_it_is_taken_apart(world: World) -> None:
    lead, one = reported(world), reported(world)
    together(world, lead, one)
    later = clock() + timedelta(days=20)
    cases.turn_lamps(by=world.hat("robot"), now=later)
    cases.apart(case_id=one.case_id, reason="不是一回事", by=clerk(world), now=later)
    assert world.task(one).lamp >= 3


def test_who_leads_others_brings_them_along_and_there_is_no_cycle(world: World) -> None:
    a, b, c = (reported(world) for _ in range(3))
    together(world, a, b)
    assert together(world, c, a) == 2
    assert {world.case(one).lead_id for one in (a, b)} == {c.case_id}
    assert (world.case(a).leads, world.case(c).leads) == (0, 2)
    with pytest.raises(NotTogether):
        together(world, a, c)
    cases.apart(case_id=b.case_id, reason="", by=clerk(world), now=clock())
    assert world.task(b).step == "accept"


@pytest.mark.parametrize("until", ["confirm"])
def test_what_is_answered_is_not_gathered_and_does_not_lead(world: World, until: str) -> None:
    done, fresh = reported(world, until=until), reported(world)
    with pytest.raises(NotTogether):
        together(world, done, fresh)
    with pytest.raises(NotTogether):
        together(world, fresh, done)
    with pytest.raises(NotTogether):
        together(world, fresh)


def test_a_desk_gathers_only_what_it_sees(world: World) -> None:
    own = reported(world)
    foreign = reported(world, scope=world.community("天桃社区"), place=world.building("tiantao_17-1"))
    for lead, other in ((own, foreign), (foreign, own)):
        with pytest.raises(Case.DoesNotExist):
            together(world, lead, other)
    firm = world.holder(own)
    assert firm.role == "property_staff"
    elsewhere = reported(world, item="hotline.rubbish")
    with pytest.raises((NotAllowed, Case.DoesNotExist)):
        together(world, own, elsewhere, by=firm)
    with pytest.raises(NotAllowed):
        together(world, own, elsewhere, by=VISITOR)


def test_reporters_of_one_cluster_never_see_each_other(world: World) -> None:
    lead, member = reported(world, PHONES[0]), reported(world, PHONES[1])
    together(world, lead, member)
    hat = VISITOR.seeing(member.subject_id)
    with scope.reading(hat, now=clock()):
        assert list(Case.objects.values_list("id", flat=True)) == [member.case_id]
        bodies = [str(event.body.data) + event.body.text for event in Event.objects.select_related("body")]
    assert not any(lead.number in body for body in bodies)
    all_powers()
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('linli_public', 'cases_cluster_member', 'select')")
        assert cursor.fetchone() == (False,)


def test_a_reporter_cannot_move_what_is_parked_but_a_closed_lead_lets_go(world: World) -> None:
    lead, member = reported(world), reported(world)
    together(world, lead, member)
    with pytest.raises(cases.TaskTaken):
        world.act(member, "accept", by=world.holder(lead))
    all_powers()
    Case.objects.filter(id=lead.case_id).update(closed=clock(), step="end")
    from linli.kernel.cases import clusters
    from linli.kernel.cases.facts import CaseClosed
    from linli.plumbing.facts import Told

    told = Told(1, 1, 0, "robot", "", clock())
    for _twice in range(2):
        clusters.on_lead_moved(CaseClosed(lead.case_id, 1), told)
    assert world.task(member).step == "accept"


def test_many_reports_weigh_no_more_than_the_people_behind_them(world: World) -> None:
    lead = reported(world, PHONES[0])
    swarm = [reported(world, PHONES[0]) for _ in range(5)] + [reported(world) for _ in range(5)]
    together(world, lead, *swarm)
    hear()
    assert world.case(lead).people == 2  # one phone, and whoever left nothing
    neighbour = reported(world, PHONES[1])
    together(world, lead, neighbour)
    hear()
    assert world.case(lead).people == 3
    all_powers()
    face = PublicFace.objects.get(case_id=lead.case_id)
    assert face.people == 3
    assert PublicFace.objects.filter(joined_id=lead.case_id).count() == 11


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(1, 4)),
            st.one_of(st.none(), st.integers(1, 4)),
            st.one_of(st.none(), st.binary(min_size=1, max_size=1)),
        ),
        max_size=12,
    )
)
def test_weight_never_grows_by_a_report_of_the_same_person(
    sides: list[tuple[int | None, int | None, bytes | None]],
) -> None:
    subjects = [Subject(person_id=p, account_id=a, phone_blind=b) for p, a, b in sides]
    weight = crowd.people_behind(subjects)
    assert weight <= len(subjects)
    assert crowd.people_behind([*subjects, *subjects]) == weight
    assert crowd.people_behind(reversed(subjects)) == weight
    assert crowd.people_behind([*subjects, Subject()]) <= weight + 1
    assert crowd.people_behind([*subjects, Subject(), Subject()]) == crowd.people_behind([*subjects, Subject()])


def test_what_may_be_one_event_is_suggested_by_place_kind_and_words(world: World) -> None:
    lead = reported(world, text="二单元三层的楼道灯不亮")
    near = reported(world, text="三层楼道灯不亮，二单元")
    reported(world, item="hotline.rubbish", text="垃圾没人清")
    far = reported(world, place=world.building("tiantao_17-1"), scope=world.community("天桃社区"))
    with scope.reading(clerk(world), now=clock()):
        case = Case.objects.get(id=lead.case_id)
        found = [one.case.id for one in crowd.suggested(case)]
    assert found[0] == near.case_id
    assert far.case_id not in found
    together(world, lead, near)
    with scope.reading(clerk(world), now=clock()):
        assert near.case_id not in [one.case.id for one in crowd.suggested(Case.objects.get(id=lead.case_id))]
        assert [one.id for one in crowd.members_of(Case.objects.get(id=lead.case_id))] == [near.case_id]
