"""Looks behind masks, for those who oversee a desk: what waits for a second person, what could not wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases.models import Case
from linli.kernel.people import queries as people
from linli.kernel.people.actions import reviewing
from linli.kernel.people.actions.reviewing import LookRefused
from linli.kernel.people.models_looks import Look
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.plumbing.scope import Hat


@page("look.agree")
def looks(request: Request) -> HttpResponse:
    """What waits, what is to be looked at by when, what was looked at last."""
    return _listed(request, {})


def _listed(request: Request, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    waiting, due, done = people.waiting_looks(), people.looks_to_review(), people.reviewed_looks()
    numbers = _numbers([*waiting, *due, *done])
    told: Callable[[Sequence[Look]], list[dict[str, Any]]] = lambda rows: [  # noqa: E731
        _told(one, numbers, request.hat, request.now) for one in rows
    ]
    context = {
        "waiting": told(waiting),
        "due": told(due),
        "done": told(done),
        "may_review": policy.may(request.hat, "look.review"),
        "errors": errors,
        "flash_list": _did(request),
    }
    return frame.draw(request, "desk/looks.html", context, here="looks", status=status)


def _numbers(rows: Sequence[Look]) -> dict[int, str]:
    """The numbers of the matters they looked for, as far as the hat sees them."""
    wanted = {one.case_id for one in rows if one.case_id is not None}
    return dict(Case.objects.filter(id__in=wanted).values_list("id", "number")) if wanted else {}


def _told(one: Look, numbers: dict[int, str], hat: Hat, now: datetime) -> dict[str, Any]:
    number = numbers.get(one.case_id or 0, "")
    return {
        "at": pointer("look", one.id),
        "who": one.who,
        "when": words.moment(one.at, now),
        "what": what_words(one),
        "reason": one.reason,
        "number": number,
        "href": reverse("matter", args=[number]) if number else "",
        "due": words.moment(one.review_due, now) if one.review_due else "",
        "is_late": bool(one.review_due and one.reviewed is None and one.review_due < now),
        "is_own": one.account == hat.account,
        "fit": one.fit,
        "remark": one.remark,
        "reviewed": f"{one.reviewed_who} {words.moment(one.reviewed, now)}" if one.reviewed else "",
    }


def what_words(one: Look) -> str:
    """Name and phone; all of what a change proposed says."""
    named = {
        "name": _("name"),
        "phone": _("phone"),
        "id_number": _("identity number"),
        "proposal": _("a change proposed"),
    }
    return _(", ").join(named.get(what, what) for what in one.what.split(","))


@page("look.agree", methods=("POST",), step_up=True)
def decide(request: Request, at: str) -> HttpResponse:
    """Let a colleague look, or not."""
    agrees = request.POST.get("decision") == "agree"
    deed = reviewing.agree if agrees else reviewing.refuse
    return _done(
        request, lambda: deed(look_id=_number(at), by=request.hat, now=request.now), "agreed" if agrees else "refused"
    )


@page("look.review", methods=("POST",))
def review(request: Request, at: str) -> HttpResponse:
    """Say whether an urgent look was fit."""
    fit, remark = request.POST.get("fit") == "1", request.POST.get("remark", "")

    def deed() -> None:
        reviewing.review(look_id=_number(at), fit=fit, remark=remark, by=request.hat, now=request.now)

    return _done(request, deed, "reviewed", at=at)


def _done(request: Request, deed: Callable[[], None], did: str, *, at: str = "look") -> HttpResponse:
    try:
        deed()
    except (LookRefused, Look.DoesNotExist) as wrong:
        said = str(wrong) if isinstance(wrong, LookRefused) else _("There is no such look.")
        with scope.reading(request.hat, now=request.now):
            return _listed(request, {at: said, "all": said}, status=422)
    return HttpResponseRedirect(f"{reverse('looks')}?did={did}", status=303)


def _number(at: str) -> int:
    try:
        return number_at("look", at)
    except NoSuchPointer:
        raise Look.DoesNotExist from None


def _did(request: Request) -> list[dict[str, str]]:
    said = {
        "agreed": _("They may look now, for a quarter of an hour"),
        "refused": _("They may not look. They see it when they try again"),
        "reviewed": _("It is written down"),
    }.get(request.GET.get("did", ""))
    return [{"words": said, "kind": ""}] if said else []
