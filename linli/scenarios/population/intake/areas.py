"""Compounds, grids and parcels of land: by code, else by name inside their division, repeated names by outline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken, one_of
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Reason
from linli.kernel.places import actions as places
from linli.kernel.places import geo, queries
from linli.kernel.places.actions import Changed, NewArea
from linli.kernel.places.models import Area, AreaKind
from linli.plumbing.tabular.values import ValueWrong
from linli.scenarios.population.intake import aliases, former, shapes
from linli.scenarios.population.intake.divisions import compared
from linli.scenarios.population.intake.divisions_known import Divisions
from linli.scenarios.population.intake.fields import POSITION, STANDING, SYSTEM, WITHIN, as_code

SAME = 0.5  # share of the smaller outline two drawings of one compound have in common
_SORTS = {
    "小区": AreaKind.COMPOUND, "住宅小区": AreaKind.COMPOUND, "compound": AreaKind.COMPOUND, "网格": AreaKind.GRID,
    "grid": AreaKind.GRID, "地块": AreaKind.PARCEL, "宗地": AreaKind.PARCEL, "parcel": AreaKind.PARCEL,
}  # fmt: skip
_SORT = Field("sort", _("Sort of area"), ("片区类型", "类型", "objectType"), one_of(_SORTS), "choice")


@dataclass(frozen=True, slots=True)
class _New:
    area: NewArea


class AreasKind:
    """Areas of a division. Two compounds of one name are two where their outlines lie apart."""

    code = "areas"
    label: str | Promise = _("Compounds, grids and parcels")
    action = "area.draw"
    fields: tuple[Field, ...] = (
        Field("code", _("Code"), ("小区编号", "小区编码", "小区代码", "网格编号", "网格编码", "地块编号", "编号",
              "communityId", "parcelId"), as_code, "code", longest=28),
        Field("name", _("Name"), ("小区名称", "小区名", "网格名称", "地块名称", "名称", "communityName", "parcelName"),
              required=True, longest=120),
        aliases.ALIASES,
        _SORT,
        *STANDING,
        *POSITION,
    )  # fmt: skip
    options: tuple[Field, ...] = (WITHIN, SYSTEM, replace(_SORT, label=_("All are")))

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:
        if not shapes.has_positions(sample):
            return []
        named = Area.objects.filter(kind=AreaKind.COMPOUND, outline__isnull=False, until__isnull=True)
        by_code = {one.code: one for one in named.filter(code__in=[row["code"] for row in sample if row["code"]])}
        pairs = [
            (given, geo.centre_of(by_code[row["code"]].outline or b""))
            for row in sample
            if row["code"] in by_code and (given := shapes.given_point(row))
        ]
        return shapes.settle(run, pairs)

    def key(self, row: Row, run: Run) -> str:
        sort = _sort(row, run)
        if row["code"]:
            return f"{sort}:{row['code']}"
        given = shapes.given_point(row)
        spot = f"{given[0]:.4f},{given[1]:.4f}" if given else ""
        standing = "/".join(str(row[field.code] or "") for field in STANDING)
        return f"{sort}:{standing}:{row['name']}:{spot}"

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        known, there = Divisions.read(), _Areas.read(rows)
        looks = []
        for row in rows:
            try:
                looks.append(self._look(row, run, known, there))
            except ValueWrong as wrong:
                looks.append(Look(Verdict.REFUSED, reasons=[Reason(wrong.said)]))
        return aliases.noted(looks, rows, column="area_id")

    def _look(self, row: Row, run: Run, known: Divisions, there: _Areas) -> Look:
        division = known.of_row(row, run)
        if isinstance(division, Reason):
            return Look(Verdict.REFUSED, reasons=[division])
        drawn, remarks = shapes.outline(row, run)
        sort = _sort(row, run)
        found = there.same(sort, row["code"], row["name"], drawn, {one.id for one in known.line(division.id)})
        if found is None:
            new = NewArea(sort, row["code"] or "", row["name"], drawn, scope_id=division.id, listed=drawn is None)
            return Look(Verdict.NEW, remarks=remarks, plan=_New(new))
        if not known.reached(found.scope_id, run):
            raise ValueWrong(_("“%(name)s” belongs to another division. Ask its office to hand this row in."),
                             name=found.name)  # fmt: skip
        name = None if found.id in there.called.get((sort, row["name"]), ()) else row["name"]
        values: dict[str, Any] = {"name": name, "outline": drawn}
        if known.lies_in(division.id, found.scope_id):  # what is known more exactly; a larger one tells nothing new
            values["scope_id"] = division.id
        return compared(found, values, remarks)

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
        new = [look.plan.area for look in looks if isinstance(look.plan, _New)]
        made = iter(places.draw_rows(rows=new, **former.of_run(run)))
        plans = [look.plan for look in looks if isinstance(look.plan, Changed)]
        old = places.change_areas(rows=plans, **former.of_run(run)) if plans else {}
        done: list[Taken | Reason] = [
            Taken(next(made)) if isinstance(look.plan, _New) else former.changed(look.plan, old[look.plan.id])
            for look in looks
        ]
        return aliases.taken(done, rows, run, column="area_id")

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        reasons = former.give_back(
            aliases.without(given),
            records=Area.objects.in_bulk([one.record for one in given]),
            remove=lambda numbers: places.remove_areas(areas=numbers, **former.of_run(run)),
            restore=lambda rows: places.change_areas(rows=rows, back=True, **former.of_run(run)),
        )
        return aliases.given_back(given, reasons, run)


def _sort(row: Row, run: Run) -> str:
    """Compound, grid or parcel: as the row says, else as the sender said for the file, else a compound."""
    found: str = row["sort"] or _SORTS.get(run.chosen.get("sort", ""), AreaKind.COMPOUND)
    return str(AreaKind(found).value)


@dataclass(slots=True)
class _Areas:
    """The areas that may be what rows of a batch are about."""

    by_code: dict[tuple[str, str], Area]
    by_name: Mapping[tuple[str, str], list[Area]]
    called: Mapping[tuple[str, str], set[int]]

    @classmethod
    def read(cls, rows: Sequence[Row]) -> _Areas:
        running = Area.objects.filter(until__isnull=True).order_by("id")
        coded = running.filter(code__in={row["code"] for row in rows if row["code"]})
        by_name = defaultdict(list)
        names = {row["name"] for row in rows}
        for one in running.filter(name__in=names):
            by_name[one.kind, one.name].append(one)
        compound = AreaKind.COMPOUND.value
        besides = {(compound, name): found for name, found in queries.compounds_called(names).items()}
        for (kind, name), found in besides.items():
            by_name[kind, name] += list(running.filter(id__in=found))
        return cls({(one.kind, one.code): one for one in coded}, by_name, besides)

    def same(self, sort: str, number: str | None, name: str, drawn: bytes | None, line: set[int]) -> Area | None:
        """The area a row is about: of that code; without one, of that name and, where both are drawn, at that spot."""
        if number:
            return self.by_code.get((sort, number))
        called = [one for one in self.by_name.get((sort, name), ()) if one.scope_id in line]
        if drawn is not None:
            called = [one for one in called if one.outline is None or overlap(one.outline, drawn) >= SAME]
        if len(called) > 1:
            raise ValueWrong(_("%(count)d areas are called “%(name)s”. Give the code."), count=len(called), name=name)
        return called[0] if called else None


def overlap(one: geo.blob, other: geo.blob) -> float:
    """What share of the smaller outline lies in the other."""
    first, second = geo.shape_of(one), geo.shape_of(other)
    smaller = min(first.area, second.area)
    return float(first.intersection(second).area / smaller) if smaller else 0.0
