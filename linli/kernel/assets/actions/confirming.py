"""Saying of many vehicles at once that they are still kept where they are entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from linli.kernel.assets.models import Vehicle
from linli.kernel.journal import actions as journal
from linli.plumbing import scope
from linli.plumbing.scope import Hat


def confirm_vehicles(vehicle_ids: Sequence[int], *, by: Hat, now: datetime) -> int:
    """A part: these vehicles are where they are entered, as of now; how many. A later confirmation stays."""
    scope.require_action()
    running = Q(until__isnull=True) | Q(until__gt=now)
    earlier = Q(confirmed__isnull=True) | Q(confirmed__lt=now)
    done = sorted(Vehicle.objects.filter(running, earlier, id__in=set(vehicle_ids)).values_list("id", flat=True))
    if done:
        Vehicle.objects.filter(id__in=done).update(confirmed=now)
        payload = {"vehicles": done}
        journal.append(verb="vehicle.confirm", kind="vehicle", record=done[0], by=by, at=now, payload=payload)
    return len(done)
