"""Areas drawn anew from a day on: new ones, redrawn ones, one split into two, all in one act.

A building has one grid and one compound, so whatever joins an area leaves the other of its kind on the same day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places.actions.adding import require_reach
from linli.kernel.places.actions.changing import file_under, refile
from linli.kernel.places.actions.drawing import AreaRefused, NewArea, draw_rows, give_buildings, redraw_outline
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, Level, Place
from linli.plumbing import policy, scope
from linli.plumbing.days import day_of
from linli.plumbing.scope import Hat

AHEAD = timedelta(days=366)


class TooEarly(AreaRefused):
    sentence = _("“%(name)s” was last redrawn from %(day)s on. Choose that day or a later one.")


class TooLate(AreaRefused):
    sentence = _("Choose a day within a year from now.")


class EndedAlready(AreaRefused):
    sentence = _("“%(name)s” ends on %(day)s. Draw a new one instead.")


class OfOthers(AreaRefused):
    sentence = _("“%(name)s” cannot take buildings that belong to “%(other)s”: another division looks after that.")


class NotThere(AreaRefused):
    sentence = _("“%(name)s” can hold buildings only; %(wrong)d of the chosen places are not buildings.")


@dataclass(frozen=True, slots=True)
class Planned:
    """An area as it is to be from a day on. ``area_id`` 0 is a new one; an outline of None stays as it is."""

    name: str
    buildings: tuple[int, ...]
    outline: bytes | None = None
    area_id: int = 0
    kind: str = ""
    code: str = ""
    scope_id: int = 0


def replan(*, rows: Sequence[Planned], since: datetime, by: Hat, now: datetime) -> list[int]:
    """Draw and redraw areas from ``since`` on; returns their ids in order. One transaction.

    Raises an ``AreaRefused``; then nothing is changed.
    """
    policy.require(by, "area.draw")
    if since > now + AHEAD:
        raise TooLate
    with scope.writing(by, now=now):
        known = {one.id: one for one in Area.objects.select_for_update().filter(id__in=[row.area_id for row in rows])}
        require_reach(by, (area.scope_id for area in known.values()))
        if any(row.area_id and row.area_id not in known for row in rows):
            raise policy.NotAllowed
        for area in known.values():
            check_day(area, since)
        for row in rows:
            _leave(row, known, since=since, by=by)
        return [_change(known[row.area_id], row, since, by, now) if row.area_id else _draw(row, since, by, now)
                for row in rows]  # fmt: skip


def _draw(row: Planned, since: datetime, by: Hat, now: datetime) -> int:
    new = NewArea(row.kind, row.code, row.name, row.outline, row.buildings, row.scope_id, since=since)
    return draw_rows(rows=[new], by=by, now=now)[0]


def _change(area: Area, row: Planned, since: datetime, by: Hat, now: datetime) -> int:
    """Give a known area its new name, outline and set; what was before stays known."""
    if row.outline is not None and row.outline != bytes(area.outline or b""):
        redraw_outline(area, row.outline, since)
    held = AreaBuilding.objects.filter(Q(until__isnull=True) | Q(until__gt=since), area_id=area.id)
    here = set(held.values_list("building_id", flat=True))
    left, joined = sorted(here - set(row.buildings)), sorted(set(row.buildings) - here)
    held.filter(building_id__in=left).update(until=since)
    give_buildings(area, joined, since)
    if row.name and row.name != area.name:
        area.name = row.name
        area.save(update_fields=["name"])
        if area.kind == AreaKind.COMPOUND:
            file_under(area.name, list(row.buildings))
    payload = {"outline": row.outline is not None, "since": since.isoformat(), "left": left, "joined": joined}
    journal.append(verb="area.redraw", kind="area", record=area.id, by=by, at=now, payload=payload)
    if area.kind == AreaKind.COMPOUND:
        refile(left)
    return area.id


def check_day(area: Area, since: datetime) -> None:
    """What was told of the past is not told anew: a change begins no earlier than the one before it."""
    if area.until is not None:
        raise EndedAlready(name=area.name, day=day_of(area.until).isoformat())
    held = AreaBuilding.objects.filter(area_id=area.id).aggregate(joined=Max("since"), left=Max("until"))
    last = max(at for at in (area.drawn, held["joined"], held["left"]) if at is not None)
    if since < last:
        raise TooEarly(name=area.name, day=day_of(last).isoformat())


def _leave(row: Planned, known: Collection[int], *, since: datetime, by: Hat) -> None:
    """End what the buildings of this row still belong to of the same kind, from that day on."""
    kind = row.kind or Area.objects.values_list("kind", flat=True).get(id=row.area_id)
    there = Place.objects.filter(id__in=row.buildings, level=Level.BUILDING).count()
    if there != len(set(row.buildings)):
        raise NotThere(name=row.name, wrong=len(set(row.buildings)) - there)
    others = AreaBuilding.objects.filter(
        Q(until__isnull=True) | Q(until__gt=since), building_id__in=row.buildings, area__kind=kind
    ).exclude(area_id=row.area_id)
    for other in others.exclude(area_id__in=list(known)).select_related("area"):
        if by.surface == "desk" and other.area.scope_id not in by.scopes:
            raise OfOthers(name=row.name, other=other.area.name)
        if other.since > since:
            raise TooEarly(name=other.area.name, day=day_of(other.since).isoformat())
    others.update(until=since)
