"""Bodies, posts and the duty table: who answers for what, where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import id_numbers
from linli.kernel.people.administrators import require_apart, require_giver
from linli.kernel.people.models import Duty, Organisation, Post
from linli.kernel.places.models import Place
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """A body and the division it works for. ``code`` is its unified social credit code, if it has one."""

    kind: str
    name: str
    place_id: int
    code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewPost:
    """A role for an account at a place, and in which areas of it; without areas in all of it."""

    account_id: int
    organisation_id: int
    role: str
    title: str
    place_id: int
    areas: tuple[int, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewDuty:
    """One line of the duty table: which body answers for a role, at a division or in an area."""

    role: str
    organisation_id: int
    place_id: int | None = None
    area_id: int | None = None


class NotForOneself(Exception):
    """Nobody gives a post to themselves or takes their own."""

    sentence = _("This is your own post. A colleague does that, so that two have seen it.")

    def __str__(self) -> str:
        return str(self.sentence)


def add_organisations_many(*, rows: Sequence[NewOrganisation], by: Hat, now: datetime) -> list[int]:
    """Add bodies; returns their ids in order. Raises ``NumberWrong`` for a credit code that cannot be right."""
    policy.require(by, "organisation.add")
    with scope.writing(by, now=now):
        scopes = dict(Place.objects.filter(id__in={row.place_id for row in rows}).values_list("id", "scope_id"))
        numbers = ids.reserve_many("people_organisation", len(rows))
        Organisation.objects.bulk_create(
            Organisation(
                id=number,
                kind=row.kind,
                name=row.name,
                code=id_numbers.checked_credit_code(row.code) if row.code else "",
                phone=row.phone,
                place_id=row.place_id,
                scope_id=scopes.get(row.place_id, 0),
                since=now,
                confirmed=now,
            )
            for number, row in zip(numbers, rows, strict=True)
        )
        _write_down("organisation", numbers, by, now)
    return numbers


def appoint_many(*, rows: Sequence[NewPost], by: Hat, now: datetime) -> list[int]:
    """Give accounts their posts; returns the posts' ids in order.

    Raises ``NotForOneself``, ``NotYoursToGive`` above or outside what the hat may give, and ``MustStayApart``.
    """
    policy.require(by, "post.add")
    if by.account and any(row.account_id == by.account for row in rows):
        raise NotForOneself
    with scope.writing(by, now=now):
        require_giver(
            by, {row.role for row in rows}, {row.place_id for row in rows}, {row.organisation_id for row in rows}
        )
        if by.role != "robot":  # what a pack brings is held by the database alone
            for row in rows:
                require_apart(row.account_id, row.role)
        numbers = ids.reserve_many("people_post", len(rows))
        Post.objects.bulk_create(
            Post(
                id=number,
                account_id=row.account_id,
                organisation_id=row.organisation_id,
                role=row.role,
                title=row.title,
                place_id=row.place_id,
                areas=list(row.areas),
                phone=row.phone,
                since=now,
            )
            for number, row in zip(numbers, rows, strict=True)
        )
        _write_down("post", numbers, by, now)
    return numbers


def assign_duties_many(*, rows: Sequence[NewDuty], by: Hat, now: datetime) -> list[int]:
    """Write lines of the duty table; returns their ids in order."""
    policy.require(by, "duty.add")
    with scope.writing(by, now=now):
        numbers = ids.reserve_many("people_duty", len(rows))
        Duty.objects.bulk_create(
            Duty(
                id=number,
                role=row.role,
                place_id=row.place_id,
                area_id=row.area_id,
                organisation_id=row.organisation_id,
                since=now,
            )
            for number, row in zip(numbers, rows, strict=True)
        )
        _write_down("duty", numbers, by, now)
    return numbers


def end_post(*, post_id: int, by: Hat, now: datetime) -> None:
    """Take a post away; whoever wears it is out within seconds. Nobody takes their own."""
    policy.require(by, "post.end")
    with scope.writing(by, now=now):
        post = Post.objects.select_for_update().get(id=post_id, until__isnull=True)
        if post.account_id == by.account:
            raise NotForOneself
        require_giver(by, [post.role], [post.place_id], [post.organisation_id])
        Post.objects.filter(id=post_id).update(until=now)
        journal.append(verb="post.end", kind="post", record=post_id, by=by, at=now)


def end_duty(*, duty_id: int, by: Hat, now: datetime) -> None:
    """End a line of the duty table; what its desk holds goes to whoever has the role then, else to the backstop."""
    policy.require(by, "duty.end")
    with scope.writing(by, now=now):
        Duty.objects.select_for_update().get(id=duty_id, until__isnull=True)
        Duty.objects.filter(id=duty_id).update(until=now)
        journal.append(verb="duty.end", kind="duty", record=duty_id, by=by, at=now)


def _write_down(kind: str, numbers: list[int], by: Hat, now: datetime) -> None:
    if numbers:
        payload = {"records": numbers}
        journal.append(verb=f"{kind}.add", kind=kind, record=numbers[0], by=by, at=now, payload=payload)
