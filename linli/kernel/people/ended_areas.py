"""What follows for people when an area ends: its lines of the duty table end, its posts go on in its heir.

A post keeps at least the area it had: one without any area works in all of its division, and nobody meant that.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Duty, Post
from linli.kernel.places.moves import Ended
from linli.plumbing import ids
from linli.plumbing.scope import Hat


def on_area_ended(ended: Ended, by: Hat, now: datetime) -> None:
    """The heir's own lines hold; where it has none for a role, those of the ended area hold there from now on."""
    runs = Q(since__lte=ended.at) & (Q(until__isnull=True) | Q(until__gt=ended.at))
    duties = list(Duty.objects.filter(runs, area_id=ended.area).order_by("id"))
    added = _carried(duties, ended) if ended.into is not None else []
    Duty.objects.bulk_create(added)
    Duty.objects.filter(id__in=[one.id for one in duties]).update(until=ended.at)
    posts = list(Post.objects.filter(Q(until__isnull=True) | Q(until__gt=now), areas__contains=[ended.area]))
    for post in posts:
        post.areas = areas_after(post.areas, ended.area, ended.into)
    Post.objects.bulk_update(posts, ["areas"])
    if duties or posts:
        payload = {
            "into": ended.into,
            "duties": [one.id for one in duties],
            "added": [one.id for one in added],
            "posts": [one.id for one in posts],
        }
        journal.append(verb="area.answer", kind="area", record=ended.area, by=by, at=now, payload=payload)


def areas_after(areas: list[int], ended: int, into: int | None) -> list[int]:
    """The areas of a post once one of them is no more, none twice, never none."""
    left = [one for one in areas if one != ended]
    if into is not None and into not in left:
        left.append(into)
    return left or areas


def _carried(duties: list[Duty], ended: Ended) -> list[Duty]:
    runs = Q(since__lte=ended.at) & (Q(until__isnull=True) | Q(until__gt=ended.at))
    held = set(Duty.objects.filter(runs, area_id=ended.into).values_list("role", flat=True))
    return [
        Duty(
            id=ids.reserve("people_duty"),
            role=one.role,
            area_id=ended.into,
            organisation_id=one.organisation_id,
            since=ended.at,
        )
        for one in duties
        if one.role not in held
    ]
