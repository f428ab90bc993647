"""A vehicle entered by hand, with the person or the body of the register who keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.assets import actions as assets
from linli.kernel.assets import plates
from linli.kernel.assets.actions import NewVehicle, VehicleRefused
from linli.kernel.assets.actions.vehicles import KINDS
from linli.kernel.people import id_numbers
from linli.kernel.people import queries as people
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import belonging, crumbs
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.registers import asked, choosing, placing
from linli.scenarios.population.registers import saying as told
from linli.scenarios.population.registers.asked import Territory
from linli.scenarios.population.registers.placing import NoPlace

FIELDS = ("plate", "kind", "energy", "number", "place_typed", "source")


@page("vehicle.register", methods=("GET", "POST"))
def vehicle_new(request: Request) -> HttpResponse:
    """The form of one community; sent, the vehicle stands in the register, or everything wrong is said at once."""
    if request.method != "POST":
        found = asked.territory(request)
        typed = {"kind": KINDS[0], "number": request.GET.get("number", "")[:18]}
        return _form(request, found, typed) if found.is_community else choosing.community(request, found)
    with scope.reading(request.hat, now=request.now):
        found = asked.territory(request)
        row, errors = _read(request, found)
        if row is None:
            return _form(request, found, request.POST, errors, status=422)
    try:
        number = assets.register_vehicle(row=row, by=request.hat, now=request.now)
    except VehicleRefused as refused:
        with scope.reading(request.hat, now=request.now):
            errors = {refused.field or "plate": str(refused)}
            return _form(request, found, request.POST, errors, standing=refused.standing, status=422)
    there = reverse("register_vehicle", args=[pointer("vehicle", number)])
    return HttpResponseRedirect(f"{there}?did=added", status=303)


def _read(request: Request, found: Territory) -> tuple[NewVehicle | None, dict[str, str]]:
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    errors: dict[str, str] = {}
    place_id, plate = found.place.id, ""
    try:
        plate = plates.checked(given["plate"])
    except plates.PlateWrong as wrong:
        errors["plate"] = str(wrong)
    try:
        place_id = placing.place_of(given["place_typed"], by=request.hat, scope_id=found.place.id)
    except NoPlace as wrong_place:
        errors["place_typed"] = str(wrong_place)
    energy = given["energy"] or ("electric" if plate and plates.is_new_energy(plate) else "")
    if not energy and "energy" in ruled_at(found.path, at=request.now).required(records.VEHICLE):
        errors["energy"] = _("%(place)s does not enter a vehicle without what it runs on.") % {
            "place": found.place.name
        }
    kept = _keeper(given["number"])
    if kept is None:
        errors["number"] = _(
            "The register knows nobody of this number in your communities."
            " Enter the person at their door, or the body, first."
        )
    if errors or kept is None:
        return None, errors
    source = told.source_of(request)
    person_id, organisation_id = kept
    return (
        NewVehicle(
            plate,
            place_id,
            request.now,
            source,
            given["kind"] or KINDS[0],
            given["energy"],
            person_id=person_id,
            organisation_id=organisation_id,
        ),
        {},
    )


def _keeper(typed: str) -> tuple[int | None, int | None] | None:
    """The person of a document's number, or the body of a credit code. Two statements at most."""
    number = id_numbers.tidy(typed)
    body = people.body_of_code(number) if number else None
    if body is not None:
        return None, body.id
    person = people.known_people(numbers=[number], places=()).by_number.get(number) if number else None
    return (person.id, None) if person is not None else None


def _form(
    request: Request,
    found: Territory,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    standing: int | None = None,
    status: int = 200,
) -> HttpResponse:
    ruled = ruled_at(found.path, at=request.now)
    way = reverse("register_vehicle", args=[pointer("vehicle", standing)]) if standing else ""
    context: dict[str, Any] = {
        "crumbs": crumbs.down_to(request, found.path, _("Enter a vehicle")),
        "place": found.place,
        "typed": {name: typed.get(name, "") for name in FIELDS},
        "kinds": [(code, belonging.vehicle(code)) for code in KINDS],
        "energies": [("", _("nobody has said")), *told.energies()],
        "must_say_energy": "energy" in ruled.required(records.VEHICLE),
        "sources": told.sources(),
        "errors": errors or {},
        "standing": way,
    }
    return frame.draw(request, "population/registers/vehicle_new.html", context, here="register", status=status)
