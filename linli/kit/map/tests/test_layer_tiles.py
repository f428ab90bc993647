"""Layers: what packs say of them, and that a tile or a list never tells a hat more than its walls do."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

from linli.kernel.people.actions import NewPerson, NewResidence, add_people_many
from linli.kernel.places import queries as places
from linli.kit.map import layers, living, sources
from linli.kit.map.layers import MapLayer
from linli.kit.map.tests.test_tiles import holding
from linli.kit.map.tiling import around, bounds_of
from linli.kit.tests.desk_site import enter, open_page
from linli.main.demo.ground import INGEST
from linli.plumbing import packs
from linli.plumbing.packs.errors import Spot
from linli.plumbing.packs.kinds import Context
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, surface
from tests.world import World

pytestmark = pytest.mark.django_db
STAFF_ONLY = ("people", "matters_open", "matters_late", "grids", "buildings", "streets", "firms")
OPEN_TO_ALL = ("communities", "compounds", "government")


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    living.forget()


def moved_in(world: World, count: int, place: str = "taoyuan_36-2") -> None:
    """So many people live in one building from now on."""
    doors = places.children(world.building(place))
    now = clock()
    rows = [
        NewPerson(f"莫{chr(0x4E00 + number)}", (NewResidence(door.id, door.scope_id, "occupant", now),))
        for number, door in zip(range(count), doors * 20, strict=False)
    ]
    add_people_many(rows=rows, by=INGEST, now=now)


def tile_of(world: World, code: str, z: int = 14) -> str:
    building = places.place(world.building())
    assert building is not None
    z, x, y = holding(building.lon or 0, building.lat or 0, z)
    return f"/map/tiles/{code}/{z}/{x}/{y}.mvt"


def told(body: bytes) -> dict[str, dict[str, object]]:
    """The things of a tile by key."""
    return {
        one["properties"]["key"]: one["properties"] for one in mapbox_vector_tile.decode(body)["things"]["features"]
    }


def test_a_resident_gets_public_layers_and_no_other(world: World) -> None:
    world.an_open_case()
    moved_in(world, 30)
    with surface("public"):
        for visit in (Visit(), Visit()):
            for code in STAFF_ONLY:
                assert visit.get(tile_of(world, code)).status_code == 404, code
            for code in OPEN_TO_ALL:
                answer = visit.get(tile_of(world, code))
                assert answer.status_code in (200, 204), code
                assert answer["Cache-Control"] == "public, max-age=300"
            visit.enter(phone=world.residents[0].phone, password="world-2026")


@pytest.mark.asvs("V14.2.2")
def test_the_bytes_of_a_public_tile_do_not_depend_on_who_lives_there(world: World) -> None:
    with surface("public"):
        visit = Visit()
        paths = [tile_of(world, code, z) for code in OPEN_TO_ALL for z in (11, 14, 16)]
        z, x, y = holding(108.33, 22.81, 15)
        before = [visit.get(path).content for path in (*paths, f"/tiles/{z}/{x}/{y}.mvt")]
    world.an_open_case()
    moved_in(world, 40)
    with surface("public"):
        assert [visit.get(path).content for path in (*paths, f"/tiles/{z}/{x}/{y}.mvt")] == before


@pytest.mark.parametrize("code", ["people", "matters_open"])
@pytest.mark.parametrize("z", [11, 14, 16])
def test_a_tile_is_drawn_under_the_hats_own_scopes(world: World, code: str, z: int) -> None:
    """Whoever works there sees it; for a neighbouring community's hat the tile is, byte for byte, as if it were not."""
    with surface("desk"):
        own = enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        other = enter(Visit(), world, world.hat("clerk", "天桃社区"))
        path = tile_of(world, code, z)
        empty, foreign = own.get(path), other.get(path)
    world.an_open_case()
    moved_in(world, 60)
    living.forget()
    with surface("desk"):
        assert own.get(path).content != empty.content
        assert other.get(path).content == foreign.content
        assert own.get(path)["Cache-Control"] == "private, no-cache"
        stranger = Visit()
        assert stranger.get(path).status_code == 404


def test_fewer_than_ten_people_are_never_a_number(world: World) -> None:
    moved_in(world, 8)  # and a tenant lives there already
    with surface("desk"):
        clerk = enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        own = f"division-{world.community()}"
        far = told(clerk.get(tile_of(world, "people", 11)).content)[own]
        squares = told(clerk.get(tile_of(world, "people", 16)).content).values()
        page = open_page(clerk, "/map?layers=people")
    assert far["shade"] == -1
    assert far["said"] == "少于10人"
    assert all(one["shade"] == -1 for one in squares)
    assert "少于10人" in page
    moved_in(world, 12)
    living.forget()
    with surface("desk"):
        assert told(clerk.get(tile_of(world, "people", 11)).content)[own]["said"] == "21人"


def test_the_list_tells_what_the_tile_draws(world: World) -> None:
    """The same box and zoom: every layer's rows are the tile's things, neither more nor fewer."""
    for _number in range(3):
        world.an_open_case()
    with surface("desk"):
        lead = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        for code in ("communities", "grids", "compounds", "matters_open", "government", "buildings"):
            path = tile_of(world, code, 16)
            z, x, y = (int(part) for part in path.removesuffix(".mvt").split("/")[-3:])
            box = ",".join(map(str, around(bounds_of(z, x, y))))
            answer = lead.get(path)
            drawn = set(told(answer.content)) if answer.content else set()
            page = open_page(lead, f"/map?layers={code}&box={box}&zoom=16")
            listed = {part.split('"')[0] for part in page.split('data-key="')[1:]}
            assert drawn == listed, code


def test_what_a_layer_may_not_be(world: World) -> None:
    """A public layer of people, a source nobody has, a shade without limits: refused with a sentence."""
    words = packs.Words(zh="试", en="Trial")
    context = Context(Spot("layers.yaml", {}), {})

    def problems(**given: object) -> list[str]:
        entry = MapLayer(**{"code": "trial", "label": words, "look": "dot", "draws": "organisations", **given})  # type: ignore[arg-type]
        return [str(one.message) for one in layers.check_layer(entry, context)]

    assert problems() == []
    assert problems(draws="people", look="shade", limits=[1, 2, 3, 4]) == []
    assert len(problems(draws="people", look="shade", limits=[1, 2, 3, 4], public=True)) == 1
    assert len(problems(draws="persons")) == 1
    assert len(problems(draws="areas", of="village")) == 1
    assert len(problems(look="shade")) == 1
    assert len(problems(look="shade", limits=[4, 3, 2, 1])) == 1


def test_a_source_is_open_to_nobody_it_does_not_name(world: World) -> None:
    for name in sources.names():
        source = sources.source(name)
        assert source is not None
        assert source.open_to(world.resident()) == source.public, name
        assert source.open_to(world.hat("visitor")) == source.public, name


def test_what_is_a_square_on_the_map_is_read_out_by_community(world: World) -> None:
    moved_in(world, 30)
    with surface("desk"):
        lead = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        page = open_page(lead, "/map?layers=people,buildings&box=108.315,22.796,108.36,22.824&zoom=12")
    assert 'data-key="cell-' not in page
    for code in ("people", "buildings"):
        rows = page.split(f'data-layer="{code}"')[1].split("</section>")[0]
        assert f'data-key="division-{world.community()}"' in rows, code
