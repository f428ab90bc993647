"""One entry of the open list: its conditions, who uses it, how it came about, and what this post may do about it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.grants import actions, queries, sources
from linli.kernel.grants.actions import Called
from linli.kernel.grants.models import Grant, ItemRevision, State
from linli.kernel.grants.queries import ItemPage
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.places import queries as places
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.scenarios.data_commons.desk import saying


def found(number: str) -> ItemPage:
    one = queries.item_page(number)
    if one is None:
        raise Http404
    return one


@page("open_list.see")
def open_item(request: Request, number: str) -> HttpResponse:
    """The entry as it stands, and what waits beside it."""
    return draw(request, number)


def draw(request: Request, number: str, errors: dict[str, str] | None = None, *, status: int = 200) -> HttpResponse:
    one = found(number)
    shown = one.running or one.waiting or one.revisions[0]
    grants = queries.grants_from([one.item.id])
    counts = queries.count_uses([grant.id for grant in grants])
    names = saying.units([one.item.unit_id])
    where = saying.places([one.item.place_id, *(place for grant in grants for place in grant.places)])
    context = {
        "number": number,
        "title": saying.title(shown),
        "about": shown.about,
        "state": saying.revision_state(shown.state),
        "is_running": one.running is not None,
        "facts": facts(shown, names.get(one.item.unit_id, ""), where.get(one.item.place_id, "")),
        "columns": _fields(shown),
        "grants": [_grant(grant, counts, where, request) for grant in grants],
        "history": [_past(row, request) for row in one.revisions],
        "waiting": _waiting(one, request),
        "may_ask": _may_ask(one, request),
        "may_end": one.running is not None and _is_mine(one, request),
        "may_write": one.item.unit_id == request.hat.unit and policy.may(request.hat, "open_list.draft"),
        "errors": errors or {},
        "flash_list": saying.flashes(request, _did()),
    }
    return frame.draw(request, "data_commons/open_item.html", context, here="open_list", status=status)


def facts(row: ItemRevision, unit: str, place: str) -> list[tuple[str, str]]:
    """What an entry says of itself, as pairs."""
    behind = sources.source(row.source) if row.source else None
    basis = f"{row.legal_basis} {_('(to be confirmed by the department)')}" if row.unverified else row.legal_basis
    comes = _("computed here, at the moment of asking") if behind else _("handed over by its owner")
    return [
        (_("Whose it is"), unit),
        (_("About which place"), place),
        (_("How closely it is held"), saying.level(row.classification)),
        (_("Legal basis"), basis.strip()),
        (_("How fresh"), saying.every(row.every_days)),
        (_("Least number told"), str(row.at_least) if row.at_least > 1 else _("every number is told")),
        (_("Conditions"), row.conditions or _("none beside the purpose that was granted")),
        (_("How good it is"), row.quality or _("nobody has said")),
        (_("Where it comes from"), comes),
    ]


def _fields(row: ItemRevision) -> list[dict[str, str]]:
    named = saying.field_words(row.fields)
    return [
        {"name": named[one["code"]], "level": saying.level(one["level"]), "tone": saying.tone(one["level"])}
        for one in row.fields
    ]


def _grant(grant: Grant, counts: dict[int, Any], where: dict[int, str], request: Request) -> dict[str, Any]:
    state, tone = saying.grant_state(grant, request)
    count = counts.get(grant.id)
    return {
        "href": reverse("grant", args=[grant.number]),
        "unit": grant.unit_name,
        "purpose": grant.purpose,
        "places": _(", ").join(where.get(one, "") for one in grant.places),
        "state": state,
        "tone": tone,
        "uses": count.uses if count else 0,
    }


def _past(row: ItemRevision, request: Request) -> dict[str, str]:
    steps = [_("written by %(who)s") % {"who": row.who}]
    steps += [_("owned by %(who)s") % {"who": row.owner_who}] if row.owner_who else []
    steps += [_("published by %(who)s") % {"who": row.officer_who}] if row.officer_who else []
    return {
        "no": str(row.no),
        "state": saying.revision_state(row.state),
        "who": _(", ").join(steps),
        "at": words.moment(row.published or row.drafted, request.now),
        "reason": row.reason,
    }


def _waiting(one: ItemPage, request: Request) -> dict[str, Any] | None:
    """The revision that waits, and whether this post is who it waits for."""
    row, hat = one.waiting, request.hat
    if row is None:
        return None
    mine = one.item.unit_id == hat.unit
    officer = policy.may(hat, "open_list.publish") and one.item.place_id in hat.scopes
    hand_in = hat.account in (row.account_id, row.owner_by)
    return {
        "state": saying.revision_state(row.state),
        "deed": _deed(row.state, mine=mine, officer=officer and not hand_in),
        "may_refuse": mine or officer,
        "why": _("You had a hand in it, so another data officer publishes it.") if officer and hand_in else "",
    }


def _deed(state: str, *, mine: bool, officer: bool) -> tuple[str, str] | None:
    if state == State.DRAFT and mine:
        return "own", _("Stand by it for our unit")
    if state == State.OWNED and officer:
        return "publish", _("Put it on the open list")
    return None


def _is_mine(one: ItemPage, request: Request) -> bool:
    officer = policy.may(request.hat, "open_list.publish") and one.item.place_id in request.hat.scopes
    return one.item.unit_id == request.hat.unit or officer


def _may_ask(one: ItemPage, request: Request) -> bool:
    return one.running is not None and one.item.unit_id != request.hat.unit and policy.may(request.hat, "grant.ask")


@page("open_list.see", methods=("POST",), step_up=True)
def open_item_do(request: Request, number: str) -> HttpResponse:
    """Own, publish, send back or end; what was refused is said on the page."""
    with scope.reading(request.hat, now=request.now):
        one = found(number)
        called = _called(one)
    deed, reason = request.POST.get("deed", ""), request.POST.get("reason", "")
    row = one.running if deed == "end" else one.waiting
    try:
        if row is None:
            raise DataRefused("", _("This has been decided already. Look at it as it is now."))
        _do(request, deed, row, called, reason)
    except DataRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return draw(request, number, {refused.field or "deed": str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('open_item', args=[number])}?did={deed}", status=303)


def _do(request: Request, deed: str, row: ItemRevision, called: Called, reason: str) -> None:
    who: dict[str, Any] = {"by": request.hat, "now": request.now}
    if deed == "own":
        actions.agree_item(revision_id=row.id, **who)
    elif deed == "publish":
        actions.publish_item(revision_id=row.id, called=called, **who)
    elif deed == "refuse":
        actions.refuse_item(revision_id=row.id, reason=reason, **who)
    elif deed == "end":
        actions.end_item(revision_id=row.id, reason=reason, **who)
    else:
        raise Http404


def _called(one: ItemPage) -> Called:
    place = places.place(one.item.place_id)
    unit = saying.units([one.item.unit_id]).get(one.item.unit_id, "")
    return Called(unit, place.name if place else "", (place.code or "") if place else "")


def _did() -> dict[str, str]:
    return {
        "own": _("Our unit stands by it. A data officer publishes it."),
        "publish": _("It stands on the open list now, for everybody to read."),
        "refuse": _("Sent back with your reason."),
        "end": _("It is off the list. Its grants open nothing any more."),
    }
