"""Vehicles: registered with whoever keeps them, put right, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.assets import plates
from linli.kernel.assets.actions.confirming import confirm_vehicles
from linli.kernel.assets.models import Vehicle
from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.kernel.people.models import Organisation, Person
from linli.kernel.people.sealing import seal_column
from linli.kernel.places.queries import label, scopes_of
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "vehicle"
KINDS = ("car", "van", "truck", "bus", "motorcycle", "electric", "other")
ENERGIES = ("", "petrol", "diesel", "electric", "hybrid", "gas", "hydrogen")


class VehicleRefused(ValueError):
    """A vehicle cannot be registered like this. ``row`` counts from 0; ``str()`` says why.

    ``field`` is what has to be put right, ``standing`` the vehicle that has the plate already.
    """

    def __init__(self, sentence: str | Promise, *, row: int = 0, field: str = "", standing: int | None = None) -> None:
        super().__init__(row)
        self.row, self.sentence, self.field, self.standing = row, sentence, field, standing

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class NewVehicle:
    """A vehicle kept at a place by a person or by an organisation."""

    plate: str
    place_id: int
    since: datetime
    source: str
    kind: str = "car"
    energy: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    confirmed: datetime | None = None


_COLUMNS = {
    "id": "bigint",
    "plate_sealed": "bytea",
    "plate_blind": "bytea",
    "kind": "text",
    "energy": "text",
    "person_id": "bigint",
    "organisation_id": "bigint",
    "place_id": "int",
    "scope_id": "int",
    "subject_id": "bigint",
    "since": "timestamptz",
    "source": "text",
    "confirmed": "timestamptz",
}


def register_vehicle(*, row: NewVehicle, by: Hat, now: datetime) -> int:
    """Register one vehicle; returns its id."""
    return register_vehicles_many(rows=[row], by=by, now=now)[0]


def register_vehicles_many(*, rows: Sequence[NewVehicle], by: Hat, now: datetime) -> list[int]:
    """Register vehicles; returns their ids in order. One transaction.

    Raises ``VehicleRefused`` for the first that cannot be; then none is registered.
    """
    policy.require(by, "vehicle.register")
    if not rows:
        return []
    with scope.writing(by, now=now):
        return write_vehicles(rows, by=by, now=now)


def write_vehicles(rows: Sequence[NewVehicle], *, by: Hat, now: datetime) -> list[int]:
    """A part: the vehicles and the journal line."""
    scope.require_action()
    places = scopes_of({row.place_id for row in rows})
    persons = {row.person_id for row in rows if row.person_id}
    subjects = dict(Person.objects.filter(id__in=persons).values_list("id", "subject_id"))
    bodies = {row.organisation_id for row in rows if row.organisation_id}
    known = set(Organisation.objects.filter(id__in=bodies).values_list("id", flat=True))
    told = [_plate(number, row, places, subjects, known) for number, row in enumerate(rows)]
    _check_once(told)
    numbers = ids.reserve_many("assets_vehicle", len(rows))
    columns: tuple[Sequence[Any], ...] = (
        numbers,
        seal_column("assets_vehicle", "plate", numbers, told),
        [plates.index(plate) for plate in told],
        [row.kind for row in rows],
        [row.energy or ("electric" if plates.is_new_energy(p) else "") for row, p in zip(rows, told, strict=True)],
        [row.person_id for row in rows],
        [row.organisation_id for row in rows],
        [row.place_id for row in rows],
        [places[row.place_id] for row in rows],
        [subjects.get(row.person_id or 0, 0) for row in rows],
        [row.since for row in rows],
        [row.source for row in rows],
        [row.confirmed or now for row in rows],
    )
    bulk.insert("assets_vehicle", _COLUMNS, list(zip(*columns, strict=True)))
    payload = {"vehicles": ids.spans(numbers)}
    journal.append(verb="vehicle.register", kind=KIND, record=numbers[0], by=by, at=now, payload=payload)
    return numbers


def correct_vehicle(
    *, vehicle_id: int, kind: str | None = None, energy: str | None = None, source: str, by: Hat, now: datetime
) -> list[str]:
    """Put kind or energy of one vehicle right; returns which really changed. Another plate is another vehicle."""
    policy.require(by, "vehicle.register")
    given = {field: value for field, value in (("kind", kind), ("energy", energy)) if value is not None}
    with scope.writing(by, now=now):
        return put_vehicle_right(vehicle_id, given, source=source, by=by, now=now)


def put_vehicle_right(
    vehicle_id: int,
    given: Mapping[str, str],
    *,
    source: str,
    by: Hat,
    now: datetime,
    confirmed: datetime | None = None,
) -> list[str]:
    """A part: kind and energy, their history and the journal line. ``confirmed`` as for other things."""
    scope.require_action()
    if given.get("kind", KINDS[0]) not in KINDS or given.get("energy", "") not in ENERGIES:
        raise VehicleRefused(_("There is no such kind of vehicle."))
    vehicle = _locked(vehicle_id)
    changed = {field: value for field, value in given.items() if getattr(vehicle, field) != value}
    if changed:
        _keep(vehicle, {field: str(getattr(vehicle, field)) for field in changed}, source, by, now)
        Vehicle.objects.filter(id=vehicle_id).update(**changed, confirmed=confirmed or now)
        payload = {"fields": sorted(changed), "source": source}
        journal.append(verb="vehicle.correct", kind=KIND, record=vehicle_id, by=by, at=now, payload=payload)
    return sorted(changed)


def move_vehicle(*, vehicle_id: int, place_id: int, source: str, by: Hat, now: datetime) -> bool:
    """A vehicle is kept at another place; whether that is new."""
    policy.require(by, "vehicle.register")
    with scope.writing(by, now=now):
        vehicle = _locked(vehicle_id)
        scope_id = scopes_of({place_id}).get(place_id)
        if scope_id is None:
            raise VehicleRefused(_("The place of the vehicle is not known."))
        if by.surface == "desk" and scope_id not in by.scopes:
            raise NotAllowed
        if place_id == vehicle.place_id:
            return False
        was = [Was(KIND, vehicle.id, "place", label(vehicle.place_id), vehicle.since, vehicle.source)]
        for at_scope, at in {vehicle.scope_id: vehicle.place_id, scope_id: place_id}.items():
            keep_of_place(at, at_scope, was, source=source, by=by, now=now)
        Vehicle.objects.filter(id=vehicle_id).update(place_id=place_id, scope_id=scope_id, confirmed=now)
        payload = {"fields": ["place"], "source": source}
        journal.append(verb="vehicle.correct", kind=KIND, record=vehicle_id, by=by, at=now, payload=payload)
    return True


def confirm_vehicle(*, vehicle_id: int, by: Hat, now: datetime) -> None:
    """A vehicle is still kept where it is entered."""
    policy.require(by, "vehicle.register")
    with scope.writing(by, now=now):
        _locked(vehicle_id)
        confirm_vehicles([vehicle_id], by=by, now=now)


def end_vehicle(*, vehicle_id: int, source: str, by: Hat, now: datetime) -> None:
    """A vehicle is kept here no more: sold, scrapped, or gone with its keeper."""
    policy.require(by, "vehicle.register")
    with scope.writing(by, now=now):
        vehicle = _locked(vehicle_id)
        _keep(vehicle, {"until": ""}, source, by, now)
        Vehicle.objects.filter(id=vehicle_id).update(until=now)
        journal.append(verb="vehicle.end", kind=KIND, record=vehicle_id, by=by, at=now, payload={"source": source})


def _plate(
    number: int, row: NewVehicle, places: Mapping[int, int], subjects: Mapping[int, int], bodies: set[int]
) -> str:
    """The tidy plate of a row in which everything is known."""
    if row.place_id not in places:
        raise VehicleRefused(_("The place of the vehicle is not known."), row=number)
    if row.kind not in KINDS or row.energy not in ENERGIES:
        raise VehicleRefused(_("There is no such kind of vehicle."), row=number)
    by_person = row.person_id in subjects
    if by_person == (row.organisation_id in bodies):
        raise VehicleRefused(_("A vehicle is kept by one person or one organisation that is known here."), row=number)
    try:
        return plates.checked(row.plate)
    except plates.PlateWrong as wrong:
        raise VehicleRefused(str(wrong), row=number, field="plate") from wrong


def _check_once(told: Sequence[str]) -> None:
    """A plate is on one vehicle at a time, as far as the hat sees."""
    running = Vehicle.objects.filter(plate_blind__in=[plates.index(plate) for plate in told], until__isnull=True)
    taken: dict[bytes, int | None] = {bytes(blind): one for blind, one in running.values_list("plate_blind", "id")}
    for number, plate in enumerate(told):
        if (blind := plates.index(plate)) in taken:
            sentence = _("A vehicle with this plate is registered already.")
            raise VehicleRefused(sentence, row=number, field="plate", standing=taken[blind])
        taken[blind] = None


def _locked(vehicle_id: int) -> Vehicle:
    vehicle = Vehicle.objects.select_for_update().filter(id=vehicle_id, until__isnull=True).first()
    if vehicle is None:
        raise NotAllowed
    return vehicle


def _keep(vehicle: Vehicle, old: Mapping[str, str], source: str, by: Hat, now: datetime) -> None:
    values = [Was(KIND, vehicle.id, field, value, vehicle.since, vehicle.source) for field, value in old.items()]
    keep_of_place(vehicle.place_id, vehicle.scope_id, values, source=source, by=by, now=now)
