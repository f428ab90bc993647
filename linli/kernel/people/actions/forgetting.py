"""Erasing people: what stood behind seals and hashes is emptied, a number stays where ledgers and history need one.

Called by the round and the job that erase, as the worker's robot; each verb is done again without harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.kernel.people.actions.filing import unfile
from linli.kernel.people.models import Document, Person
from linli.kernel.people.queries import person_field
from linli.kernel.people.sealing import bound
from linli.plumbing import crypto, policy, scope
from linli.plumbing.scope import Hat

GONE = "erased"


def forget_persons(persons: Sequence[int], by: Hat, now: datetime) -> int:
    """Empty these records of the register: nobody finds them, and whoever opens one reads nothing. How many."""
    policy.require(by, "person.forget")
    with scope.writing(by, now=now):
        found = list(Person.objects.select_for_update().filter(id__in=persons).exclude(source=GONE))
        for one in found:
            unfile(one.id, name=person_field(one, "name"), by=by)
            Person.objects.filter(id=one.id).update(
                name_sealed=crypto.seal("", bound=bound("people_person", "name", one.id)), sort="",
                id_number_sealed=None, id_number_blind=None, phone_sealed=None, phone_blind=None, birth_year=None,
                sex="", born_sealed=None, document=Document.NONE, registered_in="", died=None, source=GONE,
                confirmed=None, until=one.until or now,
            )  # fmt: skip
        _written("person.erase", "person", [one.id for one in found], by=by, now=now)
    return len(found)


def forget_subjects(subjects: Sequence[int], by: Hat, now: datetime) -> int:
    """The reporter's side of these matters becomes nobody's: no name, no phone, no way back to a person."""
    return _narrow("people_blank_subjects", "subject.erase", "subject", subjects, by=by, now=now)


def close_accounts(accounts: Sequence[int], by: Hat, now: datetime) -> int:
    """These logins end, and every session with them; the phone may begin anew with another."""
    return _narrow("people_close_accounts", "account.erase", "account", accounts, by=by, now=now)


def _narrow(function: str, verb: str, kind: str, rows: Sequence[int], *, by: Hat, now: datetime) -> int:
    """What lies behind a wall the worker does not see through is emptied by a function that does nothing else."""
    policy.require(by, "person.forget")
    with scope.writing(by, now=now), connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s::bigint[], %s)", [list(rows), now])
        done: list[int] = cursor.fetchone()[0] or []
        _written(verb, kind, done, by=by, now=now)
    return len(done)


def _written(verb: str, kind: str, records: Sequence[int], *, by: Hat, now: datetime) -> None:
    if records:
        journal.append_many([Doing(verb, kind, one, {}) for one in records], by=by, at=now)
