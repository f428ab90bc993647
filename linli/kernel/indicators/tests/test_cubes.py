"""Tables for everybody: counted by the worker, published once, held against what was published before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from linli.engines.cubes import LEAST
from linli.kernel.indicators import actions, published_cubes
from linli.kernel.indicators.actions import cubing
from linli.kernel.indicators.models import CubeBasis, CubeVersion, Measured
from linli.kernel.indicators.periods import Period
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.before_walls import as_superuser
from tests.world import World

ZONE = ZoneInfo("Asia/Shanghai")
MONTH = Period("month", date(2026, 1, 1))
GROUPED = "matters_by_group"
LIFT, RUBBISH = "hotline.lift", "hotline.rubbish"


def reported(world: World, community: str, item: str, count: int) -> None:
    """So many matters of January in a community, as the worker has measured them."""
    at, first = Place.objects.get(id=world.community(community)), datetime(2026, 1, 3, tzinfo=ZONE)
    known = Measured.objects.count()
    Measured.objects.bulk_create(
        Measured(
            case_id=10_000 + known + number, scope_id=at.id, lo=at.lo, item=item, at=first + timedelta(hours=number),
            reopened=0, excluded=False,
        )
        for number in range(count)
    )  # fmt: skip


@pytest.fixture
def january(world: World, db: None) -> World:
    with scope.writing(world.hat("robot"), now=clock()):
        Measured.objects.all().delete()
        reported(world, "桃源北社区", LIFT, 3)
        reported(world, "桃源北社区", RUBBISH, 41)
        reported(world, "天桃社区", LIFT, 28)
        reported(world, "天桃社区", RUBBISH, 57)
    return world


def publish(world: World, *, again: bool = False) -> int:
    return actions.publish_cubes(period=MONTH, again=again, by=world.hat("robot"), now=clock())


def cells(world: World, code: str = GROUPED) -> dict[tuple[str, str], int | None]:
    """What the newest version of a table says, by place and column."""
    with scope.reading(world.hat("robot"), now=clock()):
        found = published_cubes.version(code)
        assert found is not None
        columns = [*(one["code"] for one in found.row.body["columns"]), ""]
        return {
            (line.name, code): count
            for line in published_cubes.lines(found.row)
            for code, count in zip(columns, line.counts, strict=True)
        }


def test_small_cells_and_what_gives_them_away_are_held_back_and_the_rest_is_rounded(january: World) -> None:
    assert publish(january) >= 2
    told = cells(january)
    lift, rubbish = group_of(january, LIFT), group_of(january, RUBBISH)
    assert told["桃源北社区", lift] is None
    assert told["桃源北社区", rubbish] is None, "or the lifts are the row less the rubbish"
    assert told["天桃社区", lift] is None, "or the lifts are the street less those next door"
    assert told["桃源北社区", ""] == 45
    assert told["天桃社区", ""] == 85
    assert all(count is None or (count >= LEAST and count % 5 == 0) for count in told.values())
    city = Place.objects.get(id=january.city).name
    assert (told[city, lift], told[city, rubbish]) == (30, 100), "of the whole city there is nothing to hide"
    assert {code for _name, code in told} == {lift, rubbish, ""}, "groups without a matter are no columns"
    standing = cells(january, "matters_by_standing")
    assert standing["桃源北社区", ""] == 45, "two tables of the same matters agree in their sums"


def group_of(world: World, item: str) -> str:
    from linli.kernel.cases import catalogue

    return next(one.group.zh for one in catalogue.items(at=clock()) if one.code == item)


def test_a_period_is_published_once_and_one_matter_more_makes_no_version(january: World) -> None:
    publish(january)
    assert publish(january) == 0
    with scope.writing(january.hat("robot"), now=clock()):
        reported(january, "桃源北社区", LIFT, 1)
        reported(january, "天桃社区", RUBBISH, 9)
    assert publish(january, again=True) == 0
    assert CubeVersion.objects.filter(cube=GROUPED).count() == 1


def test_a_correction_of_many_is_a_further_version_and_the_first_stays(january: World) -> None:
    publish(january)
    before = cells(january)
    with scope.writing(january.hat("robot"), now=clock()):
        reported(january, "天桃社区", RUBBISH, 20)
    assert publish(january, again=True) >= 1
    after = cells(january)
    assert (before["天桃社区", ""], after["天桃社区", ""]) == (85, 105)
    assert {cell for cell, count in before.items() if count is None} <= {
        cell for cell, count in after.items() if count is None
    }, "what was held back stays so"
    numbers = list(CubeVersion.objects.filter(cube=GROUPED).order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2]


def test_nothing_that_was_published_can_be_changed(january: World) -> None:
    publish(january)
    as_superuser()
    for change in (
        "update indicators_cube_version set number = 9",
        "delete from indicators_cube_version",
        "update indicators_cube_basis set place = 1",
        "delete from indicators_cube_basis",
    ):
        with pytest.raises(Error, match="history"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_version_rests_on_counts_and_carries_the_digest_of_what_is_read(january: World) -> None:
    publish(january)
    with scope.reading(january.hat("robot"), now=clock()):
        version = CubeVersion.objects.get(cube=GROUPED)
        basis = {one.place: one.counts for one in CubeBasis.objects.filter(version=version)}
        assert version.digest == cubing.digest_of(version.body)
    assert basis[january.community("桃源北社区")][group_of(january, LIFT)] == 3


def test_a_month_that_is_not_over_has_no_table(january: World) -> None:
    running = Period.of("month", clock().astimezone(ZONE).date())
    assert actions.publish_cubes(period=running, by=january.hat("robot"), now=clock()) == 0


def test_where_nobody_was_counted_there_is_no_table(world: World, db: None) -> None:
    """A month before the city had anybody in it: nothing is published, and nothing breaks."""
    long_ago = Period("month", date(1999, 1, 1))
    assert actions.publish_cubes(period=long_ago, by=world.hat("robot"), now=clock()) == 0
    assert not CubeVersion.objects.filter(since=long_ago.since).exists()
