"""What packs say about routing: rules that send a matter to another desk than the catalogue's, the first that fits."""

from __future__ import annotations

import re
from datetime import time

import msgspec

from linli.engines import flow
from linli.kernel.cases.packs_owners import owner_problems
from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Words
from linli.plumbing.packs.errors import gettext_noop as _
from linli.plumbing.packs.shapes import Filled, Shape

_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class When(Shape, frozen=True, kw_only=True):
    """When a rule fits: every condition that is given holds, of a list any one.

    ``hours`` is a span of the city's day in which it was reported, over midnight too: ``22:00-6:00``. ``places`` are
    codes of divisions the matter lies in, ``words`` stand in what the reporter wrote.
    """

    items: list[Filled] = msgspec.field(default_factory=list)
    sectors: list[Filled] = msgspec.field(default_factory=list)
    places: list[Filled] = msgspec.field(default_factory=list)
    words: list[Filled] = msgspec.field(default_factory=list)
    channels: list[Filled] = msgspec.field(default_factory=list)
    hours: str = ""

    def __post_init__(self) -> None:
        if self.hours and span_of(self.hours) is None:
            raise ValueError(_("hours are written 22:00-6:00"))
        if not any((self.items, self.sectors, self.places, self.words, self.channels, self.hours)):
            raise ValueError(_("a rule without a condition would fit everything: name items, places, words or hours"))


def span_of(hours: str) -> tuple[time, time] | None:
    """``22:00-6:00`` as its two ends; None where it cannot be read."""
    found = _SPAN.fullmatch(hours)
    if found is None:
        return None
    begin, end = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
    if any(hour > 23 or minute > 59 for hour, minute in (begin, end)) or begin == end:
        return None
    return time(*begin), time(*end)


def check_route(entry: Route, context: Context) -> list[Problem]:
    """The items exist, and the owner is a role that exists at a level that exists."""
    found = owner_problems(entry.owner, context)
    for place, code in enumerate(entry.when.items):
        found += context.missing("when", "items", place, kind="items", code=code)
    for place, code in enumerate(entry.when.sectors):
        found += context.missing("when", "sectors", place, kind="sectors", code=code)
    return found


@packs.kind("routes", check=check_route)
class Route(Entry, frozen=True, kw_only=True):
    """One rule: when it fits, whose the matter is instead. Of several that fit the lowest ``order`` decides."""

    label: Words
    when: When
    owner: str
    order: int = 100

    @property
    def rule(self) -> flow.Owner:
        """Whose it is, as the engine reads it."""
        return flow.parse_owner(self.owner)
