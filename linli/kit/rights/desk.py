"""At the desk: what residents ask to have erased, and the impact assessments of the city.

A data officer sees what kinds of records it is about and by which rule some stay, and none of their words; whose they
are is told by nothing but the division.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.rights import actions as rights
from linli.kernel.rights.actions import ErasureRefused
from linli.kernel.rights.models import Erasure
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.rights import holding, saying
from linli.kit.rights.erasing import goes, stays
from linli.kit.rights.held import place_words
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer

MOST, MOST_DECIDED = 60, 20
State = Erasure.State


@page("erasure.see")
def erasures(request: Request) -> HttpResponse:
    """What waits to be decided, the oldest first, and what was decided last."""
    waiting = list(Erasure.objects.filter(state=State.ASKED).order_by("asked", "id")[:MOST])
    over = Erasure.objects.exclude(state__in=(State.ASKED, State.TAKEN_BACK)).order_by("-decided", "-id")
    decided = list(over[:MOST_DECIDED])
    named = place_words([one.scope_id for one in (*waiting, *decided)])
    context = {
        "waiting": [_told(one, named, request) for one in waiting],
        "decided": [_told(one, named, request) for one in decided],
        "is_cut": len(waiting) == MOST,
        "flash_list": _did(request),
    }
    return frame.draw(request, "rights/erasures.html", context, here="erasures")


@page("erasure.see")
def erasure(request: Request, at: str) -> HttpResponse:
    """One request: which kinds of records would go, which stay and by which rule."""
    return _one(request, at, {})


def _one(request: Request, at: str, errors: Mapping[str, str], typed: str = "", *, status: int = 200) -> HttpResponse:
    one = _found(at)
    lines = one.answer or one.plan
    context = {
        "one": _told(one, place_words([one.scope_id]), request),
        "goes": goes(lines),
        "stays": stays(lines),
        "may": policy.may(request.hat, "erasure.decide") and one.state == State.ASKED,
        "holds": holding.of_person(one.subject_id, request),
        "may_hold": policy.may(request.hat, "hold.place") and one.state in (State.ASKED, State.AGREED),
        "errors": errors,
        "typed": typed,
    }
    return frame.draw(request, "rights/erasure.html", context, here="erasures", status=status)


@page("erasure.decide", methods=("POST",), step_up=True)
def decide(request: Request, at: str) -> HttpResponse:
    """Agree, or refuse with the reason the person reads."""
    agrees, reason = request.POST.get("decision") == "agree", request.POST.get("reason", "")[:300]
    with scope.reading(request.hat, now=request.now):
        number = _found(at).id
    try:
        rights.decide_erasure(erasure_id=number, agrees=agrees, reason=reason, by=request.hat, now=request.now)
    except ErasureRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _one(request, at, {"reason": str(refused)}, reason, status=422)
    return HttpResponseRedirect(f"{reverse('erasures')}?did={'agreed' if agrees else 'refused'}", status=303)


def _found(at: str) -> Erasure:
    try:
        return Erasure.objects.get(id=number_at("erasure", at))
    except (NoSuchPointer, Erasure.DoesNotExist):
        raise Http404 from None


def _told(one: Erasure, named: Mapping[int, str], request: Request) -> dict[str, Any]:
    return {
        "at": pointer("erasure", one.id),
        "asked": words.moment(one.asked, request.now),
        "where": named.get(one.scope_id, ""),
        "words": one.words,
        "with_login": one.with_login,
        "by_when": words.due(one.due, request.now) if one.state == State.ASKED else "",
        "state": saying.desk_state(one.state),
        "decided": f"{one.decided_who} {words.moment(one.decided, request.now)}" if one.decided else "",
        "reason": one.reason,
        "rows": sum(line["goes"] for line in one.answer or one.plan),
    }


def _did(request: Request) -> list[dict[str, str]]:
    said = {
        "agreed": _("Agreed. It is erased now; the person reads what went and what stays"),
        "refused": _("Not agreed; the person reads why"),
    }.get(request.GET.get("did", ""))
    return [{"words": said, "kind": ""}] if said else []
