"""Names on the map: each fits where it stands, two of one level do not meet, and the level above is always named."""

from __future__ import annotations

from datetime import timedelta
from math import ceil, cos, pi, radians, sin

import mapbox_vector_tile
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.places import actions
from linli.kernel.places import queries as places
from linli.kit import words
from linli.kit.map import labels, tiles
from linli.kit.map.labels import EM, LINE, METRES_A_PIXEL
from linli.kit.map.tests.test_tiles import holding
from linli.plumbing.time import now as clock
from tests.world import World

LON, LAT = 108.33, 22.81
NAMES = st.text("桃源北南湖新竹社区街道第一二三网格", min_size=1, max_size=30)


def blob(lon: float, lat: float, radii: list[float]) -> shapely.Polygon:
    """An outline of any bulges, of some hundred metres."""
    turns = [2 * pi * number / len(radii) for number in range(len(radii))]
    ring = [(lon + r * 0.005 * cos(t), lat + r * 0.005 * sin(t)) for r, t in zip(radii, turns, strict=True)]
    return shapely.Polygon(ring)


def written(spot: labels.Spot, name: str, zoom: float) -> shapely.Polygon:
    """The box a name covers at a zoom, in degrees."""
    metres = METRES_A_PIXEL * cos(radians(spot.lat)) / 2**zoom
    wide = min(LINE, len(name)) * EM * metres / 111_195 / cos(radians(spot.lat))
    tall = ceil(len(name) / LINE) * EM * 1.3 * metres / 111_195
    return shapely.box(spot.lon - wide / 2, spot.lat - tall / 2, spot.lon + wide / 2, spot.lat + tall / 2)


@given(st.lists(st.floats(0.3, 1), min_size=5, max_size=40), NAMES)
def test_a_name_stands_inside_and_fits_from_its_zoom_on(radii: list[float], name: str) -> None:
    shape = blob(LON, LAT, radii)
    spot = labels.spot(shape, name)
    assert shape.covers(spot.point)
    slack = shape.buffer(1e-5)  # the circle is looked for to a fiftieth of the breadth
    assert slack.covers(written(spot, name, spot.zoom + 0.4))
    assert labels.spot(shape, name + "桃源北社区居民小组").zoom >= spot.zoom, "a longer name comes no sooner"


@given(st.lists(st.floats(0.3, 1), min_size=5, max_size=40), NAMES, NAMES)
def test_names_of_neighbours_do_not_meet(radii: list[float], one: str, other: str) -> None:
    here, there = blob(LON, LAT, radii), blob(LON + 0.0101, LAT, radii[::-1])
    spots = labels.spot(here, one), labels.spot(there, other)
    zoom = max(spot.zoom for spot in spots) + 0.4
    boxes = [written(spot, name, zoom) for spot, name in zip(spots, (one, other), strict=True)]
    assert boxes[0].intersection(boxes[1]).area < 1e-12


@pytest.mark.django_db
def test_wherever_a_community_is_named_its_street_is_named_too(world: World) -> None:
    """Zoom by zoom: no level is named before the one above it, and each has a zoom at which it is named."""
    now, version = clock(), places.version(at=clock())
    found = {one.id: one for one in places.outlines(None, layers=tiles.NAMED, at=now)}
    seen: dict[str, set[int]] = {level: set() for level in tiles.NAMED}
    tiles.kept.clear()
    for z in range(9, 17):
        named: dict[str, set[str]] = {level: set() for level in tiles.NAMED}
        for one in found.values():
            spot = labels.spot_of(one.shape, one.name)
            body = tiles.drawn(*holding(spot.lon, spot.lat, z), version=version, at=now)
            layer = mapbox_vector_tile.decode(body).get("names", {"features": []}) if body else {"features": []}
            for feature in layer["features"]:
                told = feature["properties"]
                named[told["kind"]].add(told["name"])
        for one in found.values():
            if one.name in named[one.layer]:
                seen[one.layer].add(one.id)
            if one.layer == "community" and one.name in named["community"] and z <= tiles.NAMED["street"]:
                above = {each.name for each in places.path(one.id) if each.level == "street"}
                drawn = {each.name for each in found.values() if each.layer == "street"}
                assert above & drawn <= named["street"], (z, one.name)
    assert seen["community"] == {one.id for one in found.values() if one.layer == "community"}


@pytest.mark.django_db
def test_a_name_of_the_past_stands_on_the_map_of_its_day(world: World) -> None:
    now = clock()
    day = words.local(now - timedelta(days=1)).date()
    actions.rename_division(
        place_id=world.community(), name="桃源湖社区", source="批复", by=world.hat("supervisor"), now=now
    )
    one = next(each for each in places.outlines(None, layers={"community"}, at=now) if each.id == world.community())
    spot = labels.spot_of(one.shape, one.name)
    told = {}
    for asked in (None, day):
        body = tiles.drawn(*holding(spot.lon, spot.lat, 16), version=places.version(at=now), at=now, day=asked)
        layer = mapbox_vector_tile.decode(body)["names"]["features"]
        told[asked] = {feature["properties"]["name"] for feature in layer}
    assert "桃源湖社区" in told[None]
    assert "桃源北社区" not in told[None]
    assert "桃源北社区" in told[day]
