"""An area that is no more from a day on: ended alone, or merged into another one of its kind. What was stays known.

On that day what hangs on it goes on without it: higher rooms hand over who answers and what is open.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places import geo, moves, queries
from linli.kernel.places.actions.adding import require_reach
from linli.kernel.places.actions.changing import refile
from linli.kernel.places.actions.drawing import AreaRefused, give_buildings, redraw_outline
from linli.kernel.places.actions.replanning import AHEAD, TooLate, check_day
from linli.kernel.places.models import Area, AreaBuilding, AreaKind
from linli.kernel.places.queries import drafts
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

BATCH = 200


class NotMerged(AreaRefused):
    sentence = _("“%(name)s” is merged into another one of its kind that goes on. Choose it again.")


class AnotherCommunity(AreaRefused):
    sentence = _("A grid lies inside one community, so “%(name)s” cannot be merged into a grid of another.")


def end_area(*, area_id: int, into_id: int | None = None, since: datetime, by: Hat, now: datetime) -> None:
    """End an area from ``since`` on; ``into_id`` takes its ground and its buildings over. One transaction.

    Raises an ``AreaRefused``; then nothing is changed.
    """
    policy.require(by, "area.draw")
    if since > now + AHEAD:
        raise TooLate
    with scope.writing(by, now=now):
        wanted = [one for one in (area_id, into_id) if one is not None]
        found = {one.id: one for one in Area.objects.select_for_update().filter(id__in=wanted).order_by("id")}
        require_reach(by, (one.scope_id for one in found.values()))
        if area_id not in found:
            raise policy.NotAllowed
        area, into = found[area_id], found.get(into_id or 0)
        _check(area, into, into_id, since)
        buildings = _empty(area, since)
        if into is not None:
            _take_in(area, into, buildings, since)
        area.until, area.merged_into = since, into_id
        area.save(update_fields=["until", "merged_into"])
        if area.kind == AreaKind.COMPOUND:
            refile(buildings)
        payload = {"into": into_id, "since": since.isoformat(), "left": buildings}
        journal.append(verb="area.end", kind="area", record=area_id, by=by, at=now, payload=payload)


def hand_on_areas(*, by: Hat, now: datetime) -> int:
    """Let go on what hung on areas whose end has come: who answers, what is open. Returns how many areas."""
    policy.require(by, "area.hand_on")
    ended = Area.objects.filter(until__lte=now, handed_over__isnull=True).order_by("until", "id")
    with scope.reading(by, now=now):
        due = list(ended.values_list("id", flat=True)[:BATCH])
    return sum(_hand_on(number, by=by, now=now) for number in due)


def _hand_on(number: int, *, by: Hat, now: datetime) -> bool:
    with scope.writing(by, now=now):
        area = Area.objects.select_for_update(skip_locked=True).filter(id=number, handed_over__isnull=True).first()
        if area is None or area.until is None:
            return False
        into = queries.heirs_of([number], at=now).get(number)
        moves.follow_end(moves.Ended(number, area.kind, area.scope_id, into, area.until), by=by, now=now)
        Area.objects.filter(id=number).update(handed_over=now)
        journal.append(verb="area.hand_on", kind="area", record=number, by=by, at=now, payload={"into": into})
    return True


def _check(area: Area, into: Area | None, into_id: int | None, since: datetime) -> None:
    check_day(area, since)
    if into_id is None:
        return
    if into is None or into.id == area.id or into.kind != area.kind or into.until is not None:
        raise NotMerged(name=area.name)
    if area.kind == AreaKind.GRID and into.scope_id != area.scope_id:
        raise AnotherCommunity(name=area.name)
    check_day(into, since)


def _empty(area: Area, since: datetime) -> list[int]:
    """Nothing belongs to the area from that day on; what did until then."""
    held = AreaBuilding.objects.filter(Q(until__isnull=True) | Q(until__gt=since), area_id=area.id)
    buildings = sorted(set(held.values_list("building_id", flat=True)))
    held.update(until=since)
    return buildings


def _take_in(area: Area, into: Area, buildings: list[int], since: datetime) -> None:
    """The ground and the buildings of one area belong to another from that day on."""
    if area.outline is not None:
        shape = geo.shape_of(area.outline)
        whole = drafts.joined(geo.shape_of(into.outline), shape) if into.outline is not None else shape
        redraw_outline(into, geo.wkb_of(whole), since)
    held = AreaBuilding.objects.filter(Q(until__isnull=True) | Q(until__gt=since), area_id=into.id)
    there = set(held.values_list("building_id", flat=True))
    give_buildings(into, [one for one in buildings if one not in there], since)
