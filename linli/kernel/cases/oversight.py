"""Asking about cases under somebody's eyes: orders of supervision, days that were named."""

from __future__ import annotations

from collections.abc import Sequence

from linli.kernel.cases.models_oversight import Pledge, Punctuality, Supervision
from linli.plumbing.scope import Hat

MOST = 200


def orders_of(case_id: int) -> list[Supervision]:
    """The orders of supervision on a case, the latest first; at most one of them is open."""
    return list(Supervision.objects.filter(case_id=case_id).order_by("-id"))


def pledges_of(case_id: int) -> list[Pledge]:
    """The days its answers have named, the latest first."""
    return list(Pledge.objects.filter(case_id=case_id).order_by("-id"))


def open_pledges(hat: Hat, *, of_all: bool = False, limit: int = MOST) -> Sequence[Pledge]:
    """What the hat's unit, or every unit it oversees, has promised for a day and not done; the nearest day first."""
    rows = Pledge.objects.filter(kept__isnull=True)
    if not of_all:
        if not hat.unit:
            return ()
        rows = rows.filter(unit_id=hat.unit)
    return list(rows.order_by("on", "id")[:limit])


def punctuality() -> list[Punctuality]:
    """How punctually each street answers each group of matters, as last counted."""
    return list(Punctuality.objects.order_by("street_id", "group_zh"))
