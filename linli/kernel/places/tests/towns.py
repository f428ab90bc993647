"""A small part of a city: one district, two streets, four communities, and who imports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from linli.kernel.places import actions, geo
from linli.kernel.places.actions import NewPlace
from linli.plumbing.scope import Hat

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
INGEST = Hat(surface="ingest", role="robot", label="导入")


@dataclass(frozen=True)
class Town:
    """Ids of the places by name."""

    ids: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.ids[name]


def square(west: float, south: float, side: float = 0.01) -> bytes:
    """A square outline, of about a kilometre unless told."""
    east, north = west + side, south + side
    return geo.polygon([(west, south), (east, south), (east, north), (west, north)])


@pytest.fixture
def town(db: None) -> Town:
    rows = [
        NewPlace("city", "南宁市", key="city", code="450100000000"),
        NewPlace("district", "青秀区", parent="city", key="青秀区"),
        NewPlace("street", "建政街道", parent="青秀区", key="建政街道"),
        NewPlace("street", "南湖街道", parent="青秀区", key="南湖街道"),
        NewPlace("community", "桃源社区", parent="建政街道", key="桃源社区", outline=square(108.33, 22.81)),
        NewPlace("community", "长罡社区", parent="建政街道", key="长罡社区", outline=square(108.34, 22.81)),
        NewPlace("community", "南湖社区", parent="南湖街道", key="南湖社区", outline=square(108.35, 22.81)),
        NewPlace(
            "building", "2栋", parent="桃源社区", key="桃源2栋", address="桃源路36号院", lon=108.3312, lat=22.8123
        ),
        NewPlace(
            "building", "3栋", parent="桃源社区", key="桃源3栋", address="桃源路36号院", lon=108.3316, lat=22.8123
        ),
        NewPlace("building", "1栋", parent="长罡社区", key="长罡1栋", address="长罡路8号", lon=108.3412, lat=22.8123),
        NewPlace("dwelling", "2单元301", parent="桃源2栋", key="301"),
        NewPlace("dwelling", "2单元302", parent="桃源2栋", key="302"),
    ]
    numbers = actions.add_many(rows=rows, by=INGEST, now=NOW)
    return Town({row.key: number for row, number in zip(rows, numbers, strict=True)})


def clerk(*scopes: int) -> Hat:
    """A clerk at the front desk of these communities."""
    return Hat(surface="desk", role="clerk", account=7, post=7, scopes=scopes, label="韦丽 受理员")


def lead(*scopes: int) -> Hat:
    """The lead of a street."""
    return Hat(surface="desk", role="street_lead", account=8, post=8, scopes=scopes, label="陆建国 街道主任")
