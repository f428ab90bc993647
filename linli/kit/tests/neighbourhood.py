"""A small part of the demo city for tests of residents' pages: two communities, a grid, desks that hold duties."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from PIL import Image

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import Move
from linli.kernel.cases.models import Task
from linli.kernel.cases.reports import Photo
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewDuty, NewOrganisation
from linli.kernel.places import actions as places
from linli.kernel.places import geo
from linli.kernel.places.actions import NewArea, NewPlace
from linli.kit.counter.forms import UNKNOWN
from linli.main import founding
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

FOUNDED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
INGEST = Hat(surface="ingest", role="robot", label="导入")
ROBOT = Hat(surface="worker", role="robot", label="邻里")
LIGHT, BRANCHES, DISPUTE = "hotline.stair_light", "community.branches", "community.neighbours"
PIN = (108.3312, 22.8123)


@dataclass(frozen=True)
class City:
    """Ids by name: places, the grid, the units."""

    ids: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.ids[name]

    def desk(self, role: str, unit: str) -> Hat:
        """A member of staff of a unit, over both communities."""
        scopes = tuple(self.ids[name] for name in ("city", "建政街道", "桃源社区", "长罡社区"))
        return Hat("desk", role, account=0, unit=self.ids[unit], scopes=scopes, label="黄志强 网格员")


@pytest.fixture
def city(db: None, settings: LazySettings) -> Iterator[City]:
    """The public surface, founded on the demo packs, with ground and desks."""
    settings.SURFACE, settings.SURFACE_URL = "public", settings.PUBLIC_URL
    settings.ROOT_URLCONF = "linli.main.urls_public"
    catalogue.forget()
    founding.found(founding.city_folder(), now=FOUNDED)
    ids = _ground()
    _desks(ids)
    catalogue.forget()
    yield City(ids)
    catalogue.forget()


def _ground() -> dict[str, int]:
    rows = [
        NewPlace("city", "南宁市", key="city", code="450100000000"),
        NewPlace("district", "青秀区", parent="city", key="青秀区"),
        NewPlace("street", "建政街道", parent="青秀区", key="建政街道"),
        NewPlace("community", "桃源社区", parent="建政街道", key="桃源社区", outline=square(108.33, 22.81)),
        NewPlace("community", "长罡社区", parent="建政街道", key="长罡社区", outline=square(108.341, 22.81)),
        NewPlace("building", "2栋", parent="桃源社区", key="2栋", address="桃源路36号院", lon=PIN[0], lat=PIN[1]),
        NewPlace("building", "3栋", parent="桃源社区", key="3栋", address="桃源路36号院", lon=108.3316, lat=22.8124),
    ]
    numbers = places.add_many(rows=rows, by=INGEST, now=FOUNDED)
    ids = {row.key: number for row, number in zip(rows, numbers, strict=True)}
    blocks = (ids["2栋"], ids["3栋"])
    outline = square(108.33, 22.81)
    grid = NewArea("grid", "taoyuan-1", "第一网格", outline=outline, buildings=blocks, scope_id=ids["桃源社区"])
    yard = NewArea("compound", "taoyuan-36", "桃源路36号院", buildings=blocks, scope_id=ids["桃源社区"])
    ids["grid"], ids["yard"] = places.draw_areas(rows=[grid, yard], by=ROBOT, now=FOUNDED)
    return ids


def _desks(ids: dict[str, int]) -> None:
    units = [
        NewOrganisation("committee", "桃源社区居委会", ids["桃源社区"], phone="0771-5550101"),
        NewOrganisation("firm", "桂和物业", ids["桃源社区"], phone="0771-5550202"),
        NewOrganisation("street_office", "建政街道办事处", ids["建政街道"], phone="0771-5550303"),
    ]
    numbers = people.add_organisations_many(rows=units, by=INGEST, now=FOUNDED)
    ids |= {unit.name: number for unit, number in zip(units, numbers, strict=True)}
    duties = [
        NewDuty("clerk", ids["桃源社区居委会"], place_id=ids["桃源社区"]),
        NewDuty("grid_worker", ids["桃源社区居委会"], area_id=ids["grid"]),
        NewDuty("property_staff", ids["桂和物业"], area_id=ids["yard"]),
        NewDuty("street_lead", ids["建政街道办事处"], place_id=ids["建政街道"]),
        NewDuty("street_clerk", ids["建政街道办事处"], place_id=ids["建政街道"]),
    ]
    people.assign_duties_many(rows=duties, by=INGEST, now=FOUNDED)


def square(west: float, south: float, side: float = 0.01) -> bytes:
    """A square outline of about a kilometre."""
    east, north = west + side, south + side
    return geo.polygon([(west, south), (east, south), (east, north), (west, north)])


def photo(colour: str = "grey", size: tuple[int, int] = (64, 48)) -> bytes:
    """A real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def form(city: City, **fields: object) -> dict[str, object]:
    """A report as a browser sends it, complete unless told otherwise."""
    whole: dict[str, object] = {
        "key": "k" * 24,
        "act": "send",
        "text": "三楼楼道灯坏了两天，老人上下楼怕摔。",
        "item": LIGHT,
        "place": str(city["2栋"]),
        "who": "anonymous",
        "community": UNKNOWN,
    }
    return {**whole, **fields}


def all_powers() -> None:
    """Look at the tables as their owner again; a request of the test has left its login in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")


def report(client: Client, city: City, **fields: object) -> str:
    """Send a report; its public number."""
    answer = client.post("/report", form(city, **fields))
    assert answer.status_code == 302, answer.content.decode()
    all_powers()
    return str(client.session["receipt_shown"]["number"])


def answer(number: str, city: City, *, outcome: str = "fixed", picture: bytes = b"") -> None:
    """Let the property firm accept, handle and answer a matter."""
    all_powers()
    hat = city.desk("property_staff", "桂和物业")
    photos = (Photo(picture or photo("white")),)
    moves = [
        Move("accept"),
        Move("handled", text="换了声控灯头，两层都试亮了。", photos=photos),
        Move("answer", text="灯头烧了，已经换新的。", outcome=outcome),
    ]
    case_id = Task.objects.filter(number=number).values_list("case_id", flat=True)[0]
    for move in moves:
        cases.act(case_id=case_id, move=move, by=hat, now=clock())
    all_powers()


def draw_photos() -> None:
    """What the worker does: every photo drawn anew."""
    all_powers()
    for paper in list(Paper.objects.values_list("id", "scope_id")):
        papers.clean(paper=paper[0], by=scope.robot([paper[1]]), now=clock())
    all_powers()


DAY = timedelta(days=1)
