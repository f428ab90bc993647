"""What departments, residents and landlords say should be changed: one list, old beside new, one tap to take it.

All of it is masked. Whoever reads a whole name or number in one says why and is written down first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import (
    ChangeRefused,
    DwellingRefused,
    LinkRefused,
    PersonRefused,
    ProposalRefused,
    ProposalStale,
    ReasonMissing,
)
from linli.kernel.people.actions.revealing import OF_PROPOSAL
from linli.kernel.people.masking import masked_id_number, masked_name, masked_phone
from linli.kernel.people.models import Organisation, Residence
from linli.kernel.people.models_proposals import Act, Proposal
from linli.kernel.people.proposing import Line, body_of, lines_of
from linli.kernel.rights.actions import tell_look
from linli.kit import words
from linli.kit.desk import frame, masks
from linli.kit.pacing import REVEAL
from linli.kit.routes import Request, owe, page
from linli.plumbing import scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk import saying
from linli.scenarios.population.desk.wheres import Where, wheres

MOST, MOST_DECIDED = 60, 20
REFUSED = (ProposalRefused, ChangeRefused, LinkRefused, PersonRefused, DwellingRefused)
MASKS: Mapping[str, Callable[[str], str]] = {"name": masked_name, "phone": masked_phone, "id_number": masked_id_number}


@page("proposal.decide")
def proposals(request: Request) -> HttpResponse:
    """What waits to be decided, the oldest first, and what was decided last."""
    return _listed(request, {})


def _listed(request: Request, errors: Mapping[str, str], *, status: int = 200) -> HttpResponse:
    waiting = list(Proposal.objects.filter(state="open").order_by("made", "id")[:MOST])
    over = Proposal.objects.exclude(state="open").exclude(act=Act.STILL_TRUE).order_by("-decided")
    decided = list(over[:MOST_DECIDED])
    named = wheres(one.place_id for one in (*waiting, *decided))
    bodies = dict(
        Organisation.objects.filter(id__in={one.organisation_id for one in waiting}).values_list("id", "name")
    )
    context = {
        "waiting": [told(one, named, bodies, request.hat, request.now) for one in waiting],
        "decided": [told(one, named, {}, request.hat, request.now) for one in decided],
        "is_cut": len(waiting) == MOST,
        "errors": errors,
        "flash_list": _did(request),
    }
    return frame.draw(request, "population/proposals.html", context, here="proposals", status=status)


def told(
    one: Proposal, named: Mapping[int, Where], bodies: Mapping[int, str], hat: Hat, now: datetime
) -> dict[str, Any]:
    """A proposal as a line: who says what about which door, masked, old beside new as its proposer knew it."""
    body, place = body_of(one), named.get(one.place_id)
    lines = [Line(name, body.was.get(name, ""), "", value) for name, value in body.changes.items()]
    return {
        "at": pointer("proposal", one.id),
        "what": saying.act(one.act),
        "who": bodies.get(one.organisation_id) or saying.source(one.proposer),
        "made": words.moment(one.made, now),
        "where": place.label if place else "",
        "href": place.href if place else "",
        "lines": [_line(line.field, line.was, line.proposed, MASKS) for line in lines],
        "since": words.day(datetime.fromisoformat(body.since), now) if body.since else "",
        "until": words.day(datetime.fromisoformat(body.until), now) if body.until else "",
        "is_own": one.account_id == hat.account,
        "state": one.state,
        "decided": f"{one.decided_who} {words.moment(one.decided, now)}" if one.decided else "",
        "reason": one.reason,
    }


def _line(
    field: str, was: str, new: str, masks: Mapping[str, Callable[[str], str]], *, is_stale: bool = False
) -> dict[str, Any]:
    mask = masks.get(field, str)
    return {"field": saying.field(field), "was": mask(was), "new": mask(new), "is_stale": is_stale}


def _did(request: Request) -> list[dict[str, str]]:
    said = {"accepted": _("Taken into the register"), "refused": _("Not taken; whoever said it reads why")}
    found = said.get(request.GET.get("did", ""))
    return [{"words": found, "kind": ""}] if found else []


def note_read(*, proposal_id: int, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own: no line, no page."""
    with scope.writing(by, now=now):
        line = journal.append(verb="proposal.read", kind="proposal", record=proposal_id, by=by, at=now)
        about = people_queries.persons_of_proposal(proposal_id)
        tell_look("people_person", about, line=line, verb="proposal.read", by=by, at=now)


