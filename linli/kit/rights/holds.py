"""At the desk: what is kept because an authority asked for it, until when; placing, prolonging and ending that.

Persons are found as the desk finds them: on their page of the register, or behind a request to erase. Why somebody is
not told is shown to auditors alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.models import Person
from linli.kernel.rights import actions as rights
from linli.kernel.rights.actions import HoldRefused, NewHold
from linli.kernel.rights.actions.holding import LONGEST
from linli.kernel.rights.models import Erasure, LegalHold
from linli.kernel.rights.queries.holds import MOST, acts_of, last_day, latest_holds
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.rights import saying
from linli.kit.rights.held import place_words
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.days import day_of
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer

TYPED = ("person", "erasure", "authority", "document", "last_day", "about", "untold", "silence")
MOST_ENDED = 20


@page("hold.see")
def holds(request: Request) -> HttpResponse:
    """What is kept in the officer's divisions, the first to end first, and what ended last."""
    running, ended = latest_holds(running=True), latest_holds(running=False, most=MOST_ENDED)
    every = [*running, *ended]
    persons, named = _persons(every), place_words([one.scope_id for one in every])
    context = {
        "running": [_told(one, persons, named, request) for one in running],
        "ended": [_told(one, persons, named, request) for one in ended],
        "is_cut": len(running) == MOST,
        "may": policy.may(request.hat, "hold.place"),
        "flash_list": _did(request),
    }
    return frame.draw(request, "rights/holds.html", context, here="holds")


@page("hold.see")
def hold(request: Request, at: str) -> HttpResponse:
    """One hold: who asked, by which paper, until when, and every act."""
    return _one(request, at, {}, {})


