"""Which version of an indicator rules a period: that of its first day, so that a change never reaches back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from linli.kernel.indicators.packs import Indicator
from linli.plumbing import pack_catalogue
from linli.plumbing.pack_catalogue import Version

ALWAYS = date(1970, 1, 1)  # the first day of the period "all"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One version of an indicator, and the days on which a period may begin that it rules."""

    id: int
    code: str
    entry: Indicator
    since: date
    until: date | None
    number: int

    def rules(self, first_day: date) -> bool:
        return self.since <= first_day and (self.until is None or first_day < self.until)


def rulings(*, zone: ZoneInfo) -> dict[str, list[Ruling]]:
    """Every version of every indicator by code, the newest first. One statement once the bodies are known."""
    found: dict[str, list[Ruling]] = {}
    for version in pack_catalogue.published(["indicators"]):
        found.setdefault(version.code, []).insert(0, _ruling(version, zone))
    return found


def _ruling(version: Version, zone: ZoneInfo) -> Ruling:
    """A version without a day rules from the day it was published, the first one always."""
    since = ALWAYS if version.number in (None, 1) else _day(version.published, zone) or ALWAYS
    return Ruling(
        version.id,
        version.code,
        version.value,
        _day(version.effective_from, zone) or since,
        _day(version.effective_until, zone),
        version.number or 0,
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def ruling_for(versions: Iterable[Ruling], first_day: date) -> Ruling | None:
    """The newest version that rules a period beginning on that day; None before the first and after the last."""
    return next((one for one in versions if one.rules(first_day)), None)


def current(rulings: dict[str, list[Ruling]], *, today: date) -> list[Ruling]:
    """The indicators in force today, in the order of the packs."""
    found = [ruling_for(versions, today) for versions in rulings.values()]
    return sorted((one for one in found if one), key=lambda one: (one.entry.order, one.code))
