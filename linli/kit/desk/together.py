"""并案 at the desk: compare side by side, gather under a lead, take apart; and choosing what everybody may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import NotTogether
from linli.kernel.cases.actions.releasing import choose_public_photos
from linli.kernel.cases.models import Case
from linli.kernel.cases.queries import CaseFile
from linli.kernel.people.queries import reporter_of
from linli.kit import words
from linli.kit.desk import crowd, frame, history, matter, speaking
from linli.kit.routes import Request, page
from linli.plumbing import numbers, scope

MOST = 4  # columns that still can be read beside each other


@page("case.cluster")
def compare(request: Request) -> HttpResponse:
    """The chosen cases side by side: words, photos, place and time; whose they are is not shown."""
    files = _files(request)
    if len(files) < 2:
        return HttpResponseRedirect(reverse("matter", args=(files[0].case.number,)) if files else reverse("inbox"))
    return _drawn(request, files)


def _drawn(request: Request, files: list[CaseFile], *, error: str = "", status: int = 200) -> HttpResponse:
    lead = next((file for file in files if file.case.leads), files[0])
    context = {
        "columns": [_column(file, request) for file in files],
        "lead": request.POST.get("lead") or lead.case.number,
        "error": error,
    }
    return frame.draw(request, "desk/together.html", context, here="inbox", status=status)


@page("case.act")
def beside(request: Request, number: str) -> HttpResponse:
    """What may be the same event, and the photos everybody may see: a part of the case's page, or a page of its own."""
    context = crowd.beside(request, queries.case_file(number))
    if request.headers.get("HX-Request"):
        return render(request, "desk/crowd.html", context)
    return frame.draw(request, "desk/crowd_page.html", context, here="inbox")


@page("case.cluster", methods=("POST",))
def gather(request: Request) -> HttpResponse:
    """Make one of them the lead of the others."""
    lead = numbers.tidy(request.POST.get("lead", ""))
    with scope.reading(request.hat, now=request.now):
        files = _files(request)
        ids = {file.case.number: file.case.id for file in files}
    if lead not in ids:
        return _again(request, _("Choose which of them leads."))
    try:
        members = [number for number in ids.values() if number != ids[lead]]
        cases.gather(lead=ids[lead], members=members, by=request.hat, now=request.now)
    except NotTogether as refused:
        return _again(request, str(refused))
    return matter.back(request, lead, did="gathered")


def _again(request: Request, error: str) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        files = _files(request)
        return _drawn(request, files, error=error, status=422) if files else HttpResponseRedirect(reverse("inbox"))


@page("case.cluster", methods=("POST",))
def apart(request: Request, number: str) -> HttpResponse:
    """Take a case out of its cluster. ``back`` is the case whose page the button stood on."""
    with scope.reading(request.hat, now=request.now):
        case = Case.objects.get(number=numbers.tidy(number))
        here = request.POST.get("back", "") or number
    try:
        cases.apart(case_id=case.id, reason=request.POST.get("why", "")[:500], by=request.hat, now=request.now)
    except NotTogether as refused:
        with scope.reading(request.hat, now=request.now):
            told = [{"words": str(refused), "kind": "wrong"}]
            return matter.shown(request, queries.case_file(here), told=told, status=409)
    return matter.back(request, numbers.tidy(here), did="apart")


@page("case.act", methods=("POST",))
def release(request: Request, number: str) -> HttpResponse:
    """Exactly the ticked photos are everybody's."""
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
        papers = crowd.chosen(file, request.POST.getlist("public"))
    choose_public_photos(case_id=file.case.id, papers=papers, by=request.hat, now=request.now)
    return matter.back(request, file.case.number, did="released")


def _files(request: Request) -> list[CaseFile]:
    """The cases of the form or the address, each once, in their order; what the hat may not see is left out."""
    given = request.POST.getlist("case") or request.GET.getlist("case")
    wanted = list(dict.fromkeys(numbers.tidy(number) for number in given))[:MOST]
    seen = set(Case.objects.filter(number__in=wanted).values_list("number", flat=True))
    return [queries.case_file(number) for number in wanted if number in seen]


def _column(file: CaseFile, request: Request) -> dict[str, Any]:
    """One case as it stands beside the others."""
    case = file.case
    return {
        "number": case.number,
        "title": case.title,
        "where": case.where,
        "at": words.moment(case.at, request.now),
        "text": case.text,
        "photos": history.opening(file),
        "facts": [
            (_("Step"), speaking.step_words(file.matter, case.step)),
            (_("With"), speaking.unit_of(file.task) if file.task else _("nobody")),
            (_("How it came"), speaking.channel_words(case.channel)),
            (_("The reporter"), _kind(file)),
        ],
        "leads": ngettext("leads %(count)s other", "leads %(count)s others", case.leads) % {"count": case.leads}
        if case.leads
        else "",
    }


def _kind(file: CaseFile) -> str:
    """Who reported, as far as it helps to tell one event from two: named, under an alias, nobody. No name."""
    return {
        "named": _("gave a name"),
        "alias": _("under an alias"),
    }.get(reporter_of(file.reporter).kind, _("did not say"))
