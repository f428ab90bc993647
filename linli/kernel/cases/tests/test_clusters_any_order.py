"""Clusters in any order and at once: one lead, no cycle, one answer to each, one clear winner."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import NotTogether, Opened
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.models_clusters import ClusterMember
from linli.kernel.cases.tests.test_clusters import all_powers, answer, clerk, reported, together
from linli.plumbing.time import now as clock
from tests.hearing import hear
from tests.world import World

Step = tuple[str, int, int]
VERBS = st.sampled_from(["gather", "gather", "apart", "answer"])
STEPS = st.lists(st.tuples(VERBS, st.integers(0, 3), st.integers(0, 3)), max_size=7)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_any_order_there_is_one_lead_no_cycle_and_one_answer_each(world: World, steps: Sequence[Step]) -> None:
    pool = [reported(world) for _ in range(4)]
    answered: set[int] = set()
    heard = hear()
    for verb, one, other in steps:
        try:
            if verb == "gather":
                together(world, pool[one], pool[other])
            elif verb == "apart":
                cases.apart(case_id=pool[one].case_id, reason="", by=clerk(world), now=clock())
            elif pool[one].case_id not in answered and world.case(pool[one]).lead_id is None:
                answered |= {pool[one].case_id, *(n for n in _led_by(pool[one].case_id))}
                answer(world, pool[one])
                heard = hear(heard)
        except NotTogether:
            pass
        _hold(pool, answered)


def _led_by(lead: int) -> list[int]:
    all_powers()
    return list(ClusterMember.objects.filter(lead_id=lead, until__isnull=True).values_list("case_id", flat=True))


def _hold(pool: Sequence[Opened], answered: set[int]) -> None:
    all_powers()
    rows = {case.id: case for case in Case.objects.filter(id__in=[one.case_id for one in pool])}
    live = {row.case_id: row.lead_id for row in ClusterMember.objects.filter(case_id__in=rows, until__isnull=True)}
    for case in rows.values():
        assert case.lead_id == live.get(case.id)
        assert case.leads == sum(lead == case.id for lead in live.values())
        if case.lead_id is not None:
            assert rows[case.lead_id].lead_id is None  # a lead is nobody's member: one lead, no cycle
        open_tasks = Task.objects.filter(case_id=case.id, done__isnull=True).count()
        assert open_tasks == (0 if case.lead_id is not None else 1)
        answers = Event.objects.filter(case_id=case.id, verb="answer").count()
        assert answers == (case.id in answered)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_gathering_the_same_case_have_one_clear_winner(world: World) -> None:
    a, b, shared = (reported(world) for _ in range(3))
    hat = clerk(world)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def press(lead: Opened) -> None:
        try:
            start.wait(10)
            cases.gather(lead=lead.case_id, members=[shared.case_id], by=hat, now=clock())
            outcomes.append("won")
        except NotTogether as refused:
            outcomes.append("told" if shared.number in str(refused) else str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(lead,)) for lead in (a, b)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["told", "won"]
    assert world.case(shared).lead_id in (a.case_id, b.case_id)
