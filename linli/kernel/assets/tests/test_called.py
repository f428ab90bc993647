"""Facilities by a part of their name: any part finds them, and fifty thousand of them are no reason to wait."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.assets import actions, queries
from linli.kernel.assets.actions import NewAsset
from linli.kernel.assets.queries.things import CALLED
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.plumbing import search

__all__ = ["office", "town"]

MANY = 50_000
MOST_MS = 20.0  # for a word one facility in eight has; a rare one takes a tenth


def called(typed: str, limit: int = 5) -> list[str]:
    return [one.name for one in queries.assets_called(typed, limit=limit)]


def register(office: Office, *names: str) -> list[int]:
    rows = [NewAsset("clinic", name, office.town["桃源2栋"], "survey") for name in names]
    return actions.add_assets_many(rows=rows, by=office.hat("wei"), now=LATER)


def test_any_part_of_a_name_finds_it_the_shortest_first(office: Office) -> None:
    _first, second, *_more = register(office, "桃源社区卫生服务中心", "桃源卫生站", "长罡小学（分校）", "KFC 长罡店")
    assert called("卫生") == ["桃源卫生站", "桃源社区卫生服务中心"]
    assert called("生站") == ["桃源卫生站"]
    assert called("校") == ["长罡小学（分校）"], "one character too"
    assert called("kfc 长罡") == called("ＫＦＣ") == ["KFC 长罡店"], "whatever the width and case of the letters"
    assert called("桃源 中心") == ["桃源社区卫生服务中心"], "two words in any order"
    assert called("医院") == called("") == called("！？") == []
    actions.correct_asset(
        asset_id=second, changes={"name": "南湖诊所"}, source="visit", by=office.hat("wei"), now=LATER
    )
    assert called("南湖") == ["南湖诊所"]
    assert called("生站") == [], "its former name leads nowhere"
    actions.end_asset(asset_id=second, source="visit", by=office.hat("wei"), now=LATER)
    assert called("南湖") == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("桃源南湖卫生站学校A1", min_size=1, max_size=8), min_size=1, max_size=6), st.data())
def test_whatever_part_is_typed_finds_the_whole(office: Office, names: list[str], data: st.DataObject) -> None:
    register(office, *names)
    name = data.draw(st.sampled_from(names))
    first = data.draw(st.integers(0, len(name) - 1))
    signs = [sign for run in search._runs(name) for sign in run]
    last = data.draw(st.integers(0, len(signs) - 1))
    part = "".join(signs[min(first, last) : last + 1])
    assert name in called(part, limit=10_000)


def test_fifty_thousand_are_looked_for_by_their_index(office: Office) -> None:
    """No table is read from one end to the other, and the dearest word is answered at once."""
    kinds = ["社区卫生站", "第一小学", "健身点", "充电站", "停车场", "快递柜", "老年食堂", "阅览室"]
    names = [f"{number}号{kinds[number % len(kinds)]}" for number in range(MANY)]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into assets_asset (place_id, scope_id, lon, lat, since, kind, name, code, address, phone,"
            " opening_hours, source, tokens) select %s, %s, 108.3, 22.8, now(), 'clinic', name, '', '', '', '', 'test',"
            " string_to_array(tokens, ' ') from unnest(%s::text[], %s::text[]) as u (name, tokens)",
            [office.town["桃源2栋"], office.town["桃源社区"], names, [" ".join(search.pieces(one)) for one in names]],
        )
        cursor.execute("analyze assets_asset")
        for typed in ("卫生站", "12345号", "食"):
            cursor.execute("explain " + CALLED, [search.query(typed), 5])
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "asset_tokens" in plan, plan
            assert "Seq Scan" not in plan, plan
    spent = []
    for _turn in range(7):
        began = perf_counter()
        found = called("卫生站")
        spent.append((perf_counter() - began) * 1000)
    assert found[0] == "0号社区卫生站"
    assert median(spent) < MOST_MS, spent
