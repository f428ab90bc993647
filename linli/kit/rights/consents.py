"""What I agreed to: each agreement in its wording, given and taken back. Taking back holds at the next statement.

For a child under 14 the guardian says it, under the mandate they hold (PIPL article 31).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.grants import actions as grants
from linli.kernel.grants import queries
from linli.kernel.grants.models_consents import AgreementRevision, Consent
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.people import queries as people
from linli.kernel.people.masking import masked_name
from linli.kernel.people.models import Person
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.rights import saying
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer

GUARDIAN = "guardian"  # the purpose of a mandate under which somebody speaks for a child


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody one may agree for: oneself, or a child. ``name`` is empty for oneself."""

    subject: int
    name: str = ""


@page("held.see")
def my_consents(request: Request) -> HttpResponse:
    """Every agreement there is, and what became of it."""
    return _drawn(request)


def _drawn(request: Request, error: str = "", *, status: int = 200) -> HttpResponse:
    said = {
        "given": _("You agreed. You can take it back here at any time"),
        "withdrawn": _("Taken back. From now on nobody gets anything by it"),
    }.get(request.GET.get("did", ""))
    return page_of(
        request,
        "my_consents.html",
        status,
        here="me",
        hat=request.hat,
        parts=_parts(request),
        error=error,
        flash_list=[{"words": said, "kind": ""}] if said else [],
    )


def _speakers(request: Request) -> list[Speaker]:
    """Oneself first, then those one is the guardian of."""
    whose = people.whose(request.hat)
    held = people.mandates_of(whose.own, at=request.now)
    guarded = [one.subject_id for one in held if one.taker_subject_id == whose.own and one.purpose == GUARDIAN]
    persons = Person.objects.filter(subject_id__in=guarded) if guarded else []
    return [
        Speaker(whose.own),
        *(Speaker(one.subject_id, masked_name(people.person_field(one, "name"))) for one in persons),
    ]


def _parts(request: Request) -> list[dict[str, Any]]:
    now, speakers = request.now, _speakers(request)
    given = queries.consents_of([one.subject for one in speakers])
    wordings = queries.agreements(at=now)
    return [
        {
            "name": one.name,
            "mark": pointer("subject", one.subject),
            "open": [_wording(row, now) for row in wordings if not _runs(row, one, given)],
            "given": [_consent(row, now) for row in given if row.subject_id == one.subject],
        }
        for one in speakers
    ]


def _runs(wording: AgreementRevision, speaker: Speaker, given: list[Consent]) -> bool:
    return any(
        one.revision_id == wording.id and one.subject_id == speaker.subject and one.withdrawn is None for one in given
    )


def _wording(one: AgreementRevision, now: datetime) -> dict[str, Any]:
    """What is asked: who asks, what for, which fields, who receives them, how long."""
    english = (get_language() or "").startswith("en")
    return {
        "mark": pointer("agreement", one.id),
        "title": (one.title_en if english else "") or one.title,
        "text": (one.text_en if english else "") or one.text,
        "facts": [
            (_("Who asks"), one.agreement.unit_name),
            (_("What for"), one.purpose),
            (_("Which data"), saying.listed(one.fields)),
            (_("Who receives it"), one.recipients),
            (_("How long"), saying.days(one.kept_days)),
            (_("Wording"), _("version %(number)s, %(day)s") % {"number": one.no, "day": words.day(one.since, now)}),
        ],
    }


def _consent(one: Consent, now: datetime) -> dict[str, Any]:
    return {
        **_wording(one.revision, now),
        "consent": pointer("consent", one.id),
        "given": words.moment(one.given, now),
        "way": saying.way(one.way),
        "withdrawn": words.moment(one.withdrawn, now) if one.withdrawn else "",
    }


@page("held.ask", methods=("POST",))
def give(request: Request) -> HttpResponse:
    """Agree to a wording as it stands, for oneself or for a child one is the guardian of."""
    revision, subject = _at("agreement", request.POST), _at("subject", request.POST)
    with scope.reading(request.hat, now=request.now):
        speakers = {one.subject: one for one in _speakers(request)}
    if subject not in speakers:
        raise Http404
    is_guardian = bool(speakers[subject].name)
    try:
        grants.give_consent(
            revision_id=revision, subject_id=subject, by=request.hat, now=request.now, is_guardian=is_guardian
        )
    except DataRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, str(refused), status=422)
    return HttpResponseRedirect(f"{reverse('my_consents')}?did=given", status=303)


@page("held.ask", methods=("POST",))
def withdraw(request: Request) -> HttpResponse:
    """Take it back."""
    number = _at("consent", request.POST)
    with scope.reading(request.hat, now=request.now):
        mine = {one.subject for one in _speakers(request)}
        if not Consent.objects.filter(id=number, subject_id__in=mine).exists():
            raise Http404
    grants.withdraw_consent(consent_id=number, by=request.hat, now=request.now)
    return HttpResponseRedirect(f"{reverse('my_consents')}?did=withdrawn", status=303)


def _at(kind: str, given: Mapping[str, str]) -> int:
    try:
        return number_at(kind, given.get(kind, ""))
    except NoSuchPointer:
        raise Http404 from None
