"""The matters that can be reported, as the city's packs have them at a moment.

A case keeps the ids of the item and flow version it was opened under, and goes on under them. Versions never
change, so they are read once per process and kept.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from linli.engines import flow, worktime
from linli.kernel.cases import working_days
from linli.kernel.cases.packs import VOCABULARY, City, Item, spec_of
from linli.kernel.cases.packs_limits import USUAL, Ladder, PauseReason, Urgency
from linli.plumbing import pack_catalogue
from linli.plumbing.models_packs import PackVersion
from linli.plumbing.pack_catalogue import Version

KINDS = (
    "items",
    "flows",
    "cities",
    "calendars",
    "sectors",
    "sector_codes",
    "phrases",
    "urgencies",
    "pause_reasons",
    "ladders",
    "routes",
)  # fmt: skip  read once and kept
REPORTER = flow.Owner("reporter")
CORRECTED = "corrected"  # the entry of a history that says what a case was taken for before
LOOK_EVERY = 1.0  # seconds
Stamp = tuple[int, datetime | None]


class UnknownItem(LookupError):
    """There is no such matter in the catalogue at that time."""

    sentence = _("This kind of matter is not in the catalogue. Choose another, or “Something else”.")

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Matter:
    """One item as it holds for a case: its entry, its flow, and the versions of both."""

    item: Item
    flow: flow.Flow
    item_version: int
    flow_version: int

    def passes_over(self, step: str, *, placed: bool) -> bool:
        """A step with nothing to do: finding a place that is known, or a look on site nobody asked for."""
        if step in self.item.skips:
            return True
        return placed and any(has_effect(action, "sets_place") for action in self.flow[step].actions)

    def is_dispatched(self, step: str) -> bool:
        """Whether a case that stands here has been sent out: to the item's owner, or beyond."""
        if step == flow.END.name:
            return True
        rule = self.flow[step].by
        return rule is None or rule.role == "owner"

    def limits(self, *, at: datetime) -> dict[str, str]:
        """The limit of each clock that starts with a case: the item's own, else that of its urgency class.

        What nobody has confirmed starts no statutory clock.
        """
        item, kind = self.item, urgency(self.item.urgency, at=at)
        statutory = item.statutory if item.statutory and not item.statutory.unverified else None
        found = {
            "promised": item.promised or (kind.answer if kind else None),
            "contact": item.contact or (kind.contact if kind else None),
            "dispatch": kind.dispatch if kind else None,
            "statutory": statutory,
        }
        return {name: one.limit for name, one in found.items() if one is not None}

    def enter(self, step: str, *, placed: bool, child: bool = False) -> str:
        """The step where the case really stands when it is sent to ``step``; ``end`` at the end.

        Nobody reported a ``child``, so it waits for no reporter: it goes on as if their time were over.
        """
        for _round in self.flow.names:
            if step == flow.END.name:
                break
            found = self.flow[step]
            if child and found.waits_for == REPORTER and found.after:
                step = found.after
            elif self.passes_over(step, placed=placed):
                step = found.actions[0].goes_to
            else:
                break
        return step


def has_effect(action: flow.Action, effect: str) -> bool:
    """Whether doing the action has this effect."""
    return any(found.name == effect for found in action.effects)


def matter(code: str, *, at: datetime) -> Matter:
    """The item of that code and its flow, as they hold at ``at``."""
    now = edition(at=at)
    found = now.matters.get(code)
    if found is None:
        item = now.entry("items", code)
        running = now.entry("flows", item.value.flow) if item else None
        if item is None or running is None:
            raise UnknownItem
        found = now.matters[code] = of_versions(item.id, running.id)
    return found


def of_versions(item_version: int, flow_version: int) -> Matter:
    """The item and flow a case was opened under; published perhaps a moment ago, by another process."""
    by_id = _shelf().by_id
    if item_version not in by_id or flow_version not in by_id:
        forget()
        by_id = _shelf().by_id
    return _matter(by_id[item_version], by_id[flow_version])


@lru_cache(maxsize=4096)
def _matter(item: Version, running: Version) -> Matter:
    compiled = flow.compile_flow(spec_of(running.value), VOCABULARY)
    return Matter(item=item.value, flow=compiled, item_version=item.id, flow_version=running.id)


def items(*, at: datetime, inside: bool = False) -> list[Item]:
    """Every matter on offer at ``at``, in their order; ``inside``: those too that only the city itself opens."""
    found: list[Item] = [item for item in held("items", at=at) if inside or not item.inside]
    return sorted(found, key=lambda item: (item.order, item.code))


