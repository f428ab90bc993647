"""The clocks of a case as a desk sees them: both on one axis of days, or as two short lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.engines import worktime
from linli.engines.worktime import Cell, Mark
from linli.kernel.cases import queries
from linli.kernel.cases.models import Clock
from linli.kernel.cases.queries import CaseFile
from linli.kit import reasons, words
from linli.kit.dayrule import Rule, RuleDay, RuleWords, colour_of, full_rule
from linli.kit.desk import speaking

LONGEST = 150  # days on the axis; of an older case the last ones
ROOM = 4  # tenths of the days gone by that the axis goes on beyond today
SHORT = 10  # cells of a short line
_KINDS = {Mark.used: "used", Mark.left: "left", Mark.paused: "paused", Mark.over: "late", Mark.weekend: "weekend"}


@dataclass(frozen=True, slots=True)
class Line:
    """One short clock line: name, cells as ``clocks.day_rule`` takes them, colour, words."""

    name: str
    cells: list[str | tuple[str, float]]
    colour: str
    words: str
    why: str = ""


def promised(file: CaseFile) -> Clock | None:
    """The legal clock that runs, or ran last."""
    return next((clock for clock in reversed(file.clocks) if clock.kind == "promised"), None)


def of_case(file: CaseFile, *, calendar: worktime.Calendar, now: datetime) -> Rule | None:
    """The full day rule; None where the matter has no promise."""
    clock = promised(file)
    if clock is None:
        return None
    cells = queries.day_cells(file, kind="promised", calendar=calendar, now=now)
    reading = queries.reading(clock, calendar=calendar, now=now, pauses=file.pauses)
    until = file.case.closed or now
    days = _days(cells, since=file.case.at, until=until, calendar=calendar, now=now)
    late_since = _due_day(reading) if reading.over_by > timedelta(0) else None
    told = RuleWords(
        legal_note=speaking.limit_words(clock.limit),
        used=used_words(reading),
        due="" if late_since else _ending(file, reading, now),
        former=_("due %(day)s") % {"day": words.day(late_since, now)} if late_since else "",
        notes=_notes(file, clock),
    )
    colour, is_over = colour_of(clock), file.case.closed is not None
    since = max(file.case.at, _midnight(days[0].on))
    return full_rule(days, since=since, now=until, told=told, colour=colour, former=late_since, is_over=is_over)


def _notes(file: CaseFile, clock: Clock) -> list[tuple[date, str]]:
    """What is written under the rule: that the matter was opened again, since when the clock stands still."""
    notes = [(words.local(clock.started).date(), _("opened again"))] if file.case.reopened else []
    stopped = [one for one in file.pauses if isinstance(one, worktime.Pause)]
    return notes + [(words.local(one.at).date(), _("stood still")) for one in stopped[-1:]]


def _why(clock: Clock, now: datetime) -> str:
    """Why the clock stands still and until when; empty while it runs."""
    if not clock.paused or clock.resumes is None:
        return ""
    said = {"reason": reasons.reason_words(clock.reason, now), "moment": words.moment(clock.resumes, now)}
    return _("Paused: %(reason)s, until %(moment)s") % said


def _due_day(reading: worktime.ClockReading) -> date:
    return words.local(reading.due - timedelta(seconds=1)).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), words.city_zone())


def _days(
    cells: Sequence[Cell], *, since: datetime, until: datetime, calendar: worktime.Calendar, now: datetime
) -> list[RuleDay]:
    """Every date from the report to the due day or today, with what the legal clock does on it."""
    marks = {cell.day: cell for cell in cells}
    first, last = words.local(since).date(), words.local(until).date()
    last = max([last, *marks])
    first = max(first, last - timedelta(days=LONGEST))
    told = words.local(until).date()  # beside the line of today stand words, so the axis goes on a little
    last = max(last, told + timedelta(days=-(-((told - first).days + 1) * ROOM // 10)))
    dates = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [_day(on, marks.get(on), calendar, now) for on in dates]


def _day(on: date, cell: Cell | None, calendar: worktime.Calendar, now: datetime) -> RuleDay:
    if cell is None:
        return RuleDay(on, "none" if calendar.is_working_day(on) else "weekend")
    if cell.mark is Mark.half:
        return RuleDay(on, "today", gone(on, calendar, now))
    if cell.due and cell.mark is Mark.left:
        return RuleDay(on, "due")
    return RuleDay(on, _KINDS[cell.mark])


def gone(on: date, calendar: worktime.Calendar, now: datetime) -> float:
    """The share of a day's office hours that is over."""
    start = _midnight(on)
    whole = calendar.between(start, start + timedelta(days=1))
    return round(max(0.0, min(1.0, calendar.between(start, now) / whole)), 2) if whole else 0.5


