"""Buildings: by code, else by address. One whose community nobody knows waits in its street's stand-in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.engines import addresses
from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken, one_of
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.geo import Point
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, BuildingFacts, Level, Place
from linli.kernel.places.queries import written
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong, whole
from linli.scenarios.population.intake import aliases, shapes
from linli.scenarios.population.intake import buildings_kept as kept
from linli.scenarios.population.intake.compounds_known import Compounds
from linli.scenarios.population.intake.divisions import compared
from linli.scenarios.population.intake.divisions_known import Divisions
from linli.scenarios.population.intake.fields import POSITION, STANDING, SYSTEM, WITHIN, as_code
from linli.scenarios.population.intake.standing_in import is_stand_in
from linli.scenarios.population.intake.surroundings import OUTLINE, Surroundings

_NONE = frozenset({"", "-", "—", "/", "无", "NULL", "null", "未匹配", "未匹配小区", "未知"})
_QUALITY = {
    "质量较好": "A", "较好": "A", "A": "A", "A级": "A", "质量一般": "B", "一般": "B", "B": "B", "B级": "B",
    "质量较差": "C", "较差": "C", "C": "C", "C级": "C", "危房": "D", "D": "D", "D级": "D",
}  # fmt: skip
_STRUCTURES = {
    "砖混": "brick", "砖混结构": "brick", "砖木": "brick", "框架": "frame", "框架结构": "frame", "钢混": "frame",
    "剪力墙": "shear_wall", "框剪": "shear_wall", "钢结构": "steel", "木结构": "wood", "其他": "other",
}  # fmt: skip


def _count(cell: str) -> int:
    return whole(cell, most=200)


@dataclass(frozen=True, slots=True)
class New:
    """A building to be added: itself, the division it lies in, its compound."""

    place: NewPlace
    division: Place
    compound: Area | None


class BuildingsKind:
    """Buildings with their outlines, compounds and facts."""

    code = "buildings"
    label: str | Promise = _("Buildings")
    action = "place.add"
    fields: tuple[Field, ...] = (
        Field("code", _("Building code"), ("楼栋编号", "楼栋编码", "楼栋代码", "建筑编号", "buildingId"), as_code,
              "code", longest=28),
        Field("name", _("Building"), ("楼栋名称", "楼栋", "栋号", "楼号", "建筑名称", "楼宇名称", "buildingName"),
              required=True, longest=120),
        Field("address", _("Address"), ("地址", "楼栋地址", "门牌", "门牌号", "详细地址", "坐落"), longest=200),
        Field("compound_code", _("Compound code"), ("小区编号", "小区编码", "小区代码", "communityId"), as_code, "code",
              longest=28, blank=_NONE),
        Field("compound", _("Compound"), ("小区名称", "小区", "所属小区", "communityName"), longest=120, blank=_NONE),
        aliases.ALIASES,
        *STANDING,
        *POSITION,
        Field("floors", _("Floors"), ("地上层数", "层数", "楼层数", "总层数"), _count, "number"),
        Field("floors_below", _("Floors below ground"), ("地下层数",), _count, "number"),
        Field("stairwells", _("Stairwells"), ("单元数", "单元数量"), _count, "number"),
        Field("lifts", _("Lifts"), ("电梯数", "电梯数量"), _count, "number"),
        Field("built", _("Year built"), ("建成年份", "建成年代", "建造年份", "建造时间", "竣工年份"),
              lambda cell: whole(cell.removesuffix("年"), least=1000, most=2100), "number"),
        Field("structure", _("Structure"), ("建筑结构", "结构", "房屋结构"), one_of(_STRUCTURES), "choice"),
        Field("quality", _("State of the building"), ("房屋质量", "质量等级", "安全等级", "房屋安全等级",
              "structureSafety"), one_of(_QUALITY), "choice"),
    )  # fmt: skip
    options: tuple[Field, ...] = (WITHIN, SYSTEM)

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:
        if not shapes.has_positions(sample):
            return []
        coded = {one.code: one for one in _running().filter(code__in=[row["code"] for row in sample if row["code"]])}
        pairs = [
            (given, (one.lon, one.lat))
            for row in sample
            if (one := coded.get(row["code"] or "")) and one.lon is not None and one.lat is not None
            and (given := shapes.given_point(row))
        ]  # fmt: skip
        return shapes.settle(run, pairs)

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        if row["code"]:
            return f"code:{row['code']}"
        standing = "/".join(str(row[field.code] or "") for field in (*STANDING[:2], *STANDING[3:]))
        return f"{standing}/{row['compound_code'] or row['compound'] or ''}/{_address_key(row)}"

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        known = Divisions.read()
        around = Surroundings.read(known, run.memory)
        there = _There.read(rows, Compounds.read(rows), around)
        looks = []
        for row in rows:
            try:
                looks.append(self._look(row, run, known, there))
            except ValueWrong as wrong:
                looks.append(Look(Verdict.REFUSED, reasons=[Reason(wrong.said)]))
        return aliases.noted(looks, rows, column="place_id")

    def _look(self, row: Row, run: Run, known: Divisions, there: _There) -> Look:
        division = known.of_row(row, run)
        if isinstance(division, Reason):
            return Look(Verdict.REFUSED, reasons=[division])
        at = shapes.point(row, run)
        drawn, mended = shapes.outline(row, run)
        if drawn is not None and row["lon"] is None:
            at = geo.centre_of(drawn)
        compound, odd = there.compounds.of_row(row, division, known, at)
        if compound is not None and known.lies_in(compound.scope_id, division.id):
            division = known.by_id[compound.scope_id]
        remarks = [*mended, *odd]
        found = there.same(row, division, compound, known)
        lon, lat = at or (None, None)
        if found is None or is_stand_in(found.scope_id, known):
            division, how = _around(division, at, compound, found, there.around)
            remarks += how
        if found is None:
            new = NewPlace(
                Level.BUILDING, row["name"], division.id, "", row["code"] or "", row["address"] or "", lon, lat, drawn
            )
            return Look(Verdict.NEW, remarks=remarks, plan=New(new, division, compound))
        if not known.reached(found.scope_id, run):
            raise ValueWrong(_("“%(name)s” belongs to another division. Ask its office to hand this row in."),
                             name=found.name)  # fmt: skip
        values = {
            "name": None if row["name"] in there.called.get(found.id, ()) else row["name"],
            "code": row["code"],
            "address": row["address"],
            "lon": lon,
            "lat": lat,
            "outline": drawn,
        }
        moves, odd = _moves(found, division, known)
        return _with_more(compared(found, values, [*remarks, *odd]), row, found, compound, moves, there)

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
        return aliases.taken(kept.take(rows, looks, run), rows, run, column="place_id")

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        return aliases.given_back(given, kept.give_back(aliases.without(given), run), run)


def _running() -> Any:
    return Place.objects.filter(level=Level.BUILDING, until__isnull=True).order_by("id")


def _address_key(row: Row, compound: Area | None = None, roads: Mapping[str, str] | None = None) -> str:
    """What a row calls the building; compound and road by their names of today where these are known."""
    address = row["address"] or (compound.name if compound else row["compound"]) or ""
    for former, road in (roads or {}).items():
        address = address.replace(former, road)
    return _key(address, row["name"])


def _keys(building: Place, besides: Collection[str], compounds: Collection[str]) -> set[str]:
    """What rows may call a building that is there: by its address, where it has none by its compound."""
    where = [building.address] if building.address else ["", *compounds]
    return {_key(one, name) for one in where for name in (building.name, *besides)}


def _key(address: str, name: str) -> str:
    return addresses.parse(written(address, name)).key


def _around(
    division: Place, at: Point | None, compound: Area | None, found: Place | None, around: Surroundings
) -> tuple[Place, list[Reason]]:
    """The division of a building whose row names none as small as a street: as outlines tell, else its surroundings
    where no earlier list has named its street.
    """
    told = around.of(at, compound.id if compound else None, division, Level.STREET)
    if told is None:
        return division, []
    if told.how == OUTLINE:
        return told.division, []
    if division.level == Level.STREET or (found is not None and around.real(found.scope_id, Level.STREET)):
        return division, []
    said = Said(_("The row names no street. What is known around it lies in “%(name)s”, so it waits there."),
                {"name": told.division.name})  # fmt: skip
    return told.division, [Reason(said, "street")]


def _moves(found: Place, division: Place, known: Divisions) -> tuple[Place | None, list[Reason]]:
    """Where a building goes that waits in a stand-in and of which a list says more; a real community is not left so."""
    if known.lies_in(found.scope_id, division.id):
        return None, []
    if is_stand_in(found.scope_id, known):
        return division, []
    words = {"name": found.name, "inside": known.by_id[found.scope_id].name}
    said = _("“%(name)s” lies in “%(inside)s” here. Only a change of divisions moves it; it stays.")
    return None, [Reason(Said(said, words), "community")]


def _with_more(look: Look, row: Row, found: Place, compound: Area | None, moves: Place | None, there: _There) -> Look:
    """The same look, with what the row says of floors, year, state, compound and community."""
    facts = there.facts.get(found.id)
    differing = [
        Change(name, str(getattr(facts, name, None) or ""), str(row[name]))
        for name in kept.FACTS
        if row[name] is not None and getattr(facts, name, None) != row[name]
    ]
    told = bool(differing)
    held = there.joined.get(found.id, {})
    joins = compound is not None and compound.id not in held
    if joins and compound is not None:
        differing.append(Change("compound", "、".join(held.values()), compound.name))
    if moves is not None:
        differing.append(Change("community", there.around.known.by_id[found.scope_id].name, moves.name))
    if not differing:
        return look
    plan = kept.Putting(found.id, look.plan, kept.facts_of(found.id, row) if told else None,
                        compound.id if joins and compound is not None else None, moves)  # fmt: skip
    return replace(look, verdict=Verdict.CHANGED, changes=[*look.changes, *differing], plan=plan)


@dataclass(slots=True)
class _There:
    """The buildings rows of a batch may be about, with their facts, other names and the compounds they have joined; the
    compounds rows may name; what tells of divisions.
    """

    by_code: Mapping[str, Place]
    by_address: Mapping[str, list[Place]]
    facts: Mapping[int, BuildingFacts]
    joined: Mapping[int, dict[int, str]]
    called: Mapping[int, set[str]]
    roads: Mapping[str, str]
    compounds: Compounds
    around: Surroundings

    @classmethod
    def read(cls, rows: Sequence[Row], compounds: Compounds, around: Surroundings) -> _There:
        coded = {one.code: one for one in _running().filter(code__in={row["code"] for row in rows if row["code"]})}
        besides: dict[int, set[str]] = defaultdict(set)
        for name, found in places.called({row["name"] for row in rows}).items():
            for number in found:
                besides[number].add(name)
        names = {row["name"] for row in rows if not row["code"]}
        called = list(_running().filter(Q(name__in=names) | Q(id__in=besides)))
        numbers = [one.id for one in (*coded.values(), *called)]
        joined: dict[int, dict[int, str]] = defaultdict(dict)
        held = AreaBuilding.objects.filter(building_id__in=numbers, until__isnull=True, area__kind=AreaKind.COMPOUND)
        for building, area, name in held.values_list("building_id", "area_id", "area__name"):
            joined[building][area] = name
        by_address: dict[str, list[Place]] = defaultdict(list)
        for one in called:
            for key in _keys(one, besides[one.id] & names, joined[one.id].values()):
                by_address[key].append(one)
        facts = BuildingFacts.objects.in_bulk(numbers)
        return cls(coded, by_address, facts, joined, besides, places.roads_called(), compounds, around)

    def same(self, row: Row, division: Place, compound: Area | None, known: Divisions) -> Place | None:
        """The building a row is about: of that code; without one, at that address in the division or compound."""
        if row["code"]:
            return self.by_code.get(row["code"])
        called = [
            one
            for one in self.by_address.get(_address_key(row, compound, self.roads), ())
            if known.lies_in(one.scope_id, division.id)
            and (compound is None or compound.id in self.joined.get(one.id, {}))
        ]
        if len(called) > 1:
            raise ValueWrong(_("%(count)d buildings are written “%(name)s”. Give the code."), count=len(called),
                             name=written(row["address"] or "", row["name"]))  # fmt: skip
        return called[0] if called else None
