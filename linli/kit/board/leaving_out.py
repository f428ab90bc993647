"""What is left out of the figures: who asked and why, who agreed, what was taken back; and the forms to do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators import actions, decisions
from linli.kernel.indicators.decisions import Asked
from linli.kit import words
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, page
from linli.plumbing import numbers, policy, scope

TYPED = ("number", "kind", "reason", "why")


@page("board.see")
def exclusions(request: Request) -> HttpResponse:
    """What waits for a second person, what is left out, what was decided otherwise."""
    return _list(request, {})


def _list(request: Request, errors: dict[str, str], *, at: str = "", status: int = 200) -> HttpResponse:
    """``at`` is the mark of the row a form was sent for; its mistakes stand beside that form."""
    asked = numbers.tidy(request.GET.get("case", ""))
    rows = decisions.asked_for(number=asked)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    told = [_told(one, request) for one in rows]
    context = {
        "waiting": [one for one in told if one["state"] == "waiting"],
        "in_force": [one for one in told if one["state"] == "in_force"],
        "over": [one for one in told if one["state"] not in ("waiting", "in_force")],
        "only": asked,
        "may_publish": policy.may(request.hat, "board.publish"),
        "may_ask": policy.may(request.hat, "board.exclude"),
        "kinds": list(kinds().items()),
        "typed": {**typed, "number": typed["number"] or asked},
        "errors": {} if at else errors,
        "wrong": errors,
        "at": at,
        "flash_list": _did(request),
    }
    return frame.draw(request, "board/exclusions.html", context, here="board", status=status)


def kinds() -> dict[str, str]:
    """Why a case may be left out."""
    return {"unreasonable": _("unreasonable"), "duplicate": _("reported twice")}


def _told(one: Asked, request: Request) -> dict[str, Any]:
    row, hat = one.row, request.hat
    endings = {"refused": _("refused"), "withdrawn": _("withdrawn"), "taken_back": _("taken back, counts again")}
    mine = row.account == hat.account
    second = policy.may(hat, "board.exclude_agree")
    return {
        "mark": tokens.mark("exclusion", row.id),
        "state": one.state,
        "number": one.number,
        "title": one.title,
        "unit": one.unit,
        "kind": kinds().get(row.kind, row.kind),
        "reason": row.reason,
        "who": row.who,
        "at": words.moment(row.at, request.now),
        "agreed_who": row.approved_who,
        "agreed": words.moment(row.approved, request.now) if row.approved else "",
        "ending": endings.get(row.ending, ""),
        "ended_who": row.ended_who,
        "ended_why": row.ended_why,
        "ended": words.moment(row.ended, request.now) if row.ended else "",
        "mine": mine,
        "may_agree": one.state == "waiting" and second and not mine,
        "may_withdraw": one.state == "waiting" and mine,
        "may_take_back": one.state == "in_force" and second,
    }


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "exclude": _("Written down. A second person decides."),
        "agree": _("It counts for no figure from now on."),
        "refuse": _("Written down. It goes on counting."),
        "take_back": _("It counts again from now on."),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did}] if did else []


@page("board.exclude", methods=("POST",))
def exclude(request: Request) -> HttpResponse:
    """Ask that a case is left out."""
    post = request.POST

    def asked() -> None:
        number = numbers.tidy(post.get("number", ""))
        with scope.reading(request.hat, now=request.now):
            found = Case.objects.filter(number=number).values_list("id", flat=True).first()
        if found is None:
            raise NotAReport("number", _("No matter you may see has this number. It looks like NN-7K3M9-QXT4C-8."))
        kind, reason = post.get("kind", ""), post.get("reason", "")
        actions.exclude(case_id=found, kind=kind, reason=reason, by=request.hat, now=request.now)

    return _done(request, asked, did="exclude", fields={"case": "number"})


@page("board.exclude", methods=("POST",))
def decide(request: Request, verb: str) -> HttpResponse:
    """Agree, refuse or withdraw, or take back."""
    given, why = request.POST.get("mark", ""), request.POST.get("why", "")

    def decided() -> None:
        exclusion = _found(request, given)
        if verb == "agree":
            actions.agree(exclusion_id=exclusion, by=request.hat, now=request.now)
        elif verb == "refuse":
            actions.refuse(exclusion_id=exclusion, why=why, by=request.hat, now=request.now)
        else:
            actions.take_back(exclusion_id=exclusion, why=why, by=request.hat, now=request.now)

    return _done(request, decided, did=verb, fields={"reason": "why"}, at=given)


def _found(request: Request, given: str) -> int:
    with scope.reading(request.hat, now=request.now):
        rows = decisions.asked_for()
    found = next((one.row.id for one in rows if constant_time_compare(tokens.mark("exclusion", one.row.id), given)), 0)
    if not found:
        raise NotAReport("why", _("It is not in the list any more. Look at the list as it is now."))
    return found


def _done(request: Request, act: Callable[[], None], *, did: str, fields: dict[str, str], at: str = "") -> HttpResponse:
    """Do it and show the list; what was refused is said beside the form it was typed into."""
    try:
        act()
    except NotAReport as refused:
        errors = {fields.get(refused.field, refused.field): str(refused)}
    except policy.NotAllowed as refused:
        errors = {"why" if at else "number": str(refused)}
    else:
        return HttpResponseRedirect(f"{reverse('board_exclusions')}?did={did}", status=303)
    with scope.reading(request.hat, now=request.now):
        return _list(request, errors, at=at, status=422)
