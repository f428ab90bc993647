"""The reporter's side of a matter: parts of the action that opens a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from linli.kernel.people import mails, phones
from linli.kernel.people.models import Subject
from linli.kernel.people.sealing import seal_column
from linli.plumbing import bulk, ids, numbers, scope
from linli.plumbing.scope import Hat

ANONYMOUS, ALIAS, NAMED = "anonymous", "alias", "named"
ALIAS_LENGTH = 40


class Behind(Protocol):
    """Who says they report: a kind (named, alias, anonymous) and what they left of themselves."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def alias(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def mail(self) -> str: ...
    @property
    def person(self) -> int | None: ...
    @property
    def kept_for(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Side:
    """A reporter as a value, for callers that have none of their own."""

    kind: str = ANONYMOUS
    name: str = ""
    alias: str = ""
    phone: str = ""
    person: int | None = None
    mail: str = ""
    kept_for: int = 0


def new_subject(
    *,
    subject_id: int | None = None,
    person_id: int | None = None,
    kind: str,
    alias: str = "",
    phone: str = "",
    name: str = "",
    receipt: str,
    by: Hat,
    now: datetime,  # noqa: ARG001
) -> Subject:
    """A part: one new subject, its id reserved here or before; returned as written, without a look at the table."""
    number = ids.reserve("people_subject") if subject_id is None else subject_id
    new_subjects([(number, Side(kind, name, alias, phone, person_id), receipt)], by=by)
    return Subject(id=number, kind=kind, alias=alias, receipt_blind=numbers.receipt_index(receipt))


_COLUMNS = {
    "id": "bigint",
    "person_id": "bigint",
    "account_id": "bigint",
    "kind": "text",
    "alias": "text",
    "name_sealed": "bytea",
    "phone_sealed": "bytea",
    "phone_blind": "bytea",
    "mail_sealed": "bytea",
    "receipt_blind": "bytea",
    "receipt_sealed": "bytea",
    "kept_for": "bigint",
}


def new_subjects(rows: Sequence[tuple[int, Behind, str]], *, by: Hat) -> None:
    """A part: new subjects as ``(id, who, receipt code)`` in one statement.

    An anonymous subject keeps nothing of its reporter, an alias no name and no person. A resident who has logged
    in finds what they reported under their name or an alias in their own list again. Reading the rows takes a
    hat that sees them, so the ids are reserved by the caller and put into the hat (``Hat.seeing``).
    """
    scope.require_action()
    sides = [_kept(side, by) for _id, side, _receipt in rows]
    records = [number for number, _side, _receipt in rows]
    told = [phones.tidy(side.phone) for side, _account in sides]
    mails_left = [mails.tidy(side.mail) for side, _account in sides]
    reached = map(any, zip(told, mails_left, strict=True))
    codes = [receipt if reach else "" for (_id, _side, receipt), reach in zip(rows, reached, strict=True)]
    columns = (
        records,
        [side.person for side, _account in sides],
        [account for _side, account in sides],
        [side.kind for side, _account in sides],
        [side.alias[:ALIAS_LENGTH] for side, _account in sides],
        seal_column("people_subject", "name", records, [side.name for side, _account in sides]),
        seal_column("people_subject", "phone", records, told),
        [phones.index(phone) if phone else None for phone in told],
        seal_column("people_subject", "mail", records, mails_left),
        [numbers.receipt_index(receipt) for _id, _side, receipt in rows],
        seal_column("people_subject", "receipt", records, codes),
        [side.kept_for for side, _account in sides],
    )
    bulk.insert("people_subject", _COLUMNS, list(zip(*columns, strict=True)))


def _kept(side: Behind, by: Hat) -> tuple[Side, int | None]:
    """What is kept of a reporter, and the account whose list the matter stands in."""
    account = by.account if by.surface == "public" and by.account else None
    if side.kind == NAMED:
        person = side.person or (by.person if account else 0) or None
        return Side(NAMED, side.name.strip(), "", side.phone, person, side.mail, side.kept_for), account
    if side.kind == ALIAS:
        alias = side.alias.strip()
        return Side(ALIAS, "", alias, side.phone, mail=side.mail, kept_for=side.kept_for), account
    return Side(ANONYMOUS), None
