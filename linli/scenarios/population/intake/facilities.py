"""Facilities: schools, clinics, markets, venues; with their position in whatever system, opening hours and capacity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewAsset
from linli.kernel.assets.models import Asset
from linli.kernel.imports.kinds import Field, Row, Run, one_of
from linli.kernel.imports.saying import Reason
from linli.plumbing.tabular.values import whole, yes_or_no
from linli.scenarios.population.intake import shapes
from linli.scenarios.population.intake.fields import POSITION, STANDING, SYSTEM, WITHIN, as_code
from linli.scenarios.population.intake.persons.columns import phone
from linli.scenarios.population.intake.senders import source_of
from linli.scenarios.population.intake.spots import Spot
from linli.scenarios.population.intake.things import Known, Things

SORTS = {
    "社区卫生服务站": "clinic", "社区卫生服务中心": "clinic", "卫生服务站": "clinic", "诊所": "clinic",
    "门诊部": "clinic", "医院": "hospital", "药店": "pharmacy", "幼儿园": "kindergarten",
    "托育机构": "toddler_care", "小学": "primary_school", "中学": "secondary_school", "初中": "secondary_school",
    "学校": "primary_school", "养老服务站": "elder_care", "日间照料中心": "elder_care", "养老院": "nursing_home",
    "老年食堂": "elder_canteen", "长者食堂": "elder_canteen", "菜市场": "market", "农贸市场": "market",
    "生鲜超市": "supermarket", "超市": "supermarket", "便利店": "shop", "社区服务中心": "service_centre",
    "党群服务中心": "service_centre", "文化活动室": "culture_room", "图书室": "library", "健身场地": "sports",
    "体育场地": "sports", "公园": "park", "绿地": "park", "儿童游乐场": "playground", "公共厕所": "toilet",
    "公厕": "toilet", "垃圾投放点": "waste_point", "派出所": "police", "消防站": "fire_station",
    "微型消防站": "fire_station", "避难场所": "shelter", "公交站": "bus_stop", "地铁站": "metro",
    "停车场": "car_park", "充电站": "charging_station", "快递柜": "parcel_locker", "快递驿站": "parcel_locker",
    "银行": "bank", "邮局": "post",
}  # fmt: skip
HOLDS = 200_000


def _capacity(cell: str) -> int:
    return whole(cell.removesuffix("张").removesuffix("个"), most=HOLDS)


class FacilitiesKind(Things):
    """Things everybody may know of, at a building or in a community."""

    code, action = "facilities", "asset.add"
    label: str | Promise = _("Facilities")
    told = ("name", "address", "phone", "opening_hours", "capacity", "barrier_free", "lon", "lat")
    options: tuple[Field, ...] = (WITHIN, SYSTEM)
    fields: tuple[Field, ...] = (
        Field("name", _("Name of the facility"), ("设施名称", "名称", "场所名称", "机构名称"), required=True,
              longest=120),
        Field("kind", _("Sort of facility"), ("设施类型", "类型", "类别", "设施类别"), one_of(SORTS), "choice",
              required=True),
        Field("code", _("Code of the facility"), ("设施编码", "设施编号", "编号"), as_code, "code", longest=40),
        Field("address", _("Address"), ("地址", "详细地址", "设施地址", "坐落"), longest=200),
        *STANDING,
        *POSITION,
        Field("phone", _("Telephone"), ("联系电话", "电话", "服务电话"), phone, exact=True, longest=40),
        Field("opening_hours", _("Opening hours"), ("开放时间", "营业时间", "服务时间"), longest=200),
        Field("capacity", _("Capacity"), ("容量", "床位数", "座位数", "可容纳人数", "规模"), _capacity, "number"),
        Field("barrier_free", _("Barrier-free"), ("无障碍", "是否无障碍"), yes_or_no, "choice"),
    )  # fmt: skip

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:
        """Which system the positions are in: as was said, as a column is called, or as known facilities tell."""
        if not shapes.has_positions(sample):
            return []
        running = Asset.objects.filter(code__in=[row["code"] for row in sample if row["code"]], until__isnull=True)
        coded = {one.code: (one.lon, one.lat) for one in running if one.lon is not None and one.lat is not None}
        pairs = [
            (given, known)
            for row in sample
            if (known := coded.get(row["code"] or "")) and (given := shapes.given_point(row))
        ]
        return shapes.settle(run, pairs)

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        if row["code"]:
            return f"{row['kind']}:{row['code']}"
        return f"{row['kind']}|{row['name']}|{row['address'] or row['community'] or ''}"

    def facts(self, row: Row, run: Run) -> dict[str, Any]:
        found = super().facts(row, run)
        at = shapes.point(row, run)
        if at is not None:
            found["lon"], found["lat"] = round(at[0], 6), round(at[1], 6)
        return found

    def known(self, rows: Sequence[Row], where: Sequence[Spot | Reason], run: Run) -> list[Known | None]:  # noqa: ARG002
        """By code; without one by kind and whole name in the same division."""
        running = Asset.objects.filter(until__isnull=True)
        coded = {(one.kind, one.code): one for one in running.filter(code__in=[r["code"] for r in rows if r["code"]])}
        scopes = [spot.scope_id for spot in where if isinstance(spot, Spot)]
        called = {
            (one.kind, one.name, one.scope_id): one
            for one in running.filter(name__in=[row["name"] for row in rows], scope_id__in=scopes)
        }
        found: list[Known | None] = []
        for row, spot in zip(rows, where, strict=True):
            one = coded.get((row["kind"], row["code"] or ""))
            if one is None and not row["code"] and isinstance(spot, Spot):
                one = called.get((row["kind"], row["name"], spot.scope_id))
            found.append(_known(one) if one else None)
        return found

    def records(self, numbers: Sequence[int]) -> dict[int, Known]:
        return {one.id: _known(one) for one in Asset.objects.filter(id__in=numbers, until__isnull=True)}

    def write(self, plans: Sequence[Any], run: Run) -> list[int]:
        source = source_of(run)
        rows = [
            NewAsset(
                plan.row["kind"],
                plan.facts["name"],
                plan.spot.place_id,
                source,
                plan.row["code"] or "",
                **{name: value for name, value in plan.facts.items() if name != "name"},
            )
            for plan in plans
        ]
        return assets.write_assets(rows, by=run.by, now=run.now)

    def put_right(self, known: Known, changes: Mapping[str, Any], run: Run, *, confirmed: datetime | None) -> None:
        source = source_of(run)
        assets.put_asset_right(known.id, changes, source=source, by=run.by, now=run.now, confirmed=confirmed)

    def remove(self, numbers: Sequence[int], run: Run) -> None:
        assets.remove_assets(numbers, by=run.by, now=run.now)


def _known(one: Asset) -> Known:
    facts: dict[str, Any] = {name: getattr(one, name) for name in FacilitiesKind.told}
    for name in ("lon", "lat"):
        facts[name] = round(facts[name], 6) if facts[name] is not None else None
    return Known(one.id, one.scope_id, facts, one, one.confirmed)
