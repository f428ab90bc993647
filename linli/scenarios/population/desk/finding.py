"""Places by what somebody types of an address, as far as the hat works for them; the very door where one was typed."""

from __future__ import annotations

from collections.abc import Sequence

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level
from linli.kernel.places.queries import Found
from linli.kit.counter.places_search import called
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk.wheres import Where

MOST = 12


def places_called(typed: str, hat: Hat) -> list[Where]:
    """Buildings and communities of that address, the doors before them."""
    kept = _held(typed, hat)
    return [*_doors_in(kept, typed), *(Where(one.id, one.level, called(one), one.scope_id) for one in kept)]


def doors_called(typed: str, hat: Hat) -> list[Where]:
    """The doors whose whole name the address ends with."""
    return _doors_in(_held(typed, hat), typed)


def _held(typed: str, hat: Hat) -> Sequence[Found]:
    hits = [one for one in places.search(typed, limit=200) if one.scope_id in hat.scopes] if typed else []
    return [one for one in hits if one.level in (Level.BUILDING, Level.COMMUNITY)][:MOST]


def _doors_in(kept: Sequence[Found], typed: str) -> list[Where]:
    return [door for one in kept[:3] if one.level == Level.BUILDING for door in _doors(one.id, one.label, typed)]


def _doors(building: int, label: str, typed: str) -> list[Where]:
    plain = typed.replace(" ", "").removesuffix("室").removesuffix("号")
    if not plain[-1:].isdigit() or plain.endswith(label):
        return []
    inside = [one for one in places.children(building) if plain.endswith(one.name)]
    return [Where(one.id, one.level, label + one.name, one.scope_id) for one in inside[:3]]
