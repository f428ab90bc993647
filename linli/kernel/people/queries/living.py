"""How many people live where, as far as the hat's walls let it count: by community, and by small square."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from linli.kernel.places import geo

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


def living_by_cell(scopes: Sequence[int], *, zoom: int, at: datetime) -> dict[int, int]:
    """How many people live in each cell of that zoom, in these communities. One statement."""
    if not scopes:
        return {}
    sql = (
        "select b.cell >> %s as square, count(distinct r.person_id)::int from people_residence r"
        " join places_place d on d.id = r.place_id"
        " join places_place b on b.id = case d.level when 'dwelling' then d.parent_id else d.id end"
        " where r.scope_id = any(%s) and r.kind = any(%s) and r.since <= %s and (r.until is null or r.until > %s)"
        " and b.level = 'building' and b.cell is not null group by square"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [2 * (geo.ZOOM - zoom), list(scopes), list(LIVES), at, at])
        return dict(cursor.fetchall())
