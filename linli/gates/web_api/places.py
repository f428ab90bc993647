"""Searching places, for both APIs."""

from __future__ import annotations

from linli.gates.web_api.telling import Told
from linli.kernel.places import queries as places


def found_places(typed: str) -> list[Told]:
    """The places an address may mean, the shortest first; at most twenty."""
    return [
        {
            "place": one.id,
            "level": one.level,
            "label": one.label,
            "community": one.community,
            "exact": one.exact,
        }
        for one in places.search(typed)
    ]
