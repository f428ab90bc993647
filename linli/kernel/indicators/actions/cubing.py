"""Publishing the fixed tables of a period: counted, small cells and what would give them away held back, rounded."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from linli.engines import cubes
from linli.engines.cubes import Cell, Counts, Impossible, Table
from linli.kernel.cases import catalogue
from linli.kernel.indicators import sources
from linli.kernel.indicators.models import CubeBasis, CubeVersion
from linli.kernel.indicators.packs import Cube
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.sources import Counted, When
from linli.kernel.journal import actions as journal
from linli.kernel.places.models import DIVISIONS, Place
from linli.plumbing import bulk, ids, pack_catalogue, policy, scope
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.scope import Hat

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The version a new one is held against: the counts it rests on, what of it was held back and what was shown."""

    row: CubeVersion
    counts: Counts
    hidden: frozenset[Cell]
    shown: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class Ground:
    """The divisions a table has rows for, in the order of the tree; negative numbers are the rest of a division."""

    places: Mapping[int, Place]
    parents: Mapping[int, int | None]
    leaf_of: Mapping[int, int]


def publish_cubes(*, period: Period, by: Hat, now: datetime, again: bool = False) -> int:
    """Publish the tables of a period that are not published yet; how many.

    ``again``: count those that are anew as well, and publish a further version where something that may be told has
    changed. Nothing is published from which the version before would give somebody away.
    """
    policy.require(by, "figure.measure")
    begins, ends = period.bounds(ZoneInfo(catalogue.city(at=now).zone))
    if ends is None or ends > now:
        return 0
    when = When(begins, ends, now)
    found = pack_catalogue.heads("cubes", now).values()
    wanted = sorted((one for one in found if one.value.span == period.span), key=lambda one: one.value.order)
    return sum(_publish(one, period, when, by=by, again=again) for one in wanted)


def _publish(version: Version, period: Period, when: When, *, by: Hat, again: bool) -> bool:
    """One table in a transaction of its own."""
    with scope.writing(by, now=when.now):
        latest = _latest(version.code, period)
        if latest is not None and not again:
            return False
        earlier = _earlier(latest, version, period)
        counted = _folded(sources.count(version.value, when), earlier)
        if latest is None and not counted.counts:
            return False  # nothing was counted in the whole period: there is nothing to tell and nothing to hide
        taken = {scope_id for scope_id, _code in [*counted.counts, *(earlier.counts if earlier else ())]}
        ground = _ground(version.value, when, taken=taken)
        table, held = _told(ground, counted, earlier)
        if held is None:
            _note("figure.cube_refused", latest or version, period, by=by, now=when.now)
            return False
        body = _body(ground, counted, table, held)
        if latest is not None and latest.body == body:
            return False
        _add(version, period, body, table, latest, by=by, now=when.now)
        return True


def _latest(code: str, period: Period) -> CubeVersion | None:
    rows = CubeVersion.objects.filter(cube=code, span=period.span, since=period.since)
    return rows.order_by("-number").first()


def _earlier(latest: CubeVersion | None, version: Version, period: Period) -> Earlier | None:
    """What a new version is held against: the one it corrects, else of people the last one of an earlier period."""
    row = latest
    if row is None and sources.is_of_a_moment(version.value):
        rows = CubeVersion.objects.filter(cube=version.code, span=period.span, since__lt=period.since)
        row = rows.order_by("-since", "-number").first()
    if row is None:
        return None
    counts = {
        (one.place, column): count
        for one in CubeBasis.objects.filter(version_id=row.id)
        for column, count in one.counts.items()
    }
    codes = [*(one["code"] for one in row.body["columns"]), cubes.TOTAL]
    lines = zip(row.body["rows"], row.body["counts"], strict=True)
    told = {(line["place"], code): count for line, counts_ in lines for code, count in zip(codes, counts_, strict=True)}
    hidden = frozenset(cell for cell, count in told.items() if count is None)
    return Earlier(row, counts, hidden, frozenset(told) - hidden)


def _folded(counted: Counted, earlier: Earlier | None) -> Counted:
    """Columns of fewer than ten in the whole city are told together, as others; a later version keeps its columns."""
    totals: Counter[str] = Counter()
    for (_scope_id, code), count in counted.counts.items():
        totals[code] += count
    if earlier is None:
        columns = [one for one in counted.columns if totals[one[0]] >= cubes.LEAST and one[0] != sources.ELSE]
    else:
        columns = [(one["code"], one["zh"], one["en"]) for one in earlier.row.body["columns"]]
    kept = {code for code, _zh, _en in columns}
    counts: Counter[tuple[int, str]] = Counter()
    for (scope_id, code), count in counted.counts.items():
        counts[scope_id, code if code in kept else sources.ELSE] += count
    if sources.ELSE not in kept and any(code == sources.ELSE for _scope_id, code in counts):
        columns.append(next((one for one in counted.columns if one[0] == sources.ELSE), sources.OTHERS))
    return Counted(tuple(columns), counts)


