"""The ground and the people of the demo city: believable, whole, and the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import shapely

from linli.kernel.cases.packs import City
from linli.kernel.people.id_numbers import checked_id_number
from linli.kernel.places import geo
from linli.main import founding
from linli.main.demo import folk
from linli.main.demo.ground import Town
from linli.main.demo.layout import values
from linli.plumbing import packs
from linli.plumbing.manifests import SCENARIOS

TODAY = date(2026, 11, 23)


@cache
def town() -> Town:
    return Town.of(packs.read(sorted(SCENARIOS.glob("*/packs/**/*.yaml")), founding.city_folder()))


def outlines(kind: str) -> dict[str, shapely.Geometry]:
    return {area.code: geo.shape_of(area.outline) for area in town().layout.areas if area.kind == kind}


def communities() -> dict[str, shapely.Geometry]:
    return {key: geo.shape_of(row.outline) for key, row in town().layout.divisions if row.outline}


def test_it_is_a_small_city() -> None:
    levels = Counter(row.level for _key, row in town().layout.divisions)
    assert levels == {"city": 1, "district": 1, "street": 2, "community": 6}
    per_community = Counter(building.community for building in town().layout.buildings)
    assert set(per_community.values()) == {40}
    assert 7_500 < sum(len(building.doors) for building in town().layout.buildings) < 8_200
    assert len(outlines("grid")) == 18
    assert "2单元301" in next(b.doors for b in town().layout.buildings if b.key == "taoyuan_36-2")


def test_everything_lies_where_it_belongs() -> None:
    city = next(values(town().pieces, City))
    box = shapely.box(city.west, city.south, city.east, city.north)
    grids, compounds = outlines("grid"), outlines("compound")
    for building in town().layout.buildings:
        house = geo.shape_of(building.row.outline or b"")
        assert grids[building.grid].contains(house), building.key
        assert compounds[building.compound].contains(house), building.key
        assert communities()[building.community].contains(house), building.key
    assert all(box.contains(outline) for outline in communities().values())


def test_compounds_keep_off_each_other_and_off_the_roads() -> None:
    tree = shapely.STRtree(list(outlines("compound").values()))
    pairs = tree.query(tree.geometries, predicate="intersects")
    assert all(one == other for one, other in pairs.T)
    for road in town().layout.roads:
        assert not len(tree.query(geo.shape_of(road.line), predicate="intersects")), road.name


def test_a_strip_along_the_river_lies_in_communities_and_in_no_grid() -> None:
    strips = {code: points for code, points in town().layout.unpatrolled.items() if points}
    assert set(strips) == {"qixing", "tiantao", "taoyuanbei"}
    for code, points in strips.items():
        for lon, lat in points:
            assert communities()[code].contains(shapely.Point(lon, lat))
            assert not any(grid.contains(shapely.Point(lon, lat)) for grid in outlines("grid").values())


def test_the_same_packs_give_the_same_ground() -> None:
    again = Town.of(town().pieces)
    assert [b.row for b in again.layout.buildings] == [b.row for b in town().layout.buildings]
    assert again.layout.areas == town().layout.areas


def test_about_twenty_thousand_people_live_there() -> None:
    everybody = [
        soul
        for number, building in enumerate(town().layout.buildings)
        for soul in folk.people_of(building, number, today=TODAY)
    ]
    assert 19_000 < len(everybody) < 23_000
    told = [soul.phone for soul in everybody if soul.phone]
    assert len(set(told)) == len(told)
    assert not set(told) & {one.phone for one in folk.NEIGHBOURS}
    kinds = Counter(kind for soul in everybody for _door, kind in soul.links)
    assert set(kinds) == {"owner", "occupant", "tenant", "registered", "carer"}
    assert all(soul.since <= TODAY for soul in everybody)


def test_identity_numbers_are_valid_and_old_neighbours_keep_their_doors() -> None:
    building = next(b for b in town().layout.buildings if b.key == "taoyuan_36-2")
    souls = folk.people_of(building, 7, today=TODAY)
    for soul in souls:
        assert checked_id_number(soul.id_number)
        assert all(door in building.doors for door, _kind in soul.links)
        assert "2单元301" not in [door for door, _kind in soul.links]  # 覃秀兰 lives there
    assert souls == folk.people_of(building, 7, today=TODAY)
    doors = {(b.key, door) for b in town().layout.buildings for door in b.doors}
    for neighbour in folk.NEIGHBOURS:
        assert checked_id_number(neighbour.id_number)
        assert (neighbour.building, neighbour.door) in doors
