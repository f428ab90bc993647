"""Being at a case: a mark of half a minute, so that two colleagues do not write the same answer.

Nothing of it is kept: the mark is overwritten, taken away on leaving, and swept when it is old. It goes into no
journal, because who looked at what for how long is nobody's business.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.desks.models import Presence
from linli.kernel.desks.queries import PRESENT
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

_MARK = """
insert into desks_presence (case_id, account_id, name, writing, seen)
select c.id, %(me)s, %(name)s, %(writing)s, %(now)s from cases_case c where c.id = %(case)s
on conflict (case_id, account_id) do update set seen = excluded.seen, writing = excluded.writing, name = excluded.name
"""


def be_here(*, case_id: int, writing: bool, by: Hat, now: datetime) -> None:
    """Say that one has the case open, and whether one is writing."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        Presence.objects.filter(case_id=case_id, seen__lte=now - PRESENT).exclude(account_id=by.account).delete()
        with connection.cursor() as cursor:
            values: dict[str, Any] = {
                "me": by.account,
                "name": by.label[:80],
                "writing": writing,
                "now": now,
                "case": case_id,
            }
            cursor.execute(_MARK, values)


def leave(*, case_id: int, by: Hat, now: datetime) -> None:
    """The page was left."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        Presence.objects.filter(case_id=case_id, account_id=by.account).delete()


def sweep_presence(*, by: Hat, now: datetime) -> int:
    """Take away every mark that is over."""
    with scope.writing(by, now=now):
        return Presence.objects.filter(seen__lte=now - PRESENT).delete()[0]