def held(kind: str, *, at: datetime) -> list[Any]:
    """Every entry of a kind as it holds at ``at``."""
    return [one.value for one in edition(at=at).by_kind.get(kind, {}).values()]


def changed() -> datetime | None:
    """When anything of the catalogue was last published."""
    return _shelf().stamp[1]


def city(*, at: datetime) -> City:
    """The one city of this database."""
    found: list[City] = held("cities", at=at)
    if found:
        return found[0]
    raise LookupError("no city pack is published: load one with `linli load packs/demo`")


def calendar(*, at: datetime) -> worktime.Calendar:
    """The city's working-time calendar."""
    code = city(at=at).calendar
    found = edition(at=at).entry("calendars", code)
    if found is None:
        raise LookupError(f"the city names the calendar {code}, which is not published")
    return working_days.calendar(found)


def urgency(code: str, *, at: datetime) -> Urgency | None:
    """An urgency class as it holds at a moment."""
    found = edition(at=at).entry("urgencies", code) if code else None
    return found.value if found else None


def pause_reasons(*, at: datetime) -> list[PauseReason]:
    """The reasons for which a clock may stand still, in the order of the pack."""
    found: list[PauseReason] = held("pause_reasons", at=at)
    return sorted(found, key=lambda reason: (reason.order, reason.code))


def ladder(*, at: datetime) -> Ladder:
    """When lamps turn and whom a late task reaches; the usual one where the city has none of its own."""
    found: list[Ladder] = held("ladders", at=at)
    return found[0] if found else USUAL


@dataclass(slots=True)
class Edition:
    """The catalogue between two moments at which something of it begins or ends.

    ``kept`` is for what follows from it alone and is asked for on every page; it goes when the edition goes.
    """

    by_kind: dict[str, dict[str, Version]]
    matters: dict[str, Matter] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    def entry(self, kind: str, code: str) -> Version | None:
        """The version of that code that holds."""
        return self.by_kind.get(kind, {}).get(code)


@dataclass(slots=True)
class _Shelf:
    """Every published version this process has read, the stamp of the table then, and when it last looked.

    ``turns`` are the moments at which a version begins or ends; an edition holds from one to the next.
    """

    stamp: Stamp
    by_kind: dict[str, dict[str, list[Version]]]
    by_id: dict[int, Version]
    looked: float
    turns: list[datetime]
    editions: dict[int, Edition] = field(default_factory=dict)


_shelves: dict[str, _Shelf] = {}


def _shelf() -> _Shelf:
    """The published versions. The table is looked at once a second at the most, and read when it has changed."""
    name = str(connection.settings_dict["NAME"])
    kept = _shelves.get(name)
    if kept is not None and monotonic() - kept.looked < LOOK_EVERY:
        return kept
    published = PackVersion.objects.filter(state=PackVersion.State.PUBLISHED)
    counted = published.aggregate(count=Count("id"), newest=Max("published"))
    stamp = (counted["count"], counted["newest"])
    if kept is not None and kept.stamp == stamp:
        kept.looked = monotonic()
        return kept
    _shelves[name] = _read(stamp)
    return _shelves[name]


def forget() -> None:
    """Read the published versions afresh at the next question: after a publication in this process."""
    _shelves.clear()


def _read(stamp: Stamp) -> _Shelf:
    by_kind: dict[str, dict[str, list[Version]]] = {}
    by_id: dict[int, Version] = {}
    turns: set[datetime] = set()
    for found in pack_catalogue.published(KINDS):
        by_id[found.id] = found
        by_kind.setdefault(found.kind, {}).setdefault(found.code, []).append(found)
        turns |= {moment for moment in (found.effective_from, found.effective_until) if moment}
    return _Shelf(stamp, by_kind, by_id, monotonic(), sorted(turns))


def edition(*, at: datetime) -> Edition:
    """The catalogue as it holds at ``at``; the same object for as long as nothing in it changes."""
    shelf = _shelf()
    turn = bisect_right(shelf.turns, at)
    found = shelf.editions.get(turn)
    if found is None:
        held = {
            kind: {code: one for code, versions in of_kind.items() if (one := _holding(versions, at))}
            for kind, of_kind in shelf.by_kind.items()
        }
        found = shelf.editions[turn] = Edition(held)
    return found


def _holding(versions: list[Version], at: datetime) -> Version | None:
    """The newest of these that has begun at ``at`` and is not over."""
    begun = [v for v in versions if not v.effective_from or v.effective_from <= at]
    newest = max(begun, key=lambda v: v.number or 0, default=None)
    return newest if newest and (newest.effective_until is None or at < newest.effective_until) else None
