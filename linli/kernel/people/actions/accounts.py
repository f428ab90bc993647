"""Accounts: residents with a phone, staff with a login name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from linli.kernel.journal import actions as journal
from linli.kernel.people import phones
from linli.kernel.people.actions.factors import write_authenticators
from linli.kernel.people.masking import masked_phone
from linli.kernel.people.models import Person
from linli.kernel.people.sealing import seal_column
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to make. Without a password it is entered by one-time code only, or not at all.

    ``label`` is how history and the top bar name its holder; a resident's is their masked phone unless given.
    ``authenticator`` is the secret of the authenticator a member of staff is handed with it; without one they add
    their own when they first come in.
    """

    label: str = ""
    login: str = ""
    phone: str = ""
    password: str = ""
    person_id: int | None = None
    authenticator: str = ""


def register_account(*, row: NewAccount, by: Hat, now: datetime) -> int:
    """Make one resident's account; returns its id."""
    return register_accounts_many(rows=[row], by=by, now=now)[0]


def register_accounts_many(*, rows: Sequence[NewAccount], by: Hat, now: datetime) -> list[int]:
    """Make residents' accounts, each standing for a person or, where nobody says who, a subject of its own."""
    policy.require(by, "account.register")
    with scope.writing(by, now=now):
        return write_accounts(rows, with_subjects=True, by=by, now=now)


def add_staff_many(*, rows: Sequence[NewAccount], by: Hat, now: datetime) -> list[int]:
    """Make accounts of staff; returns their ids in order. What they may do comes from their posts."""
    policy.require(by, "staff.add")
    with scope.writing(by, now=now):
        return write_accounts(rows, with_subjects=False, by=by, now=now)


_COLUMNS = {
    "id": "bigint",
    "password": "text",
    "login": "text",
    "phone_blind": "bytea",
    "person_id": "bigint",
    "subject_id": "bigint",
    "label": "text",
    "language": "text",
    "edition": "text",
}


def write_accounts(
    rows: Sequence[NewAccount], *, numbers: Sequence[int] = (), with_subjects: bool, by: Hat, now: datetime
) -> list[int]:
    """A part: account rows, subjects and the journal line."""
    scope.require_action()
    if not rows:
        return []
    numbers = list(numbers) or ids.reserve_many("people_account", len(rows))
    told = [phones.tidy(row.phone) for row in rows]
    subjects = _subjects(rows, numbers, told) if with_subjects else [None] * len(rows)
    columns = (
        numbers,
        [make_password(row.password or None) for row in rows],
        [row.login or None for row in rows],
        [phones.index(phone) if phone else None for phone in told],
        [row.person_id for row in rows],
        subjects,
        [row.label or masked_phone(phone) for row, phone in zip(rows, told, strict=True)],
        ["zh-hans"] * len(rows),
        ["standard"] * len(rows),
    )
    bulk.insert("people_account", _COLUMNS, list(zip(*columns, strict=True)))
    write_authenticators(numbers, [row.authenticator for row in rows], now=now)
    payload = {"accounts": numbers}
    journal.append(verb="account.add", kind="account", record=numbers[0], by=by, at=now, payload=payload)
    return numbers


def _subjects(rows: Sequence[NewAccount], numbers: Sequence[int], told: Sequence[str]) -> list[int | None]:
    """The subject of each account's person; a new one, with the phone, where there is no person."""
    wanted = {row.person_id for row in rows if row.person_id is not None}
    known = dict(Person.objects.filter(id__in=wanted).values_list("id", "subject_id")) if wanted else {}
    alone = [place for place, row in enumerate(rows) if row.person_id is None]
    fresh = ids.reserve_many("people_subject", len(alone))
    sealed = seal_column("people_subject", "phone", fresh, [told[place] for place in alone])
    columns = {
        "id": "bigint",
        "account_id": "bigint",
        "kind": "text",
        "alias": "text",
        "phone_sealed": "bytea",
        "phone_blind": "bytea",
    }
    bulk.insert(
        "people_subject",
        columns,
        [
            (subject, numbers[place], "named", "", blob, phones.index(told[place]) if told[place] else None)
            for subject, place, blob in zip(fresh, alone, sealed, strict=True)
        ],
    )
    found: list[int | None] = [None if row.person_id is None else known[row.person_id] for row in rows]
    for subject, place in zip(fresh, alone, strict=True):
        found[place] = subject
    return found
