"""The page of one person: masked, where they belong in which sense since when, who said so, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.assets.queries import vehicles_kept_by
from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import ReasonMissing, Revealed
from linli.kernel.people.actions.revealing import OF_PERSON
from linli.kernel.people.masking import masked_id_number
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_factors import IdentityCheck
from linli.kit import words
from linli.kit.desk import frame, masks
from linli.kit.pacing import REVEAL
from linli.kit.rights import holding
from linli.kit.routes import Request, owe, page
from linli.plumbing import policy, scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.scenarios.population.desk import acting_for, belonging, history, saying
from linli.scenarios.population.desk.wheres import Where, wheres
from linli.scenarios.population.hand import offered
from linli.scenarios.population.hand.typed import Back

CLEARABLE = ("phone", "id_number", "born", "registered_in", "died")  # what may turn out to be nobody's


def person_at(given: str) -> int:
    """The person an address leads to; an address nobody made is no page."""
    try:
        return number_at("person", given)
    except NoSuchPointer:
        raise Http404 from None


# When somebody looked at a person's papers and noted whose account is theirs.
_CHECKED = (
    IdentityCheck.objects.filter(person_id=OuterRef("id"), until__isnull=True)
    .order_by("-checked")
    .values("checked")[:1]
)


@page("register.see")
def person(request: Request, at: str) -> HttpResponse:
    """Somebody as the register holds them."""
    return person_page(request, at)


@page("person.see", methods=("POST",), step_up=True, pace=REVEAL)
def reveal(request: Request, at: str) -> HttpResponse:
    """The whole name and numbers, after it was written down who looked and why."""
    wish = masks.wish_of(request, "person", person_at(at), OF_PERSON)
    try:
        found = people.reveal_many(wish=wish, by=request.hat, now=request.now)
    except ReasonMissing as missing:
        with scope.reading(request.hat, now=request.now):
            return person_page(request, at, errors=masks.mistake(missing), status=422)
    with scope.reading(request.hat, now=request.now):
        answer = person_page(request, at, clear=found)
    return masks.closing(answer, until=found.until, address=reverse("register_person", args=[at]), now=request.now)


def person_page(
    request: Request,
    at: str,
    *,
    clear: Revealed | None = None,
    errors: Mapping[str, str] | None = None,
    back: Back | None = None,
    doors: Sequence[tuple[int, str]] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of a person, whole after ``clear``; ``back`` is a form that came back, ``doors`` what it may mean."""
    number = person_at(at)
    held = Person.objects.filter(id=number).annotate(checked=Subquery(_CHECKED)).first()
    if held is None:
        raise Http404
    if held.merged_into is not None:  # an old address leads to the record that stayed
        return HttpResponseRedirect(reverse("register_person", args=[pointer("person", held.merged_into)]))
    owe(request, people.note_read, person_id=number)
    may_mandate = policy.may(request.hat, "mandate.give")  # whoever acts for them is no business of other posts
    context = {
        "at": at,
        "is_whole": clear is not None,
        "until": clear.until if clear else None,
        "history": history.told(people_queries.history_of_person(number), request.now),
        "errors": errors or {},
        "mandates": acting_for.running(held.subject_id, request.now) if may_mandate else [],
        "may_mandate": may_mandate,
        "holds": holding.of_person(held.subject_id, request) if policy.may(request.hat, "hold.see") else None,
        "may_hold": policy.may(request.hat, "hold.place"),
        "mandate_kinds": acting_for.kinds(),
        "may_check": policy.may(request.hat, "identity.check"),
        "papers": [(str(code), str(name)) for code, name in offered.DOCUMENTS.items()],
        "checked": words.day(held.checked, request.now) if held.checked else "",
        "clearable": [(name, saying.field(name)) for name in CLEARABLE],
        "may_merge": policy.may(request.hat, "person.merge"),
        "doors": [(pointer("door", number), label) for number, label in doors],
        **_belongings(held, clear.values if clear else None, request.now),
        **offered.at_person(request, back or Back()),
    }
    return frame.draw(request, "population/person.html", context, here="register", status=status)


def _belongings(held: Person, clear: Mapping[str, str] | None, now: datetime) -> dict[str, Any]:
    """Who somebody is, masked unless ``clear``, and what leads to them: doors, households, vehicles."""
    face = people_queries.face_of(held)
    number = masked_id_number(people_queries.person_field(held, "id_number"))
    links = list(Residence.objects.filter(person_id=held.id).order_by("-since", "-id"))
    households = people_queries.households_of(held.id)
    kept = vehicles_kept_by(face.subject_id)
    places = [link.place_id for link in links]
    named = wheres([*places, *(one.household.place_id for one in households), *(one.place_id for one in kept)])
    runs = [link for link in links if _runs(link, now)]
    shown = [_link(link, named, now) for link in runs]
    return {
        "shown": clear or {"name": face.name, "phone": face.phone, "id_number": number},
        "about": saying.of_person(face.sex, face.birth_year),
        "died": words.day(held.died, now) if held.died else "",
        "source": saying.source(held.source),
        "confirmed": saying.confirmed(held.confirmed, now),
        "links": shown,
        "registered": belonging.registered(held, kinds=[link.kind for link in runs]),
        "households": belonging.households_of(held.id, households, named, now),
        "vehicles": belonging.vehicles(kept, named, now),
        "past": [_link(link, named, now) for link in links if not _runs(link, now)],
        "ends": [(one["at"], f"{one['kind']} · {one['where']}") for one in shown],
    }


def _runs(link: Residence, now: datetime) -> bool:
    return link.until is None or link.until > now


def _link(link: Residence, named: Mapping[int, Where], now: datetime) -> dict[str, Any]:
    """One sense in which somebody belongs somewhere. A door of another division is named and has no page."""
    place = named.get(link.place_id)
    return {
        "at": pointer("residence", link.id),
        "kind": saying.kind(link.kind),
        "where": place.label if place else _("a place that is no more"),
        "href": place.href if place else "",
        "since": words.day(link.since, now),
        "until": words.day(link.until, now) if link.until else "",
        "source": saying.source(link.source),
        "confirmed": saying.confirmed(link.confirmed, now),
    }
