"""Refusals: every "no" is a page with a sentence that says what to do next, and what was typed is kept."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.cases.actions import TaskTaken
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Shown
from linli.kit import kept, sessions, unwell, who
from linli.plumbing import scope
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.policy import NotAllowed, ProofNeeded

logger = logging.getLogger(__name__)
FACTOR = ("csrfmiddlewaretoken", "factor_code", "factor_recovery", "factor_credential", "factor_to", "factor_how",
          "factor_back")  # fmt: skip
STATUS = {NotAllowed: 403, TaskTaken: 409, KeyReused: 422}


class Refusals:
    """Turns the sentences that actions raise into pages. Anything else stays an error and is logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, ObjectDoesNotExist | Http404):
            if request.method == "POST" and not _is_somebody(request):
                return not_allowed(request)  # the login has run out under a form: what was typed is kept
            return refuse(
                request, 404, _("There is nothing here for you. Check the number, or go back and choose again.")
            )
        for kind, status in STATUS.items():
            if isinstance(problem, kind):
                if who.is_program(request):
                    return JsonResponse({"state": "refused", "said": str(problem)}, status=status)
                _keep(request)
                return refuse(request, status, str(problem))
        return unwell_page(request, problem)


def unwell_page(request: HttpRequest, problem: BaseException | None) -> HttpResponse | None:
    """A full disk or a database that is away, as a sentence; None for everything else."""
    sentence = unwell.sentence_of(problem)
    if not sentence:
        return None
    logger.error("%s %s", request.method, request.path, exc_info=problem)
    if who.is_program(request):
        answer: HttpResponse = JsonResponse({"state": "later", "said": sentence}, status=unwell.STATUS)
    else:
        answer = refuse(request, unwell.STATUS, sentence)
    answer["Retry-After"] = str(unwell.RETRY_SECONDS)
    return answer


def refuse(request: HttpRequest, status: int, sentence: str, **more: Any) -> HttpResponse:
    """A refusal page."""
    return render(request, "problem.html", {"sentence": sentence, "status": status, **more}, status=status)


def not_allowed(request: HttpRequest, *, aside: bool = False) -> HttpResponse:
    """Nobody is logged in: keep what was typed and go to the login. Somebody is: say what it would take.

    What a page sends ``aside`` by itself is not kept and goes nowhere: the form beside it asks for the login.
    """
    if who.is_program(request):
        if _is_somebody(request):
            return JsonResponse({"state": "refused", "said": str(NotAllowed())}, status=403)
        return who.login_first()
    if _is_somebody(request):
        return refuse(request, 403, str(NotAllowed()))
    if aside:
        return HttpResponse(status=204)
    _keep(request)
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    path = kept.local_path(back) or request.path
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': path})}")


def prove_first(request: HttpRequest, *, has: Shown | None = None, wrong: str = "", status: int = 403) -> HttpResponse:
    """Somebody is logged in but has shown no factor for a while: the page that asks for one holds what was sent.

    Sent again with a factor, it goes on to where it was going, whole: nothing is kept meanwhile and nothing is lost.
    Only what there is to show is asked for: ``has``, where the page has its transaction already, else looked up here.
    """
    if not _is_somebody(request):
        return not_allowed(request)
    if who.is_program(request):
        return JsonResponse({"state": "prove", "said": str(ProofNeeded())}, status=403)
    sent = [(name, value) for name in request.POST if name not in FACTOR for value in request.POST.getlist(name)]
    context = {
        "has": has or _can_show(request),
        "sent": sent,
        "to": request.POST.get("factor_to") or request.get_full_path(),
        "how": request.POST.get("factor_how") or request.method,
        "back": kept.local_path(request.POST.get("factor_back") or request.headers.get("Referer", "")) or "/",
        "errors": {"factor_code": wrong} if wrong else {},
    }
    return render(request, "identity/again.html", context, status=status)


def _can_show(request: HttpRequest) -> Shown | None:
    """What a member of staff can show beside the password."""
    if settings.SURFACE != "desk":
        return None
    by = sessions.knocking(request.hat.account)  # type: ignore[attr-defined]
    with scope.reading(by, now=request.now):  # type: ignore[attr-defined]
        return people.what_shows(by)


HOW_TO_BE_KNOWN = {
    3: gettext_lazy(
        "For this your papers have to have been looked at. Take your ID to your community's front desk once."
    ),
    4: gettext_lazy("For this you sign in with a passkey, or the city's own login. Add a passkey on your page 我的."),
}


def too_little_known(request: HttpRequest, level: int) -> HttpResponse:
    """A resident is not known well enough for this: whoever is not logged in logs in, others read what it takes."""
    if not _is_somebody(request):
        return not_allowed(request)
    return refuse(request, 403, str(HOW_TO_BE_KNOWN[level if request.hat.level >= 3 else 3]))  # type: ignore[attr-defined]


def too_often(request: HttpRequest) -> HttpResponse:
    """More than one person needs for their work: it waits, and what was typed is kept."""
    sentence = _("That was too often for now. It goes on later; if your work needs more, tell whoever keeps the data.")
    if who.is_program(request):
        return JsonResponse({"state": "later", "said": sentence}, status=429)
    _keep(request)
    return refuse(request, 429, sentence)


def _is_somebody(request: HttpRequest) -> bool:
    """Whether somebody is logged in here."""
    hat = getattr(request, "hat", None)
    return hat is not None and bool(hat.account)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """The form's secret is missing or old. What was typed is kept and comes back with a fresh form."""
    if who.is_program(request):
        return JsonResponse({"state": "later", "said": ""}, status=403)
    _keep(request)
    sentence = _("This form was open for too long. What you typed is kept: open it again and send.")
    back = kept.local_path(request.headers.get("Referer", "")) or "/"
    return refuse(request, 403, sentence, back=back)


def _keep(request: HttpRequest) -> None:
    if request.method == "POST":
        kept.keep(request)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """No such address."""
    return refuse(request, 404, _("There is no page at this address. Start from the home page."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke on our side. Needs no database and says so plainly."""
    if (unwell_answer := unwell_page(request, sys.exc_info()[1])) is not None:
        return unwell_answer
    home = settings.SURFACE_URL
    return refuse(request, 500, _("Something broke on our side. It has been noted; try again in a minute."), back=home)
