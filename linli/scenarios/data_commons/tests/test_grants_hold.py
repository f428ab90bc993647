"""What a grant opens, held against a second reckoning: over time, places and fields, whatever happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as some

from linli.kernel.grants import actions, queries, sources
from linli.kernel.grants.models import Grant, ItemRevision
from linli.kernel.grants.queries import Wanted
from linli.kernel.grants.sources import Asked, Given, Source, SourceField
from linli.kernel.places import queries as places
from linli.kit import granted
from linli.kit.granted import Wish
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.commons import a_grant, an_entry, clerk, owner
from tests.world import World

pytestmark = pytest.mark.django_db
CODES = ("community", "dwellings", "people", "due")
HOURS = some.integers(-20, 40)


def _rows(asked: Asked) -> Iterator[Given]:
    """A row for each community that is opened, with nothing but its number in every column."""
    for (number,) in granted.table("select scope_id from opened order by 1", asked):
        yield Given(tuple(number for _ in asked.fields))


sources.register(Source("test.opened", tuple(SourceField(code, code, code, "internal") for code in CODES), _rows))


@pytest.fixture
def entry(world: World) -> ItemRevision:
    return an_entry(world)


def _opened(grant: Grant, wish: Wish, hour: int, world: World, began: datetime) -> tuple[set[int], str]:
    """The communities a use at this hour gets, asked of the query alone, and the sentence it is refused with."""
    at = began + timedelta(hours=hour)
    by = clerk(world)
    with scope.reading(by, now=at):
        found = queries.grant_of(grant.number)
        assert found is not None
        covered = granted.covered_by(found)
        asked = Asked(found.id, wish.fields, wish.places, at)
        with scope.beside(covered, worn="{" + ",".join(map(str, by.scopes)) + "}"):
            rows = {row.values[0] for row in _rows(asked)}
        wanted = Wanted(wish.fields, wish.places, covered, wish.purpose)
        said = queries.refusal(found, queries.running_revision(found.item_id), wanted, at=at)
    return rows, said


@trying(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=some.data(),
    starts=some.integers(0, 10),
    lasts=some.integers(1, 20),
    revoked=some.none() | some.integers(0, 30),
)
def test_a_grant_opens_what_it_says_and_nothing_else(
    world: World, entry: ItemRevision, data: some.DataObject, starts: int, lasts: int, revoked: int | None
) -> None:
    began = clock()
    tree = {code: world.places[code] for code in ("qingxiu", "zhongshan", "xinzhu", "taoyuanbei", "tiantao", "xinghu")}
    inside = {
        "qingxiu": {"taoyuanbei", "tiantao", "xinghu"}, "zhongshan": {"taoyuanbei", "tiantao"}, "xinzhu": {"xinghu"},
        "taoyuanbei": {"taoyuanbei"}, "tiantao": {"tiantao"}, "xinghu": {"xinghu"},
    }  # fmt: skip
    parts = some.sets(some.sampled_from(CODES), min_size=1)
    spots = some.sets(some.sampled_from(sorted(tree)), min_size=1, max_size=3)
    fields, over = data.draw(parts), data.draw(spots)
    grant = a_grant(
        world, entry, now=began, fields=sorted(fields), places=[tree[one] for one in over],
        since=began + timedelta(hours=starts), until=began + timedelta(hours=starts + lasts),
    )  # fmt: skip
    if revoked is not None:
        at = began + timedelta(hours=revoked)
        actions.revoke(grant_id=grant.id, reason="试一试", by=owner(world), now=at)
    for _ in range(6):
        wanted, where, hour = data.draw(parts), data.draw(spots), data.draw(HOURS)
        purpose = data.draw(some.sampled_from([grant.purpose, "别的用途"]))
        wish = Wish(tuple(sorted(wanted)), tuple(tree[one] for one in where), purpose)
        found, said = _opened(grant, wish, hour, world, began)
        runs = starts <= hour < starts + lasts and revoked is None
        granted_ones = set().union(*(inside[one] for one in over))
        asked_ones = set().union(*(inside[one] for one in where))
        open_ones = granted_ones & asked_ones if runs and wanted <= fields else set()
        assert found == {tree[one] for one in open_ones}
        whole = {one for one in where if _is_inside(one, over)} == where
        told = runs and wanted <= fields and whole and purpose == grant.purpose
        assert (said == "") == told, said


ABOVE = {
    "zhongshan": "qingxiu",
    "xinzhu": "qingxiu",
    "taoyuanbei": "zhongshan",
    "tiantao": "zhongshan",
    "xinghu": "xinzhu",
}


def _is_inside(one: str, over: set[str]) -> bool:
    while one not in over and one in ABOVE:
        one = ABOVE[one]
    return one in over


def test_a_division_below_the_granted_one_is_covered_today(world: World, entry: ItemRevision) -> None:
    grant = a_grant(world, entry, places=[world.places["zhongshan"]])
    with scope.reading(clerk(world), now=clock()):
        assert set(granted.covered_by(grant)) == set(places.scopes_under(world.places["zhongshan"]))
