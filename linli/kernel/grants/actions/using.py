"""Writing down that a grant was used, or that somebody tried to. Without these lines nothing is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.grants.models import Grant, GrantUse
from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.plumbing import bulk, policy, scope
from linli.plumbing.scope import Hat

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Used:
    """One use: which grant, by which way, what was handed out and about whom. ``refused``: the sentence instead."""

    grant: Grant
    way: str
    fields: Sequence[str]
    places: Sequence[int]
    rows: int = 0
    persons: Sequence[int] = ()
    refused: str = ""
    key_id: int | None = None
    asked_digest: bytes | None = None
    answer_digest: bytes | None = None


def note_use(*, use: Used, by: Hat, now: datetime) -> int:
    """One line for the use and one for every named person, who reads it on their own page; returns the use's line.

    A transaction of its own, before anything is handed over.
    """
    policy.require(by, "grant.use")
    with scope.writing(by, now=now):
        return write_use(use=use, by=by, now=now)


def write_use(*, use: Used, by: Hat, now: datetime) -> int:
    """The same as a part of another action."""
    grant = use.grant
    said: dict[str, Any] = {"way": use.way, "fields": list(use.fields), "places": list(use.places), "rows": use.rows}
    if use.refused:
        said["refused"] = use.refused
    if use.asked_digest is not None:
        said |= {"asked": use.asked_digest.hex(), "answer": (use.answer_digest or b"").hex()}
    verb = "grant.refuse_use" if use.refused else "grant.use"
    line = journal.append_many([Doing(verb, "grant", grant.id, said)], by=by, at=now)[0]
    told = {"what": list(use.fields), "reason": grant.purpose, "grant": grant.number, "who": grant.unit_name}
    persons = list(dict.fromkeys(use.persons))
    for first in range(0, len(persons), AT_ONCE):
        some = persons[first : first + AT_ONCE]
        journal.append_many([Doing("person.export", "person", one, told) for one in some], by=by, at=now)
    row = GrantUse(
        grant_id=grant.id,
        at=now,
        way=use.way,
        account_id=by.account,
        key_id=use.key_id,
        who=by.label[:120],
        fields=list(use.fields),
        places=list(use.places),
        rows=use.rows,
        persons=len(persons),
        refused=use.refused[:300],
        asked_digest=use.asked_digest,
        answer_digest=use.answer_digest,
        line=line,
    )
    bulk.add([row])
    return line
