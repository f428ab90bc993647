"""What is kept because an authority asked for it: the reason that stands before every declared one.

A hold runs by the day, without anybody doing anything: while the last day of its last act lies ahead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import connection

from linli.kernel.rights.models import LegalHold
from linli.plumbing import held
from linli.plumbing.days import day_of
from linli.plumbing.held import Held, Hold

KEPT = "legal_hold"
MOST = 200
# The moment of the transaction as its hat said it; should nobody have said one, the clock's, and never "no hold".
_NOW = "coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now())"
_LAST = "not exists (select 1 from rights_hold n where n.root = h.root and n.version > h.version)"
_RUNS, _OVER = f"h.until > {_NOW} and {_LAST}", f"h.until <= {_NOW} and {_LAST}"
_SUBJECTS = f"select h.subject_id from rights_hold h where {_RUNS}"  # noqa: S608


def holds_of(one: Held) -> tuple[Hold, ...]:
    """What keeps rows of a table from going: first a hold on whoever they are of, then what the table declares."""
    under = f"coalesce({one.rows('t', held.everybody(_SUBJECTS))}, false)"
    return (Hold(KEPT, under), *one.holds)


def running_over(subjects: Collection[int]) -> list[LegalHold]:
    """The running holds on the human being behind these subjects, as far as the hat sees; the last to end first."""
    same = held.everybody("select unnest(%(subjects)s::bigint[])").subject
    return list(
        LegalHold.objects.raw(
            f"select h.* from rights_hold h where {_RUNS} and h.subject_id = {same} order by h.until desc, h.id",  # noqa: S608
            {"subjects": sorted(subjects)},
        )
    )


def latest_holds(*, running: bool, most: int = MOST) -> Sequence[LegalHold]:
    """The last act of each hold the hat sees: of those that run the first to end first, else the last that ended."""
    when, order = (_RUNS, "h.until, h.id") if running else (_OVER, "h.until desc, h.id desc")
    return list(
        LegalHold.objects.raw(f"select h.* from rights_hold h where {when} order by {order} limit {most}")  # noqa: S608
    )


def is_about(subject: int, *, account: int, person: int) -> bool:
    """Whether the human being behind a subject is the one of this login or record."""
    same = held.everybody("select %(subject)s::bigint")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select %(account)s = {same.account} or %(person)s = {same.person}",
            {"subject": subject, "account": account, "person": person},
        )
        return bool(cursor.fetchone()[0])


def last_day(one: LegalHold) -> date:
    """The last day something is kept by it; of one that was ended, the day of its end."""
    return day_of(one.until if one.act == LegalHold.Act.ENDED else one.until - timedelta(seconds=1))


def acts_of(root: int) -> list[LegalHold]:
    """Every act of a hold, the latest first."""
    return list(LegalHold.objects.filter(root=root).order_by("-version"))
