"""Counting is bounded: what moves a small figure shows at once, what moves a very large one after a while."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.kernel.indicators.actions import computing
from linli.kernel.indicators.models import PLACE, Figure, Stale
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
