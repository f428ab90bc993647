"""Placing what stands beside no building: in a grid, or in a community."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.plumbing.scope import Hat

MOST_AREAS = 200


def area_options(hat: Hat, *, now: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """The grids of the desk's communities, and the communities around, for what stands beside no building."""
    grids = places.grids_in(hat.scopes, at=now)[:MOST_AREAS]
    streets = Place.objects.filter(id__in=hat.scopes, level=Level.COMMUNITY).values("parent_id")
    around = Place.objects.filter(level=Level.COMMUNITY, until__isnull=True, parent_id__in=streets).order_by("id")
    return [
        (_("Grids"), [(f"grid-{one.id}", one.name) for one in grids]),
        (_("Communities"), [(f"place-{one.id}", one.name) for one in around[:MOST_AREAS]]),
    ]


def chosen(request: HttpRequest, kind: str) -> str:
    """The number of the grid or the community that was chosen from the list; empty where it is the other kind."""
    before, _dash, number = request.POST.get("area", "").partition("-")
    return number if before == kind else ""
