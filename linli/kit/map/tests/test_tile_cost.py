"""A city of 100,000 buildings: what its tiles cost, how large they are, and that a redrawn grid shows at once."""

from __future__ import annotations

from time import process_time

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel.places import actions, geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import NewArea
from linli.kit.map import tiles
from linli.kit.map.tests.test_tiles import holding
from linli.main.demo.ground import INGEST
from linli.plumbing.time import now as clock
from tests.world import World

LON, LAT = 108.318, 22.799
MOST_BYTES = 200_000
MOST_SECONDS = 0.6  # of one core, for the dearest tile of the city; a common one takes a tenth of it


def built(world: World, count: int) -> None:
    """So many buildings in rows over the middle of the city, each a plain house, by one statement."""
    side = int(count**0.5)
    step = 0.038 / side
    scope = world.community()
    houses = [geo.box_around(LON + x * step, LAT + y * step * 0.6, 4) for x in range(side) for y in range(side)]
    rows = [
        (LON + x * step, LAT + y * step * 0.6, geo.cell(LON + x * step, LAT + y * step * 0.6))
        for x in range(side)
        for y in range(side)
    ]
    outlines = [geo.polygon([(w, s), (e, s), (e, n), (w, n)]) for w, s, e, n in houses]
    with connection.cursor() as cursor:
        cursor.execute("select max(lo) from places_place")
        first = cursor.fetchone()[0] + (1 << 43)
        cursor.execute(
            "insert into places_place (level, parent_id, code, name, address, lo, hi, children, scope_id, lon, lat,"
            " outline, cell, since) select 'building', %s, '', n || '栋', '试验路', %s + n * 4096,"
            " %s + n * 4096 + 4095, 24, %s, lon, lat, outline, cell, now() - interval '1 day'"
            " from unnest(%s::float8[], %s::float8[], %s::bigint[], %s::bytea[]) with ordinality"
            " as u(lon, lat, cell, outline, n)",
            [scope, first, first, scope, *(list(column) for column in zip(*rows, strict=True)), outlines],
        )
        cursor.execute("analyze places_place")


def cost(z: int) -> tuple[float, int, int]:
    """Seconds of the process, bytes and statements of the tile over the middle of the city, drawn anew."""
    tiles.kept.clear()
    now = clock()
    z, x, y = holding(LON + 0.02, LAT + 0.012, z)
    version = places.version(at=now)
    asked = CaptureQueriesContext(connection)
    with asked:
        began = process_time()
        body = tiles.drawn(z, x, y, version=version, at=now)
        spent = process_time() - began
    return spent, len(body), len(asked)


@pytest.mark.django_db
def test_a_tile_of_a_dense_city_is_small_and_asks_little(world: World) -> None:
    built(world, 10_000)
    for z in (11, 13, 14, 15, 16):
        spent, size, statements = cost(z)
        assert 0 < size <= MOST_BYTES, z
        assert statements <= 4, z
        assert spent <= MOST_SECONDS, (z, spent)


@pytest.mark.proof
@pytest.mark.django_db
def test_a_hundred_thousand_buildings_stay_quick(world: World) -> None:
    built(world, 100_000)
    told = {z: cost(z) for z in (9, 11, 13, 14, 15, 16)}
    print(told)  # noqa: T201  the figures of a bench
    for z, (spent, size, statements) in told.items():
        assert 0 < size <= MOST_BYTES, z
        assert statements <= 4, z
        assert spent <= MOST_SECONDS, (z, spent)


@pytest.mark.django_db
def test_a_grid_that_was_redrawn_is_redrawn_on_the_next_tile(
    world: World, client: Client, settings: LazySettings
) -> None:
    settings.ROOT_URLCONF = "linli.main.urls_public"
    z, x, y = holding(108.33, 22.81, 14)
    path = f"/tiles/{z}/{x}/{y}.mvt"
    before = client.get(path)
    assert client.get(path, headers={"If-None-Match": before["ETag"]}).status_code == 304
    house = geo.polygon([(108.329, 22.809), (108.331, 22.809), (108.331, 22.811)])
    row = NewArea("grid", "", "新画的网格", house, scope_id=world.community())
    actions.draw_area(row=row, by=INGEST, now=clock())
    after = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "新画的网格".encode() in after.content
    version = tiles.mark(places.version(at=clock()))
    assert client.get(f"{path}?v={version}")["Cache-Control"] == "public, max-age=86400"
    assert client.get(f"{path}?v=older")["Cache-Control"] == "public, max-age=300"
