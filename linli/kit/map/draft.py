"""What somebody has drawn so far: the fields of the form, checked, and what it would mean if it were saved.

Nothing is saved here. The form comes back with everything that was typed and ticked, and with what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import OutlineBroken, Point
from linli.kernel.places.models import Area, AreaKind, Place
from linli.kernel.places.queries import drafts
from linli.kernel.places.queries.drafts import Beside, Crossing, NoSplit
from linli.kernel.places.queries.outlines import Outline
from linli.kit import words
from linli.kit.map import asked

KINDS = (AreaKind.GRID, AreaKind.COMPOUND)
MOST_NAME = 40


@dataclass(slots=True)
class Draft:
    """The form as it was sent, or as it stands for an area nobody has touched yet."""

    kind: str
    name: str
    scope_id: int
    area: Area | None = None
    code: str = ""
    rings: list[list[Point]] = field(default_factory=list)
    cut: list[Point] = field(default_factory=list)
    buildings: set[int] = field(default_factory=set)
    from_day: date | None = None
    name_2: str = ""
    gives_way: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    wrong: Point | None = None
    shape: BaseGeometry | None = None
    parts: tuple[BaseGeometry, BaseGeometry] | None = None

    @property
    def area_id(self) -> int:
        return self.area.id if self.area else 0

    @property
    def redrawn(self) -> bytes | None:
        """The outline where it is another than the area has."""
        if self.shape is None or not self.rings:
            return None
        was = self.area.outline if self.area else None
        return None if was and geo.shape_of(was).equals(self.shape) else geo.wkb_of(self.shape)


@dataclass(frozen=True, slots=True)
class Move:
    """A building that changes areas: from where, to where; empty is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a draft would change, told before it is saved."""

    moves: Sequence[Move]
    overlaps: Sequence[Beside]
    uncovered: float
    outside: Sequence[str]
    left_out: Sequence[str]
    size: float


def of_area(area: Area, *, at: datetime, drawn: Outline | None) -> Draft:
    """An area as it stands on that day, to begin from."""
    held = places.buildings_of([area.id], at=at)[area.id]
    rings = drafts.rings_of(drawn.shape) if drawn else []
    draft = Draft(area.kind, area.name, area.scope_id, area, area.code, rings, buildings={one.id for one in held})
    draft.shape = drawn.shape if drawn else None
    return draft


def of_ended(area: Area, *, drawn: Outline | None) -> Draft:
    """A new area like one that has ended: its name, and its outline and buildings as they were to the last."""
    assert area.until is not None
    draft = of_area(area, at=area.until - timedelta(microseconds=1), drawn=drawn)
    draft.area, draft.code, draft.gives_way = None, "", True
    return draft


def of_form(given: QueryDict, *, area: Area | None, scope_id: int, now: datetime) -> Draft:
    """What was sent, with everything that has to be put right."""
    kind = area.kind if area else given.get("kind", "")
    name = given.get("name", "").strip()[:MOST_NAME]
    draft = Draft(kind if kind in KINDS else AreaKind.GRID, name, scope_id, area)
    draft.code = area.code if area else given.get("code", "").strip()[:28]
    draft.rings, draft.cut = _rings(given.get("ring", "")), _points(given.get("cut", ""))
    draft.buildings = {int(one) for one in given.getlist("building") if one.isascii() and one.isdigit()}
    draft.name_2 = given.get("name_2", "").strip()[:MOST_NAME]
    draft.gives_way = given.get("gives_way") == "1"
    _check_words(draft, given, now)
    _check_shape(draft)
    return draft


def begins(draft: Draft, *, now: datetime) -> datetime:
    """The moment it holds from: now for today, else the first second of the day in the city."""
    return day_begins(draft.from_day, now=now)


def day_begins(day: date | None, *, now: datetime) -> datetime:
    """The first second of a day in the city; now for today."""
    if day is None or day == words.local(now).date():
        return now
    return datetime.combine(day, time(), tzinfo=words.city_zone())


def neighbours(draft: Draft, *, at: datetime) -> list[Outline]:
    """The other areas of the kind around the draft, or in its division where nothing is drawn yet."""
    division = places.place(draft.scope_id)
    whole = geo.bounds_of(division.outline) if division and division.outline else None
    box = draft.shape.bounds if draft.shape is not None else whole
    found = places.outlines(box, layers={draft.kind}, at=at) if box else []
    return [one for one in found if one.id != draft.area_id]


def meaning(draft: Draft, choices: Sequence[Place], *, at: datetime) -> Meaning:
    """What would change: buildings that move, overlaps, gaps, buildings in no area or outside the line."""
    named = {one.id: places.written(one.address, one.name) for one in choices}
    shape = draft.shape
    inside = {one.id for one in drafts.inside(shape)} if shape is not None else set()
    return Meaning(
        moves=_moves(draft, named, _second(draft, choices), at),
        overlaps=drafts.overlapping(shape, neighbours(draft, at=at)) if shape is not None else [],
        uncovered=_gap(draft, at),
        outside=[named[one] for one in named if shape is not None and one in draft.buildings - inside],
        left_out=[named[one] for one in named if one in inside - draft.buildings],
        size=drafts.square_metres(shape) if shape is not None else 0.0,
    )


def _moves(draft: Draft, named: dict[int, str], second: set[int], at: datetime) -> list[Move]:
    """Every building of the list that would belong elsewhere than it does now."""
    owners, own = _owners(draft, at), draft.area_id
    found = []
    for number, label in named.items():
        area, before = owners.get(number, (0, ""))
        if number in second:
            found.append(Move(label, before, draft.name_2 or _("the second part")))
        elif number in draft.buildings and (area != own or not area):
            found.append(Move(label, before, draft.name))
        elif number not in draft.buildings and area == own and area:
            found.append(Move(label, before, ""))
    return found


def _gap(draft: Draft, at: datetime) -> float:
    """How much of the community no grid would cover."""
    whole = places.place(draft.scope_id)
    if draft.shape is None or draft.kind != AreaKind.GRID or whole is None or not whole.outline:
        return 0.0
    around = places.outlines(geo.bounds_of(whole.outline), layers={draft.kind}, at=at)
    parts = [one.shape for one in around if one.id != draft.area_id]
    return drafts.uncovered(geo.shape_of(whole.outline), [*parts, draft.shape])


def second_part(draft: Draft, choices: Sequence[Place]) -> tuple[bytes, tuple[int, ...]]:
    """The outline and the buildings of the smaller part of a split."""
    assert draft.parts is not None
    return geo.wkb_of(draft.parts[1]), tuple(sorted(_second(draft, choices)))


def _second(draft: Draft, choices: Sequence[Place]) -> set[int]:
    """The chosen buildings that lie in the smaller part of a split."""
    if draft.parts is None:
        return set()
    return draft.buildings & {one.id for one in drafts.inside(draft.parts[1])} & {one.id for one in choices}


def _owners(draft: Draft, at: datetime) -> dict[int, tuple[int, str]]:
    """Which area of the kind each building of the division belongs to now, by id and name."""
    around = {one.id for one in places.areas_in([draft.scope_id], kind=draft.kind, at=at)}
    areas = sorted(around | ({draft.area_id} if draft.area else set()))
    names = places.area_names(areas)
    held = places.buildings_of(areas, at=at)
    return {place.id: (area, names[area]) for area, inside in held.items() for place in inside}


def _check_words(draft: Draft, given: QueryDict, now: datetime) -> None:
    if not draft.name:
        draft.errors["name"] = _("Write what it is called.")
    text = given.get("from_day", "")
    draft.from_day = asked.day_of(text, now=now) or words.local(now).date()
    if text and asked.day_of(text, now=now) is None and text != words.local(now).date().isoformat():
        draft.errors["from_day"] = _("That is no day. Write it like 2026-03-02.")
    if draft.cut and not draft.name_2 and given.get("act") == "save":
        draft.errors["name_2"] = _("Write what the second part is called.")


def _check_shape(draft: Draft) -> None:
    if draft.rings:
        try:
            draft.shape = geo.shape_of(drafts.outline(draft.rings))
        except Crossing as crossing:
            draft.errors["ring"], draft.wrong = str(crossing), crossing.at
        except OutlineBroken as broken:
            draft.errors["ring"] = str(broken)
    elif draft.area is not None and draft.area.outline:
        draft.shape = geo.shape_of(draft.area.outline)
    if draft.cut and draft.shape is not None:
        try:
            draft.parts = drafts.halves(draft.shape, draft.cut)
        except NoSplit as refused:
            draft.errors["cut"] = str(refused)
    if draft.shape is None and not draft.buildings and "ring" not in draft.errors:
        draft.errors["ring"] = _("Draw its border or tick at least one building.")


def _rings(text: str) -> list[list[Point]]:
    """The rings as the script writes them: [[[lon, lat], …], …], or one ring alone."""
    found = _read(text)
    several = bool(found) and isinstance(found[0], list) and bool(found[0]) and isinstance(found[0][0], list)
    rings = [_pairs(one) for one in found] if several else [_pairs(found)]
    return [ring for ring in rings if ring]


def _points(text: str) -> list[Point]:
    """Corners as the script writes them: [[lon, lat], …]. What is nothing of the kind is no corner."""
    return _pairs(_read(text))


def _read(text: str) -> list[Any]:
    try:
        found: Any = json.loads(text) if 0 < len(text) < 200_000 else []
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _pairs(found: Any) -> list[Point]:
    try:
        return [(float(lon), float(lat)) for lon, lat in found]
    except (ValueError, TypeError):
        return []
