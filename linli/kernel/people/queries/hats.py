"""From an account, a post or a receipt code to the hat of a session.

These run before any hat is known, so they go through the narrow functions of the database that look behind the
walls for exactly one account, and answer nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from linli.kernel.people import phones
from linli.kernel.people.administrators import SECURITY, SYSTEM
from linli.kernel.people.models import Account, Post
from linli.plumbing import numbers
from linli.plumbing.scope import VISITOR, Hat

PHONE = 2  # the level of whoever has come in by their phone; what more is known, the database says


@dataclass(frozen=True, slots=True)
class Worn:
    """A hat, and the mark of the password its session must have begun with."""

    hat: Hat
    session_hash: str


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post an account may put on."""

    id: int
    role: str
    title: str
    place_id: int
    place: str
    unit_id: int
    unit: str


def find_account(*, login: str | None = None, phone: str | None = None) -> Account | None:
    """The account of a login name or a phone, filled in only as far as a login needs. One statement.

    It holds id, password, until and subject; anything else of it must be read under the account's own hat.
    """
    blind = phones.index(phone) if phone else None
    with connection.cursor() as cursor:
        cursor.execute("select * from people_account_for_login(%s, %s)", [login or None, blind])
        row = cursor.fetchone()
    if row is None:
        return None
    number, password, until, subject = row
    return Account(id=number, password=password, until=until, subject_id=subject)


def hat_for_post(account_id: int, post_id: int | None, *, at: datetime, sign_in: int | None = None) -> Worn | None:
    """The hat of a post; without a post, of the account's first. None when it has ended. One statement.

    A session says by which ``sign_in`` it runs; when that has ended, it has no hat either.
    """
    row = _first("people_hat_of_post(%s, %s, %s", [account_id, post_id, at], sign_in)
    if row is None:
        return None
    password, label, person, post, role, title, place, unit, areas, scopes = row
    hat = Hat(
        surface="desk",
        role=role,
        account=account_id,
        person=person or 0,
        post=post,
        place=place,
        unit=unit,
        areas=tuple(areas),
        scopes=() if role in (SYSTEM, SECURITY) else tuple(scopes),  # they keep logins and posts, and see no matter
        label=f"{label} {title}",
    )
    return Worn(hat, _session_hash(password))


def posts_of(account_id: int, *, at: datetime) -> list[HeldPost]:
    """The posts an account may put on, the oldest first."""
    held = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), account_id=account_id, since__lte=at)
    return [
        HeldPost(p.id, p.role, p.title, p.place_id, p.place.name, p.organisation_id, p.organisation.name)
        for p in held.select_related("place", "organisation").defer("place__outline").order_by("id")
    ]


def holds_post(*, account: int, post: int, at: datetime) -> bool:
    """Whether a login and a post of it run at a moment. Asked under a hat of that account."""
    running = Q(until__isnull=True) | Q(until__gt=at)
    held = Post.objects.filter(running, id=post, account_id=account, since__lte=at)
    return held.exists() and Account.objects.filter(running, id=account).exists()


_NAMES = """
select t.account, t.post, h.label || ' ' || h.title || coalesce(' · ' || o.name, '')
from unnest(%s::bigint[], %s::bigint[]) as t (account, post)
join lateral people_hat_of_post(t.account, t.post, %s) h on true
left join people_organisation o on o.id = h.unit_id
"""


def names_of_posts(worn: Collection[tuple[int, int]], *, at: datetime) -> dict[tuple[int, int], str]:
    """Who wears a post, title and unit, by account and post; posts that have ended are left out. One statement."""
    pairs = sorted((account, post) for account, post in worn if account and post)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [[account for account, _post in pairs], [post for _account, post in pairs], at])
        return {(account, post): name for account, post, name in cursor.fetchall()}


def hat_for_resident(account_id: int, *, at: datetime | None = None, sign_in: int | None = None) -> Worn | None:
    """The hat of a resident: they themselves, what they reported, and whoever gave them a running mandate.

    None when the account, or the ``sign_in`` a session runs by, has ended. One statement; without ``at`` the
    database's clock decides what runs.
    """
    call = "people_hat_of_resident" if sign_in is None else "people_hat_with_level"
    row = _first(f"{call}(%s, coalesce(%s, now())", [account_id, at], sign_in)
    if row is None:
        return None
    password, _label, person, subjects, *level = row
    hat = Hat(
        surface="public",
        role="resident",
        account=account_id,
        person=person or 0,
        subjects=tuple(subjects),
        label="您",
        level=level[0] if level else PHONE,
    )
    return Worn(hat, _session_hash(password))


def hat_for_receipt(code: str) -> Hat | None:
    """The hat of whoever holds a receipt code: it sees one subject and so one case. None for an unknown code."""
    with connection.cursor() as cursor:
        cursor.execute("select people_subject_of_receipt(%s)", [numbers.receipt_index(code)])
        row = cursor.fetchone()
    return VISITOR.seeing(row[0]) if row and row[0] is not None else None


def _first(call: str, values: list[Any], sign_in: int | None) -> Any:
    """The row a narrow function answers with, asked about one sign-in as well where there is one."""
    whole, given = (f"{call})", values) if sign_in is None else (f"{call}, %s)", [*values, sign_in])
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {whole}", given)  # noqa: S608  the call is our own
        return cursor.fetchone()


def _session_hash(password: str) -> str:
    return str(Account(password=password).get_session_auth_hash())
