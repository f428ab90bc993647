"""What the register gives back to the communities that keep it: dwellings and people, how complete, how fresh."""

from __future__ import annotations

from collections.abc import Iterable

from linli.kernel.grants import joining, sources
from linli.kernel.grants.sources import Asked, Given, Source, SourceField
from linli.kernel.people.queries.living import LIVES
from linli.kit import granted
from linli.plumbing.classification import INTERNAL, PUBLIC

_RUNS = f"r.since <= {joining.NOW} and (r.until is null or r.until > {joining.NOW})"
_SQL = f"""
select o.community,
  (select count(*)::int from places_place d where d.scope_id = o.scope_id and d.level = 'building' and d.until is null),
  (select count(*)::int from places_place d where d.scope_id = o.scope_id and d.level = 'dwelling' and d.until is null),
  (select count(distinct r.person_id)::int from people_residence r
    where r.scope_id = o.scope_id and r.kind = any(%(lives)s::text[]) and {_RUNS}),
  (select count(*)::int from people_dwelling w where w.scope_id = o.scope_id and w.occupancy = 'let'),
  (select count(*)::int from people_dwelling w where w.scope_id = o.scope_id and w.occupancy = 'empty'),
  n.complete_filled / nullif(n.complete_needed, 0), n.fresh_filled / nullif(n.fresh_needed, 0), n.due, n.counted
from opened o left join population_counted n on n.scope_id = o.scope_id order by o.community
"""  # noqa: S608
_NAMES = (
    "community", "buildings", "dwellings", "people", "let", "empty", "complete", "fresh", "due", "counted",
)  # fmt: skip


def rows(asked: Asked) -> Iterable[Given]:
    """One row a community."""
    found = granted.table(_SQL, asked, lives=list(LIVES))
    return granted.picked(asked, [dict(zip(_NAMES, row, strict=True)) for row in found])


def _number(code: str, zh: str, en: str) -> SourceField:
    return SourceField(code, zh, en, INTERNAL, counts=True, kind="number")


sources.register(
    Source(
        "register.quality",
        (
            SourceField("community", "社区", "Community", PUBLIC),
            _number("buildings", "楼栋", "Buildings"),
            _number("dwellings", "房屋", "Dwellings"),
            _number("people", "住着的人", "People living there"),
            _number("let", "出租的房屋", "Dwellings let"),
            _number("empty", "空置的房屋", "Empty dwellings"),
            SourceField("complete", "齐全", "Complete", INTERNAL, kind="share"),
            SourceField("fresh", "新鲜", "Fresh", INTERNAL, kind="share"),
            _number("due", "该再核对的", "To be confirmed again"),
            SourceField("counted", "数于", "Counted", INTERNAL, kind="moment"),
        ),
        rows,
        label=("底册数量和质量", "How much the register holds and how well it is kept"),
    )
)
