"""Taking away what an import brought and nobody has touched since. Parts of a running action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.assets.models import Asset, Vehicle
from linli.kernel.journal import actions as journal
from linli.plumbing import scope
from linli.plumbing.scope import Hat


def remove_assets(numbers: Sequence[int], *, by: Hat, now: datetime) -> None:
    """A part: things that are gone as if they had never come."""
    scope.require_action()
    Asset.objects.filter(id__in=numbers)._raw_delete("default")
    _written_down("asset", numbers, by, now)


def remove_vehicles(numbers: Sequence[int], *, by: Hat, now: datetime) -> None:
    """A part: vehicles that are gone as if they had never come."""
    scope.require_action()
    Vehicle.objects.filter(id__in=numbers)._raw_delete("default")
    _written_down("vehicle", numbers, by, now)


def _written_down(kind: str, numbers: Sequence[int], by: Hat, now: datetime) -> None:
    if numbers:
        payload = {f"{kind}s": list(numbers)}
        journal.append(verb=f"{kind}.remove", kind=kind, record=numbers[0], by=by, at=now, payload=payload)
