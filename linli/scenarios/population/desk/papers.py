"""Looking at papers at the window: the resident stands here with their ID, and signs in with this phone."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.kernel.people import actions as people
from linli.kernel.people.actions import CheckRefused
from linli.kernel.people.phones import PhoneWrong
from linli.kit.pacing import REVEAL
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.scenarios.population.desk.person import person_at, person_page


@page("identity.check", methods=("POST",), step_up=True, pace=REVEAL)
def check_papers(request: Request, at: str) -> HttpResponse:
    """Note that the papers were looked at and that the account of this phone is theirs."""
    phone, document = request.POST.get("their_phone", ""), request.POST.get("document", "")
    try:
        people.check_identity(person_id=person_at(at), phone=phone, document=document, by=request.hat, now=request.now)
    except (CheckRefused, PhoneWrong) as refused:
        field = "papers_document" if getattr(refused, "field", "") == "document" else "their_phone"
        with scope.reading(request.hat, now=request.now):
            return person_page(request, at, errors={field: str(refused)}, status=422)
    return HttpResponseRedirect(reverse("register_person", args=[at]) + "#papers", status=303)
