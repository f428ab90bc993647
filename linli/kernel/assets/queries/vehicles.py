"""Vehicles as a list shows them, found by their plate or at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from linli.kernel.assets import plates
from linli.kernel.assets.models import Vehicle
from linli.kernel.people.sealing import opened


@dataclass(frozen=True, slots=True)
class VehicleFace:
    """One vehicle of a list. ``plate`` shows its place of registration and its last two signs."""

    id: int
    plate: str
    kind: str
    energy: str
    person_id: int | None
    organisation_id: int | None
    place_id: int
    since: datetime
    confirmed: datetime | None


@dataclass(frozen=True, slots=True)
class WantedVehicles:
    """Which vehicles of a register: of these divisions, of a kind, by a whole plate, by who keeps them.

    ``energy`` may be ``unsaid``; ``keeper`` is ``person`` or ``organisation``; ``ended`` asks for those that went.
    """

    scopes: Sequence[int]
    kind: str = ""
    energy: str = ""
    keeper: str = ""
    plate: str = ""
    body: int | None = None
    ended: bool = False


def vehicles_in(wanted: WantedVehicles, *, first: int = 0, most: int) -> list[Vehicle]:
    """A stretch of a register of vehicles, the latest entered first. One statement."""
    return list(_wanted(wanted).order_by("-id")[first : first + most])


def count_vehicles(wanted: WantedVehicles, *, most: int) -> int:
    """How many such vehicles there are, never counted beyond ``most``. One statement."""
    return _wanted(wanted)[:most].count()


def a_vehicle(number: int) -> Vehicle | None:
    """One vehicle of the hat's divisions, also one that has gone. One statement."""
    return Vehicle.objects.filter(id=number).first()


def face_of_vehicle(vehicle: Vehicle) -> VehicleFace:
    """A vehicle as lists show it."""
    return _face(vehicle)


def _wanted(wanted: WantedVehicles) -> QuerySet[Vehicle]:
    found = Vehicle.objects.filter(scope_id__in=wanted.scopes, until__isnull=not wanted.ended)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.energy:
        found = found.filter(energy="" if wanted.energy == "unsaid" else wanted.energy)
    if wanted.keeper:
        found = found.filter(organisation__isnull=wanted.keeper == "person")
    if wanted.plate:
        found = found.filter(plate_blind=plates.index(wanted.plate))
    return found.filter(organisation_id=wanted.body) if wanted.body else found


def find_vehicles(typed: str, *, limit: int = 20) -> list[VehicleFace]:
    """Running vehicles of the hat's divisions by their whole plate."""
    found = Vehicle.objects.filter(plate_blind=plates.index(typed), until__isnull=True).order_by("id")[:limit]
    return [_face(vehicle) for vehicle in found]


def vehicles_of(place_id: int, *, scope_id: int, limit: int = 100) -> list[VehicleFace]:
    """The vehicles kept at one dwelling or building of this division."""
    found = Vehicle.objects.filter(scope_id=scope_id, place_id=place_id, until__isnull=True).order_by("id")[:limit]
    return [_face(vehicle) for vehicle in found]


def vehicles_kept_by(subject_id: int, *, limit: int = 100) -> list[VehicleFace]:
    """The running vehicles of one person, by the subject of theirs, in the hat's divisions."""
    found = Vehicle.objects.filter(subject_id=subject_id, until__isnull=True).order_by("id")[:limit]
    return [_face(vehicle) for vehicle in found]


def vehicle_plate(vehicle: Vehicle) -> str:
    """The clear plate. For a page whose look was written down, or for its keeper."""
    return opened("assets_vehicle", "plate", vehicle.id, vehicle.plate_sealed)


def masked_plate(plate: str) -> str:
    """桂A***45."""
    return f"{plate[:2]}***{plate[-2:]}"


def _face(vehicle: Vehicle) -> VehicleFace:
    return VehicleFace(
        vehicle.id,
        masked_plate(vehicle_plate(vehicle)),
        vehicle.kind,
        vehicle.energy,
        vehicle.person_id,
        vehicle.organisation_id,
        vehicle.place_id,
        vehicle.since,
        vehicle.confirmed,
    )
