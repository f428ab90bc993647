"""Calls are counted as they were: taken, in time, lost; and each has one end and one colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases import calls
from linli.kernel.cases.actions import calling
from linli.kernel.cases.actions.calling import CallTaken
from linli.kernel.cases.models_calls import Call
from linli.kernel.cases.reports import NotAReport
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
WITHIN = timedelta(seconds=15)


@dataclass(frozen=True)
class Rung:
    """A call as drawn: seconds ago it rang, seconds until it was taken, or whether it was lost."""

    ago: int
    taken_after: int | None
    lost: bool


DRAWN = st.builds(Rung, st.integers(0, 7200), st.none() | st.integers(0, 60), st.booleans())


@given(drawn=st.lists(DRAWN, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_figures_are_those_of_the_calls(world: World, drawn: list[Rung]) -> None:
    hat, now = world.hat("clerk", "桃源北社区"), clock()
    with as_login(""):
        Call.objects.all().delete()
    ringing = taken = prompt = 0
    for one in drawn:
        rang = now - timedelta(seconds=one.ago)
        code = calling.ring(phone="", rang=rang, by=hat, now=now)
        if one.taken_after is not None:
            calling.take(code=code, by=hat, now=rang + timedelta(seconds=one.taken_after))
            taken += 1
            prompt += one.taken_after <= 15
        elif one.lost:
            calling.lose(code=code, by=hat, now=now)
        else:
            ringing += one.ago < 3600
    with scope.reading(hat, now=now):
        found = calls.answering(since=now - timedelta(days=1), until=now + WITHIN, within=WITHIN, now=now)
    assert (found.total, found.taken, found.in_time, found.ringing) == (len(drawn), taken, prompt, ringing)
    assert found.connected == (taken / (len(drawn) - ringing) if len(drawn) > ringing else None)


def test_a_call_is_taken_once_and_ended_by_who_took_it(world: World) -> None:
    one, other = [hat for hat in world.desks.hats if hat.role == "clerk" and hat.place == world.community()][:2]
    code = calling.ring(phone="0771-5550001", rang=clock(), by=one, now=clock())
    calling.take(code=code, by=one, now=clock())
    with pytest.raises(CallTaken):
        calling.take(code=code, by=other, now=clock())
    with pytest.raises(CallTaken):
        calling.end(code=code, result="informed", by=other, now=clock())
    calling.lose(code=code, by=other, now=clock())  # the system tells late that the line is dead: it was taken
    calling.end(code=code, result="informed", by=one, now=clock())
    with scope.reading(one, now=clock()):
        assert Call.objects.get(code=code).result == "informed"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "不知道"}, "phone"),
        ({"rang": timedelta(hours=1)}, "rang"),
        ({"rang": timedelta(days=-2)}, "rang"),
    ],
)
def test_what_is_no_call_is_refused(world: World, given: dict[str, object], field: str) -> None:
    now, shift = clock(), given.get("rang", timedelta())
    assert isinstance(shift, timedelta)
    with pytest.raises(NotAReport) as refused:
        calling.ring(phone=str(given.get("phone", "")), rang=now + shift, by=world.hat("clerk"), now=now)
    assert refused.value.field == field


def test_who_takes_no_calls_has_none(world: World) -> None:
    for hat in (world.hat("grid_worker", "桃源北社区"), world.resident(), world.hat("visitor")):
        with pytest.raises(NotAllowed):
            calling.ring(phone="", rang=clock(), by=hat, now=clock())
