"""Findings of a check-up of the city (城市体检): each goes to the compound it lies in, and onto the map."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken, one_of
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Reason
from linli.kernel.journal import actions as journal
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Point
from linli.kernel.places.models import Area, AreaKind
from linli.kit.map.sources import Asked, Source, Thing
from linli.plumbing import ids, policy
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong, whole
from linli.scenarios.population.intake import shapes
from linli.scenarios.population.intake.divisions_known import Divisions
from linli.scenarios.population.intake.fields import (
    COMMUNITY,
    DISTRICT,
    POSITION,
    STREET,
    SYSTEM,
    WITHIN,
    as_code,
)
from linli.scenarios.population.intake.models import SurveyFinding

_SORTS = {"problem": "problem", "问题": "problem", "demand": "demand", "需求": "demand"}
FACTS = ("households", "people", "built", "missing_bays")


def _count(cell: str) -> int:
    return whole(cell.removesuffix(".0"), most=1_000_000)


@dataclass(frozen=True, slots=True)
class _New:
    """A finding to be added: its division, its compound, its spot."""

    scope_id: int
    area_id: int | None
    at: Point


class FindingsKind:
    """Findings; one that comes again word for word is the one that is there."""

    code = "findings"
    label: str | Promise = _("Findings of a check-up")
    action = "survey.add"
    fields: tuple[Field, ...] = (
        Field("sort", _("Problem or demand"), ("类别", "finding"), one_of(_SORTS), "choice", required=True),
        Field("what", _("What was found"), ("事项", "what", "问题", "需求"), required=True, longest=120),
        Field("number", _("Number"), ("编号", "ORIG_FID"), as_code, "code", longest=40),
        Field("compound", _("Compound"), ("小区名称", "小区名", "小区"), longest=120),
        DISTRICT,
        STREET,
        COMMUNITY,
        *POSITION,
        Field("households", _("Households"), ("户数",), _count, "number"),
        Field("people", _("People"), ("人口数", "人数"), _count, "number"),
        Field("built", _("Year built"), ("建造时间", "建造时", "建成年份"), _count, "number"),
        Field("missing_bays", _("Parking bays missing"), ("停车泊位缺口", "停车泊位_缺口"), _count, "number"),
    )  # fmt: skip
    options: tuple[Field, ...] = (WITHIN, SYSTEM)

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:  # noqa: ARG002
        return shapes.settle(run, [])

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        said = {name: value for name, value in row.values.items() if name not in ("lon", "lat")}
        spot = [round(part, 7) for part in shapes.given_point(row) or ()]
        return json.dumps([said, spot], sort_keys=True, ensure_ascii=False)

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        compounds = list(Area.objects.filter(kind=AreaKind.COMPOUND, outline__isnull=False, until__isnull=True))
        digests = {row.number: _digest(self.key(row, run)) for row in rows}
        there = dict(SurveyFinding.objects.filter(digest__in=digests.values()).values_list("digest", "id"))
        held = {bytes(digest): number for digest, number in there.items()}
        known = Divisions.read()
        looks = []
        for row in rows:
            number = held.get(digests[row.number])
            try:
                looks.append(Look(Verdict.SAME, record=number) if number else _look(row, run, known, compounds))
            except ValueWrong as wrong:
                looks.append(Look(Verdict.REFUSED, reasons=[Reason(wrong.said)]))
        return looks

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
        policy.require(run.by, "survey.add")
        numbers = ids.reserve_many("population_survey", len(rows))
        SurveyFinding.objects.bulk_create(
            SurveyFinding(
                id=number, sort=row["sort"], what=row["what"], scope_id=look.plan.scope_id, area_id=look.plan.area_id,
                named=row["compound"] or "", community=row["community"] or "",
                lon=look.plan.at[0], lat=look.plan.at[1], facts=_facts(row),
                digest=_digest(self.key(row, run)), source=f"import:{run.import_id}", since=run.now,
            )
            for number, row, look in zip(numbers, rows, looks, strict=True)
        )  # fmt: skip
        _note("survey.add", numbers, run)
        return [Taken(number) for number in numbers]

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        policy.require(run.by, "survey.add")
        numbers = [one.record for one in given]
        SurveyFinding.objects.filter(id__in=numbers).delete()
        _note("survey.remove", numbers, run)
        return [None] * len(given)


def _look(row: Row, run: Run, known: Divisions, compounds: Sequence[Area]) -> Look:
    at = shapes.point(row, run)
    if at is None:
        raise ValueWrong(_("Where was it found? Give a position."))
    division, unknown = known.as_far_as_named(row, run)
    if isinstance(division, Reason):
        return Look(Verdict.REFUSED, reasons=[division])
    around = [one for one in compounds if _in_box(one, at) and geo.covers(one.outline or b"", *at)]
    called = [one for one in compounds if row["compound"] and one.name == row["compound"]]
    found = around if len(around) == 1 else (called if len(called) == 1 else [])
    if found:
        scope = division.id if known.lies_in(division.id, found[0].scope_id) else found[0].scope_id
        return Look(Verdict.NEW, remarks=unknown, plan=_New(scope, found[0].id, at))
    said = Said(_("It lies in no compound that is known; it waits at “%(name)s”."), {"name": division.name})
    return Look(Verdict.NEW, remarks=[Reason(said), *unknown], plan=_New(division.id, None, at))


def _in_box(area: Area, at: Point) -> bool:
    west, south, east, north = (getattr(area, side) or 0.0 for side in ("west", "south", "east", "north"))
    return bool(west <= at[0] <= east and south <= at[1] <= north)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _facts(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in FACTS if row[name] is not None}


def _note(verb: str, numbers: Sequence[int], run: Run) -> None:
    if numbers:
        payload: Mapping[str, Any] = {"findings": ids.spans(sorted(numbers))}
        journal.append(verb=verb, kind="survey", record=numbers[0], by=run.by, at=run.now, payload=payload)


def on_the_map(asked: Asked) -> Iterator[Thing]:
    """Findings of one sort in the box, each with its compound."""
    west, south, east, north = asked.box
    box = {"lon__gte": west, "lon__lte": east, "lat__gte": south, "lat__lte": north}
    found = list(SurveyFinding.objects.filter(sort=asked.of, **box).order_by("id")[: asked.most])
    names = places.area_names({one.area_id for one in found if one.area_id})
    for one in found:
        where = names.get(one.area_id or 0, one.named)
        yield Thing(f"survey-{one.id}", one.what, shapely.Point(one.lon, one.lat), where=where)


SOURCES = (Source("survey", on_the_map, may="survey.see", of=frozenset(_SORTS.values())),)
