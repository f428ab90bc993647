"""What an inbox was asked for: view, conditions, order, page and chosen case, as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from linli.kernel.cases import catalogue
from linli.kernel.cases.lists import MOST, ORDERS, TAKEN, VIEWS, Wanted
from linli.kernel.cases.models import Lamp
from linli.kernel.desks.queries import Kept
from linli.kit import once, words
from linli.plumbing import policy
from linli.plumbing.scope import Hat

SIZES = (15, 50, 100)
USUAL = 50
CHOSEN = ("watched", "mentioned", "found")  # lists of cases that were chosen one by one
AGES = {"today": (0, None), "older_1": (None, 1), "older_3": (None, 3), "older_7": (None, 7), "older_30": (None, 30)}
CHANNELS = ("web", "phone", "window", "api", "import", "mail", "open311", "patrol")
CONDITIONS = ("lamp", "item", "group", "step", "at", "channel", "age", "taken", "q")
KEPT = ("view", *CONDITIONS, "order")  # what a kept view remembers


@dataclass(frozen=True, slots=True)
class Asked:
    """One address of the inbox. A value that stands for nothing is left out of it.

    ``at`` is a community (c12) or a grid (g34); ``saved`` the code of a kept view whose conditions these are.
    """

    view: str = "mine"
    lamp: str = ""
    item: str = ""
    group: str = ""
    step: str = ""
    at: str = ""
    channel: str = ""
    age: str = ""
    taken: str = ""
    q: str = ""
    order: str = ""
    saved: str = ""
    size: int = USUAL
    page: int = 1
    case: str = ""

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in CONDITIONS)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    @property
    def kept(self) -> dict[str, str]:
        """What a kept view remembers of this address."""
        return {name: getattr(self, name) for name in KEPT if getattr(self, name)}

    def address(self, *, to: str = "inbox", **changes: Any) -> str:
        """The address with some values changed; another view or filter begins at its first page.

        A kept view is written by its code alone as long as its conditions are its own.
        """
        if not changes.keys() <= {"page", "case"}:
            changes = {"page": 1, "case": "", **changes}
        if not changes.keys().isdisjoint(KEPT):
            changes = {"saved": "", **changes}
        said = {**self._said, **changes}
        left = KEPT if said["saved"] else ()
        query = {
            name: said[name]
            for name, usual in _USUAL.items()
            if (said[name] != usual or name == "view") and name not in left
        }
        return f"{once.address(to)}?{urlencode(query)}"

    @property
    def _said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _USUAL}

    @property
    def sifted(self) -> tuple[str, ...]:
        """What the form of conditions shows."""
        return (self.view, *(getattr(self, name) for name in CONDITIONS), self.order, str(self.size))

    def plain(self, **changes: Any) -> str:
        """The address without any condition."""
        return self.address(**{**dict.fromkeys(CONDITIONS, ""), "order": "", **changes})


_USUAL = {one.name: one.default for one in fields(Asked)}


def read(given: QueryDict, hat: Hat, kept: Kept | None = None) -> Asked:
    """The address as given, with what makes no sense left out. Without any view: the desk's default."""
    view = next((one for one in kept.views if one.code == given.get("saved")), None) if kept else None
    if view is None and kept and not given.keys() - {"size", "page", "case", "part", "since"}:
        view = kept.default
    size = _number(given.get("size"), USUAL)
    size = size if size in SIZES else USUAL
    asked = of_conditions(view.conditions if view else given, hat)
    return replace(
        asked,
        saved=view.code if view else "",
        size=size,
        page=min(max(1, _number(given.get("page"), 1)), -(-MOST // size)),
        case=given.get("case", "")[:24],
    )


def of_conditions(given: Mapping[str, Any], hat: Hat) -> Asked:
    """View, conditions and order, from an address or as a kept view remembers them."""

    def said(name: str, known: Mapping[str, Any] | tuple[str, ...] | list[str] | None = None, most: int = 60) -> str:
        value = str(given.get(name) or "")[:most].replace("\x00", "")
        return value if known is None or value in known else ""

    usual = "area" if hat.role == "supervisor" else "mine"
    place = said("at", most=12)
    return Asked(
        view=said("view", [*views(hat), *CHOSEN]) or ("found" if given.get("q") else usual),
        lamp=said("lamp", list(Lamp.labels)),
        item=said("item"),
        group=said("group"),
        step=said("step", most=40),
        at=place if place[:1] in ("c", "g") and _number(place[1:], 0) else "",
        channel=said("channel", CHANNELS),
        age=said("age", AGES),
        taken=said("taken", TAKEN),
        q=" ".join(said("q", most=40).split()),
        order=said("order", ORDERS),
    )


def wanted(asked: Asked, kept: Kept, *, found: tuple[int, ...] = (), now: datetime) -> Wanted:
    """The conditions as the lists take them. ``found`` are the cases that hold the words of ``q``."""
    place = _number(asked.at[1:], 0) or None
    since, until = _days(asked.age, now)
    return Wanted(
        view="some" if asked.view in CHOSEN else asked.view,
        lamp=next((one.value for one in Lamp if one.label == asked.lamp), None),
        item=asked.item,
        items=_items(asked.group, now) if asked.group else (),
        step=asked.step,
        community=place if asked.at[:1] == "c" else None,
        grid=place if asked.at[:1] == "g" else None,
        channel=asked.channel,
        reported_from=since,
        reported_until=until,
        taken=asked.taken,
        cases=_cases(asked, kept, found),
        order=asked.order,
    )


def _cases(asked: Asked, kept: Kept, found: tuple[int, ...]) -> tuple[int, ...] | None:
    chosen = {"watched": kept.watched, "mentioned": kept.mentioned, "found": found}.get(asked.view)
    if chosen is None:
        return found if asked.q else None
    among = set(found)
    return tuple(case for case in chosen if case in among) if asked.q else chosen


def _items(group: str, now: datetime) -> tuple[str, ...]:
    return tuple(item.code for item in catalogue.items(at=now, inside=True) if item.group.zh == group) or ("-",)


def _days(age: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From and until, as midnights of the city, so that the question stays the same all day."""
    midnight = datetime.combine(words.local(now).date(), time(), words.city_zone())
    newer, older = AGES.get(age, (None, None))
    return (
        None if newer is None else midnight - timedelta(days=newer),
        None if older is None else midnight - timedelta(days=older),
    )


def views(hat: Hat) -> list[str]:
    """The views a post has: only those who oversee have the whole area."""
    return [view for view in VIEWS if view not in ("late", "area") or policy.may(hat, "case.oversee")]


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else usual
