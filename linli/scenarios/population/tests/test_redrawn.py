"""A border is drawn anew: who goes from door to door there now sees the people; what was found before stays history.

What is still to be done (matters, tasks, rounds) follows its place, whatever is split, merged and moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.people import queries as people
from linli.kernel.places import actions as places
from linli.kernel.places import queries
from linli.kernel.places.actions import DivisionRefused, NewDivision
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from linli.scenarios.population.models import Round, Visit
from linli.scenarios.population.tests.test_visits import at_the_desk
from linli.scenarios.population.visits import rounds
from linli.scenarios.population.visits.rounds import NewRound
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

DAY = timedelta(days=1)
BINS = "hotline.rubbish"  # a grid worker's
COMMUNITIES = ("桃源北社区", "星湖社区", "天桃社区")


@pytest.mark.django_db
def test_a_building_comes_to_another_community_with_its_people(world: World) -> None:
    worker, home, building = at_the_desk(world, "grid_worker"), world.residents[0].dwelling, world.building()
    worker.open(f"/visits/door/{home}")
    worker.press("没人在家")
    old, new = world.community(), world.community("星湖社区")
    before = clock()
    places.move_into_division(
        children=[building], to_id=new, source="区民政局", by=world.hat("supervisor"), now=clock()
    )
    for at, sees in ((old, 0), (new, 1)):
        hat = scope.robot((at,))
        with scope.reading(hat, now=clock()):
            assert len([face for face in people.find_people("秀兰") if face.id == world.residents[0].person]) == sees
            assert bool(people.dwelling_page(home, scope_id=at, at=clock()).behind) == bool(sees)
        clerk = scope.Hat(surface="desk", role="clerk", account=9, scopes=(at,))
        with scope.reading(clerk, now=clock()):
            assert Visit.objects.filter(place_id=home).count() == 1 - sees  # of the community that rang there
    stood = queries.division_on(home, "community", on=before)
    assert stood is not None
    assert stood.id == old
    assert worker.open(f"/visits/door/{home}").status == 404


def a_round(world: World, community: str, purpose: str, **more: int) -> int:
    clerk = world.hat("clerk", community)
    row = NewRound(world.community(community), purpose, day_of(clock()) + 30 * DAY, **more)
    return rounds.begin(rows=[row], today=day_of(clock()), by=clerk, now=clock() - DAY)[0]


def logged_in(world: World, hat: scope.Hat) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


def holding(world: World, task: Task) -> Somebody:
    return logged_in(world, world.desks.holder(task))


def close(case: int) -> None:
    with as_login(""):
        Case.objects.filter(id=case).update(closed=clock())
        Task.objects.filter(case_id=case, done__isnull=True).update(done=clock())


def tasks_of(case: int) -> list[Task]:
    with as_login(""):
        return list(Task.objects.filter(case_id=case).order_by("id"))


def redrawn(world: World) -> None:
    """桃源路36号院2栋 comes to 星湖社区, without the rest of its grid."""
    places.move_into_division(
        children=[world.building()], to_id=world.community("星湖社区"), source="区民政局", by=world.hat("supervisor"),
        now=clock(),
    )  # fmt: skip


@pytest.mark.django_db
def test_an_open_matter_goes_to_whoever_answers_now_and_a_closed_one_stays(world: World) -> None:
    opened, closed = world.an_open_case(item=BINS), world.an_open_case(item=BINS)
    close(closed.case_id)
    [before] = tasks_of(opened.case_id)
    assert before.role == "grid_worker"
    redrawn(world)
    old, new = world.community(), world.community("星湖社区")
    with as_login(""):
        scopes = dict(Case.objects.filter(id__in=[opened.case_id, closed.case_id]).values_list("id", "scope_id"))
        verbs = list(Event.objects.filter(case_id=opened.case_id).values_list("verb", flat=True))
    assert scopes == {opened.case_id: new, closed.case_id: old}
    assert [one.scope_id for one in tasks_of(closed.case_id)] == [old]
    kept, task = tasks_of(opened.case_id)
    assert (kept.scope_id, kept.action) == (old, "redrawn"), "who had it still sees it"
    assert (task.done, task.step, task.opened, task.due) == (None, before.step, before.opened, before.due)
    assert (task.community_id, task.grid_id) == (new, None)
    assert task.role != "grid_worker", "no grid holds the building yet, so the desk of last resort has it"
    assert verbs == ["opened", "redrawn"]
    assert "这里划给了别的社区" in holding(world, task).open(f"/case/{opened.number}")


@pytest.mark.django_db
def test_the_same_desk_goes_on_where_its_area_came_along(world: World) -> None:
    opened = world.an_open_case()
    [before] = tasks_of(opened.case_id)
    redrawn(world)
    [task] = tasks_of(opened.case_id)
    assert (task.id, task.unit_id, task.area_id) == (before.id, before.unit_id, before.area_id)
    assert world.case(opened).scope_id == world.community("星湖社区")
    page = logged_in(world, next(one for one in world.desks.hats if one.unit == task.unit_id)).open(
        f"/case/{opened.number}"
    )
    assert page.status == 200
    assert "受理" in page, "what it may do with the matter"


@pytest.mark.django_db
def test_a_round_goes_on_at_the_doors_that_came_with_what_was_found_there(world: World) -> None:
    home, building = world.residents[0].dwelling, world.building()
    a_round(world, "桃源北社区", "春节前走访")
    worker = at_the_desk(world, "grid_worker")
    worker.open(f"/visits/door/{home}")
    worker.press("情况没变")
    redrawn(world)
    clerk = logged_in(world, world.hat("clerk", "星湖社区"))
    page = clerk.open("/visits")
    assert "春节前走访" in page
    with as_login(""):
        [one] = Round.objects.filter(scope_id=world.community("星湖社区"))
        doors = Place.objects.filter(parent_id=building, until__isnull=True).count()
        found = rounds.progress([one], at=clock())[one.id]
    assert (one.buildings, found.done, found.total) == ([building], 1, doors)
    assert "春节前走访" in clerk.open(f"/visits/building/{building}")
    assert "春节前走访" not in clerk.open(f"/visits/building/{world.building('xinghu_6-1')}")


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["split", "move", "merge"]), st.integers(0, 9), st.integers(0, 9),
        st.sets(st.integers(0, 2), min_size=1),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_whatever_is_redrawn_what_is_open_lies_where_its_place_lies(
    world: World, changes: Sequence[tuple[str, int, int, set[int]]]
) -> None:
    """After any splits, moves and mergers: open matters and rounds are with their buildings, closed ones untouched."""
    before = transaction.savepoint()
    try:
        spots = [world.building(), world.building("xinghu_6-1"), world.building("tiantao_17-1"), None]
        open_ones = [world.an_open_case(place=one).case_id for one in spots]
        closed = world.an_open_case().case_id
        close(closed)
        for number, community in enumerate(COMMUNITIES):
            a_round(world, community, f"轮次{number}")
        was = standing(open_ones), standing([closed]), gone_through()
        now = clock()
        for verb, first, second, chosen in changes:
            now += DAY
            _change(world, verb, first, second, chosen, now)
        assert standing([closed]) == was[1]
        assert gone_through() >= was[2], "every building of a running round is still in it"
        check(open_ones)
        assert [one[:3] for one in standing(open_ones)] == [one[:3] for one in was[0]]
    finally:
        transaction.savepoint_rollback(before)


def standing(cases: Sequence[int]) -> list[tuple[object, ...]]:
    """What must not change of a matter but where it lies: open tokens with their clocks; and where they lie."""
    found: list[tuple[object, ...]] = []
    for number in cases:
        tasks = [one for one in tasks_of(number) if one.done is None]
        held = sorted((one.branch, one.step, one.opened, one.due) for one in tasks)
        with as_login(""):
            case = Case.objects.get(id=number)
        found.append((number, held, case.due, case.scope_id, [one.scope_id for one in tasks_of(number)]))
    return found


def gone_through() -> set[tuple[str, int]]:
    """Which buildings the running rounds go through, by purpose, each once."""
    with as_login(""):
        runs = list(Round.objects.filter(ended__isnull=True).order_by("id"))
        inside = rounds._buildings(runs, clock())
    every = [(one.purpose, building) for one in runs for building in inside[one.id]]
    assert len(every) == len(set(every)), "no building twice in one round"
    return set(every)


def check(open_ones: Sequence[int]) -> None:
    for number in open_ones:
        with as_login(""):
            case = Case.objects.select_related("place").get(id=number)
            ended = set(Place.objects.filter(until__isnull=False).values_list("id", flat=True))
        assert case.place is None or case.scope_id == case.place.scope_id
        assert case.scope_id not in ended
        above = queries.ancestors_of_scope(case.scope_id)
        for task in tasks_of(number):
            if task.done is None:
                assert task.scope_id in above, (task.role, task.scope_id)
                assert task.community_id == case.scope_id
        with scope.reading(scope.robot(above), now=clock()):
            assert Case.objects.filter(id=number).exists()


def _change(world: World, verb: str, first: int, second: int, chosen: set[int], now: datetime) -> None:
    with as_login(""):
        running = list(Place.objects.filter(level="community", until__isnull=True).order_by("id"))
        one, other = running[first % len(running)], running[second % len(running)]
        inside = list(Place.objects.filter(parent_id=one.id, until__isnull=True).order_by("id"))
    some = sorted({inside[number % len(inside)].id for number in chosen}) if inside else []
    by = scope.Hat(surface="desk", role="supervisor", account=world.hat("supervisor").account,
                   scopes=queries.scopes_under(world.city), label="督查")  # fmt: skip
    with suppress(DivisionRefused):
        if verb == "split":
            places.split_division(place_id=one.id, into=NewDivision(f"新{now:%d}社区"), children=some, source="", by=by,
                                  now=now)  # fmt: skip
        elif verb == "move":
            places.move_into_division(children=some, to_id=other.id, source="", by=by, now=now)
        else:
            places.merge_divisions(gone_id=one.id, into_id=other.id, source="", by=by, now=now)
