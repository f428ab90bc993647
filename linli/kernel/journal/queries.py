"""Questions to the journal: its checkpoints, how long lines wait for their seal, who looked at whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from linli.kernel.journal.looks import LOOKS, REVEALS
from linli.kernel.journal.models import Checkpoint

_WAITING = """
with head as (select coalesce(max(size), 0) as size from journal_seal),
     last as (select s.xid, s.line from journal_seal s, head where s.size = head.size)
select count(*), min(recorded) from (
    select l.recorded from journal_line l
    where (l.xid, l.id) > (coalesce((select xid from last), '0'::xid8), coalesce((select line from last), 0))
    order by l.xid, l.id limit %s) waiting
"""
_LAG = """
select percentile_disc(0.99) within group (order by sealed - oldest), max(sealed - oldest), max(sealed), count(*)
from journal_seal where sealed > %s
"""
MOST = 10_000  # waiting lines are counted no further


@dataclass(frozen=True, slots=True)
class Waiting:
    """Lines that are not sealed yet: how many (``MOST`` at most), and since when the first of them waits."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Lag:
    """How long lines waited for their seal in a stretch of time: in 99 of 100 seals, at the longest; the last seal."""

    most_seals: timedelta
    longest: timedelta
    last: datetime
    seals: int


def newest_checkpoint() -> Checkpoint | None:
    """The last one that was signed."""
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_since(size: int) -> int:
    """How many lines were sealed at the first checkpoint that has at least so many; at the newest where none has."""
    sizes = Checkpoint.objects.values_list("size", flat=True)
    found = sizes.filter(size__gte=size).order_by("size").first() or sizes.order_by("-size").first()
    return found or 0


def waiting() -> Waiting:
    """What waits for its seal."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [MOST])
        count, since = cursor.fetchone()
    return Waiting(count, since)


def lag(*, since: datetime) -> Lag | None:
    """How long lines waited in seals made since then; None where none was made."""
    with connection.cursor() as cursor:
        cursor.execute(_LAG, [since])
        row = cursor.fetchone()
    return Lag(*row) if row and row[3] else None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at what concerns a person: when, wearing which post, what they did, to what kind of record."""

    line: int
    at: datetime
    actor: int
    post: int
    role: str
    purpose: str
    verb: str
    kind: str


@dataclass(frozen=True, slots=True)
class ManyLooks:
    """A post whose holder looked behind masks, or took records along, more often in a day than most ever do."""

    actor: int
    post: int
    role: str
    reveals: int
    exports: int
    reads: int
    last: datetime


_NAMED = ", ".join(f"'{verb}'" for verb in LOOKS)  # written out, so that the index of just these serves
_REVEALS = ", ".join(f"'{verb}'" for verb in REVEALS)
_LOOKS = f"""
select id, at, actor, post, role, purpose, verb, kind from journal_line
where verb in ({_NAMED}) and recorded >= %s order by recorded desc limit %s
"""  # noqa: S608
_MANY = f"""
select actor, post, role, reveals, exports, reads, last from (
    select actor, post, role, count(*) filter (where verb in ({_REVEALS})) as reveals,
           count(*) filter (where right(verb, 7) = '.export') as exports,
           count(*) filter (where verb not in ({_REVEALS}) and right(verb, 7) <> '.export') as reads,
           max(recorded) as last
    from journal_line where verb in ({_NAMED}) and recorded >= %s group by actor, post, role) t
where reveals >= %s or exports >= %s or reads >= %s
order by reveals desc, exports desc, reads desc limit %s
"""  # noqa: S608


def looks(*, since: datetime, most: int) -> list[Look]:
    """The latest looks at what concerns persons."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, [since, most])
        return [Look(*row) for row in cursor.fetchall()]


def many_looks(*, since: datetime, bars: Sequence[int], most: int) -> list[ManyLooks]:
    """Posts with more reveals, exports or reads than the bars (in that order) since then; the most reveals first."""
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [since, *bars, most])
        return [ManyLooks(*row) for row in cursor.fetchall()]
