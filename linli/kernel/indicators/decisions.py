"""Asking for what people did about figures: what was drawn and what its calls said, what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.indicators.models import Draw, Exclusion, Figure
from linli.kernel.indicators.periods import Period

MOST = 200


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """One case of a draw, in its order, and how far calling about it has come."""

    order: int
    number: str
    title: str
    where: str
    closed: datetime
    due: datetime | None
    done: datetime | None
    tries: int
    reached: bool | None
    contacted: bool | None
    solved: bool | None
    grade: int | None


def draw_of(unit_id: int, period: Period) -> Draw | None:
    """The draw of a unit and period; there is at most one."""
    return Draw.objects.filter(unit_id=unit_id, span=period.span, since=period.since).first()


def drawn(draw: Draw) -> list[DrawnCase]:
    """The cases of a draw in their order; a case the hat may not see keeps its place and tells nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.\"order\", coalesce(c.number, ''), coalesce(c.title, ''), coalesce(c.\"where\", ''), d.closed,"
            " f.due, f.done, coalesce(f.tries, 0), f.reached, f.contacted, f.solved, f.grade"
            " from indicators_drawn d left join cases_case c on c.id = d.case_id"
            " left join ratings_follow_up f on f.case_id = d.case_id and f.round = d.round"
            ' where d.draw_id = %s order by d."order"',
            [draw.id],
        )
        return [DrawnCase(*row) for row in cursor.fetchall()]


def still_to_call(period: Period) -> int:
    """How many drawn cases of a period nobody has called about yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from indicators_draw w join indicators_drawn d on d.draw_id = w.id"
            " join ratings_follow_up f on f.case_id = d.case_id and f.round = d.round"
            " where w.span = %s and w.since = %s and f.done is null",
            [period.span, period.since],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """A case somebody wants left out, with what the list says about it."""

    row: Exclusion
    number: str
    title: str
    unit: str

    @property
    def state(self) -> str:
        """waiting, in_force, or how it ended."""
        return self.row.ending or ("in_force" if self.row.approved else "waiting")


def asked_for(*, number: str = "") -> list[Asked]:
    """What is or was to be left out, of the divisions of the hat or of one case; what waits first, then the newest."""
    rows: list[Any] = list(
        Exclusion.objects.raw(
            "select x.*, coalesce(c.number, '') as number, coalesce(c.title, '') as title,"
            " coalesce(o.name, '') as unit from indicators_exclusion x"
            " left join cases_case c on c.id = x.case_id left join people_organisation o on o.id = x.unit_id"
            " where %s = '' or c.number = %s"
            " order by (x.approved is null and x.ended is null) desc, x.ended is not null, x.id desc limit %s",
            [number, number, MOST],
        )
    )
    return [Asked(row, row.number, row.title, row.unit) for row in rows]


def waiting_exclusions() -> int:
    """How many cases wait for a second person to say whether they count."""
    return Exclusion.objects.filter(approved__isnull=True, ended__isnull=True).count()


def unpublished(period: Period) -> Sequence[Figure]:
    """The figures of a period that publishing it now would freeze."""
    rows = Figure.objects.filter(span=period.span, since=period.since, published__isnull=True)
    return list(rows.order_by("kind", "about", "indicator"))


def published_at(period: Period) -> datetime | None:
    """When figures of a period were published last."""
    rows = Figure.objects.filter(span=period.span, since=period.since, published__isnull=False)
    return rows.order_by("-published").values_list("published", flat=True).first()
