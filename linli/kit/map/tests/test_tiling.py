"""Geometry of tiles: what is cut and thinned stays whole rings, a tile stays small, what is kept has an end."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin

import mapbox_vector_tile
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from linli.kit.map import tiling
from linli.kit.map.tiling import EXTENT, MARGIN, Kept, bounds_of, encoded, placed

Z, X, Y = 14, 13_122, 7_127
WEST, SOUTH, EAST, NORTH = bounds_of(Z, X, Y)


def on_tile(across: float, down: float) -> tuple[float, float]:
    return WEST + across * (EAST - WEST), NORTH - down * (NORTH - SOUTH)


@st.composite
def stars(draw: st.DrawFn) -> BaseGeometry:
    """Rings of every shape that do not cross themselves, in and around the tile, from a hair to the whole of it."""
    radii = draw(st.lists(st.floats(0.05, 1), min_size=3, max_size=60))
    across, down = draw(st.floats(-0.4, 1.4)), draw(st.floats(-0.4, 1.4))
    size = draw(st.sampled_from([0.0002, 0.003, 0.05, 0.4, 1.5]))
    turns = [2 * pi * number / len(radii) for number in range(len(radii))]
    ring = [on_tile(across + size * r * cos(t), down + size * r * sin(t)) for r, t in zip(radii, turns, strict=True)]
    return shapely.Polygon(ring)


@given(stars())
def test_cutting_and_thinning_never_breaks_a_ring(shape: BaseGeometry) -> None:
    (seen,) = placed(Z, X, Y, [shape])
    assert shapely.is_valid(seen)
    assert seen.geom_type != "GeometryCollection" or seen.is_empty
    for part in shapely.get_parts(seen):
        if part.geom_type == "Polygon" and not part.is_empty:
            assert part.exterior.is_closed
            assert part.area > 0
    west, south, east, north = seen.bounds if not seen.is_empty else (0, 0, 0, 0)
    assert min(west, south) >= -MARGIN
    assert max(east, north) <= EXTENT + MARGIN
    body = encoded(Z, X, Y, {"areas": [(shape, {"name": "一"})]})
    if body:
        for feature in mapbox_vector_tile.decode(body)["areas"]["features"]:
            assert shapely.geometry.shape(feature["geometry"]).is_valid


def test_a_corner_narrower_than_a_unit_is_left_out() -> None:
    corners = [(12.7, 33.6), (5.2, 24.1), (2.3, 24.6), (7.1, 22.9)]
    shape = shapely.Polygon([on_tile(0.5 + across / EXTENT, 0.5 + down / EXTENT) for across, down in corners])
    (seen,) = placed(Z, X, Y, [shape])
    assert seen.geom_type == "Polygon"
    (feature,) = mapbox_vector_tile.decode(encoded(Z, X, Y, {"areas": [(shape, {})]}))["areas"]["features"]
    assert feature["geometry"]["type"] == "Polygon"


@given(stars())
def test_what_is_drawn_covers_what_there_is(shape: BaseGeometry) -> None:
    """Thinning moves a border by half a pixel at most, so no area is lost and none is made up."""
    (seen,) = placed(Z, X, Y, [shape])
    exact = shapely.transform(shape, lambda points: tiling._on_tile(Z, X, Y, points)).intersection(tiling.FRAME)
    slack = 8 * (exact.length + seen.length + 8)
    assert abs(seen.area - exact.area) <= slack


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4_000)), max_size=60))
def test_what_is_kept_never_grows_beyond_its_limit(puts: list[tuple[int, int]]) -> None:
    kept = Kept(most=10_000)
    for key, size in puts:
        assert kept.put(key, b"x" * size) == b"x" * size
        assert kept.held <= 10_000
        assert kept.held == sum(len(kept.get(one) or b"") for one in range(31))
    if puts:
        key, size = puts[-1]
        assert kept.get(key) == b"x" * size


def test_tiles_lie_side_by_side() -> None:
    row = [bounds_of(Z, X + step, Y) for step in range(4)]
    assert all(one[2] == other[0] for one, other in pairwise(row))
