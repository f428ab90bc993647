"""From a thing that was opened on the map to its page in the register."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people.queries import registered_body
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaKind, Place
from linli.plumbing import policy
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk.wheres import where


def ways(hat: Hat, kind: str, number: int) -> list[tuple[str, str]]:
    """The way on for whoever keeps this register; one statement at most, none for anybody else."""
    if hat.surface != "desk" or not policy.may(hat, "register.see"):
        return []
    href = _page(hat, kind, number)
    return [(_("Open in the register"), href)] if href else []


def _page(hat: Hat, kind: str, number: int) -> str:
    if kind in ("division", "building"):
        place = Place.objects.filter(id=number, until__isnull=True).select_related("parent").defer("outline").first()
        return where(place).href if place is not None and place.scope_id in hat.scopes else ""
    if kind == "area":
        area = places.area(number)
        is_own = area is not None and area.kind == AreaKind.GRID and area.scope_id in hat.scopes
        return reverse("register_grid", args=[number]) if is_own else ""
    if kind == "body" and registered_body(number) is not None:
        return reverse("register_body", args=[number])
    return ""
