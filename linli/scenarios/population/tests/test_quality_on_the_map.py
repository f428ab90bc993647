"""The quality of the register on the map: what the lists of quality tell, to the same people and nobody else."""

from __future__ import annotations

import mapbox_vector_tile
import pytest
from django.db.models import F

from linli.kernel.places import queries as places
from linli.kit.map.tests.test_tiles import holding
from linli.kit.tests.desk_site import enter, open_page
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import counting
from linli.scenarios.population.quality.models import Finding, Tally
from linli.scenarios.population.quality.on_the_map import FEWEST
from linli.scenarios.population.tests.test_story_quality import kept
from tests.surfaces import Visit, as_login, surface
from tests.world import World

__all__ = ["kept"]

pytestmark = pytest.mark.django_db
LAYERS = ("contradictions", "stale")


def contradiction(world: World, code: str, *, building: str = "taoyuan_36-1", state: str = "open") -> None:
    """A contradiction as a round of counting leaves it behind."""
    door, now = places.children(world.building(building))[0], clock()
    with as_login(""):
        Finding.objects.create(
            scope_id=door.scope_id, check_code="two_homes", about=code, place_id=door.id, found=now, seen=now,
            state=state, reason="看过了" if state == "explained" else "",
        )  # fmt: skip


def tile(world: World, code: str, z: int) -> str:
    place = places.place(world.building("taoyuan_36-1" if z >= 14 else "taoyuan_36-2"))
    assert place is not None
    z, x, y = holding(place.lon or 0, place.lat or 0, z)
    return f"/map/tiles/{code}/{z}/{x}/{y}.mvt"


def told(body: bytes) -> dict[str, str]:
    """What a tile says of each thing, by its name."""
    layer = mapbox_vector_tile.decode(body).get("things", {"features": []}) if body else {"features": []}
    return {one["properties"]["name"]: one["properties"]["said"] for one in layer["features"]}


def test_where_contradictions_stand_and_which_buildings_are_stalest(kept: World) -> None:
    with as_login(""):
        Finding.objects.all().delete()
    for number in range(3):
        contradiction(kept, f"person/{number}")
    contradiction(kept, "person/9", state="explained")
    with surface("desk"):
        lead = enter(Visit(), kept, kept.hat("street_lead", login="luminghui"))
        near = told(lead.get(tile(kept, "contradictions", 16)).content)
        assert near == {"桃源路36号院1栋": "3处对不上"}, "what was explained is settled"
        stale = told(lead.get(tile(kept, "stale", 16)).content)
        assert stale["桃源路36号院1栋"] != stale["桃源路36号院2栋"]
        page = open_page(lead, f"/map?layers=contradictions,stale&place={kept.community()}&zoom=16")
        for words in ("3处对不上", stale["桃源路36号院1栋"]):
            assert words in page
        box = "108.2,22.7,108.5,22.9"
        far = open_page(lead, f"/map?layers=contradictions&box={box}&zoom=11")
        rows = far.split('data-layer="contradictions"')[1].split("</section>")[0]
        assert "桃源北社区" in rows
        assert "3处对不上" in rows
        assert "桃源路36号院1栋" not in rows


@pytest.mark.parametrize("code", LAYERS)
@pytest.mark.parametrize("z", [11, 16])
def test_the_walls_of_the_list_are_the_walls_of_the_tile(world: World, code: str, z: int) -> None:
    """Byte for byte as if there were nothing: for a neighbouring community's hat, a resident and a stranger."""
    counting.count_quality(by=world.hat("robot"), now=clock())
    with surface("desk"):
        own = enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        other = enter(Visit(), world, world.hat("clerk", "天桃社区"))
        path = tile(world, code, z)
        before, foreign = own.get(path), other.get(path)
    contradiction(world, "person/1")
    with as_login(""):
        Tally.objects.filter(scope_id=world.community(), record="dwelling").update(fresh=F("dated"))
    with surface("desk"):
        assert own.get(path).content != before.content
        assert other.get(path).content == foreign.content
        assert own.get(path)["Cache-Control"] == "private, no-cache"
        assert Visit().get(path).status_code == 404
        nobody = enter(Visit(), world, world.hat("property_staff"))
        assert nobody.get(path).status_code == 404, "who does not see the list has no layer"
        assert "底册里对不上的" not in open_page(nobody, "/map")
    with surface("public"):
        resident = Visit()
        resident.enter(phone=world.residents[0].phone, password="world-2026")
        assert resident.get(path).status_code == 404
        assert "底册" not in resident.get("/map").content.decode()


def test_a_share_of_a_few_records_is_no_number(kept: World) -> None:
    building = kept.building("taoyuan_36-1")
    with as_login(""):
        rows = Tally.objects.filter(place_id=building, is_whole=False)
        rows.exclude(record="dwelling").delete()
        rows.update(dated=FEWEST - 1, fresh=0)
    with surface("desk"):
        lead = enter(Visit(), kept, kept.hat("street_lead", login="luminghui"))
        near = told(lead.get(tile(kept, "stale", 16)).content)
    assert near["桃源路36号院1栋"] == "不到10条"
    assert near["桃源路36号院2栋"].endswith("%没核对")


def test_from_the_map_to_the_pages_of_the_register(world: World) -> None:
    with surface("desk"):
        clerk = enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        face = open_page(clerk, f"/map?face=building/{world.building()}")
        assert f"/register/building/{world.building()}" in face
        assert f"/register/quality/building/{world.building()}" in face
        other = enter(Visit(), world, world.hat("clerk", "天桃社区"))
        assert "/register/building/" not in open_page(other, f"/map?face=building/{world.building()}")
    with surface("public"):
        assert "/register/" not in Visit().get(f"/map?face=building/{world.building()}").content.decode()
