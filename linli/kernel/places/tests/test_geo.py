"""Points, outlines and cells: what must hold anywhere on the map, and above all in China."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.kernel.places import datums, geo
from linli.kernel.places.datums import System

LON = st.floats(100, 120)
LAT = st.floats(18, 45)
NEAR = st.floats(-0.02, 0.02)


@given(LON, LAT, NEAR, NEAR, st.integers(0, 1_000_000))
def test_the_ranges_of_a_box_hold_the_cell_of_every_point_in_it(
    west: float, south: float, wide: float, tall: float, seed: int
) -> None:
    east, north = west + abs(wide), south + abs(tall)
    lon = west + (east - west) * (seed % 1000) / 1000
    lat = south + (north - south) * (seed // 1000 % 1000) / 1000
    ranges = geo.cell_ranges((west, south, east, north))
    assert len(ranges) <= 16
    assert any(first <= geo.cell(lon, lat) <= last for first, last in ranges)


@given(LON, LAT)
def test_a_cell_is_a_small_square_whose_prefix_is_the_larger_one(lon: float, lat: float) -> None:
    assert geo.cell(lon, lat) >> 2 * (geo.ZOOM - geo.ROAD_ZOOM) == geo.cell(lon, lat, geo.ROAD_ZOOM)
    assert 0 <= geo.cell(lon, lat) < 1 << 40


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_point_on_earth_has_a_cell(lon: float, lat: float) -> None:
    assert 0 <= geo.cell(lon, lat) < 1 << 40


@given(LON, LAT, NEAR, NEAR)
def test_a_box_around_a_point_holds_everything_within_the_radius(
    lon: float, lat: float, east: float, north: float
) -> None:
    distance = geo.metres(lon, lat, lon + east, lat + north)
    assume(distance > 0.01)
    west, south, right, top = geo.box_around(lon, lat, distance)
    assert west <= lon + east <= right
    assert south <= lat + north <= top


def test_metres_on_the_ground() -> None:
    assert geo.metres(108.37, 22.82, 108.37, 22.82) == 0
    # Nanning to Guilin by the great circle; about 346 km on any map.
    assert geo.metres(108.366, 22.817, 110.290, 25.274) == pytest.approx(336_000, rel=0.02)


@given(LON, LAT)
def test_a_coarse_point_is_near_shared_and_stays_where_it_is(lon: float, lat: float) -> None:
    coarse = geo.coarsen(lon, lat)
    assert geo.metres(lon, lat, *coarse) < 100
    assert geo.coarsen(*coarse) == coarse


def test_neighbours_have_the_same_coarse_point() -> None:
    assert geo.coarsen(108.36630, 22.81712) == geo.coarsen(108.36700, 22.81755)


@pytest.mark.parametrize(
    "corners",
    [
        [(108.3, 22.8), (108.4, 22.8)],
        [(0, 0), (1, 1), (1, 0), (0, 1)],
        [(0, 0), (0, 0), (0, 0)],
        [(0, 0), (400, 0), (400, 90)],
    ],
)
def test_what_is_not_one_closed_area_is_refused(corners: list[tuple[float, float]]) -> None:
    with pytest.raises(geo.OutlineBroken):
        geo.polygon(corners)


@pytest.mark.parametrize("wkb", [b"", b"\x01", b"nonsense", shapely.to_wkb(shapely.Point(1, 2))])
def test_what_is_no_outline_at_all_is_refused(wkb: bytes) -> None:
    with pytest.raises(geo.OutlineBroken):
        geo.checked_outline(wkb)


def test_a_road_is_found_in_every_cell_it_passes_and_no_other() -> None:
    road = geo.line([(108.30, 22.80), (108.34, 22.83)])
    cells = geo.road_cells(road)
    for step in range(101):
        assert geo.cell(108.30 + 0.0004 * step, 22.80 + 0.0003 * step, geo.ROAD_ZOOM) in cells
    assert len(cells) < geo.count_cells_in((108.30, 22.80, 108.34, 22.83))


@given(LON, LAT, st.sampled_from([System.GCJ02, System.BD09]))
def test_positions_of_map_services_come_back_to_the_centimetre(lon: float, lat: float, system: System) -> None:
    there = datums.from_wgs84(lon, lat, system)
    assert 30 < geo.metres(lon, lat, *there) < 2_500
    assert geo.metres(lon, lat, *datums.to_wgs84(*there, system)) < 0.01


def test_outside_china_nothing_is_shifted() -> None:
    assert datums.from_wgs84(2.35, 48.86, System.GCJ02) == (2.35, 48.86)
    assert datums.to_wgs84(2.35, 48.86, System.GCJ02) == (2.35, 48.86)


def test_known_pairs_of_the_published_formula() -> None:
    # The example of wandergis/coordtransform: BD-09, GCJ-02 and WGS 84 around 116.404, 39.915.
    lon, lat = datums.from_wgs84(116.404, 39.915, System.GCJ02)
    assert lon == pytest.approx(116.41024449916938, abs=1e-9)
    assert lat == pytest.approx(39.91640428150164, abs=1e-9)


@given(st.lists(st.tuples(LON, LAT), min_size=3, max_size=8), st.sampled_from(list(System)), st.floats(-2e-5, 2e-5))
def test_the_system_is_told_from_known_places(places: list[tuple[float, float]], system: System, slip: float) -> None:
    pairs = []
    for lon, lat in places:
        given_lon, given_lat = datums.from_wgs84(lon, lat, system)
        pairs.append(((given_lon + slip, given_lat - slip), (lon, lat)))
    assert datums.recognise(pairs) is system


@given(st.lists(st.tuples(LON, LAT, NEAR), min_size=3, max_size=8))
def test_positions_that_fit_no_system_are_not_guessed(places: list[tuple[float, float, float]]) -> None:
    pairs = [((lon + 0.05 + abs(slip), lat), (lon, lat)) for lon, lat, slip in places]
    assert datums.recognise(pairs) is None


def test_two_known_places_are_too_few() -> None:
    assert datums.recognise([((108.3, 22.8), (108.3, 22.8))] * 2) is None


@pytest.mark.parametrize(
    ("words", "system"),
    [
        ("经度（高德）", System.GCJ02),
        ("bd09_lng", System.BD09),
        ("坐标系 WGS-84", System.WGS84),
        ("lon", None),
        ("由百度转高德", None),
    ],
)
def test_a_column_may_name_its_system(words: str, system: System | None) -> None:
    assert datums.named(words) is system
