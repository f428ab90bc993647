"""Writing down for the person that somebody looked: a part of every verb that notes a sensitive read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from linli.plumbing import scope
from linli.plumbing.scope import Hat

LONGEST = 200


def tell_look(
    table: str,
    rows: Collection[int],
    *,
    column: str = "subject_id",
    line: int,
    verb: str,
    what: Sequence[str] = (),
    reason: str = "",
    by: Hat,
    at: datetime,
) -> None:
    """A part: the persons behind these rows of a table read of the look from now on. One statement.

    ``column`` is where the table says whose its rows are; rows of nobody are passed over. What a person does with
    their own rows is no look.
    """
    _tell(f"select {column} from {table} where id = any(%s::bigint[])", rows, line, verb, what, reason, by, at)  # noqa: S608


def tell_subjects(
    subjects: Collection[int],
    *,
    line: int,
    verb: str,
    what: Sequence[str] = (),
    reason: str = "",
    by: Hat,
    at: datetime,
) -> None:
    """The same where the subjects are known already. One statement."""
    _tell("select unnest(%s::bigint[])", subjects, line, verb, what, reason, by, at)


def _tell(
    whose: str,
    rows: Collection[int],
    line: int,
    verb: str,
    what: Sequence[str],
    reason: str,
    by: Hat,
    at: datetime,
) -> None:
    scope.require_action()
    if by.surface == "public" or not rows:
        return
    said: list[Any] = [line, by.unit, at, verb, by.role, by.label[:80], list(what), reason.strip()[:LONGEST]]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into rights_look (subject_id, line, unit_id, at, verb, role, who, what, reason)"  # noqa: S608
            " select distinct whose.subject, %s::bigint, %s::bigint, %s::timestamptz, %s, %s, %s, %s::varchar[], %s"
            f" from ({whose}) as whose(subject) where whose.subject <> 0",
            [*said, sorted(set(rows))],
        )
