"""Saying of many records at once that they are still true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from linli.kernel.journal import actions as journal
from linli.kernel.people.telling import changed_in
from linli.plumbing import scope
from linli.plumbing.scope import Hat


def confirm_dwellings(place_ids: Sequence[int], *, source: str = "", by: Hat, now: datetime) -> int:
    """A part: these dwellings are as they are written down, as of now; how many. A later confirmation stays.

    A dwelling of which nothing was known but its place gets its row, told by ``source``: somebody has been there.
    """
    scope.require_action()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_dwelling as w (place_id, scope_id, confirmed, source)"
            " select p.id, p.scope_id, %s, %s from places_place p"
            " where p.id = any(%s) and p.level = 'dwelling' and p.until is null and p.scope_id = any(%s)"
            " on conflict (place_id) do update set confirmed = excluded.confirmed"
            " where w.confirmed is null or w.confirmed < excluded.confirmed returning w.place_id, w.scope_id",
            [now, source, sorted(set(place_ids)), list(by.scopes)],
        )
        found = sorted(cursor.fetchall())
    done = [place_id for place_id, _scope in found]
    if done:
        payload = {"dwellings": done}
        line = journal.append(verb="dwelling.confirm", kind="dwelling", record=done[0], by=by, at=now, payload=payload)
        changed_in({scope_id for _place, scope_id in found}, line=line, by=by, at=now)
    return len(done)
