"""What reaches the desk from a patrol: entries a phone kept, one at a time, and forms of a page without scripts.

A program (``Accept: application/json``) gets ``{"state": …, "said": …}``: done, refused, login, other; a form a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from linli.kernel.cases.actions import TaskTaken
from linli.kernel.cases.catalogue import UnknownItem
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, Photo
from linli.kernel.papers.sniff import PhotoRefused
from linli.kit import entries, refusals, who
from linli.kit.believing import Moment
from linli.kit.counter import forms
from linli.kit.desk import tokens
from linli.kit.routes import Request, page
from linli.plumbing import numbers, scope
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.policy import NotAllowed
from linli.scenarios.hotline_grid import syncing
from linli.scenarios.hotline_grid.syncing import NotTaken, Sent, Taken

MOST_PHOTOS = forms.MOST_PHOTOS
REFUSED = (NotTaken, NotAReport, UnknownItem, TaskTaken, PhotoRefused, KeyReused, NotAllowed)


@page("patrol.walk", methods=("POST",))
def sync(request: Request) -> HttpResponse:
    """Take one entry. Sent again it answers the same; refused it says why, and the sender keeps it."""
    is_program = who.is_program(request)
    if is_program and (answer := who.refused(request)) is not None:
        return answer
    try:
        sent = read(request)
        taken = syncing.take(sent, by=request.hat, now=request.now)
    except REFUSED as refused:
        if is_program:
            return JsonResponse({"state": "refused", "said": str(refused)}, status=422)
        return refusals.refuse(request, 422, str(refused), back=reverse("patrol"))
    if is_program:
        return JsonResponse({"state": "done", **told(taken, sent.moment, request.now)})
    return _onward(request, sent, taken)


def _onward(request: Request, sent: Sent, taken: Taken) -> HttpResponse:
    """A form goes on: from a spot where something was found to the report of it, else to the patrol page."""
    if sent.kind == "visit" and sent.found:
        asked = {"place": request.POST.get("place", ""), "where": request.POST.get("where", "")}
        return HttpResponseRedirect(f"{reverse('patrol_report')}?{urlencode(asked)}", status=303)
    asked = {"did": sent.kind, **({"number": taken.number} if taken.number else {})}
    return HttpResponseRedirect(f"{reverse('patrol')}?{urlencode(asked)}", status=303)


def told(taken: Taken, moment: Moment, now: datetime) -> dict[str, Any]:
    """What the phone shows beside an entry that has been taken: the number, and what was done about a wrong clock."""
    said = entries.corrected(moment, taken.at, now)
    return {"number": taken.number, "at": taken.at.isoformat(), "repeated": taken.repeated, "said": said}


def read(request: Request, **instead: Any) -> Sent:
    """One entry of a sent form. Nothing in it is believed: ids are looked up, photos are told from their bytes."""
    given = request.POST
    photos, wrong = forms.sent_photos(request, room=MOST_PHOTOS)
    if wrong:
        raise NotTaken(wrong)
    found = {"1": True, "0": False}.get(given.get("found", ""))
    lon, lat = _degrees(given, "lon"), _degrees(given, "lat")
    values: dict[str, Any] = {
        "key": given.get("key", ""),
        "kind": given.get("kind", ""),
        "moment": entries.moment_of(given, request.now),
        "digest": entries.digest_of(request),
        "round": given.get("round", ""),
        "grid": _number(given, "grid"),
        "plan": given.get("plan", "")[:80],
        "target": given.get("target", "")[:80],
        "found": found,
        "item": given.get("item", "")[:60],
        "text": given.get("text", ""),
        "where": given.get("where", ""),
        "place": _number(given, "place"),
        "lon": lon if lat is not None else None,
        "lat": lat if lon is not None else None,
        "number": given.get("number", "")[:40],
        "action": given.get("action", "")[:40],
        "photos": tuple(Photo(forms.content_of(one), one.name or "") for one in photos),
    }
    values["task"] = _task(request, given.get("task", ""), values["number"])
    return Sent(**{**values, **instead})


def _task(request: Request, mark: str, number: str) -> int | None:
    """The task whose mark the phone was given; -1 where it is not this case's open one, so that nothing is moved."""
    if not mark:
        return None
    with scope.reading(request.hat, now=request.now):
        case = Case.objects.filter(number=numbers.tidy(number)).first()
        tasks = list(Task.objects.filter(case_id=case.id)) if case else []
    found = tokens.task_of(tasks, mark)
    return found.id if found else -1


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _degrees(given: Mapping[str, str], name: str) -> float | None:
    try:
        value = float(given.get(name, ""))
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None
