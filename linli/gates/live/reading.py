"""What the live process asks the database, under a login that may do nothing else.

It reads the outbox below the horizon, as the dispatcher does, from where it stood when the first page came. It asks
forty times a second while somebody listens: a notification at every commit would make all commits wait in one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from linli.gates.live.admissions import Admission
from linli.gates.live.hub import Link, Message, Standing
from linli.plumbing import policy

BATCH = 500
NOTICE = "notice.told"

_HORIZON = "select pg_snapshot_xmin(pg_current_snapshot())::text"
_NEXT = """
select o.xid::text, o.id, o.name, o.body from plumbing_outbox o
where (o.xid, o.id) > (%s::xid8, %s) and o.xid < pg_snapshot_xmin(pg_current_snapshot())
order by o.xid, o.id limit %s
"""
_CASES = "select case_id, number, subject_id, tasks from live_cases(%s::bigint[])"
_SESSIONS = "select * from live_sessions(%s::text[])"
_POSTS = "select account_id, post_id, role, unit_id, scopes from live_posts(%s::bigint[], %s::bigint[])"
_RESIDENTS = "select account_id, subjects from live_residents(%s::bigint[])"

Seen = dict[int, tuple[str, int, frozenset[Link]]]
Connection = psycopg.AsyncConnection[tuple[Any, ...]]


@dataclass(slots=True)
class Reader:
    """One place in the outbox."""

    xid: str = ""
    row: int = 0

    async def start(self, connection: Connection) -> None:
        """Begin at the horizon: what is committed from now on, and what was open then, is still to come."""
        found = await (await connection.execute(_HORIZON)).fetchone()
        assert found is not None
        self.xid, self.row = str(found[0]), 0

    async def read(self, connection: Connection) -> list[Message]:
        """The next messages, in the order of the outbox; the place moves on."""
        rows = await (await connection.execute(_NEXT, [self.xid, self.row, BATCH])).fetchall()
        if not rows:
            return []
        told = [(name, body if isinstance(body, dict) else json.loads(body)) for _xid, _id, name, body in rows]
        cases = await self._cases(connection, {body["case_id"] for _name, body in told if body.get("case_id")})
        self.xid, self.row = rows[-1][0], rows[-1][1]
        return [message for name, body in told if (message := _message(name, body, cases))]

    async def _cases(self, connection: Connection, wanted: set[int]) -> Seen:
        if not wanted:
            return {}
        rows = await (await connection.execute(_CASES, [sorted(wanted)])).fetchall()
        return {
            case: (number, subject, frozenset(Link(*one) for one in tasks)) for case, number, subject, tasks in rows
        }


def _message(name: str, body: dict[str, Any], cases: Seen) -> Message | None:
    """What a fact is to an open page: a case that changed, a notice for its reader, or nothing."""
    if name == NOTICE:
        return Message("notice", account=body["account_id"], subject=body["subject_id"])
    found = cases.get(body.get("case_id", 0))
    if found is None or not name.startswith("case."):
        return None
    number, subject, links = found
    return Message("case", number, name, links, subject)


async def standings(connection: Connection, admissions: Iterable[Admission]) -> dict[Admission, Standing]:
    """What each of these pages may see now. One that is missing stands no more: its session or post has ended."""
    every = list(admissions)
    alive = {row[0] for row in await _rows(connection, _SESSIONS, [[one.session for one in every]])}
    held = list({(one.account, one.post) for one in every if one.surface == "desk"})
    posts = {
        (account, post): (role, unit, frozenset(scopes))
        for account, post, role, unit, scopes in await _rows(
            connection, _POSTS, [[account for account, _post in held], [post for _account, post in held]]
        )
    }
    residents = list({one.account for one in every if one.surface == "public" and one.account})
    subjects = {account: frozenset(found) for account, found in await _rows(connection, _RESIDENTS, [residents])}
    found = {one: _standing(one, posts, subjects) for one in every if one.session in alive}
    return {admission: standing for admission, standing in found.items() if standing is not None}


def _standing(
    admission: Admission,
    posts: dict[tuple[int, int], tuple[str, int, frozenset[int]]],
    subjects: dict[int, frozenset[int]],
) -> Standing | None:
    if admission.surface == "desk":
        role, unit, scopes = posts.get((admission.account, admission.post), ("", 0, frozenset()))
        if role != admission.role:
            return None
        return Standing(
            "desk", admission.account, unit, scopes if role in policy.roles_for("case.see") else frozenset()
        )
    if admission.account and admission.account not in subjects:
        return None
    return Standing("public", 0, subjects=subjects.get(admission.account, frozenset()) | frozenset(admission.receipts))


async def _rows(connection: Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return await (await connection.execute(sql, values)).fetchall() if values[0] else []
