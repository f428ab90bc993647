"""How many people live where, as far as the hat's walls let it count: by community, and by small square."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

LIVES = ("occupant", "tenant")  # a link that says somebody really lives behind the door
FEWEST = 10  # people: a number below it could be somebody, so it is never told


def living_in(scopes: Collection[int], *, at: datetime) -> dict[int, int]:
    """How many people live in each of these communities. One statement, none for no community.

    The wall counts: a community the hat does not work for is not in the answer.
    """
    if not scopes:
        return {}
    sql = (
        "select scope_id, count(distinct person_id)::int from people_residence"
        " where scope_id = any(%s) and kind = any(%s) and since <= %s and (until is null or until > %s)"
        " group by scope_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(scopes), list(LIVES), at, at])
        return dict(cursor.fetchall())


def living_by_cell(scopes: Sequence[int], *, at: datetime) -> dict[int, dict[int, int]]:
    """How many people live in the finest cells of each of these communities. One statement, none for no community.

    Somebody who lives behind two doors of a community is counted at one of them, so that cells add up to it.
    """
    found: dict[int, dict[int, int]] = {one: {} for one in scopes}
    if not scopes:
        return found
    sql = (
        "select scope_id, cell, count(*)::int from ("
        " select distinct on (r.scope_id, r.person_id) r.scope_id, b.cell from people_residence r"
        " join places_place d on d.id = r.place_id and d.scope_id = any(%s)"
        " join places_place b on b.id = case d.level when 'dwelling' then d.parent_id else d.id end"
        "  and b.scope_id = any(%s) and b.level = 'building'"
        " where r.scope_id = any(%s) and r.kind = any(%s) and r.since <= %s and (r.until is null or r.until > %s)"
        "  and b.cell is not null order by r.scope_id, r.person_id, r.id) one group by scope_id, cell"
    )
    wanted = list(scopes)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, wanted, wanted, list(LIVES), at, at])
        for scope_id, cell, count in cursor.fetchall():
            found[scope_id][cell] = count
    return found
