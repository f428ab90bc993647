"""Who answers for an area: the duties and posts that name it, for whoever is about to redraw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.kernel.people.models import Duty, Post
from linli.kernel.places.models import Area


@dataclass(frozen=True, slots=True)
class Answering:
    """A role in an area, the unit that holds it, and the title of the post where it is one."""

    area_id: int
    role: str
    unit: str
    title: str = ""


def answering_for(areas: Sequence[int], *, at: datetime) -> list[Answering]:
    """The duties and posts that name one of these areas. Two statements, none for no area."""
    if not areas:
        return []
    runs = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    duties = Duty.objects.filter(runs, area_id__in=list(areas)).select_related("organisation").order_by("id")
    posts = Post.objects.filter(runs, areas__overlap=list(areas)).select_related("organisation").order_by("id")
    found = [Answering(duty.area_id or 0, duty.role, duty.organisation.name) for duty in duties]
    for post in posts:
        found += [Answering(one, post.role, post.organisation.name, post.title) for one in post.areas if one in areas]
    return found


@dataclass(frozen=True, slots=True)
class After:
    """Somebody who answers for an area, and whether they answer for what comes after it."""

    label: str
    goes_on: bool


def answering_after(area_id: int, into_id: int | None, *, at: datetime) -> list[After]:
    """Who of those that answer for an area goes on where it goes; as ``on_area_ended`` will have it. Two statements."""
    held = answering_for([area_id, *([into_id] if into_id else [])], at=at)
    roles = {one.role for one in held if one.area_id == into_id and not one.title}
    return [
        After(f"{one.title} {one.unit}".strip(), into_id is not None and (bool(one.title) or one.role not in roles))
        for one in held
        if one.area_id == area_id
    ]


def roles_around(scope_ids: Sequence[int], *, at: datetime) -> set[tuple[int, str]]:
    """Which roles somebody answers for in these divisions, as (division, role). Two statements.

    What hangs on an area, as a property firm's duty does, counts for the division the area lies in.
    """
    runs = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    here = dict(Area.objects.filter(scope_id__in=scope_ids).values_list("id", "scope_id"))
    held = Duty.objects.filter(runs).filter(Q(place_id__in=scope_ids) | Q(area_id__in=list(here)))
    rows = held.values_list("place_id", "area_id", "role").distinct()
    return {(place if place is not None else here[area], role) for place, area, role in rows if place or area in here}
