"""What reaches the desk from a door: entries a phone kept, one at a time, and forms of a page without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kit import entries, refusals, who
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.pointers import NoSuchPointer, number_at
from linli.plumbing.policy import NotAllowed
from linli.scenarios.population.visits import taking, walking
from linli.scenarios.population.visits.entry import NotTaken, Sent
from linli.scenarios.population.visits.taking import Taken

TEXTS = (
    "note",
    "name",
    "id_number",
    "phone",
    "kind",
    "state",
    "document",
    "registered_in",
    "registered_code",
    "address",
)
TYPED = (*TEXTS, "day")
REFUSED = (NotTaken, KeyReused, NotAllowed)


@page("visit.make", methods=("POST",))
def sync(request: Request) -> HttpResponse:
    """Take one entry. Sent again it answers the same; refused it says why, and the sender keeps it."""
    is_program = who.is_program(request)
    if is_program and (answer := who.refused(request)) is not None:
        return answer
    try:
        sent = read(request)
        taken = taking.take(sent, by=request.hat, now=request.now)
    except REFUSED as refused:
        if is_program:
            return JsonResponse({"state": "refused", "said": str(refused)}, status=422)
        return _again(request, refused)
    if is_program:
        said = entries.corrected(sent.moment, taken.at, request.now)
        return JsonResponse({"state": "done", "at": taken.at.isoformat(), "repeated": taken.repeated, "said": said})
    return _onward(request, taken)


def read(request: Request) -> Sent:
    """One entry of a sent form. Nothing in it is believed: the door and the person are looked up."""
    given = request.POST
    return Sent(
        key=given.get("key", ""),
        did=given.get("did", "")[:12],
        door=_number(given, "door"),
        moment=entries.moment_of(given, request.now),
        digest=entries.digest_of(request),
        person=_person(given.get("person", "")),
        day=_day(given.get("day", "")),
        **{name: given.get(name, "")[:500] for name in TEXTS},
    )


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _person(text: str) -> int | None:
    if not text:
        return None
    try:
        return number_at("person", text)
    except NoSuchPointer:
        raise NotTaken(_("This person is not behind this door any more. Open the door's page anew.")) from None


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise NotTaken(_("This is no day. Write it as in 2026-11-27."), "day") from None


def _onward(request: Request, taken: Taken) -> HttpResponse:
    """Back to where the button stood: the doors of the building, or the door itself."""
    did = "repeated" if taken.repeated else "noted"
    if request.POST.get("from") == "door":
        return HttpResponseRedirect(f"{reverse('visit_door', args=[taken.place.id])}?did={did}", status=303)
    address = reverse("visit_building", args=[taken.place.parent_id])
    return HttpResponseRedirect(f"{address}?did={did}#d{taken.place.id}", status=303)


def _again(request: Request, refused: Exception) -> HttpResponse:
    """The door's page with everything that was typed; without a door that is ours, a page with the sentence."""
    number, field = _number(request.POST, "door"), getattr(refused, "field", "")
    if not field:
        return refusals.refuse(request, 422, str(refused), back=reverse("visits"))
    typed = {name: request.POST.get(name, "") for name in (*TYPED, "did", "person")}
    with scope.reading(request.hat, now=request.now):
        return walking.door_page(request, number, typed, {field: str(refused)}, status=422)