def _one(
    request: Request, at: str, errors: Mapping[str, str], typed: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    acts = acts_of(_number(at))
    if not acts:
        raise Http404
    last = acts[0]
    told = _told(last, _persons([last]), place_words([last.scope_id]), request)
    today = day_of(request.now)
    context = {
        "one": told,
        "acts": [_act(one, request) for one in acts],
        "silence": last.silence if request.hat.role == "auditor" else "",
        "may": policy.may(request.hat, "hold.end") and last.until > request.now,
        "soonest": max(told["last"], today) + timedelta(days=1),
        "latest": today + LONGEST,
        "errors": errors,
        "typed": typed,
        "flash_list": _did(request),
    }
    return frame.draw(request, "rights/hold.html", context, here="holds", status=status)


@page("hold.place")
def new_hold(request: Request) -> HttpResponse:
    """The form, for somebody found in the register or behind a request to erase."""
    return _form(request, {name: request.GET.get(name, "") for name in ("person", "erasure")}, {})


def _form(request: Request, typed: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200) -> HttpResponse:
    subject, division = _whom(typed)
    person = Person.objects.filter(subject_id=subject).first()
    today = day_of(request.now)
    context = {
        "typed": {name: typed.get(name, "") for name in TYPED},
        "errors": errors,
        "whom": people.face_of(person) if person else None,
        "where": place_words([division]).get(division, ""),
        "soonest": today,
        "latest": today + LONGEST,
    }
    return frame.draw(request, "rights/hold_new.html", context, here="holds", status=status)


@page("hold.place", methods=("POST",), step_up=True)
def place_hold(request: Request) -> HttpResponse:
    """Keep it; a mistake shows the form again with everything that was typed."""
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    with scope.reading(request.hat, now=request.now):
        subject, division = _whom(typed)
    try:
        silence = _silence(typed)
        row = NewHold(typed["authority"], typed["document"], _day(typed["last_day"]), typed["about"], silence)
        made = rights.place_hold(subject_id=subject, scope_id=division, row=row, by=request.hat, now=request.now)
    except HoldRefused as wrong:
        with scope.reading(request.hat, now=request.now):
            field = "authority" if wrong.field == "reason" else wrong.field
            return _form(request, typed, {field: str(wrong)}, status=422)
    return HttpResponseRedirect(f"{reverse('hold', args=[pointer('hold', made)])}?did=placed", status=303)


@page("hold.place", methods=("POST",), step_up=True)
def prolong_hold(request: Request, at: str) -> HttpResponse:
    """Keep it until a later day."""
    typed = {name: request.POST.get(name, "").strip() for name in ("last_day", "longer")}
    try:
        rights.prolong_hold(
            hold_id=_seen(request, at), last_day=_day(typed["last_day"]), reason=typed["longer"], by=request.hat,
            now=request.now,
        )  # fmt: skip
    except HoldRefused as wrong:
        field = "longer" if wrong.field == "reason" else wrong.field
        with scope.reading(request.hat, now=request.now):
            return _one(request, at, {field: str(wrong)}, typed, status=422)
    return HttpResponseRedirect(f"{reverse('hold', args=[at])}?did=prolonged", status=303)


@page("hold.end", methods=("POST",), step_up=True)
def end_hold(request: Request, at: str) -> HttpResponse:
    """It ends; what waited goes on by itself."""
    typed = {"ends": request.POST.get("ends", "").strip()}
    try:
        rights.end_hold(hold_id=_seen(request, at), reason=typed["ends"], by=request.hat, now=request.now)
    except HoldRefused as wrong:
        with scope.reading(request.hat, now=request.now):
            return _one(request, at, {"ends": str(wrong)}, typed, status=422)
    return HttpResponseRedirect(f"{reverse('hold', args=[at])}?did=ended", status=303)


def _silence(typed: Mapping[str, str]) -> str:
    if typed["untold"] and not typed["silence"]:
        raise HoldRefused("silence", _("Write down which rule forbids it. Without one the person is told."))
    return typed["silence"] if typed["untold"] else ""


def _day(typed: str) -> date:
    try:
        found = parse_date(typed)
    except ValueError:
        found = None
    if found is None:
        raise HoldRefused("last_day", _("Choose the last day it is kept."))
    return found


def _whom(typed: Mapping[str, str]) -> tuple[int, int]:
    """The subject and the division of somebody the officer sees; of nobody else is anything kept."""
    if typed.get("erasure"):
        asked = Erasure.objects.filter(id=_number(typed["erasure"], "erasure")).first()
        if asked is not None:
            return asked.subject_id, asked.scope_id
    elif typed.get("person"):
        person = Person.objects.filter(id=_number(typed["person"], "person")).first()
        division = person and people.last_division(person.id)
        if person and division:
            return person.subject_id, division
    raise Http404


def _number(at: str, kind: str = "hold") -> int:
    try:
        return number_at(kind, at)
    except NoSuchPointer:
        raise Http404 from None


def _seen(request: Request, at: str) -> int:
    """The hold an address leads to, as far as the officer sees it."""
    with scope.reading(request.hat, now=request.now):
        number = _number(at)
        if not acts_of(number):
            raise Http404
    return number


def _persons(found: Collection[LegalHold]) -> dict[int, Person]:
    return {one.subject_id: one for one in Person.objects.filter(subject_id__in={one.subject_id for one in found})}


def _told(one: LegalHold, persons: Mapping[int, Person], named: Mapping[int, str], request: Request) -> dict[str, Any]:
    person, last = persons.get(one.subject_id), last_day(one)
    return {
        "at": pointer("hold", one.root),
        "name": people.face_of(person).name if person else _("somebody the register does not hold"),
        "href": _register(person.id) if person else "",
        "where": named.get(one.scope_id, ""),
        "basis": saying.basis_of(one.authority, one.document),
        "authority": one.authority,
        "document": one.document,
        "since": words.day(one.since, request.now),
        "until": words.day(last, request.now),
        "last": last,
        "is_told": bool(one.told_subject_id),
        "is_running": one.until > request.now,
        "who": one.who,
    }


def _act(one: LegalHold, request: Request) -> dict[str, str]:
    said = saying.hold_act(one.act, words.day(last_day(one), request.now))
    return {
        "at": words.moment(one.at, request.now),
        "who": one.who,
        "words": saying.sentence(said, one.reason),
        "kind": "",
    }


def _register(person: int) -> str:
    try:
        return reverse("register_person", args=[pointer("person", person)])
    except NoReverseMatch:  # a city may do without the register
        return ""


def _did(request: Request) -> list[dict[str, str]]:
    said = {
        "placed": _("Kept. Nothing of this person is erased while it runs"),
        "prolonged": _("Prolonged"),
        "ended": _("Ended. What waited goes on tonight by itself"),
    }.get(request.GET.get("did", ""))
    return [{"words": said, "kind": ""}] if said else []
