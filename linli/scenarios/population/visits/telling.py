"""What visits found, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from linli.kernel.people.sealing import opened
from linli.kit import words
from linli.scenarios.population.visits.models import Visit

MOST = 30
FOUND: Mapping[str, str | Promise] = {
    "confirmed": gettext_lazy("All as it was"),
    "moved_out": gettext_lazy("Somebody moved out"),
    "moved_within": gettext_lazy("Somebody moved to another door"),
    "died": gettext_lazy("Somebody died"),
    "new_person": gettext_lazy("Somebody new"),
    "lived_in": gettext_lazy("How it is lived in"),
    "nobody": gettext_lazy("Nobody home"),
    "refused": gettext_lazy("Would not say"),
    "note": gettext_lazy("Note"),
}


def found(did: str) -> str:
    """What was found at the door."""
    return str(FOUND.get(did, did))


def last(visit: Visit | None, now: datetime) -> str:
    """The latest visit in a line; empty where nobody has been."""
    return f"{words.day(visit.at, now)} {found(visit.did)}" if visit is not None else ""


def at_door(place_id: int, *, now: datetime) -> list[dict[str, Any]]:
    """The visits at a door, the latest first, with what was noted. One statement."""
    return told(list(Visit.objects.filter(place_id=place_id).order_by("-at", "-id")[:MOST]), now)


def told(visits: Sequence[Visit], now: datetime) -> list[dict[str, Any]]:
    """Visits as a timeline shows them."""
    return [{"at": words.moment(one.at, now), "who": one.who, "words": _sentence(one)} for one in visits]


def _sentence(visit: Visit) -> str:
    note = opened("population_visit", "note", visit.id, visit.note_sealed)
    return "：".join(part for part in (found(visit.did), note) if part)
