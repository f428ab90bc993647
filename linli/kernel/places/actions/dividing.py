"""Divisions change: another name or code, a split, a merger, a border drawn anew. Ids are kept, and so is what was.

Whoever asks which division a building belonged to on a day finds it in :class:`PlacePast`; whatever hangs on a
building (links, dwellings, vehicles, search tokens) moves with it in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places.actions.adding import LEVELS, NewPlace, add_rows, require_reach
from linli.kernel.places.actions.changing import refile
from linli.kernel.places.actions.transplanting import Change, hand_over, transplant
from linli.kernel.places.models import DIVISIONS, Level, Place, PlacePast
from linli.plumbing import policy, scope
from linli.plumbing.days import day_of
from linli.plumbing.scope import Hat


class DivisionRefused(ValueError):
    """A division cannot change like this. ``str()`` says why."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.sentence, self.words = sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


@dataclass(frozen=True, slots=True)
class NewDivision:
    """The division a split brings about, beside the one that is split."""

    name: str
    code: str = ""
    outline: bytes | None = None


def rename_division(
    *, place_id: int, name: str, source: str, on: datetime | None = None, by: Hat, now: datetime
) -> None:
    """Give a division another name from a day on, now unless told. The old one still finds it in its history."""
    _restyle(place_id, {"name": name.strip()}, "rename", source, on, by, now)


def recode_division(
    *, place_id: int, code: str, source: str, on: datetime | None = None, by: Hat, now: datetime
) -> None:
    """Give a division another code (统计用区划代码) from a day on."""
    _restyle(place_id, {"code": code.strip()}, "recode", source, on, by, now)


def split_division(
    *,
    place_id: int,
    into: NewDivision,
    children: Sequence[int],
    source: str,
    on: datetime | None = None,
    by: Hat,
    now: datetime,
) -> int:
    """Take some of what lies in a division into a new one beside it; returns the new one's id.

    A community is split by its buildings, a street by its communities, a district by its streets.
    """
    policy.require(by, "division.change")
    with scope.writing(by, now=now):
        old = _locked([place_id], by)[place_id]
        if old.parent_id is None:
            raise DivisionRefused(_("The city itself is not split."))
        day = _day(on, now)
        row = NewPlace(old.level, into.name, old.parent_id, code=into.code, outline=into.outline)
        new = add_rows(rows=[row], by=by, now=now)[0]
        Place.objects.filter(id=new).update(since=day)
        scope.widen(by, [new])
        payload = {"into": new, "children": sorted(children), "source": source}
        line = journal.append(verb="division.split", kind="place", record=place_id, by=by, at=now, payload=payload)
        change = Change(day, by, now, line)
        _move(_children(children, old), Place.objects.get(id=new), "split", source, change)
    return new


def move_into_division(
    *, children: Sequence[int], to_id: int, source: str, on: datetime | None = None, by: Hat, now: datetime
) -> None:
    """Draw a border anew: these buildings (or communities, or streets) belong to another division from a day on."""
    policy.require(by, "division.change")
    with scope.writing(by, now=now):
        found = {one.id: one for one in Place.objects.filter(id__in=children).only("id", "parent_id")}
        parents = {one.parent_id for one in found.values() if one.parent_id is not None}
        divisions = _locked([*parents, to_id], by)
        payload = {"to": to_id, "children": sorted(children), "source": source}
        line = journal.append(verb="division.move", kind="place", record=to_id, by=by, at=now, payload=payload)
        change = Change(_day(on, now), by, now, line)
        for parent in sorted(parents - {to_id}):
            inside = [number for number in children if number in found and found[number].parent_id == parent]
            _move(_children(inside, divisions[parent]), divisions[to_id], "move", source, change)


