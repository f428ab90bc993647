"""Acting for somebody, noted at the window: a parent for a child, a guardian, a neighbour for an elder; until a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import actions as people
from linli.kernel.people import documents, phones
from linli.kernel.people.actions import MandateRefused
from linli.kernel.people.models import Person
from linli.kit import words
from linli.kit.pacing import SEARCH
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.pointers import NoSuchPointer, number_at
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk.acting_for import KINDS
from linli.scenarios.population.desk.person import person_at, person_page

LONGEST = timedelta(days=18 * 366)


@page("mandate.give", methods=("POST",), step_up=True, pace=SEARCH)
def give(request: Request, at: str) -> HttpResponse:
    """Note who acts for this person from now on: found by their whole phone or number, and by nothing less."""
    number, kind, day = person_at(at), request.POST.get("kind", ""), request.POST.get("until", "")
    until = _until(day)
    with scope.reading(request.hat, now=request.now):
        giver = Person.objects.get(id=number)
        taker = _taker(request.POST.get("taker", ""))
    errors = {}
    if taker is None:
        errors["taker"] = _("Nobody of your communities has this phone or number. Both have to be in the register.")
    if kind not in KINDS:
        errors["mandate_kind"] = _("Choose what makes them act.")
    if until is None or not request.now < until <= request.now + LONGEST:
        errors["until"] = _("Write the last day, such as 2027-06-30: of a child at the latest the eighteenth birthday.")
    if not errors and taker is not None and until is not None:
        try:
            _given(giver, taker, kind, until, by=request.hat, now=request.now)
        except MandateRefused as refused:
            errors["taker"] = str(refused)
    if errors:
        with scope.reading(request.hat, now=request.now):
            return person_page(request, at, errors=errors, status=422)
    return HttpResponseRedirect(reverse("register_person", args=[at]) + "#mandates", status=303)


@page("mandate.revoke", methods=("POST",), step_up=True)
def end(request: Request, at: str) -> HttpResponse:
    """It is over, at once."""
    with scope.reading(request.hat, now=request.now):
        Person.objects.get(id=person_at(at))
    with suppress(NoSuchPointer):
        mandate = number_at("mandate", request.POST.get("mandate", ""))
        people.revoke_mandate(mandate_id=mandate, by=request.hat, now=request.now)
    return HttpResponseRedirect(reverse("register_person", args=[at]) + "#mandates", status=303)


def _given(giver: Person, taker: Person, kind: str, until: datetime, *, by: Hat, now: datetime) -> None:
    people.give_mandate(
        giver_subject=giver.subject_id, taker_subject=taker.subject_id, purpose=kind, until=until, by=by, now=now
    )


def _taker(typed: str) -> Person | None:
    """The one person of a whole phone or document number; a name finds nobody here."""
    typed = typed.strip()
    if phones.is_mobile(typed):
        found = Person.objects.filter(phone_blind=phones.index(typed), until__isnull=True)
    elif len(typed) >= 8:
        found = Person.objects.filter(id_number_blind=documents.index(typed), until__isnull=True)
    else:
        return None
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None


def _until(day: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), words.city_zone())
    except (ValueError, OverflowError):
        return None
