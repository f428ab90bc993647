"""Dwellings: behind which door of which building, how large, used for what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.engines.addresses import numerals
from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken, one_of
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.kernel.people.knowledge import DWELLING
from linli.kernel.people.models_homes import Dwelling as Known
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.models import Level, Place
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong, number
from linli.scenarios.population.intake import doors, streets
from linli.scenarios.population.intake import dwellings_kept as kept
from linli.scenarios.population.intake.divisions import compared
from linli.scenarios.population.intake.fields import COMMUNITY, STREET, as_code
from linli.scenarios.population.intake.streets import House

FACTS = ("floor_area", "rooms", "most_people", "use", "property_unit_no")
_USES = {
    "住宅": "home", "自住": "home", "居住": "home", "合租": "shared", "群租": "shared", "宿舍": "dormitory",
    "集体宿舍": "dormitory",
    "商铺": "shop", "店铺": "shop", "商业": "shop", "办公": "office", "仓库": "store", "仓储": "store", "其他": "other",
}  # fmt: skip


def _fact(name: str) -> Callable[[str], str]:
    """A reader for what is known of a dwelling, as the register checks it; a unit behind a number does no harm."""

    def read(cell: str) -> str:
        return DWELLING[name].check(str(number(cell)) if name in ("floor_area", "rooms", "most_people") else cell)

    return read


def _door_part(cell: str) -> str:
    """A stairwell or room without the word for it: 二单元 is 2, 301室 is 301."""
    found = numerals.in_digits(cell.replace(" ", "").upper())
    for word in ("单元", "门洞", "室", "房", "号", "户"):
        found = found.removesuffix(word)
    return found.lstrip("0") or found


class DwellingsKind:
    """Dwellings by code, else by building, stairwell and room."""

    code = "dwellings"
    label: str | Promise = _("Dwellings")
    action = "place.add"
    fields: tuple[Field, ...] = (
        Field("code", _("Dwelling code"), ("房屋编号", "房屋编码", "房屋代码", "户室编号"), as_code, "code",
              longest=28),
        Field("building_code", _("Building code"), ("楼栋编号", "楼栋编码", "楼栋代码"), as_code, "code", longest=28),
        Field("address", _("Address"), ("房屋地址", "详细地址", "地址", "坐落", "门牌地址"), longest=200,
              help=_("To the door, or to the building with stairwell and room beside it.")),
        Field("compound", _("Compound"), ("小区名称", "小区", "所属小区"), longest=120),
        Field("building", _("Building"), ("楼栋", "栋号", "楼号", "楼栋名称"), longest=60),
        Field("stairwell", _("Stairwell"), ("单元", "单元号"), _door_part, longest=20),
        Field("room", _("Room"), ("房号", "室号", "房间号", "门牌号", "户号"), _door_part, longest=20),
        Field("floor_area", _("Floor area"), ("建筑面积", "面积", "房屋面积"), _fact("floor_area"), "number"),
        Field("rooms", _("Rooms"), ("间数", "房间数", "居室数"), _fact("rooms"), "number"),
        Field("most_people", _("Most people"), ("核定人数", "可住人数"), _fact("most_people"), "number"),
        Field("use", _("Use"), ("用途", "房屋用途", "使用性质"), one_of(_USES), "choice"),
        Field("property_unit_no", _("Property unit number"), ("不动产单元号",), _fact("property_unit_no"), "code",
              exact=True),
        STREET,
        COMMUNITY,
    )  # fmt: skip
    options: tuple[Field, ...] = ()

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:  # noqa: ARG002
        return []

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        if row["code"]:
            return f"code:{row['code']}"
        address = streets.read(written(row))
        building = row["building_code"] or address.key
        return f"{building}/{row['stairwell'] or ''}/{row['room'] or ''}"

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        there = _There.read(rows)
        looks = []
        for row in rows:
            try:
                looks.append(self._look(row, run, there))
            except ValueWrong as wrong:
                looks.append(Look(Verdict.REFUSED, reasons=[Reason(wrong.said)]))
        return looks

    def _look(self, row: Row, run: Run, there: _There) -> Look:
        house = there.house(row)
        if isinstance(house, Said):
            return Look(Verdict.REFUSED, reasons=[Reason(house, "address")])
        if house.scope_id not in run.by.scopes:
            raise ValueWrong(
                _("“%(name)s” is none of your divisions. Ask its office to hand this row in."), name=house.whole
            )
        stairwell, room = _door(row)
        if not room:
            raise ValueWrong(
                _("“%(address)s” does not say which door. Write stairwell and room too."), address=written(row)
            )
        _check_door(row, (house.id, stairwell, room), run)
        found = there.door(row, house, stairwell, room)
        name = f"{stairwell}单元{room}" if stairwell else room
        facts = {field: row[field] for field in FACTS if row[field]}
        if found is None:
            new = NewPlace(Level.DWELLING, name, house.id, code=row["code"] or "")
            return Look(Verdict.NEW, plan=(new, facts))
        return _compared(there.places[found], row, facts, there.known.get(found))

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:  # noqa: ARG002
        return kept.take(looks, run)

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        return kept.give_back(given, run)


def written(row: Row) -> str:
    """The address of a row as one text."""
    return str(row["address"] or f"{row['compound'] or ''}{row['building'] or ''}")


def _door(row: Row) -> tuple[str, str]:
    """Stairwell and room: from their columns, else from the address."""
    if row["room"]:
        return row["stairwell"] or "", row["room"]
    address = streets.read(written(row))
    return row["stairwell"] or address.part("stairwell"), address.room


def _check_door(row: Row, door: tuple[int, str, str], run: Run) -> None:
    """Two lines with two codes are not about one door."""
    lines: dict[tuple[int, str, str], int] = run.memory.setdefault("doors", {})
    first = lines.setdefault(door, row.number)
    if first != row.number:
        raise ValueWrong(_("Line %(line)d is about the same door under another code. Keep one of them."), line=first)


def _compared(place: Place, row: Row, facts: Mapping[str, str], known: Known | None) -> Look:
    """A dwelling that is there beside what a row says of it; blank cells change nothing."""
    if row["code"] and place.code and row["code"] != place.code:
        words = {"code": place.code, "own": row["code"]}
        raise ValueWrong(_("Behind this door is the dwelling %(code)s, not %(own)s."), **words)
    look = compared(place, {"code": row["code"]}, [])
    told = {field: DWELLING[field].tell(known) if known else "" for field in facts}
    differing = {field: value for field, value in facts.items() if told[field] != value}
    if not differing:
        return look
    changes = [*look.changes, *(Change(field, told[field], value) for field, value in differing.items())]
    plan = kept.Putting(place.id, look.plan, differing)
    return replace(look, verdict=Verdict.CHANGED, changes=changes, plan=plan)


@dataclass(slots=True)
class _There:
    """What is there of what rows of a batch are about."""

    coded: Mapping[str, House]
    houses: Mapping[str, House | Said]
    doors: Mapping[int, list[doors.Dwelling]]
    places: Mapping[int, Place]
    by_code: Mapping[str, int]
    known: Mapping[int, Known]

    @classmethod
    def read(cls, rows: Sequence[Row]) -> _There:
        city = streets.of_city()
        running = Place.objects.filter(until__isnull=True).defer("outline")
        buildings = running.filter(
            level=Level.BUILDING, code__in={row["building_code"] for row in rows if row["building_code"]}
        )
        coded = {one.code: city.by_id[one.id] for one in buildings if one.id in city.by_id}
        texts = {_whole(row) for row in rows if row["building_code"] not in coded}
        houses = {text: doors.meant(text, city)[1] for text in texts}
        meant = {one.id for one in (*coded.values(), *houses.values()) if isinstance(one, House)}
        behind = doors.doors_of(meant)
        named = running.filter(level=Level.DWELLING, code__in={row["code"] for row in rows if row["code"]})
        by_code = {one.code: one.id for one in named}
        numbers = {one.id for inside in behind.values() for one in inside} | set(by_code.values())
        return cls(coded, houses, behind, running.in_bulk(numbers), by_code, Known.objects.in_bulk(numbers))

    def house(self, row: Row) -> House | Said:
        """The building a row names."""
        if row["building_code"] in self.coded:
            return self.coded[row["building_code"]]
        if row["building_code"] and not written(row):
            return Said(_("No building has the code %(code)s. Have it taken in first."), {"code": row["building_code"]})
        return self.houses[_whole(row)]

    def door(self, row: Row, house: House, stairwell: str, room: str) -> int | None:
        """The dwelling that is there: of that code, else behind that door."""
        if row["code"] in self.by_code:
            return self.by_code[row["code"]]
        same = [one.id for one in self.doors.get(house.id, ()) if (one.stairwell, one.room) == (stairwell, room)]
        return same[0] if same else None


def _whole(row: Row) -> str:
    """The address with what columns of their own say of where it lies."""
    text = written(row)
    return text if row["address"] else f"{row['street'] or ''}{row['community'] or ''}{text}"
