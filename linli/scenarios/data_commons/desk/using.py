"""One grant: what it opens and to whom, its data on screen and as Excel, the programs that use it, and every use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.grants import actions, queries
from linli.kernel.grants.actions import Used
from linli.kernel.grants.actions.revoking import may_revoke
from linli.kernel.grants.models import Grant, GrantUse
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.grants.sources import Given, SourceField
from linli.kit import granted, sheets, words
from linli.kit.desk import frame
from linli.kit.granted import Handed, Wish
from linli.kit.routes import Request, owe, page
from linli.kit.sheets import Column, Sheet
from linli.plumbing import policy, scope
from linli.scenarios.data_commons.desk import saying

ON_SCREEN, IN_A_FILE = 200, 10_000


def _found(number: str) -> Grant:
    one = queries.grant_of(number)
    if one is None:
        raise Http404
    return one


@page("open_list.see")
def grant(request: Request, number: str) -> HttpResponse:
    """A grant as both sides see it."""
    return _draw(request, number)


def _draw(request: Request, number: str, errors: Mapping[str, str] | None = None, *, status: int = 200) -> HttpResponse:
    one, hat = _found(number), request.hat
    revision = one.request.revision
    named, where = saying.field_words(revision.fields), saying.places(one.places)
    state, tone = saying.grant_state(one, request)
    asked = one.request
    pairs = [
        (_("Who receives it"), one.unit_name),
        (pgettext("grant", "What for"), one.purpose),
        (_("Legal basis"), one.legal_basis),
        (_("Fields"), _(", ").join(named.get(code, code) for code in one.fields)),
        (pgettext("grant", "Places"), _(", ").join(where.get(place, "") for place in one.places)),
        (_("Term"), f"{words.day(one.since, request.now)}–{words.day(one.until - timedelta(seconds=1), request.now)}"),
        (_("Persons agree first"), one.agreement.title if one.agreement else _("not asked for: the basis is the law")),
        (_("Decided by"), _(", ").join(filter(None, (asked.owner_who, asked.officer_who)))),
    ]
    context = {
        "one": one,
        "title": saying.title(revision),
        "item": reverse("open_item", args=[one.item.number]),
        "asked": reverse("data_request", args=[asked.number]),
        "state": state,
        "tone": tone,
        "pairs": pairs,
        "is_ours": one.unit_id == hat.unit,
        "may_use": bool(tone) and one.unit_id == hat.unit and policy.may(hat, "grant.use"),
        "may_revoke": one.revoked is None and may_revoke(one, hat) and policy.may(hat, "grant.revoke"),
        "keys": [_key(key, request) for key in queries.keys_of(one.id)],
        "may_key": bool(tone) and one.unit_id == hat.unit and policy.may(hat, "grant.ask"),
        "uses": [_use(use, named, request) for use in queries.uses_of(one.id, limit=50)],
        "count": queries.count_uses([one.id]).get(one.id),
        "typed": {name: request.POST.get(name, "") for name in ("name", "public_key", "reason")},
        "errors": errors or {},
        "flash_list": saying.flashes(request, _did()),
    }
    return frame.draw(request, "data_commons/grant.html", context, here="open_list", status=status)


def _key(key: Any, request: Request) -> dict[str, Any]:
    return {
        "shown": key.shown,
        "name": key.name,
        "since": words.day(key.since, request.now),
        "until": words.moment(key.until, request.now) if key.until else "",
    }


def _use(use: GrantUse, named: Mapping[str, str], request: Request) -> dict[str, Any]:
    return {
        "at": words.moment(use.at, request.now),
        "who": use.who,
        "way": saying.way(use.way),
        "fields": _(", ").join(named.get(code, code) for code in use.fields),
        "rows": use.rows,
        "persons": use.persons,
        "refused": use.refused,
    }


@page("open_list.see", methods=("POST",), step_up=True)
def grant_do(request: Request, number: str) -> HttpResponse:
    """Take it back or give it up; let a program use it, or no more."""
    with scope.reading(request.hat, now=request.now):
        one = _found(number)
    deed, post = request.POST.get("deed", ""), request.POST
    who: dict[str, Any] = {"by": request.hat, "now": request.now}
    try:
        if deed == "revoke":
            actions.revoke(grant_id=one.id, reason=post.get("reason", ""), **who)
        elif deed == "key":
            name, public_key = post.get("name", ""), post.get("public_key", "")
            actions.register_key(grant_id=one.id, name=name, public_key=public_key, **who)
        elif deed == "end_key":
            actions.end_key(shown=post.get("key", ""), **who)
        else:
            raise Http404
    except DataRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _draw(request, number, {refused.field or "deed": str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('grant', args=[number])}?did={deed}", status=303)


# -- the data


def _handed(request: Request, number: str, *, way: str, most: int) -> Handed:
    """The rows, and the debt to the journal: whether they were handed out or refused, it is written down first."""
    one = _found(number)
    if one.unit_id != request.hat.unit:
        raise policy.NotAllowed
    handed = granted.hand_out(one, Wish(), by=request.hat, now=request.now, most=most)
    use = Used(
        one,
        way,
        [field.code for field in handed.fields] or one.fields,
        handed.places,
        rows=len(handed.rows),
        persons=handed.persons,
        refused=handed.refused,
    )
    owe(request, actions.note_use, use=use)
    return handed


@page("grant.use")
def grant_data(request: Request, number: str) -> HttpResponse:
    """The data of a grant on screen. A grant that does not run any more shows why, and no row."""
    handed = _handed(request, number, way="screen", most=ON_SCREEN)
    context = {
        "number": number,
        "one": handed.grant,
        "title": handed.title or _("an entry that left the list"),
        "heads": [{"label": one.label(saying.language()), "kind": _kind(one)} for one in handed.fields],
        "rows": [{"cells": _cells(handed, row, request.now)} for row in handed.rows],
        "more": handed.more,
        "most": ON_SCREEN,
        "refused": handed.refused,
        "persons": len(handed.persons),
    }  # fmt: skip
    status = 403 if handed.refused else 200
    return frame.draw(request, "data_commons/data.html", context, here="open_list", status=status)


def _cells(handed: Handed, row: Given, now: datetime) -> list[str]:
    return [_cell(one, value, now) for one, value in zip(handed.fields, row.values, strict=True)]


def _kind(one: SourceField) -> str:
    return "number" if one.kind in ("number", "share") else ""


def _cell(one: SourceField, value: Any, now: datetime) -> str:
    if value is None:
        return _("too few to say") if one.counts else "—"
    if isinstance(value, datetime):
        return words.moment(value, now)
    if one.kind == "share":
        return f"{value * 100:.1f}%"
    return f"{value:,}" if one.kind == "number" else str(value)


@page("grant.use", step_up=True)
def grant_sheet(request: Request, number: str) -> HttpResponse:
    """The same as an Excel file that says whose it is, what for and until when."""
    handed = _handed(request, number, way="sheet", most=IN_A_FILE)
    if handed.refused:
        context = {"number": number, "one": handed.grant, "title": handed.title, "refused": handed.refused}
        return frame.draw(request, "data_commons/data.html", context, here="open_list", status=403)
    one = handed.grant
    columns = [Column(field.label(saying.language()), field.kind) for field in handed.fields]
    about = [
        (_("Entry"), handed.title),
        (_("Who receives it"), one.unit_name),
        (pgettext("grant", "What for"), one.purpose),
        (_("Legal basis"), one.legal_basis),
        (_("Use ends"), words.moment(one.until, request.now)),
        (_("Taken out by"), request.hat.label),
        (_("Taken out at"), words.moment(request.now, request.now)),
        (_("Rows"), f"{len(handed.rows):,}"),
    ]
    if handed.more:
        about.append((_("Left out"), _("The file is full; what comes after its last row is not in it.")))
    name = f"{handed.title} {one.unit_name} {words.local(request.now):%Y-%m-%d}"
    return sheets.download([Sheet(handed.title, columns, [row.values for row in handed.rows])], name=name, about=about)


def _did() -> dict[str, str]:
    return {
        "revoke": _("Ended. Whoever uses it gets nothing from the next moment on."),
        "key": _("The program may use the grant from now on. Its key stands below."),
        "end_key": _("The program may use the grant no more."),
    }
