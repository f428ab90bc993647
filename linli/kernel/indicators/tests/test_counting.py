"""Counting is bounded: a small figure shows at once what moved it, a very large one later. And it is right."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.kernel.indicators import queries
from linli.kernel.indicators.actions import computing
from linli.kernel.indicators.models import PLACE, Figure, Measured, Stale
from linli.kernel.indicators.periods import Period
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.world import World

DAY = date(2026, 1, 1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=some.integers(1, 300_000), minutes=some.integers(0, 200))
def test_a_large_figure_waits_30_ms_for_each_of_its_cases_and_a_small_one_never(
    world: World, db: None, base: int, minutes: int
) -> None:
    now = clock()
    with scope.writing(world.hat("robot"), now=now):
        Figure.objects.all().delete()
        Stale.objects.all().delete()
        Figure.objects.create(
            indicator="cases", version_id=1, kind=PLACE, about=world.city, scope_id=world.city, span="year", since=DAY,
            base=base, value=base, computed=now - timedelta(minutes=minutes),
        )  # fmt: skip
        Stale.objects.create(kind=PLACE, about=world.city, span="year", since=DAY)
        counted = computing.compute(ZoneInfo("Asia/Shanghai"), now, most=10)
        waits = Stale.objects.exists()
    is_due = base <= 2_000 or timedelta(minutes=minutes) >= base * timedelta(milliseconds=30)
    assert (counted, waits) == ((1, False) if is_due else (0, True)), "marked until it is counted, and then no more"


NAMES = ("桃源北社区", "天桃社区")
ZONE = ZoneInfo("Asia/Shanghai")
matters = some.lists(
    some.tuples(some.sampled_from(NAMES), some.sampled_from("abcd"), some.integers(0, 70)), min_size=1, max_size=40
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(matters=matters)
def test_what_matters_were_about_is_what_counting_them_by_hand_says(
    world: World, db: None, matters: list[tuple[str, str, int]]
) -> None:
    period, first = Period("month", DAY), datetime(2025, 12, 1, tzinfo=ZONE)
    ids = {name: world.community(name) for name in NAMES}
    los = dict(Place.objects.filter(id__in=ids.values()).values_list("id", "lo"))
    with scope.writing(world.hat("robot"), now=clock()):
        Measured.objects.all().delete()
        for number, (name, item, day) in enumerate(matters, start=1):
            Measured.objects.create(
                case_id=number, scope_id=ids[name], lo=los[ids[name]], item=item, at=first + timedelta(days=day),
                reopened=0, excluded=False,
            )  # fmt: skip
        for about in (world.city, *ids.values()):
            for since in (first.date(), DAY):
                Stale.objects.get_or_create(kind=PLACE, about=about, span="month", since=since)
        computing.compute(ZONE, clock(), most=100)
        for about, inside in {world.city: set(NAMES), **{number: {name} for name, number in ids.items()}}.items():
            now, before = (
                Counter(item for name, item, day in matters if name in inside and month(first, day) == wanted)
                for wanted in (1, 12)
            )
            told = [(one.item, one.cases, one.before) for one in queries.topics(place=about, period=period)]
            assert told == [(item, now[item], before[item]) for item in sorted(now, key=lambda one: (-now[one], one))]


def month(first: datetime, day: int) -> int:
    return (first + timedelta(days=day)).month