@page("proposal.decide")
def proposal(request: Request, at: str) -> HttpResponse:
    """One proposal, masked, after it was written down who opened it."""
    return _one(request, at, {})


@page("proposal.decide", methods=("POST",), step_up=True, pace=REVEAL)
def reveal(request: Request, at: str) -> HttpResponse:
    """The same with whole names and numbers, after it was written down who looked and why."""
    with scope.reading(request.hat, now=request.now):
        number = _found(at).id
    try:
        look = people.look(
            wish=masks.wish_of(request, "proposal", number, OF_PROPOSAL), by=request.hat, now=request.now
        )
    except ReasonMissing as missing:
        said = masks.mistake(missing)
        with scope.reading(request.hat, now=request.now):
            return _one(request, at, {**said, "look": said["reason"], "reason": ""}, status=422)
    with scope.reading(request.hat, now=request.now):
        answer = _one(request, at, {}, until=look.until)
    return masks.closing(answer, until=look.until, address=reverse("proposal", args=[at]), now=request.now)


def _one(
    request: Request, at: str, errors: Mapping[str, str], *, until: datetime | None = None, status: int = 200
) -> HttpResponse:
    found = _found(at)
    owe(request, note_read, proposal_id=found.id)
    named, lines = wheres([found.place_id]), lines_of(found, body_of(found))
    bodies = dict(Organisation.objects.filter(id=found.organisation_id).values_list("id", "name"))
    context = {
        "one": {
            **told(found, named, bodies, request.hat, request.now),
            "lines": _beside(found, lines, {} if until else MASKS),
        },
        "until": until,
        "is_masked": any(one.field in MASKS for one in lines),
        "person": _person(found),
        "errors": errors,
    }
    return frame.draw(request, "population/proposal.html", context, here="proposals", status=status)


def _beside(found: Proposal, lines: Sequence[Line], masked: Mapping[str, Callable[[str], str]]) -> list[dict[str, Any]]:
    """Every field beside what is known now."""
    changing = found.act == Act.CHANGE
    return [
        _line(one.field, one.now if changing else "", one.proposed, masked, is_stale=changing and one.is_stale)
        for one in lines
    ]


def _person(found: Proposal) -> str:
    """The page of the person it is about, where it is about one."""
    number: int | None = found.record if found.kind == "person" else None
    if found.kind == "residence":
        number = Residence.objects.filter(id=found.record).values_list("person_id", flat=True).first()
    return reverse("register_person", args=[pointer("person", number)]) if number is not None else ""


def _found(at: str) -> Proposal:
    try:
        return Proposal.objects.get(id=number_at("proposal", at))
    except NoSuchPointer:
        raise Http404 from None


@page("proposal.decide", methods=("POST",))
def decide(request: Request, at: str) -> HttpResponse:
    """Take it, take it although it changed meanwhile, or refuse it with the reason the proposer reads."""
    with scope.reading(request.hat, now=request.now):
        number = _found(at).id
    refuses = request.POST.get("decision") == "refuse"
    try:
        if refuses:
            reason = request.POST.get("reason", "")
            people.refuse_proposal(proposal_id=number, reason=reason, by=request.hat, now=request.now)
        else:
            anyway = request.POST.get("decision") == "anyway"
            people.accept_proposal(proposal_id=number, anyway=anyway, by=request.hat, now=request.now)
    except REFUSED as wrong:
        field = "stale" if isinstance(wrong, ProposalStale) else "reason"
        with scope.reading(request.hat, now=request.now):
            return _one(request, at, {field: str(wrong)}, status=422)
    did = "refused" if refuses else "accepted"
    return HttpResponseRedirect(f"{reverse('proposals')}?did={did}", status=303)


def waiting_at(place_id: int) -> Sequence[Proposal]:
    """What waits about one door. One statement."""
    return list(Proposal.objects.filter(place_id=place_id, state="open").order_by("made"))
