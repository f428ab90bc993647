"""What people do to figures that they are judged by, and that none of it raises them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from linli.engines import shares
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators import actions, queries
from linli.kernel.indicators.actions import OwnUnit, order_of
from linli.kernel.indicators.models import PLACE, UNIT, Draw, Drawn, Exclusion, Figure, Held, Measured
from linli.kernel.indicators.periods import Period
from linli.kernel.people import queries as people
from linli.kernel.ratings import actions as ratings
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

LONG_AGO = timedelta(days=10)


def figures(world: World, *, kind: str = PLACE, about: int = 0, span: str = "all") -> dict[str, queries.Reading]:
    """What the worker makes of all cases there are."""
    robot = world.hat("robot")
    with as_login(""):
        numbers = list(Case.objects.values_list("id", flat=True))
    actions.touch(case_ids=numbers, by=robot, now=clock())
    actions.measure(by=robot, now=clock())
    with scope.reading(world.hat("supervisor"), now=clock()):
        found = queries.readings(kind, [about or world.city], Period.of(span, day_of(clock())))
    return {code: reading for (_about, code), reading in found.items()}


def an_answered(world: World) -> Opened:
    opened = world.an_open_case(at=clock() - LONG_AGO, until="answer")
    world.act(opened, "answer")
    return opened


def test_an_answer_that_was_rejected_counts_as_none(world: World, db: None) -> None:
    """Closing early: the first answer is quick and the reporter sends it back, so nothing is answered."""
    opened = world.an_open_case(at=clock() - timedelta(hours=1), until="answer")
    world.act(opened, "answer")
    before = figures(world)
    assert before["answer_days"].value is not None
    world.rate(opened, 1)
    after = figures(world)
    assert after["answer_days"].value is None
    assert after["reopened"].value == 1.0


def test_asking_for_ratings_moves_no_main_figure(world: World, db: None) -> None:
    opened = an_answered(world)
    before = figures(world)
    world.rate(opened, 5)
    after = figures(world)
    assert after["rated"].value == 1.0
    main = ("response", "solved", "satisfied", "on_time", "score")
    assert {code: after.get(code) for code in main} == {code: before.get(code) for code in main}


def test_handing_on_does_not_shed_a_matter(world: World, db: None) -> None:
    """Who had it for a day is measured by it, whoever answered in the end."""
    opened = world.an_open_case(at=clock() - LONG_AGO, until="handle")
    first = world.task(opened).unit_id
    assert first is not None
    holder = world.holder(opened)
    with scope.reading(holder, now=clock()):
        desks = people.units_to_hand_over(world.community(), at=clock())
    with as_login(""):
        Task.objects.filter(case_id=opened.case_id, done__isnull=True).update(opened=clock() - timedelta(days=2))
    to = next(desk for desk in desks if desk.role == "grid_worker" and desk.unit_id != first)
    world.act(opened, "hand_over", text="归网格管", next_owner=to)
    for action in ("accept", "handled", "answer"):
        world.act(opened, action)
    assert figures(world, kind=UNIT, about=first)["cases"].base == 1
    assert figures(world, kind=UNIT, about=to.unit_id or 0)["cases"].base == 1


def test_a_matter_taken_apart_counts_once(world: World, db: None) -> None:
    whole, part = an_answered(world), an_answered(world)
    with as_login(""):
        Case.objects.filter(id=part.case_id).update(parent_id=whole.case_id)
    assert figures(world)["cases"].base == 1


def test_leaving_matters_open_lowers_what_it_should(world: World, db: None) -> None:
    an_answered(world)
    world.an_open_case(at=clock() - LONG_AGO)
    assert figures(world)["within_7"].base == 2


def test_whoever_is_measured_decides_nothing(world: World, db: None) -> None:
    """A unit with a hand in the matter may ask that it does not count; it neither agrees nor takes it back."""
    opened = an_answered(world)
    asked = left_out(world, opened, agreed=False)
    supervisor = world.hat("supervisor")
    with as_login(""):
        Task.objects.filter(case_id=opened.case_id).update(unit_id=supervisor.unit)
    with pytest.raises(OwnUnit):
        actions.agree(exclusion_id=asked, by=supervisor, now=clock())
    with pytest.raises(OwnUnit):
        actions.refuse(exclusion_id=asked, why="算", by=supervisor, now=clock())
    assert figures(world)["within_7"].base == 1


def left_out(world: World, opened: Opened, *, agreed: bool = True) -> int:
    """A street lead asks, the city's supervisor agrees."""
    lead = next(one for one in world.desks.hats if one.role == "street_lead" and world.community() in one.scopes)
    reason = "同一件报了两次"
    asked = actions.exclude(case_id=opened.case_id, kind="duplicate", reason=reason, by=lead, now=clock())
    if agreed:
        actions.agree(exclusion_id=asked.id, by=world.hat("supervisor"), now=clock())
    return asked.id