def merge_divisions(
    *, gone_id: int, into_id: int, source: str, on: datetime | None = None, by: Hat, now: datetime
) -> None:
    """End a division: everything in it belongs to another of its level from a day on.

    Its closed matters stay where they were handled; the hats of the successor see them (``Place.merged_into``).
    """
    policy.require(by, "division.change")
    with scope.writing(by, now=now):
        both = _locked([gone_id, into_id], by)
        gone, into = both[gone_id], both[into_id]
        if gone_id == into_id or gone.level != into.level:
            raise DivisionRefused(_("A division is merged into another one of its level."))
        day = _day(on, now)
        running = Place.objects.filter(parent_id=gone_id, until__isnull=True).order_by("id").defer("outline")
        payload = {"into": into_id, "source": source}
        line = journal.append(verb="division.merge", kind="place", record=gone_id, by=by, at=now, payload=payload)
        change = Change(day, by, now, line)
        _move(list(running), into, "merge", source, change)
        _keep_past([gone], "merge", source, day, into_id=into_id)
        hand_over(gone, into, change)
        Place.objects.filter(merged_into=gone_id).update(merged_into=into_id)
        Place.objects.filter(id=gone_id).update(until=day, merged_into=into_id)


def _restyle(
    place_id: int, values: dict[str, str], reason: str, source: str, on: datetime | None, by: Hat, now: datetime
) -> None:
    policy.require(by, "division.change")
    with scope.writing(by, now=now):
        division = _locked([place_id], by)[place_id]
        if reason == "rename" and not values["name"]:
            raise DivisionRefused(_("The name of the division is missing."))
        if all(getattr(division, field) == value for field, value in values.items()):
            return
        _keep_past([division], reason, source, _day(on, now))
        Place.objects.filter(id=place_id).update(**values)
        refile([place_id])
        payload = {"fields": sorted(values), "source": source}
        journal.append(verb=f"division.{reason}", kind="place", record=place_id, by=by, at=now, payload=payload)


def _move(children: Sequence[Place], to: Place, reason: str, source: str, change: Change) -> None:
    """These children of one division lie in another one from a day on."""
    if not children:
        return
    old = Place.objects.defer("outline").get(id=children[0].parent_id or 0)
    if LEVELS.index(Level(old.level)) != LEVELS.index(Level(to.level)) or to.until is not None:
        raise DivisionRefused(_("“%(name)s” takes in only what lay in a division of its level."), name=to.name)
    _keep_past(children, reason, source, change.day)
    transplant(children, old, to, change)


def _keep_past(places: Sequence[Place], reason: str, source: str, day: datetime, into_id: int | None = None) -> None:
    """How these places stood until that day, since the last change of theirs."""
    numbers = [place.id for place in places]
    last = dict(PlacePast.objects.filter(place_id__in=numbers).values_list("place_id").annotate(last=Max("until")))
    rows: list[PlacePast] = []
    for place in places:
        since = last.get(place.id, place.since)
        if since >= day:
            raise DivisionRefused(
                _("“%(name)s” was changed on %(day)s; only what came later can follow."),
                name=place.name,
                day=day_of(since),
            )
        told: dict[str, Any] = {"code": place.code, "name": place.name, "address": place.address}
        rows.append(
            PlacePast(place_id=place.id, parent_id=place.parent_id, into_id=into_id, since=since, until=day,
                      reason=reason, source=source[:120], **told)
        )  # fmt: skip
    PlacePast.objects.bulk_create(rows)


def _children(numbers: Sequence[int], of: Place) -> list[Place]:
    found = list(
        Place.objects.filter(id__in=numbers, parent_id=of.id, until__isnull=True).order_by("id").defer("outline")
    )
    if len(found) != len(set(numbers)) or not found:
        raise DivisionRefused(_("Choose what lies in “%(name)s” and is to move."), name=of.name)
    return found


def _locked(numbers: Sequence[int], by: Hat) -> dict[int, Place]:
    """Running divisions, locked in one order so that two changes never wait for each other."""
    places = Place.objects.select_for_update().filter(id__in=numbers, level__in=DIVISIONS, until__isnull=True)
    found = {one.id: one for one in places.order_by("id").defer("outline")}
    if found.keys() != set(numbers):
        raise DivisionRefused(_("One of these is no division any more. Look it up again."))
    require_reach(by, found)
    return found


def _day(on: datetime | None, now: datetime) -> datetime:
    if on is not None and on > now:
        raise DivisionRefused(_("What changes in the future is written down on that day."))
    return on or now
