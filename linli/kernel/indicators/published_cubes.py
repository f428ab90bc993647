"""Asking for the tables everybody may read: which there are, of which periods, in which versions, what one says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from linli.engines.cubes import LEAST, TOTAL
from linli.engines.cubes.table import STEP
from linli.kernel.indicators.models import CubeVersion
from linli.kernel.indicators.packs import Cube
from linli.kernel.indicators.periods import Period
from linli.plumbing import pack_catalogue

__all__ = ["LEAST", "STEP", "TOTAL", "Line", "Published", "lines", "listed", "version", "versions"]


@dataclass(frozen=True, slots=True)
class Published:
    """One version without its counts, and the cube in the words it was published in."""

    row: CubeVersion
    cube: Cube

    @property
    def period(self) -> Period:
        return Period(self.row.span, self.row.since)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a place, what lies above it, its counts with their sum at the end; None is held back.

    ``is_rest`` is what belongs to the place and to none of those inside it.
    """

    place: int
    name: str
    level: str
    above: int | None
    counts: Sequence[int | None]

    @property
    def is_rest(self) -> bool:
        return self.place < 0


def listed() -> list[Published]:
    """The newest version of every table. One statement, and one for words this process has not met yet."""
    rows = CubeVersion.objects.defer("body").order_by("cube", "-since", "-number").distinct("cube")
    return sorted((_told(row) for row in rows), key=lambda one: (one.cube.order, one.row.cube))


def versions(code: str) -> list[Published]:
    """Every version of a table, the newest period and number first."""
    rows = CubeVersion.objects.filter(cube=code).defer("body").order_by("-since", "-number")[:400]
    return [_told(row) for row in rows]


def version(code: str, since: date | None = None, number: int | None = None) -> Published | None:
    """A version with its counts: of the period that begins then, else of the newest; the last of it unless numbered."""
    rows = CubeVersion.objects.filter(cube=code)
    if since is not None:
        rows = rows.filter(since=since)
    if number is not None:
        rows = rows.filter(number=number)
    found = rows.order_by("-since", "-number").first()
    return _told(found) if found is not None else None


def lines(found: CubeVersion) -> Iterator[Line]:
    """The rows of a version, places above before those inside."""
    for row, counts in zip(found.body["rows"], found.body["counts"], strict=True):
        yield Line(row["place"], row["name"], row["level"], row["above"], counts)


def _told(row: CubeVersion) -> Published:
    return Published(row, pack_catalogue.version(row.pack_version).value)
