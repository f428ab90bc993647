"""Areas that give way: what a draft takes of its neighbours, so that one act draws the new border on both sides."""

from __future__ import annotations

from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import Planned
from linli.kernel.places.queries import drafts
from linli.kernel.places.queries.outlines import Outline
from linli.kit.map import draft
from linli.kit.map.draft import Draft
from linli.plumbing.scope import Hat


def rows(made: Draft, hat: Hat, *, at: datetime) -> list[Planned]:
    """The neighbours as they are to be, where the draft asks them to give way; those of other divisions stay."""
    if not made.gives_way or made.shape is None or made.errors:
        return []
    over = [(one, left) for one in giving(made, hat, at=at) if (left := _left(one.shape, made.shape)) is not None]
    held = places.buildings_of([one.id for one, _left_over in over], at=at)
    return [
        Planned(
            one.name,
            tuple(sorted({place.id for place in held[one.id]} - made.buildings)),
            geo.wkb_of(left),
            one.id,
            made.kind,
            one.code,
            one.scope_id,
        )
        for one, left in over
    ]


def giving(made: Draft, hat: Hat, *, at: datetime) -> list[Outline]:
    """The neighbours the draft lies over that the hat may draw."""
    if made.shape is None:
        return []
    own = [one for one in draft.neighbours(made, at=at) if one.scope_id in hat.scopes]
    return [one for one in own if drafts.square_metres(one.shape.intersection(made.shape)) >= drafts.LEAST]


def _left(shape: BaseGeometry, taken: BaseGeometry) -> BaseGeometry | None:
    """What is left of an area; None where that would be nothing but the breadth of a line."""
    parts = [
        one
        for one in shapely.get_parts(shape.difference(taken))
        if one.geom_type == "Polygon" and drafts.square_metres(one) >= drafts.LEAST
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
