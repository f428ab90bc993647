"""One vehicle of the register: masked, what was known before, put right, moved, confirmed, ended; and a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import VehicleRefused
from linli.kernel.assets.actions.vehicles import KINDS
from linli.kernel.assets.models import Vehicle
from linli.kernel.assets.queries import a_vehicle, face_of_vehicle
from linli.kernel.people import queries as people
from linli.kernel.people.queries import history_of_record, registered_body
from linli.kernel.places import queries as places
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.scenarios.population.desk import belonging, crumbs, history, saying
from linli.scenarios.population.desk.wheres import wheres
from linli.scenarios.population.registers import placing
from linli.scenarios.population.registers import saying as told
from linli.scenarios.population.registers.placing import NoPlace


def vehicle_at(given: str) -> int:
    """The vehicle an address leads to; an address nobody made is no page."""
    try:
        return number_at("vehicle", given)
    except NoSuchPointer:
        raise Http404 from None


@page("register.see")
def vehicle(request: Request, at: str) -> HttpResponse:
    """A vehicle as the register holds it."""
    return _drawn(request, vehicle_at(at))


def _drawn(
    request: Request,
    number: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    one = a_vehicle(number)
    if one is None:
        raise Http404
    face, given = face_of_vehicle(one), typed or {}
    context = {
        "crumbs": crumbs.down_to(request, places.path(one.place_id), face.plate),
        "at": pointer("vehicle", number),
        "plate": face.plate,
        "about": belonging.vehicle(one.kind),
        "facts": _facts(request, one),
        "keeper": keeper(one),
        "typed": {name: given.get(name, getattr(one, name)) for name in ("kind", "energy")}
        | {"place": given.get("place", "")},
        "kinds": [(code, belonging.vehicle(code)) for code in KINDS],
        "energies": [("", _("nobody has said")), *told.energies()],
        "sources": told.sources(),
        "source": given.get("source", told.SOURCES[0]),
        "deed": given.get("did", ""),
        "errors": errors or {},
        "may": one.until is None and policy.may(request.hat, "vehicle.register"),
        "history": history.told(
            history_of_record("vehicle", number, scope_id=one.scope_id), request.now, own=("vehicle",)
        ),
        "flash_list": told.did(request),
    }
    return frame.draw(request, "population/registers/vehicle.html", context, here="register", status=status)


def _facts(request: Request, one: Vehicle) -> list[tuple[str, str]]:
    place = wheres([one.place_id]).get(one.place_id)
    return [
        (saying.field("kind"), belonging.vehicle(one.kind)),
        (saying.field("energy"), told.unsaid(told.energy(one.energy))),
        (saying.field("place"), place.label if place else _("a place that is no more")),
        (pgettext("vehicle", "Here since"), words.day(one.since, request.now)),
        *([(_("Gone since"), words.day(one.until, request.now))] if one.until else []),
        (_("Who said so"), saying.source(one.source)),
        (_("Last confirmed"), saying.confirmed(one.confirmed, request.now)),
    ]


def keeper(one: Vehicle) -> tuple[str, str]:
    """Who keeps it, a person masked, and the way to them; no way where the post sees no such person."""
    if one.person_id is not None:
        face = people.faces_of([one.person_id]).get(one.person_id)
        href = reverse("register_person", args=[pointer("person", face.id)]) if face else ""
        return (face.name if face else _("somebody of another community"), href)
    body = registered_body(one.organisation_id or 0)
    return (body.name, reverse("register_body", args=[body.id])) if body else (_("a unit of the city"), "")


@page("vehicle.register", methods=("POST",))
def say(request: Request, at: str) -> HttpResponse:
    """One thing that is said of a vehicle: put right, moved, still so, gone."""
    number, deed = vehicle_at(at), _DEEDS.get(request.POST.get("did", ""))
    if deed is None:
        raise Http404
    try:
        done = deed(request, number)
    except (VehicleRefused, NoPlace) as refused:
        field = "place" if request.POST["did"] == "move" else "kind"
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, number, request.POST, {field: str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('register_vehicle', args=[at])}?did={done}", status=303)


def _correct(request: Request, number: int) -> str:
    given: dict[str, Any] = {name: request.POST.get(name) for name in ("kind", "energy")}
    source = told.source_of(request)
    changed = assets.correct_vehicle(vehicle_id=number, **given, source=source, by=request.hat, now=request.now)
    return "correct" if changed else "same"


def _move(request: Request, number: int) -> str:
    with scope.reading(request.hat, now=request.now):
        to = placing.place_of(request.POST.get("place", ""), by=request.hat)
    source = told.source_of(request)
    moved = assets.move_vehicle(vehicle_id=number, place_id=to, source=source, by=request.hat, now=request.now)
    return "move" if moved else "same"


def _confirm(request: Request, number: int) -> str:
    assets.confirm_vehicle(vehicle_id=number, by=request.hat, now=request.now)
    return "confirm"


def _end(request: Request, number: int) -> str:
    assets.end_vehicle(vehicle_id=number, source=told.source_of(request), by=request.hat, now=request.now)
    return "end"


_DEEDS: Mapping[str, Callable[[Request, int], str]] = {
    "correct": _correct,
    "move": _move,
    "confirm": _confirm,
    "end": _end,
}
