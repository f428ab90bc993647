"""The division tree: districts, streets and communities, as the list of the statistics office has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken, one_of
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.kernel.places import actions as places
from linli.kernel.places.actions import Changed, NewPlace
from linli.kernel.places.models import Level, Place
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong
from linli.scenarios.population.intake import former, shapes
from linli.scenarios.population.intake.divisions_known import CODE, LEVELS, Divisions, padded
from linli.scenarios.population.intake.fields import SYSTEM, WITHIN, as_code

_LEVELS = {
    "city": Level.CITY, "市": Level.CITY, "district": Level.DISTRICT, "区": Level.DISTRICT, "县": Level.DISTRICT,
    "区县": Level.DISTRICT, "县级市": Level.DISTRICT, "street": Level.STREET, "街道": Level.STREET, "镇": Level.STREET,
    "乡": Level.STREET, "乡镇街道": Level.STREET, "community": Level.COMMUNITY, "社区": Level.COMMUNITY,
    "村": Level.COMMUNITY, "村居": Level.COMMUNITY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _New:
    """A division to be added: its level, and the parent's id or the code under which an earlier line has it."""

    level: Level
    parent: int | str | None
    outline: bytes | None


class DivisionsKind:
    """Divisions by code; a code that changed, or a name, changes the division that is there."""

    code = "divisions"
    label: str | Promise = _("Divisions")
    action = "place.add"
    fields: tuple[Field, ...] = (
        Field(
            "code",
            _("Division code"),
            ("代码", "区划代码", "统计用区划代码", "行政区划代码", "编码"),
            as_code,
            "code",
            longest=28,
        ),
        Field("name", _("Name"), ("名称", "区划名称", "单位名称"), required=True, longest=60),
        Field("parent", _("Lies in"), ("上级代码", "上级", "上级区划", "所属区划", "父级代码"), as_code, longest=60),
        Field("level", _("Level"), ("级别", "层级", "区划级别"), one_of(_LEVELS), "choice"),
    )
    options: tuple[Field, ...] = (WITHIN, SYSTEM)

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:
        return shapes.settle(run, []) if shapes.has_positions(sample) else []

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        return padded(row["code"]) if row["code"] else f"{row['parent'] or ''}/{row['name']}"

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        known = Divisions.read()
        before: dict[str, str | Level] = {}  # codes that earlier lines of the batch would add
        looks = []
        for row in rows:
            try:
                look = self._look(row, run, known, before)
            except ValueWrong as wrong:
                look = Look(Verdict.REFUSED, reasons=[Reason(wrong.said)])
            if look.verdict == Verdict.NEW:
                before[self.key(row, run)] = look.plan.level
            looks.append(look)
        return looks

    def _look(self, row: Row, run: Run, known: Divisions, before: Mapping[str, Any]) -> Look:
        level = row["level"] or _level_of(row["code"])
        if level is None:
            raise ValueWrong(_("Which level is “%(name)s”? Give its code or its level."), name=row["name"])
        drawn, remarks = shapes.outline(row, run)
        parent = None if level == Level.CITY else _parent(row, level, run, known, before)
        there = known.by_code.get(self.key(row, run)) or _namesake(row, level, parent, known)
        if there is not None:
            return _compared(row, there, level, parent, drawn, known, run, remarks)
        if level == Level.CITY and known.city is not None:
            raise ValueWrong(_("This database is “%(city)s”; “%(name)s” is another city."), city=known.city.name,
                             name=row["name"])  # fmt: skip
        if isinstance(parent, int) and not known.reached(parent, run):
            raise ValueWrong(_("“%(name)s” is none of your divisions. Ask its office to hand this row in."),
                             name=known.by_id[parent].name)  # fmt: skip
        return Look(Verdict.NEW, remarks=remarks, plan=_New(level, parent, drawn))

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
        by_code = Divisions.read().by_code
        order = sorted(range(len(rows)), key=lambda one: LEVELS.index(getattr(looks[one].plan, "level", Level.CITY)))
        new = [one for one in order if looks[one].verdict == Verdict.NEW]
        numbers = places.add_rows(
            rows=[self._new(rows[one], looks[one].plan, by_code, run) for one in new], **former.of_run(run)
        )
        plans = [look.plan for look in looks if look.verdict == Verdict.CHANGED]
        source = f"import:{run.import_id}"
        old = places.change_rows(rows=plans, source=source, **former.of_run(run)) if plans else {}
        made = dict(zip(new, numbers, strict=True))
        return [
            Taken(made[one]) if one in made else former.changed(look.plan, old[look.plan.id])
            for one, look in enumerate(looks)
        ]

    def _new(self, row: Row, plan: _New, by_code: Mapping[str, Place], run: Run) -> NewPlace:
        parent = plan.parent
        if isinstance(parent, str) and parent in by_code:  # an earlier batch has added it
            parent = by_code[parent].id
        return NewPlace(plan.level, row["name"], parent, self.key(row, run), row["code"] or "", outline=plan.outline)

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        return give_back_places(given, run)


