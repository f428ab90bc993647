"""What the pages of a patrol ask the database does not grow with the grids, the buildings or the spots."""

from __future__ import annotations

import re

import pytest

from linli.kernel.places.models import Area, AreaBuilding, AreaKind, Level, Place
from linli.main.bench import statements
from linli.plumbing import pack_catalogue
from linli.plumbing.packs.kinds import body_of
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid.tests.test_patrol import worker_of
from tests.published import published_anew
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

ALLOWED = 12
LINES = {
    "/patrol": b'name="target"',
    "/patrol/data": b'"key"',
    "/patrol/report": b"<option",
    "/patrol/coverage": b"<tr",
}


def test_a_larger_round_asks_the_database_no_more(world: World) -> None:
    """More spots, more buildings, more grids: the pages hold more, and ask the same."""
    hat = worker_of(world)
    lead = next(one for one in world.desks.hats if one.role == "street_lead" and hat.scopes[0] in one.scopes)
    with surface("desk"):
        worker, overseer = Visit(), Visit()
        worker.enter(login=world.login(hat), password=PASSWORD)
        overseer.enter(login=world.login(lead), password=PASSWORD)
        visits = {page: overseer if page == "/patrol/coverage" else worker for page in LINES}
        few = {page: _weighed(visit, page) for page, visit in visits.items()}
        with as_login(""):
            _grow(world, Area.objects.get(id=hat.areas[0]))
        many = {page: _weighed(visit, page) for page, visit in visits.items()}
    for page, (asked, lines) in few.items():
        assert many[page][1] > lines > 0, page
        assert many[page][0] == asked, page
        assert len(asked) <= ALLOWED, page


def _weighed(visit: Visit, page: str) -> tuple[list[str], int]:
    """What a page asks, whatever the ids in it are, and how many lines it holds."""
    said = statements.least(lambda: visit.get(page))
    answer = visit.get(page)
    assert answer.status_code == 200
    return [re.sub(r"\d+(, \d+)*", "?", sql) for sql in said], answer.content.count(LINES[page])


def _grow(world: World, grid: Area) -> None:
    """Every spot of the plans four times, every building of the city in this grid, and ten grids more beside it."""
    for code, held in pack_catalogue.heads("patrols", clock()).items():
        body = body_of(held.value)
        spots = body.get("points", [])
        more = [{**one, "name": f"{one['name']}{number}"} for one in spots for number in range(3)]
        published_anew(world, "patrols", code, points=[*spots, *more])
    buildings = list(Place.objects.filter(level=Level.BUILDING))
    for number in range(10):
        beside = Area.objects.create(
            kind=AreaKind.GRID,
            code=f"beside-{number}",
            name=f"旁边{number}",
            scope_id=grid.scope_id,
            drawn=grid.drawn,
            since=grid.since,
        )
        AreaBuilding.objects.create(area=beside, building=buildings[0], since=grid.since)
    AreaBuilding.objects.bulk_create(AreaBuilding(area=grid, building=one, since=grid.since) for one in buildings)