def used_words(reading: worktime.ClockReading) -> str:
    """已用2个工作日，还有1个; 超期3个工作日; for limits in hours the time itself."""
    if reading.over_by > timedelta(0):
        if reading.over_days:
            count = reading.over_days
            return ngettext("%(count)s working day late", "%(count)s working days late", count) % {"count": count}
        return words.late(reading.over_by)
    if reading.used_days is None or reading.left_days is None:
        return _("%(used)s used, %(left)s left") % {
            "used": words.waited(reading.elapsed),
            "left": words.waited(reading.remaining),
        }
    used = ngettext("%(count)s working day used", "%(count)s working days used", reading.used_days)
    return _("%(used)s, %(left)s left") % {"used": used % {"count": reading.used_days}, "left": reading.left_days}


def _ending(file: CaseFile, reading: worktime.ClockReading, now: datetime) -> str:
    if file.case.closed:
        return _("closed %(moment)s") % {"moment": words.moment(file.case.closed, now)}
    if reading.stopped:
        return _("answered")
    return _("to be done by %(moment)s") % {"moment": words.moment(reading.due, now)}


def lines(file: CaseFile, *, calendar: worktime.Calendar, now: datetime) -> list[Line]:
    """The residents' clock and the legal clock as two short lines, the first always first."""
    until = file.case.closed or now
    waited = until - file.case.at
    days = min(SHORT, max(1, -(-waited // timedelta(days=1))))
    found = [Line(_("Residents' clock"), ["used"] * days, "", words.waited(waited))]
    clock = promised(file)
    if clock is not None:
        cells = queries.day_cells(file, kind="promised", calendar=calendar, now=now)[-SHORT:]
        reading = queries.reading(clock, calendar=calendar, now=now, pauses=file.pauses)
        drawn = [_cell(cell, calendar, now) for cell in cells]
        told = _("%(limit)s, %(left)s") % {"limit": speaking.limit_words(clock.limit), "left": _left(reading, now)}
        found.append(Line(_("Legal clock"), drawn, colour_of(clock), told, _why(clock, now)))
    return found


def _cell(cell: Cell, calendar: worktime.Calendar, now: datetime) -> str | tuple[str, float]:
    return ("today", gone(cell.day, calendar, now)) if cell.mark is Mark.half else _KINDS[cell.mark]


def _left(reading: worktime.ClockReading, now: datetime) -> str:
    """还有3个工作日, 今天18:00前, 超期2天: what is used is to be seen from the cells."""
    if reading.stopped:
        return _("answered")
    return words.due(reading.due, now, reading.left_days)


def contact(file: CaseFile, *, now: datetime) -> str:
    """Whether the reporter was spoken to within the contact limit, in a sentence; empty where there is none."""
    clock = next((one for one in reversed(file.clocks) if one.kind == "contact"), None)
    if clock is None:
        return ""
    limit = speaking.limit_words(clock.limit)
    if clock.stopped:
        return _("Contact within %(limit)s: made %(moment)s.") % {
            "limit": limit,
            "moment": words.moment(clock.stopped, now),
        }
    if clock.due is None:
        return ""
    return _("Contact within %(limit)s: %(left)s.") % {"limit": limit, "left": words.due(clock.due, now)}
