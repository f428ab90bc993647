"""Rules that route: the first that fits decides, every condition holds, and a dry run tells what would happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.cases import catalogue, routing
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.packs_routes import Route, When, span_of
from linli.kernel.journal import actions as journal
from linli.main import founding
from linli.plumbing import pack_versions, packs, scope
from linli.plumbing.packs import Words
from linli.plumbing.packs.kinds import body_of
from linli.plumbing.time import now as clock
from tests.world import World

ZONE = ZoneInfo("Asia/Shanghai")
MINUTES = st.integers(0, 24 * 60 - 1)


def at(minute: int) -> time:
    return time(minute // 60, minute % 60)


@given(begin=MINUTES, end=MINUTES, moment=MINUTES)
def test_a_span_holds_its_beginning_and_not_its_end_over_midnight_too(begin: int, end: int, moment: int) -> None:
    hours = f"{begin // 60}:{begin % 60:02d}-{end // 60}:{end % 60:02d}"
    if begin == end:
        assert span_of(hours) is None
        return
    length = (end - begin) % (24 * 60)
    assert routing.is_within(hours, at(moment)) == ((moment - begin) % (24 * 60) < length)


@pytest.mark.parametrize("wrong", ["", "22-6", "25:00-6:00", "22:00-6:61", "22:00-22:00", "22:00 - 6:00"])
def test_what_is_no_span_is_told(wrong: str) -> None:
    assert span_of(wrong) is None


CHOSEN = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True)


@pytest.mark.django_db
@given(items=CHOSEN, words=CHOSEN, channels=CHOSEN, places=CHOSEN, seed=st.integers(0, 4 * 81 - 1))
def test_a_rule_fits_when_every_condition_it_names_holds(
    items: list[str], words: list[str], channels: list[str], places: list[str], seed: int
) -> None:
    item, text, channel, place = ("abc"[seed // 3**n % 3] for n in range(4))
    given_conditions = [(items, item), (words, text), (channels, channel), (places, place)]
    if not any(named for named, _held in given_conditions):
        return
    when = When(items=items, words=words, channels=channels, places=places)
    route = Route(code="r", label=Words(zh="规则", en="rule"), when=when, owner="clerk of community")
    case = Case(item=item, text=f"…{text}…", channel=channel)
    expected = all(not named or held in named for named, held in given_conditions)
    matter = None  # only a rule with sectors looks at it
    found = routing.fits(route, case, matter, local=time(12), codes=lambda: frozenset({place}))  # type: ignore[arg-type]
    assert found == expected


def night(world: World, **changes: object) -> datetime:
    """Last night at half past eleven."""
    today = clock().astimezone(ZONE).replace(hour=23, minute=30, second=0, microsecond=0)
    return today - timedelta(days=1)


@pytest.mark.django_db
def test_the_rule_of_the_night_decides_and_stays_on_the_task(world: World) -> None:
    by_night = world.an_open_case(item="hotline.noise", text="楼下放音响。", at=night(world), until="accept")
    by_day = night(world).replace(hour=15)
    other = world.an_open_case(item="hotline.noise", text="楼上装修敲墙。", at=by_day, until="accept")
    assert (world.task(by_night).role, world.task(by_night).route) == ("public_order_staff", "noise_at_night")
    assert (world.task(other).role, world.task(other).route) == ("grid_worker", "")


@pytest.mark.django_db
def test_a_place_that_is_set_later_routes_anew(world: World) -> None:
    publish(world, "in_the_street", When(places=["taoyuanbei"], items=["hotline.noise"]), "enforcement_staff of street")
    by_day = night(world).replace(hour=15)
    lost = world.an_open_case(item="hotline.noise", text="不知道在哪里响。", place=None, where="江边", at=by_day)
    assert world.task(lost).route == ""
    world.act(lost, "placed")
    world.act(lost, "confirmed_on_site")
    assert (world.task(lost).role, world.task(lost).route) == ("enforcement_staff", "in_the_street")


@pytest.mark.django_db
def test_a_dry_run_tells_what_would_go_elsewhere_and_changes_nothing(world: World) -> None:
    for word in ("树枝", "路灯", "树枝"):
        world.an_open_case(item="hotline.other", text=f"{word}坏了。", until="accept")
    lead = next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)
    rule = Route(
        code="trees",
        label=Words(zh="树枝归执法队", en="Trees"),
        when=When(words=["树枝"]),
        owner="enforcement_staff of street",
    )
    with scope.reading(lead, now=clock()):
        before = list(Task.objects.order_by("id").values_list("id", "role"))
        trial = routing.try_rules([*routing.rules(at=clock()), rule], lead, now=clock())
        assert list(Task.objects.order_by("id").values_list("id", "role")) == before
        nothing = routing.try_rules(routing.rules(at=clock()), lead, now=clock())
    assert trial.decided["trees"] == 2
    assert sorted({one.after for one in trial.moved}) == ["中山城管执法中队"]
    assert len(trial.moved) == 2
    assert nothing.moved == []


def test_a_rule_without_a_condition_or_an_owner_nobody_can_be_is_refused() -> None:
    with pytest.raises(ValueError, match="without a condition"):
        When()
    pieces = packs.read(founding.scenario_files(), founding.city_folder())
    rule = next(one for one in pieces if isinstance(one.value, Route))
    found = packs.check([*pieces, replace(rule, value=_owned("king of street"))], {})
    assert any("king of street" in str(problem) for problem in found)


def _owned(owner: str) -> Route:
    return Route(code="bad", label=Words(zh="规则", en="rule"), when=When(words=["树枝"]), owner=owner)


def publish(world: World, code: str, when: When, owner: str) -> None:
    """A rule published as the catalogue publishes: drafted by one, put in force by another."""
    editor, publisher = world.hat("catalogue_editor"), world.hat("catalogue_publisher")
    body = body_of(Route(code=code, label=Words(zh="规则", en="rule"), when=when, owner=owner, order=50))
    made = pack_versions.draft(kind="routes", body=body, base="", by=editor, now=clock(), record=journal.append)
    pack_versions.publish(made, by=publisher, now=clock(), record=journal.append)
    catalogue.forget()
