"""What colleagues send from a case beside the flow: watch it, take it, give it, be at it, hand a shift over."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import NotAColleague, TaskTaken
from linli.kernel.cases.models import Case
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries as desk_queries
from linli.kernel.people.queries import Colleague
from linli.kit import kept
from linli.kit.desk import frame, matter, tokens
from linli.kit.routes import Request, page
from linli.plumbing import scope

MOST_NAMES = 8


@page("case.act", methods=("POST",))
def watch(request: Request, number: str) -> HttpResponse:
    """Watch a case, or no longer."""
    case = _case(request, number)
    (desks.unwatch if request.POST.get("stop") else desks.watch)(case_id=case.id, by=request.hat, now=request.now)
    return _back(request, number, "unwatched" if request.POST.get("stop") else "watched")


@page("case.act", methods=("POST",))
def take(request: Request, number: str) -> HttpResponse:
    """Take the task, give it to a colleague, lay it back. Who was faster is not passed over."""
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
        task = tokens.task_of([one for one in file.tasks if one.done is None], request.POST.get("task", ""))
        seen = request.POST.get("taken", "")
        fresh = task is not None and constant_time_compare(seen, tokens.mark("post", task.taken_by or 0))
        colleague = _wanted(request, cases.desk_of(task, now=request.now)) if task and request.POST.get("to") else None
    try:
        if task is None or not fresh:
            raise TaskTaken
        verb = cases.lay_back if request.POST.get("back") else cases.take
        if request.POST.get("to"):
            verb = partial(cases.give, post=colleague.post if colleague else 0)
        verb(case_id=file.case.id, task=task.id, seen=task.taken_by, by=request.hat, now=request.now)
    except (TaskTaken, NotAColleague) as refused:
        with scope.reading(request.hat, now=request.now):
            told = [{"words": matter.faster(queries.case_file(number), str(refused)), "kind": "wrong"}]
            return matter.shown(request, queries.case_file(number), told=told, status=409)
    return _back(request, number, "taken")


def _wanted(request: Request, found: list[Colleague]) -> Colleague | None:
    given = request.POST.get("to", "")
    return next((one for one in found if constant_time_compare(tokens.mark("post", one.post), given)), None)


@page("case.act")
def colleagues(request: Request, number: str) -> HttpResponse:
    """Who may be named in a note: colleagues who see the case, by the beginning of their name or unit."""
    case = Case.objects.get(number=number)
    typed = request.GET.get("q", "")[:40]
    found = desk_queries.colleagues_of(case.id, now=request.now)
    people = {one.name: f"{one.title} {one.unit_name}" for one in found if typed in one.name and one.account}
    units = dict.fromkeys(one.unit_name for one in found if typed in one.unit_name)
    names = [*people.items(), *((unit, "") for unit in units)][:MOST_NAMES]
    return render(request, "desk/colleagues.html", {"names": names})


@page("case.act")
def givers(request: Request, number: str) -> HttpResponse:
    """Who may be given the task: the colleagues of the desk where it lies."""
    file = queries.case_file(number)
    found = cases.desk_of(file.task, now=request.now) if file.task else []
    options = [(tokens.mark("post", one.post), one.label) for one in found if one.post != request.hat.post]
    context_ = {"number": number, "options": options, "mark": tokens.task_mark(file.task), "title": file.case.title,
                "taken_mark": tokens.mark("post", file.task.taken_by or 0) if file.task else ""}  # fmt: skip
    return frame.draw(request, "desk/give.html", context_, here="inbox")


@page("case.act", methods=("POST",), aside=True)
def here(request: Request, number: str) -> HttpResponse:
    """Say that one is at the case, and hear who else is. Asked every few seconds while the page is looked at."""
    case = _case(request, number)
    if request.POST.get("leave"):
        desks.leave(case_id=case.id, by=request.hat, now=request.now)
        return HttpResponse(status=204)
    desks.be_here(case_id=case.id, writing=bool(request.POST.get("writing")), by=request.hat, now=request.now)
    with scope.reading(request.hat, now=request.now):
        found = desk_queries.present(case.id, but=request.hat.account, now=request.now)
    return render(request, "desk/here.html", {"number": number, "here": found})


@page("case.act", methods=("GET", "POST"))
def shift(request: Request) -> HttpResponse:
    """Hand the shift over: everything one has taken goes to a colleague of the same desk."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        with scope.reading(request.hat, now=request.now):
            colleague = _wanted(request, _of_my_desk(request))
        try:
            if colleague is None:
                raise NotAColleague
            count = cases.hand_over_shift(to=colleague.post, by=request.hat, now=request.now)
        except NotAColleague as refused:
            errors["to"] = str(refused)
        else:
            return HttpResponseRedirect(f"{reverse('inbox')}?view=mine&done={count}", status=303)
        with scope.reading(request.hat, now=request.now):
            return _shift(request, errors)
    return _shift(request, errors)


def _shift(request: Request, errors: dict[str, str]) -> HttpResponse:
    mine = queries.inbox(request.hat, queries.Wanted(view="taken"), limit=100)
    options = [(tokens.mark("post", one.post), one.label) for one in _of_my_desk(request)]
    return frame.draw(request, "desk/shift.html", {"mine": mine, "options": options, "errors": errors}, here="inbox")


def _of_my_desk(request: Request) -> list[Colleague]:
    mine = queries.inbox(request.hat, queries.Wanted(view="taken"), limit=1)
    return [one for one in cases.desk_of(mine[0], now=request.now) if one.post != request.hat.post] if mine else []


def _case(request: Request, number: str) -> Case:
    with scope.reading(request.hat, now=request.now):
        return Case.objects.get(number=number)


def _back(request: Request, number: str, did: str) -> HttpResponseRedirect:
    inbox = kept.local_path(request.POST.get("next", ""))
    return HttpResponseRedirect(inbox or f"{reverse('matter', args=[number])}?did={did}", status=303)
