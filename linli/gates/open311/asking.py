"""What a list of requests is asked for: ids, services, dates, states, a page; or what to change about the question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from linli.gates.open311.problems import Refused

SPAN = timedelta(days=90)
MOST = 1000  # requests of one answer
OPEN, CLOSED = "open", "closed"
STATUSES = (OPEN, CLOSED)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
CODE = re.compile(r"[0-9A-Z]{6,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question. ``codes`` overrides everything else."""

    codes: tuple[str, ...]
    services: tuple[str, ...]
    since: datetime
    until: datetime
    statuses: frozenset[str]
    offset: int
    limit: int


def asked(given: Mapping[str, str], *, zone: str, now: datetime) -> Asked:
    """The question behind the question mark. An empty value counts as none."""
    since, until = _span(given, ZoneInfo(zone), now)
    size = _number(given, "page_size", MOST, most=MOST)
    page = _number(given, "page", 1, most=MOST)
    if page > 1 and (page - 1) * size >= MOST:
        raise Refused(_("A list ends with the 1,000th request. Ask for a shorter time: start_date and end_date."))
    return Asked(
        codes=_codes(given.get("service_request_id", "")),
        services=_listed(given.get("service_code", "")),
        since=since,
        until=until,
        statuses=_statuses(given.get("status", "")),
        offset=(page - 1) * size,
        limit=size,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))[:MOST]


def _codes(text: str) -> tuple[str, ...]:
    """Ids, in upper case. What can be no id leads to nothing, but it was asked for: the list is not all requests."""
    return tuple(code.upper() for code in _listed(text))


def is_code(text: str) -> bool:
    """Whether a text can be an id or a token at all."""
    return CODE.fullmatch(text) is not None


def _statuses(text: str) -> frozenset[str]:
    found = frozenset(part.lower() for part in _listed(text))
    if not found <= set(STATUSES):
        raise Refused(_("A status is open or closed, or both: open,closed."))
    return found


def _number(given: Mapping[str, str], name: str, usual: int, *, most: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return usual
    if text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most:
        return int(text)
    raise Refused(_("“%(name)s” is a number from 1 to %(most)s.") % {"name": name, "most": most})


def _span(given: Mapping[str, str], zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """From when until when; where one end is missing, ninety days from the other."""
    since = _moment(given, "start_date", zone, end=False)
    until = _moment(given, "end_date", zone, end=True)
    try:
        if since is None:
            until = until or now
            since = until - SPAN
        until = until or since + SPAN
        length = until - since
    except OverflowError:
        raise Refused(_("This date lies outside the calendar.")) from None
    if length < timedelta(0):
        raise Refused(_("end_date lies before start_date. Exchange the two."))
    if length > SPAN:
        raise Refused(_("start_date and end_date lie more than 90 days apart. Ask for a shorter time."))
    return since, until


def _moment(given: Mapping[str, str], name: str, zone: ZoneInfo, *, end: bool) -> datetime | None:
    """A moment in W3C form. A day without a time begins and ends at midnight of the city."""
    text = given.get(name, "").strip()
    if not text:
        return None
    text = re.sub(r" (?=\d\d:?\d\d$)", "+", text)  # a + that nobody wrote as %2B arrives as a blank
    try:
        if DAY.fullmatch(text):
            day = datetime.fromisoformat(text).replace(tzinfo=zone)
            return day if not end else datetime.combine(day, time.max, tzinfo=zone)
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(_("“%(name)s” is a time with its zone, like 2026-01-31T08:00:00Z.") % {"name": name})
