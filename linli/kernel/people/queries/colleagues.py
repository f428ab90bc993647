"""Colleagues: who of the staff may see a division, by name. Staff are no secret among staff; residents have no list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Colleague:
    """One post somebody holds now, with the name of who holds it."""

    post: int
    account: int
    name: str
    title: str
    role: str
    unit_id: int
    unit_name: str
    place_id: int
    areas: list[int]

    @property
    def label(self) -> str:
        """As history names them: 黄志强 网格员."""
        return f"{self.name} {self.title}"


def colleagues(scopes: Iterable[int], *, roles: Collection[str], at: datetime) -> list[Colleague]:
    """The running posts of these roles whose holders see one of these divisions, the oldest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select * from people_colleagues(%s::int[], %s::text[], %s)", [list(scopes), list(roles), at])
        return [Colleague(*row) for row in cursor.fetchall()]


def at_desk(
    role: str, *, scope_id: int, unit_id: int | None, area_id: int | None = None, at: datetime
) -> list[Colleague]:
    """Who may take a task that lies at a desk: the posts of its role that work for it, of its unit where it has one."""
    found = colleagues([scope_id], roles=[role], at=at)
    return [
        one
        for one in found
        if (unit_id is None or one.unit_id == unit_id) and (area_id is None or not one.areas or area_id in one.areas)
    ]