def give_back_places(given: Sequence[Given], run: Run) -> list[Reason | None]:
    """Places as they were before; those on which something hangs stay."""
    return former.give_back(
        given,
        records=Place.objects.in_bulk([one.record for one in given]),
        remove=lambda numbers: places.remove_rows(places=numbers, **former.of_run(run)),
        restore=lambda rows: places.change_rows(rows=rows, back=True, **former.of_run(run)),
    )


def _level_of(number: str | None) -> Level | None:
    """The level a code has: 2 to 4 digits a city, 6 a district, 9 a street, 12 a community."""
    if not number or not (number.isascii() and number.isdigit()) or len(number) > CODE:
        return None
    full = padded(number)
    parts = ((full[9:], Level.COMMUNITY), (full[6:9], Level.STREET), (full[4:6], Level.DISTRICT))
    return next((level for part, level in parts if part.strip("0")), Level.CITY)


def _parent(row: Row, level: Level, run: Run, known: Divisions, before: Mapping[str, Any]) -> int | str:
    """The division a new one lies in: its id, or its code where an earlier line of the file adds it."""
    above = LEVELS[LEVELS.index(level) - 1]
    named = row["parent"] or _code_above(row["code"], above)
    if not named:
        within = known.within(run)
        if within is None or within.level != above:
            raise ValueWrong(_("What does “%(name)s” lie in? Give the code of the larger division."), name=row["name"])
        return within.id
    found = known.by_code.get(padded(named))
    if found is None and (city := known.city) is not None:
        called = known.named(named, above, city)
        found = called[0] if len(called) == 1 else None
    if found is not None:
        if found.level != above:
            raise ValueWrong(places.LevelWrong.sentence, name=row["name"], parent=found.name)
        return found.id
    if padded(named) in before or run.line_of([padded(named)]):
        return padded(named)
    raise ValueWrong(places.ParentUnknown.sentence, name=row["name"], parent=named)


def _code_above(number: str | None, above: Level) -> str:
    digits = {Level.CITY: 4, Level.DISTRICT: 6, Level.STREET: 9}[above]
    return padded(number)[:digits] if number and _level_of(number) is not None else ""


def _namesake(row: Row, level: Level, parent: int | str | None, known: Divisions) -> Place | None:
    """A division of that name in the same larger one: what a new code is given to."""
    if level == Level.CITY:
        return known.city if known.city is not None and known.city.name == row["name"] else None
    found = known.named(row["name"], level, known.by_id[parent]) if isinstance(parent, int) else []
    return found[0] if len(found) == 1 else None


def _compared(
    row: Row,
    there: Place,
    level: Level,
    parent: int | str | None,
    drawn: bytes | None,
    known: Divisions,
    run: Run,
    remarks: list[Reason],
) -> Look:
    """What a line about a division that is there would change of it."""
    if there.level != level or (parent is not None and there.parent_id != parent):
        inside = known.by_id[there.parent_id].name if there.parent_id in known.by_id else there.name
        raise ValueWrong(
            _("“%(name)s” lies in “%(inside)s” here. A division is moved by a split or a merger, not by a list."),
            name=there.name, inside=inside,
        )  # fmt: skip
    if not known.reached(there.id, run):
        raise ValueWrong(
            _("“%(name)s” is none of your divisions. Ask its office to hand this row in."), name=there.name
        )
    values: dict[str, Any] = {"name": None if known.has_alias(there, row["name"]) else row["name"]}
    if row["code"] and padded(row["code"]) != padded(there.code):
        values["code"] = row["code"]
    if drawn is not None:
        values["outline"] = drawn
    return compared(there, values, remarks)


def compared(there: Any, values: Mapping[str, Any], remarks: list[Reason]) -> Look:
    """A record that is there beside the values of a line; blank cells change nothing."""
    differing = {}
    changes = []
    for name, value in values.items():
        old = getattr(there, name)
        old = bytes(old) if isinstance(old, memoryview) else old
        if (
            value is None
            or old == value
            or (isinstance(value, float) and isinstance(old, float) and abs(old - value) < 1e-9)
        ):
            continue
        differing[name] = value
        shown = ("", "") if name == "outline" else ("" if old is None else str(old), str(value))
        changes.append(Change(name, *shown))
    if not differing:
        return Look(Verdict.SAME, record=there.id, remarks=remarks)
    plan = Changed(there.id, differing)
    return Look(Verdict.CHANGED, record=there.id, remarks=remarks, changes=changes, plan=plan)


__all__ = ["DivisionsKind", "Said", "compared", "give_back_places"]
