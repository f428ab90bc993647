"""One matter, as its reporter follows it: where it stands, who has it, what was done, and what to say about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.actions import showing
from linli.kernel.cases.models import Case, Event
from linli.kernel.cases.queries import CaseFile
from linli.kernel.people.models import Organisation
from linli.kernel.ratings import queries as ratings
from linli.kernel.ratings.actions import TAGS
from linli.kit import kept, words
from linli.kit.counter import history, telling
from linli.kit.counter.here import page_of
from linli.kit.counter.photos import drawn
from linli.kit.routes import Request, page
from linli.plumbing import numbers

STOP_ASKING = 286  # htmx: a page that polls stops
FLASHES = ("added", "rated", "reopened", "withdrawn", "left_to_us")


@page("case.see")
def matter(request: Request, number: str) -> HttpResponse:
    """The page of one case."""
    return draw(request, number)


@page("case.see")
def state(request: Request, number: str) -> HttpResponse:
    """Where it stands now, for a page that is open already; nothing (204) while nothing has happened.

    A page whose login has run out meanwhile is told to ask no more (286): what is typed on it stays, and its next
    press leads to the login. Whoever just types the address meets the same refusal as at any other.
    """
    seen = request.GET.get("seen", "")
    case = Case.objects.filter(number=numbers.tidy(number)).first()
    if case is None:
        if request.headers.get("X-Linli-Poll"):
            return HttpResponse(status=STOP_ASKING, headers={"HX-Reswap": "none"})
        raise Http404
    if seen == str(Event.objects.filter(case_id=case.id, shown=True).count()):
        return HttpResponse(status=204)
    context = _context(request, queries.case_file(number))
    return render(request, "counter/state.html", {**context, "fresh": True})


def draw(
    request: Request,
    number: str,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page, also with what was typed and has to be put right."""
    file = queries.case_file(number)
    context = _context(request, file)
    kept_fields, kept_photos = kept.take(request, path=address(file.case.number))
    rated = {rating.round: rating for rating in ratings.of_case(file.case.id)}.get(file.case.reopened)
    return page_of(
        request,
        "matter.html",
        status,
        **context,
        rated=rated,
        may_rate=bool(file.case.answer) and rated is None and _has_the_word(file),
        may_reopen=bool(file.case.answer) and _has_the_word(file),
        desk=_desk(file),
        sees=_sees(file),
        tags=[(tag, _tag_words()[tag]) for tag in TAGS],
        errors=errors or {},
        typed=typed or _kept(kept_fields),
        kept_photos=drawn(kept_photos),
        flash_list=_flashes(request),
    )


def _kept(fields: QueryDict) -> dict[str, Any]:
    """What was typed here before, as the page shows it again."""
    plain = {name: fields.get(name, "") for name in ("text", "why", "grade")}
    return {**plain, "tags": fields.getlist("tag")}


def _context(request: Request, file: CaseFile) -> dict[str, Any]:
    now = request.now
    calendar = catalogue.calendar(at=now)
    held = telling.of_file(file)
    events = history.timeline(file, now=now)
    return {
        "case": file.case,
        "name": telling.title(held),
        "headline": telling.headline(held),
        "next_words": telling.next_words(held, now=now),
        "lamp": telling.lamp(held, calendar=calendar, now=now),
        "clocks": telling.clocks(held, calendar=calendar, now=now),
        **_of_answer(file, now),
        "events": events,
        "seen": len(events),
        "fresh": False,
    }


def _of_answer(file: CaseFile, now: datetime) -> dict[str, str]:
    """What the last answer rests on, and the day it names."""
    said: dict[str, str] = next((event.body.data for event in file.events if event.body.data.get("outcome")), {})
    day = said.get("promised", "")
    return {
        "basis": said.get("basis", "") if file.case.answer else "",
        "named_day": words.day(date.fromisoformat(day), now) if day and file.case.answer else "",
    }


def _has_the_word(file: CaseFile) -> bool:
    """Whether the reporter may speak about the answer: it waits for them, or the matter is closed."""
    if file.case.lead_id is not None and file.case.closed is None:
        return False
    return file.task is None or telling.of_file(file).waits_for_reporter


def _desk(file: CaseFile) -> dict[str, str] | None:
    """Who has it, or who answered: the unit, its number on the door, its telephone."""
    task = next((task for task in reversed(file.tasks) if task.unit_id is not None), None)
    if task is None or task.unit_id is None:
        return None
    phone = Organisation.objects.filter(id=task.unit_id).values_list("phone", flat=True).first()
    people = [event.who for event in file.events if event.unit_name == task.unit_name and event.who and event.shown]
    return {"unit": task.unit_name, "person": people[0] if people else "", "phone": phone or ""}


def _sees(file: CaseFile) -> str:
    """The line that closes every case: who can see it."""
    units = list(dict.fromkeys(task.unit_name for task in file.tasks if task.unit_name))
    names = {"names": pgettext("list", ", ").join([_("you"), *units])}
    if not showing.is_public(file.case, file.matter):
        return _("Seen by %(names)s. It is not public.") % names
    return _("Seen by %(names)s. Others see only what it is about and roughly where, never who sent it.") % names


def _flashes(request: Request) -> list[dict[str, str]]:
    sentence = {
        "added": _("Added. Whoever is on it sees it at once."),
        "rated": _("Thank you. Your grade counts."),
        "reopened": _("It is open again, and the street looks at it now."),
        "withdrawn": _("Withdrawn. Nobody comes any more."),
        "left_to_us": _("Noted. It concerns everybody's safety, so it is seen to all the same."),
    }.get(request.GET.get("done", ""))
    return [{"words": sentence}] if sentence else []


def _tag_words() -> dict[str, str]:
    return {
        "quick": _("came quickly"),
        "clear": _("explained well"),
        "clean": _("left it tidy"),
        "kind": _("was friendly"),
        "slow": _("took long"),
        "unclear": _("explained nothing"),
        "rude": _("was rude"),
        "not_done": _("did not fix it"),
    }


def address(number: str, done: str = "") -> str:
    """The page of a case, with the sentence that says what was just done."""
    return reverse("matter", args=(number,)) + (f"?done={done}" if done in FLASHES else "")
