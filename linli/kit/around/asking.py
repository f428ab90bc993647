"""What somebody asks of the list of public matters: by kind, state, community and time, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Item
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level
from linli.kernel.publications.models import STATES
from linli.kernel.publications.queries import MOST, Asked
from linli.kit.counter import here

PER_PAGE = 20
SPANS = {"7": 7, "30": 30, "90": 90}
FIELDS = ("group", "item", "state", "community", "days", "answers")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the list as they stand in its address; what is unknown is left out."""

    given: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    @property
    def offset(self) -> int:
        return (self.page - 1) * PER_PAGE

    def address(self, path: str, *, page: int = 1, without: str = "") -> str:
        """The address of the same list at another page, or without one of the filters."""
        kept = {name: value for name, value in self.given.items() if name != without}
        if page > 1:
            kept["page"] = str(page)
        return f"{path}?{urlencode(kept)}" if kept else path


def read(query: Mapping[str, str], *, now: datetime) -> Filters:
    """The filters of an address. Whatever is not offered is left out rather than refused: links grow old."""
    items = catalogue.items(at=now)
    offered = {
        "group": {group_code(item) for item in items},
        "item": {item.code for item in items},
        "state": set(STATES),
        "days": set(SPANS),
        "answers": {"1"},
    }
    given = {name: query[name] for name in FIELDS if name in offered and query.get(name, "") in offered[name]}
    if _community(query.get("community", "")) is not None:
        given["community"] = query["community"]
    page = query.get("page", "")
    last = MOST // PER_PAGE
    return Filters(given, min(int(page), last) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1)


def asked(filters: Filters, *, now: datetime) -> Asked:
    """The question behind the filters."""
    given = filters.given
    community = given.get("community")
    days = SPANS.get(given.get("days", ""))
    return Asked(
        items=_items(given, now=now),
        states=(given["state"],) if "state" in given else (),
        scopes=tuple(places.scopes_under(int(community))) if community else (),
        opened_from=now - timedelta(days=days) if days else None,
        with_answer="answers" in given,
    )


def _items(given: Mapping[str, str], *, now: datetime) -> tuple[str, ...]:
    if "item" in given:
        return (given["item"],)
    if "group" not in given:
        return ()
    return tuple(item.code for item in catalogue.items(at=now) if group_code(item) == given["group"])


def group_code(item: Item) -> str:
    """What a group is called in an address: its English words, which stay the same in both languages."""
    return "-".join(item.group.en.lower().split())


def groups(now: datetime) -> list[tuple[str, str]]:
    """Every group of the catalogue, in its order."""
    return list({group_code(item): item.group.text(here.language()) for item in catalogue.items(at=now)}.items())


def spans() -> list[tuple[str, str]]:
    return [("7", _("the last 7 days")), ("30", _("the last 30 days")), ("90", _("the last 90 days"))]


def states() -> list[tuple[str, str]]:
    return [("open", _("Being seen to")), ("answered", _("Answered")), ("closed", _("Done"))]


def community_name(number: str) -> str:
    found = _community(number)
    return found if found is not None else ""


def _community(number: str) -> str | None:
    """The name of a division that can be asked for: a district, a street or a community."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    place = places.place(int(number))
    divisions = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
    return place.name if place is not None and place.level in divisions else None
