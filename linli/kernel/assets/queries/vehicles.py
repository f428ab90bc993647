"""Vehicles as a list shows them, found by their plate or at a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
