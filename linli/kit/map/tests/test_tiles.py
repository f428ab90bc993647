"""Our own tiles: what they hold, what they leave out, and that a tile is where it says it is."""

from __future__ import annotations

import math

import mapbox_vector_tile
import pytest
from django.conf import LazySettings
from django.test import Client

from linli.kit.map import tiles
from linli.kit.map.tiling import bounds_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(client: Client, settings: LazySettings) -> Client:
    settings.ROOT_URLCONF = "linli.main.urls_public"
    tiles.kept.clear()
    return client


def holding(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    """The tile of a point."""
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon / 360 + 0.5) * 2**z), int(row * 2**z)


def test_a_tile_holds_roads_buildings_and_areas_and_nobody(world: World, public: Client) -> None:
    z, x, y = holding(108.33, 22.81, 14)
    answer = public.get(f"/tiles/{z}/{x}/{y}.mvt")
    drawn = mapbox_vector_tile.decode(answer.content)
    assert answer.status_code == 200
    assert set(drawn) == {"roads", "buildings", "areas", "names"}
    keys = {key for layer in drawn.values() for feature in layer["features"] for key in feature["properties"]}
    assert keys <= {"kind", "name"}


def test_it_may_be_kept_and_is_not_sent_twice(world: World, public: Client) -> None:
    z, x, y = holding(108.33, 22.81, 14)
    first = public.get(f"/tiles/{z}/{x}/{y}.mvt")
    assert first["Cache-Control"] == "public, max-age=300"
    again = public.get(f"/tiles/{z}/{x}/{y}.mvt", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("z", "x", "y"), [(14, 0, 0), (3, 6, 3), (18, 209_000, 113_000), (9, 9_999_999, 1)])
def test_outside_the_city_and_its_zooms_there_is_nothing(world: World, public: Client, z: int, x: int, y: int) -> None:
    assert public.get(f"/tiles/{z}/{x}/{y}.mvt").status_code == 204


def test_bounds_are_those_of_web_mercator() -> None:
    west, south, east, north = bounds_of(0, 0, 0)
    assert (west, east) == (-180, 180)
    assert north == pytest.approx(85.0511288)
    assert south == pytest.approx(-85.0511288)
    z, x, y = holding(108.33, 22.81, 16)
    west, south, east, north = bounds_of(z, x, y)
    assert west <= 108.33 < east
    assert south < 22.81 <= north
