"""What the pages of divisions share: the ways on from one, its registers, the grids inside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.assets.queries import WantedVehicles, count_vehicles
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kit.desk import paging
from linli.scenarios.population.registers.saying import REGISTERS

if TYPE_CHECKING:
    from linli.scenarios.population.desk.community import BuildingRow


def ways(number: int) -> list[tuple[str, str]]:
    """From a division to the map, to how well it is kept, to the rules that hold there."""
    return [
        (_("On the map"), f"{reverse('map')}?place={number}&face=division/{number}"),
        (_("How well it is kept"), f"{reverse('quality')}?place={number}"),
        (_("Rules that hold here"), f"{reverse('register_rules')}?place={number}"),
    ]


def registers(number: int, scopes: Sequence[int]) -> list[tuple[str, str, str]]:
    """The registers of a division, how much stands in each, and the way there. Two statements."""
    held = people.count_by_kind(scopes)
    kept = count_vehicles(WantedVehicles(scopes), most=paging.MOST_COUNTED + 1)
    at = reverse("register_bodies")
    found = [
        (str(name), f"{sum(held.get(kind, 0) for kind in kinds):,}", f"{at}?place={number}&of={code}")
        for code, (name, kinds) in REGISTERS.items()
    ]
    count = f"{paging.MOST_COUNTED:,}+" if kept > paging.MOST_COUNTED else f"{kept:,}"
    return [*found, (_("Vehicles"), count, f"{reverse('register_vehicles')}?place={number}")]


def grids(scope_id: int, rows: Sequence[BuildingRow], *, at: datetime) -> list[dict[str, Any]]:
    """The grids of a community as sums of their buildings. Two statements."""
    found = places.grids_in([scope_id], at=at)
    held = places.building_ids_of([one.id for one in found], at=at)
    made = []
    for one in found:
        own = [row for row in rows if row.id in held.get(one.id, ())]
        sums = [sum(row.doors for row in own), sum(row.stale for row in own), sum(row.people for row in own)]
        cells = [one.name, f"{len(held.get(one.id, ())):,}", *(f"{count:,}" for count in sums)]
        made.append({"href": reverse("register_grid", args=[one.id]), "cells": cells})
    return made
