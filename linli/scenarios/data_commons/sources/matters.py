"""The matters of a community by item and month: what came, what was answered, in time, opened again. Nobody by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.kernel.cases import catalogue
from linli.kernel.grants import joining, sources
from linli.kernel.grants.sources import Asked, Given, Source, SourceField
from linli.kit import granted, words
from linli.plumbing.classification import INTERNAL, PUBLIC

MONTHS = 12
_SQL = f"""
select o.community, to_char(m.at at time zone %(zone)s, 'YYYY-MM') as month, m.item, count(*)::int,
       count(m.answered)::int, count(*) filter (where m.answered <= m.promise_due)::int,
       count(*) filter (where m.reopened > 0)::int
from opened o join indicators_measured m on m.scope_id = o.scope_id
where m.at >= date_trunc('month', {joining.NOW} at time zone %(zone)s) at time zone %(zone)s - %(span)s::interval
  and m.at <= {joining.NOW} and not m.excluded
group by 1, 2, 3 order by 1, 2 desc, 4 desc, 3
"""  # noqa: S608


def rows(asked: Asked) -> Iterable[Given]:
    """A row for each community, month and item of the last twelve months."""
    called = _called(asked.now)
    found = granted.table(_SQL, asked, zone=str(words.city_zone()), span=f"{MONTHS - 1} months")
    names = ("community", "month", "item", "reported", "answered", "in_time", "reopened")
    told = [dict(zip(names, row, strict=True)) for row in found]
    return granted.picked(asked, [{**one, "item": called.get(one["item"], one["item"])} for one in told])


def _called(at: datetime) -> dict[str, str]:
    return {one.code: one.label.zh for one in catalogue.items(at=at, inside=True)}


sources.register(
    Source(
        "matters.by_month",
        (
            SourceField("community", "社区", "Community", PUBLIC),
            SourceField("month", "月份", "Month", PUBLIC),
            SourceField("item", "事项", "Item", PUBLIC),
            SourceField("reported", "收到几件", "Reported", INTERNAL, counts=True, kind="number"),
            SourceField("answered", "答复几件", "Answered", INTERNAL, counts=True, kind="number"),
            SourceField("in_time", "按时几件", "In time", INTERNAL, counts=True, kind="number"),
            SourceField("reopened", "重办几件", "Opened again", INTERNAL, counts=True, kind="number"),
        ),
        rows,
        label=("各社区每月办件", "Matters of a community by month"),
    )
)