def _ground(cube: Cube, when: When, *, taken: Iterable[int]) -> Ground:
    """The divisions from the city down to the smallest the cube tells of, that stood in the period.

    ``taken`` are the divisions something was counted in: what belongs to one that has others inside it, and to none of
    those, gets a line of its own.
    """
    deepest = DIVISIONS.index(cube.down_to)
    every = {one.id: one for one in Place.objects.filter(level__in=DIVISIONS).defer("outline").order_by("lo")}
    places = {
        one.id: one
        for one in every.values()
        if DIVISIONS.index(one.level) <= deepest and (one.until is None or one.until > when.begins)
    }
    parents: dict[int, int | None] = {one.id: one.parent_id for one in places.values()}
    above = set(parents.values())
    leaf_of: dict[int, int] = {}
    for scope_id in taken:
        at = abs(scope_id)
        while at not in places:
            at = every[at].parent_id or 0
        leaf_of[scope_id] = -at if at in above else at
        if at in above:
            parents[-at] = at
    return Ground(places, parents, leaf_of)


def _told(ground: Ground, counted: Counted, earlier: Earlier | None) -> tuple[Table, frozenset[Cell] | None]:
    """The table a version rests on and what of it is held back; None where it would give somebody away."""
    counts: dict[Cell, int] = {}
    for (scope_id, code), count in counted.counts.items():
        leaf = ground.leaf_of[scope_id]
        counts[leaf, code] = counts.get((leaf, code), 0) + count
    columns = tuple(code for code, _zh, _en in counted.columns)
    if earlier is None:
        fresh = _listed(Table(ground.parents, columns, counts), ())
        return fresh, cubes.hold_back(fresh).hidden
    before = {cell: count for cell, count in earlier.counts.items() if cell[0] in ground.parents and cell[1] in columns}
    stood = {place for place, _code in earlier.hidden} | {place for place, _code in before}
    table = _listed(Table(ground.parents, columns, cubes.merged(before, counts)), stood)
    hidden, shown = earlier.hidden & table.sums.keys(), earlier.shown & table.sums.keys()
    try:
        return table, cubes.hold_back(table, hidden=hidden, shown=shown).hidden
    except Impossible:
        return table, None


def _listed(table: Table, stood: Collection[int]) -> Table:
    """Without the places in which nothing at all was counted, now or in the version before."""
    kept = {
        place for leaf in table.leaves if table.sums[leaf, cubes.TOTAL] or leaf in stood for place in table.lines[leaf]
    }
    roots = {place for place, above in table.parents.items() if above is None}
    parents = {place: above for place, above in table.parents.items() if place in kept | roots}
    return Table(parents, table.columns, {cell: count for cell, count in table.counts.items() if cell[0] in parents})


def _body(ground: Ground, counted: Counted, table: Table, held: frozenset[Cell]) -> dict[str, Any]:
    """What everybody reads."""
    codes = (*table.columns, cubes.TOTAL)
    return {
        "columns": [{"code": code, "zh": zh, "en": en} for code, zh, en in counted.columns],
        "rows": [
            {
                "place": place,
                "name": ground.places[abs(place)].name,
                "level": ground.places[abs(place)].level,
                "above": above,
            }
            for place, above in table.parents.items()
        ],
        "counts": [
            [None if (place, code) in held else cubes.rounded(table.sums[place, code]) for code in codes]
            for place in table.parents
        ],
    }


def _add(
    version: Version,
    period: Period,
    body: dict[str, Any],
    table: Table,
    latest: CubeVersion | None,
    *,
    by: Hat,
    now: datetime,
) -> None:
    row = CubeVersion(
        id=ids.reserve("indicators_cube_version"),
        cube=version.code,
        span=period.span,
        since=period.since,
        number=(latest.number if latest else 0) + 1,
        pack_version=version.id,
        body=body,
        digest=digest_of(body),
        published=now,
    )
    bulk.add([row])
    bulk.add(
        [
            CubeBasis(
                version_id=row.id,
                scope_id=abs(leaf),
                place=leaf,
                counts={code: count for code in table.columns if (count := table.counts.get((leaf, code), 0))},
            )
            for leaf in table.leaves
        ]
    )
    _note("figure.cube", row, period, by=by, now=now)


def digest_of(body: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes of what everybody reads: sorted-key JSON."""
    return hashlib.sha256(_encoder.encode(body)).hexdigest()


def _note(verb: str, of: CubeVersion | Version, period: Period, *, by: Hat, now: datetime) -> None:
    about = {"number": of.number, "digest": of.digest} if isinstance(of, CubeVersion) else {"code": of.code}
    payload = {"span": period.span, "since": period.since.isoformat(), **about}
    journal.append(verb=verb, kind="cube", record=of.id, by=by, at=now, payload=payload)
