"""Drawing areas at the desk: told before it is saved, by line or by list, and nobody draws where they may not."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from linli.kernel.places import queries as places
from linli.kernel.places.geo import bounds_of
from linli.kit import words
from linli.kit.tests.desk_site import enter, open_page
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, surface
from tests.world import World

pytestmark = pytest.mark.django_db


def grid(world: World) -> int:
    """The grid of 桃源路36号院2栋."""
    found = places.grid_of(building_id=world.building(), at=clock())
    assert found is not None
    return found.id


def form(world: World, **more: object) -> dict[str, object]:
    """What the form of the grid holds as it stands."""
    area = places.area(grid(world))
    assert area is not None
    held = [one.id for one in places.buildings_of([area.id], at=clock())[area.id]]
    return {"name": area.name, "building": held, "from_day": words.local(clock()).date().isoformat(), **more}


def test_a_street_lead_redraws_a_grid_after_seeing_what_moves(world: World) -> None:
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        number = grid(world)
        page = open_page(street, f"/map/areas/{number}")
        assert "桃源路36号院2栋" in page
        held = form(world)["building"]
        assert isinstance(held, list)
        fewer = [one for one in held if one != world.building()]
        look = street.send(f"/map/areas/{number}", form(world, building=fewer, act="look"))
        text = look.content.decode()
        assert "换地方的楼栋" in text
        assert "网格员" in text, "who answers for it"
        assert places.grid_of(building_id=world.building(), at=clock()) is not None, "nothing is saved by looking"
        tomorrow = words.local(clock()).date() + timedelta(days=1)
        day = tomorrow.isoformat()
        saved = street.send(f"/map/areas/{number}", form(world, building=fewer, act="save", from_day=day))
        assert saved.status_code == 302
    now = clock()
    assert places.grid_of(building_id=world.building(), at=now) is not None, "it holds from tomorrow"
    assert places.grid_of(building_id=world.building(), at=now + timedelta(days=2)) is None


def test_a_crossing_line_comes_back_with_its_place_and_everything_typed(world: World) -> None:
    area = places.area(grid(world))
    assert area is not None
    west, south, east, north = bounds_of(area.outline or b"")
    ring = json.dumps([[west, south], [east, north], [east, south], [west, north]])
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        answer = street.send(f"/map/areas/{area.id}", form(world, name="新名字", ring=ring, act="save"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "交叉" in text
    assert "新名字" in text
    assert "&#34;wrong&#34;: [" in text
    assert ring.replace('"', "&#34;") in text


def test_an_overlap_and_a_gap_are_told_and_a_split_makes_two(world: World) -> None:
    area = places.area(grid(world))
    assert area is not None
    west, south, east, north = bounds_of(area.outline or b"")
    wide = [[west - 0.002, south], [east, south], [east, north], [west - 0.002, north]]
    middle = (west + east) / 2
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        told = street.send(f"/map/areas/{area.id}", form(world, ring=json.dumps(wide), act="look")).content.decode()
        assert "重叠" in told
        cut = json.dumps([[middle, south - 0.01], [middle, north + 0.01]])
        asked = street.send(f"/map/areas/{area.id}", form(world, cut=cut, act="save"))
        assert asked.status_code == 422, "the second part needs a name"
        saved = street.send(f"/map/areas/{area.id}", form(world, cut=cut, name_2="新分出的网格", act="save"))
        assert saved.status_code == 302, saved.content.decode()
    named = {one.name for one in places.areas_in([area.scope_id], kind="grid", at=clock())}
    assert {"新分出的网格", area.name} <= named


def test_a_compound_is_made_from_the_list_alone(world: World) -> None:
    """What works without a map and without a script."""
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        given = {"place": world.community(), "kind": "compound", "name": "桃源新村", "building": [world.building()]}
        missing = street.send("/map/areas/new", {**given, "building": [], "act": "save"})
        assert missing.status_code == 422
        saved = street.send("/map/areas/new", {**given, "act": "save"})
        assert saved.status_code == 302
    found = places.compound_of(world.building(), at=clock())
    assert found is not None
    assert found.name == "桃源新村", "and it has left the compound it was in"


def test_who_may_not_draw(world: World) -> None:
    number = grid(world)
    with surface("desk"):
        clerk = enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        assert clerk.get(f"/map/areas/{number}").status_code == 403
        assert clerk.send(f"/map/areas/{number}", form(world, act="save")).status_code == 403
        other = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        own = [one for one in world.scopes() if one in world.hat("street_lead", login="luminghui").scopes]
        foreign = next(one for one in world.scopes() if one not in own)
        assert other.get(f"/map/areas/new?place={foreign}&kind=grid").status_code == 404
    with surface("public"):
        assert Visit().get(f"/map/areas/{number}").status_code == 404
