"""Keeping views: for oneself at a post, or for everybody of the unit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.kernel.desks.models import OwnView, UnitView
from linli.kernel.desks.queries import MOST_KEPT
from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Post
from linli.kernel.places import queries as places
from linli.plumbing import ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

LONGEST_NAME = 40


class ViewRefused(ValueError):
    """A view cannot be kept like this."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the same thing since the page was opened."""

    sentence = _("A colleague has changed this in the meantime. Look at it again; what you typed stands below.")

    def __str__(self) -> str:
        return str(self.sentence)


def keep_view(
    *, name: str, conditions: Mapping[str, str], shared: bool = False, code: str = "", version: int = 0,
    by: Hat, now: datetime,
) -> str:  # fmt: skip
    """Keep a view, or with ``code`` change one that is kept; returns its code, which is its address for good."""
    policy.require(by, "desk.keep")
    name = " ".join(name.split())
    if not name:
        raise ViewRefused(_("Give the view a name."))
    if len(name) > LONGEST_NAME:
        raise ViewRefused(_("The name has %(count)s characters; 40 fit.") % {"count": len(name)})
    with scope.writing(by, now=now):
        if code:
            return _change(code, name, dict(conditions), version, by, now)
        return _add(name, dict(conditions), shared, by, now)


def _add(name: str, conditions: dict[str, str], shared: bool, by: Hat, now: datetime) -> str:
    rows: Any = UnitView.objects.filter(unit_id=by.unit) if shared else _own(by)
    held = list(rows.values_list("name", flat=True))
    if name in held:
        raise ViewRefused(_("There is a view called “%(name)s” already.") % {"name": name})
    if len(held) >= MOST_KEPT:
        raise ViewRefused(_("There are 30 views already. Take one away first."))
    rank = (rows.aggregate(last=Max("rank"))["last"] or 0) + 1
    common = {
        "code": secrets.token_hex(5), "name": name, "conditions": conditions, "rank": rank, "at": now
    }  # fmt: skip
    row: OwnView | UnitView
    if shared:
        number, at = ids.reserve("desks_unit_view"), places.standing(by.place).scope_id
        row = UnitView(
            id=number, scope_id=at, unit_id=by.unit, made_by=by.account, made_name=by.label, **common
        )  # fmt: skip
    else:
        row = OwnView(id=ids.reserve("desks_own_view"), account_id=by.account, post_id=by.post, **common)
    row.save(force_insert=True)
    _written("view.keep", row, by, now)
    return row.code


def _change(code: str, name: str, conditions: dict[str, str], version: int, by: Hat, now: datetime) -> str:
    row = _locked(code, by, now)
    if version and version != row.version:
        raise ChangedMeanwhile
    row.name, row.conditions, row.version = name, conditions, row.version + 1
    row.save(update_fields=["name", "conditions", "version"])
    _written("view.change", row, by, now)
    return row.code


def drop_view(*, code: str, by: Hat, now: datetime) -> None:
    """Take a view away. A shared one: by who made it, by who oversees, by anybody once the maker has left."""
    policy.require(by, "desk.keep")
    with scope.writing(by, now=now):
        row = _locked(code, by, now)
        _written("view.drop", row, by, now)
        row.delete()


def prefer_view(*, code: str, by: Hat, now: datetime) -> None:
    """Open the desk with this view of one's own from now on; with no code, with the plain list."""
    policy.require(by, "desk.keep")
    with scope.writing(by, now=now):
        _own(by).filter(is_default=True).update(is_default=False)
        if code:
            _own(by).filter(code=code).update(is_default=True)
        journal.append(verb="view.prefer", kind="view", record=0, by=by, at=now)


def move_view(*, code: str, up: bool, by: Hat, now: datetime) -> None:
    """Let a view change places with its neighbour in the list."""
    policy.require(by, "desk.keep")
    with scope.writing(by, now=now):
        row = _locked(code, by, now)
        rows: Any = _own(by) if isinstance(row, OwnView) else UnitView.objects.filter(unit_id=by.unit)
        order = list(rows.select_for_update().order_by("rank", "id"))
        at = next(n for n, one in enumerate(order) if one.id == row.id)
        to = at - 1 if up else at + 1
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
        for rank, one in enumerate(order, 1):
            type(one).objects.filter(id=one.id).update(rank=rank)
        _written("view.move", row, by, now)


def _own(by: Hat) -> Any:
    return OwnView.objects.filter(account_id=by.account, post_id=by.post)


def _locked(code: str, by: Hat, now: datetime) -> OwnView | UnitView:
    """The view of that code, if it is one's own to change."""
    own = _own(by).select_for_update().filter(code=code).first()
    if own is not None:
        return own  # type: ignore[no-any-return]
    row = UnitView.objects.select_for_update().filter(code=code, unit_id=by.unit).first()
    if row is None:
        raise UnitView.DoesNotExist
    if row.made_by != by.account and not policy.may(by, "case.oversee") and _still_there(row, now):
        raise NotAllowed
    return row


def _still_there(row: UnitView, now: datetime) -> bool:
    posts = Post.objects.filter(account_id=row.made_by, organisation_id=row.unit_id, since__lte=now)
    return any(post.until is None or post.until > now for post in posts)


def _written(verb: str, row: OwnView | UnitView, by: Hat, now: datetime) -> None:
    kind = "unit view" if isinstance(row, UnitView) else "own view"
    journal.append(verb=verb, kind=kind, record=row.id, by=by, at=now)