def test_nobody_leaves_a_matter_out_alone(world: World, db: None) -> None:
    """Asking changes nothing; who asked does not agree, at the action and in the database."""
    opened, supervisor = an_answered(world), world.hat("supervisor")
    asked = actions.exclude(case_id=opened.case_id, kind="unreasonable", reason="没这事", by=supervisor, now=clock())
    with pytest.raises(actions.SamePerson):
        actions.agree(exclusion_id=asked.id, by=supervisor, now=clock())
    with pytest.raises(IntegrityError), transaction.atomic(), as_login(""):
        Exclusion.objects.filter(id=asked.id).update(approved=clock(), approved_by=supervisor.account)
    with pytest.raises(NotAllowed):
        actions.agree(exclusion_id=asked.id, by=world.hat("street_lead"), now=clock())
    with pytest.raises(NotAReport):
        actions.exclude(case_id=opened.case_id, kind="duplicate", reason="又来", by=supervisor, now=clock())
    assert figures(world)["within_7"].base == 1


def test_what_is_left_out_is_shown_and_counts_for_nothing(world: World, db: None) -> None:
    opened = an_answered(world)
    left_out(world, opened)
    found = figures(world)
    assert found["cases"].base == 1
    assert "within_7" not in found
    with scope.reading(world.hat("supervisor"), now=clock()):
        told = queries.exclusions(
            about=world.city,
            period=Period.of("all", day_of(clock())),
            zone=clock().tzinfo,  # type: ignore[arg-type]
        )
    assert [(one.reason, number) for one, number in told] == [("同一件报了两次", opened.number)]


def test_a_decision_taken_back_lets_the_matter_count_again(world: World, db: None) -> None:
    """Both decisions stay readable, neither can be changed, and the matter may be asked about anew."""
    opened, supervisor = an_answered(world), world.hat("supervisor")
    number = left_out(world, opened)
    assert "within_7" not in figures(world)
    with pytest.raises(NotAReport):
        actions.take_back(exclusion_id=number, why=" ", by=supervisor, now=clock())
    actions.take_back(exclusion_id=number, why="查清是两件事", by=supervisor, now=clock())
    assert figures(world)["within_7"].base == 1
    with pytest.raises(NotAReport):
        actions.take_back(exclusion_id=number, why="再来", by=supervisor, now=clock())
    for change in ({"ended_why": "改了"}, {"ended": None, "ending": "", "ended_why": ""}, {"reason": "别的"}):
        with pytest.raises(ProgrammingError), transaction.atomic(), as_login(""):
            Exclusion.objects.filter(id=number).update(**change)
    assert left_out(world, opened) != number
    assert "within_7" not in figures(world)


def test_a_draw_can_be_repeated_by_anybody_and_is_drawn_once(world: World, db: None) -> None:
    """The seed, the numbers and nothing else give the same order; the calls of a draw make the rate."""
    resident = world.resident()
    made = []
    for _each in range(4):
        opened = world.an_open_case(by=resident, reporter=world.a_named(), at=clock() - LONG_AGO, until="answer")
        world.act(opened, "answer")
        world.rate(opened, 4, by=resident)
        made.append(opened)
    figures(world)
    with as_login(""):
        unit = Measured.objects.get(case_id=made[0].case_id).unit_id
    assert unit is not None
    week, later, by = Period.of("week", day_of(clock())), clock() + timedelta(days=8), world.hat("supervisor")
    drew = actions.draw(unit_id=unit, period=week, size=3, by=by, now=later)
    every = sorted(one.number for one in made)
    assert list(drew.numbers) == order_of(every, seed=drew.seed)[:3]
    assert drew.frame == 4
    with pytest.raises(NotAReport):
        actions.draw(unit_id=unit, period=week, by=by, now=later)
    with as_login(""):
        drawn = list(Drawn.objects.order_by("order").values_list("case_id", flat=True))
    assert Draw.objects.count() == 1
    for case, solved in zip(drawn, (True, True, False), strict=True):
        said = ratings.Said("phone", reached=True, contacted=True, solved=solved, grade=4 if solved else 3)
        ratings.record_follow_up(case_id=case, said=said, by=by, now=later)
    found = figures(world, span="week")
    assert (found["solved"].base, found["solved"].value) == (3, 2 / 3)
    assert found["solved"].is_few


def test_what_was_published_never_changes(world: World, db: None) -> None:
    an_answered(world)
    figures(world)
    robot, later, by = world.hat("robot"), clock() + timedelta(days=400), world.hat("supervisor")
    year = Period.of("year", day_of(clock() - LONG_AGO))
    assert actions.publish(period=year, by=by, now=later) > 0
    with as_login(""):
        before = list(Figure.objects.filter(published__isnull=False).values_list("id", "base", "hits", "value"))
    an_answered(world)
    figures(world)
    actions.measure(by=robot, now=later)
    with as_login(""):
        assert before == list(Figure.objects.filter(published__isnull=False).values_list("id", "base", "hits", "value"))
        assert Held.objects.exists()


def test_ranks_are_ranges_and_few_are_not_ranked() -> None:
    clear = [queries.Reading(300, share, *shares.wilson(round(300 * share), 300)) for share in (0.95, 0.5, 0.49)]
    few = queries.Reading(20, 1.0, *shares.wilson(20, 20))
    assert queries.ranked([*clear, few]) == [(1, 1), (2, 3), (2, 3), None]
