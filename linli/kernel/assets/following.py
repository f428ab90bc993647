"""What follows for vehicles when records of persons are merged, and for all things when a building changes division."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.assets.models import Asset, Vehicle
from linli.kernel.people.models import Person
from linli.kernel.places.moves import Move
from linli.plumbing.scope import Hat


def on_people_merged(*, kept: Person, gone: Person, by: Hat, now: datetime) -> None:  # noqa: ARG001
    """The vehicles go over to the record that stays."""
    Vehicle.objects.filter(person_id=gone.id).update(person_id=kept.id, subject_id=kept.subject_id)


def on_moved(move: Move) -> None:
    """Facilities and vehicles belong to the division their place belongs to."""
    for things in (Asset.objects, Vehicle.objects):
        things.filter(scope_id=move.old, place_id__in=move.places).update(scope_id=move.new)
