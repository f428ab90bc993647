"""Filing a person under their name in every division they have a link to: a part of other verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from linli.plumbing import names, scope
from linli.plumbing.scope import Hat


def file_anew(person_id: int, *, old: str, new: str, by: Hat) -> None:
    """Out of the old name, into the new one, also in divisions the hat does not see: the person is one."""
    with in_all_divisions(person_id, by=by) as divisions:
        names.take_out(record=person_id, name=old, scopes=divisions)
        names.file_many((division, person_id, new) for division in divisions)


def unfile(person_id: int, *, name: str, by: Hat) -> None:
    """Nobody finds this record any more."""
    with in_all_divisions(person_id, by=by) as divisions:
        names.take_out(record=person_id, name=name, scopes=divisions)


@contextmanager
def in_all_divisions(*person_ids: int, by: Hat) -> Iterator[list[int]]:
    """A part: in all divisions these persons have or had a link to, also those the hat does not see."""
    scope.require_action()
    with connection.cursor() as cursor:
        cursor.execute(
            "select people_divisions_of(one), current_setting('app.scopes', true) from unnest(%s::bigint[]) as one",
            [list(person_ids)],
        )
        rows = cursor.fetchall()
        divisions = sorted({division for every, _worn in rows for division in every})
        scope.widen(by, divisions)
        yield divisions
        cursor.execute("select set_config('app.scopes', %s, true)", [rows[0][1]])
