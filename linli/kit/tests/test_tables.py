"""Tables for everybody, at the pages: read without a login, taken along as files, counted again by who published."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import msgspec
import pytest

from linli.kernel.indicators import actions
from linli.kernel.indicators.models import CubeVersion, Figure, Measured
from linli.kernel.indicators.periods import Period
from linli.kernel.places.models import Place
from linli.plumbing.time import now as clock
from tests.hearing import hear
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

ZONE = ZoneInfo("Asia/Shanghai")
MONTH = Period("month", date(2026, 1, 1))
TABLE = "/figures/tables/matters_by_group"


def reported(world: World, community: str, item: str, count: int) -> None:
    """So many matters of January in a community, as the worker has measured them."""
    at, first, known = (
        Place.objects.get(id=world.community(community)),
        datetime(2026, 1, 3, tzinfo=ZONE),
        Measured.objects.count(),
    )
    Measured.objects.bulk_create(
        Measured(
            case_id=50_000 + known + number, scope_id=at.id, lo=at.lo, item=item, at=first + timedelta(hours=number),
            reopened=0, excluded=False,
        )
        for number in range(count)
    )  # fmt: skip


@pytest.fixture
def january(world: World, db: None) -> World:
    with as_login(""):
        Measured.objects.all().delete()
        for community, lift, rubbish in (("桃源北社区", 3, 41), ("天桃社区", 28, 57)):
            reported(world, community, "hotline.lift", lift)
            reported(world, community, "hotline.rubbish", rubbish)
    actions.publish_cubes(period=MONTH, by=world.hat("robot"), now=clock())
    return world


def test_everybody_reads_a_table_and_no_small_number_in_it(january: World, public: Visit) -> None:
    listed = public.get("/figures/tables").content.decode()
    assert TABLE in listed
    with as_login(""):
        street = Place.objects.get(id=january.community("桃源北社区")).parent_id
    page = public.get(f"{TABLE}?place={street}").content.decode()
    assert "桃源北社区" in page
    assert "不公布" in page
    assert ">45<" in page
    assert ">85<" in page
    assert ">3<" not in page
    assert ">44<" not in page
    assert "不到10的" in page


def test_a_table_is_taken_along_as_csv_and_as_json_with_its_digest(january: World, public: Visit) -> None:
    rows = list(csv.DictReader(StringIO(public.get(f"{TABLE}/data.csv").content.decode("utf-8-sig"))))
    counts = {(row["name"], row["column"]): row["count"] for row in rows}
    assert counts["桃源北社区", ""] == "45"
    assert "" in {count for (name, column), count in counts.items() if name == "桃源北社区" and column}
    told = public.get(f"{TABLE}/data.json").json()
    body = msgspec.json.Encoder(order="sorted").encode(told["table"])
    assert told["digest"] == hashlib.sha256(body).hexdigest()
    assert (told["least"], told["rounded_to"], told["@type"]) == (10, 5, "dcat:Dataset")


def test_the_catalogue_leads_to_every_file(january: World, public: Visit) -> None:
    told = public.get("/open-data/catalogue.jsonld")
    assert told["Content-Type"] == "application/ld+json"
    found = json.loads(told.content)["dcat:dataset"]
    assert {one["dct:identifier"] for one in found} >= {"matters_by_group", "matters_by_standing"}
    for one in found:
        for file in one["dcat:distribution"]:
            path = file["dcat:downloadURL"]["@id"].partition("//")[2].partition("/")[2]
            assert public.get(f"/{path}").status_code == 200


@pytest.mark.parametrize("asked", ["since=2020-01-01", "since=soon", "version=7", "version=-1", "version=x", "place=0",
                                   "version=99999999999", "since=2026-13-45"])  # fmt: skip
def test_a_version_nobody_published_is_no_page_and_a_strange_word_no_error(
    january: World, public: Visit, asked: str
) -> None:
    assert public.get(f"{TABLE}?{asked}").status_code in (200, 404)
    assert public.get("/figures/tables/nothing").status_code == 404


def test_who_published_has_the_tables_counted_again(january: World) -> None:
    """Twenty matters came to light since: a second version stands beside the first."""
    with as_login(""):
        Figure.objects.create(
            indicator="cases", version_id=1, kind="place", about=january.city, scope_id=january.city, span="month",
            since=MONTH.since, base=129, value=129, computed=clock(), published=clock(),
        )  # fmt: skip
        reported(january, "天桃社区", "hotline.rubbish", 20)
    with surface("desk"):
        supervisor = Visit()
        supervisor.enter(login=january.login(january.hat("supervisor")), password=PASSWORD)
        asked = {"span": "month", "since": MONTH.since.isoformat(), "place": str(january.city)}
        assert "再算一遍统计表" in supervisor.get("/board/publication", asked).content.decode()
        assert supervisor.send("/board/publication/again", asked).status_code == 303
    hear()
    with surface("public"):
        page = Visit().get(TABLE).content.decode()
    with as_login(""):
        assert CubeVersion.objects.filter(cube="matters_by_group").count() == 2
    assert "第2版" in page
    assert "第1版" in page
