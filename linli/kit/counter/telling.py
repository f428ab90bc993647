"""A case told to its reporter: a headline that is a sentence, the lamp in words, the two clocks.

The words come from the flow's own labels and the desk's own name, so that a new flow tells itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.engines import flow, worktime
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.clocks import course, pauses_of
from linli.kernel.cases.models import Case, Clock, Lamp, Task
from linli.kernel.cases.queries import CaseFile
from linli.kit import reasons, words
from linli.kit.counter.here import language
from linli.kit.dayrule import colour_of

LAMPS = {
    Lamp.PAUSED: "paused",
    Lamp.GREEN: "green",
    Lamp.AMBER: "amber",
    Lamp.RED: "red",
    Lamp.BLACK: "black",
}
MOST_CELLS = 20
MARKS = {
    worktime.Mark.used: "used",
    worktime.Mark.half: "today",
    worktime.Mark.left: "left",
    worktime.Mark.paused: "paused",
    worktime.Mark.over: "late",
    worktime.Mark.weekend: "weekend",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A case as its reporter holds it: its matter, the open task if there is one, the promise as last computed."""

    case: Case
    matter: Matter
    task: Task | None
    promise: Clock | None
    pauses: Sequence[worktime.ClockEvent] = ()
    helping: tuple[str, ...] = ()  # units at work beside whoever has it

    @property
    def waits_for_reporter(self) -> bool:
        """Whether the next word is the reporter's."""
        return self.task is not None and self.matter.flow[self.task.step].is_wait


def of_file(file: CaseFile) -> Held:
    promises = [clock for clock in file.clocks if clock.kind == "promised"]
    return Held(file.case, file.matter, file.task, promises[-1] if promises else None, file.pauses, _helping(file.open))


def _helping(open_tasks: Iterable[Task]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(task.unit_name for task in open_tasks if task.branch and task.unit_name))


def of_list(cases: Sequence[Case]) -> list[Held]:
    """The cases of a list with their open tasks and promises: two statements, however many there are."""
    numbers = [case.id for case in cases]
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(case_id__in=numbers, done__isnull=True).order_by("branch", "id"):
        tasks.setdefault(task.case_id, []).append(task)
    clocks = Clock.objects.filter(case_id__in=numbers, kind="promised").order_by("id")
    promises = {clock.case_id: clock for clock in clocks}
    pauses = pauses_of([clock.case_id for clock in promises.values() if clock.reason])
    return [
        Held(
            case,
            catalogue.of_versions(case.item_version, case.flow_version),
            next((task for task in tasks.get(case.id, ()) if not task.branch), None),
            promises.get(case.id),
            pauses.get(case.id, ()),
            _helping(tasks.get(case.id, ())),
        )
        for case in cases
    ]


def title(held: Held) -> str:
    """What the matter is called, in the language of the page where the catalogue has it."""
    label = held.matter.item.label
    return label.text(language()) if held.case.title == label.zh else held.case.title


def label_of(label: flow.Label) -> str:
    """A flow's label in the language of the page."""
    texts = dict(label)
    return texts.get("en" if language().startswith("en") else "zh", "")


def headline(held: Held) -> str:
    """Where the matter stands, as a sentence that names who has it."""
    case, task = held.case, held.task
    if case.outcome == "withdrawn":
        return _("This matter was withdrawn")
    if case.lead_id is not None and case.closed is None:
        return _("Neighbours reported the same: it is handled together")
    if case.closed is not None or task is None:
        return _("This matter is done")
    if held.waits_for_reporter:
        return _answered(case.outcome)
    unit = task.unit_name or _("The community")
    if held.helping:
        return _("%(count)s units are working on it together") % {"count": len(_together(held))}
    if task.opened == case.at:
        return _("It is with %(unit)s now") % {"unit": unit}
    return _("%(unit)s is on it: %(step)s") % {"unit": unit, "step": label_of(held.matter.flow[task.step].label)}


def _together(held: Held) -> list[str]:
    """The units at work, whoever leads first."""
    lead = (held.task.unit_name if held.task else "") or _("The community")
    return list(dict.fromkeys([lead, *held.helping]))


def _answered(outcome: str) -> str:
    return {
        "partly": _("Partly done. Have a look, please"),
        "declined": _("This could not be done. Have a look at the reason, please"),
        "not_ours": _("This is not ours to do. Have a look who to ask, please"),
    }.get(outcome) or _("It is done. Have a look, please")


def next_words(held: Held, *, now: datetime) -> str:
    """What happens next and by when."""
    if held.case.closed is not None:
        return _("If it is still not right, say so below: it is opened again.")
    if held.waits_for_reporter:
        return _("If all is well, choose a grade and it is finished. If not, say so and somebody comes again.")
    said = []
    if held.helping:
        said.append(_("At work: %(units)s.") % {"units": pgettext("list", ", ").join(_together(held))})
    if held.task is not None and held.task.due is not None and held.task.due > now:
        said.append(_("The next step comes %(by)s.") % {"by": words.by_when(held.task.due, now)})
    if held.case.due is not None:
        promised = (
            _("You were promised an answer %(by)s.")
            if held.case.due > now
            else _("You were promised an answer %(by)s. It is late, and the level above sees that.")
        )
        said.append(promised % {"by": words.by_when(held.case.due, now)})
    return "".join(said) if language().startswith("zh") else " ".join(said)


def lamp(held: Held, *, calendar: worktime.Calendar, now: datetime) -> tuple[str, str]:
    """Colour and words of the lamp: 还有3个工作日, 今天18:00前, 超期2天; of an answered matter how it came in time.

    Both tell of the promise. Whether the desk is late with its step is the desk's matter.
    """
    if held.promise is None or held.promise.due is None:
        return ("green", "")
    reading = queries.reading(held.promise, calendar=calendar, now=now, pauses=held.pauses)
    if held.promise.stopped is not None:
        return _in_the_end(reading)
    colour = LAMPS[Lamp(held.promise.lamp)]
    due = words.due(reading.due, now, reading.left_days)
    if colour == "amber":
        return colour, _("Due soon: %(due)s") % {"due": due}
    return colour, due


def _in_the_end(reading: worktime.ClockReading) -> tuple[str, str]:
    if reading.over_by > timedelta(0):
        return "red", words.late(reading.over_by, reading.over_days or None)
    if reading.left_days:
        return "green", _("%(days)s early") % {"days": words.waited(timedelta(days=reading.left_days))}
    return "green", _("in time")


def rule(held: Held, *, calendar: worktime.Calendar, now: datetime) -> list[str]:
    """The day rule of the promise; empty where nothing was promised."""
    if held.promise is None:
        return []
    events = course(held.promise, held.pauses)
    return [MARKS[cell.mark] for cell in worktime.day_cells(events, calendar, now)][-MOST_CELLS:]


def colour(held: Held) -> str:
    """The colour of the day rule: jade in time, amber, red when late."""
    return colour_of(held.promise) if held.promise is not None else ""


def clocks(held: Held, *, calendar: worktime.Calendar, now: datetime) -> dict[str, Any]:
    """The two clocks side by side, the resident's first."""
    return {
        "resident": _resident_clock(held.case, now=now),
        "legal": _promised_clock(held, calendar=calendar, now=now) if held.promise else None,
    }


def _resident_clock(case: Case, *, now: datetime) -> dict[str, Any]:
    until = case.closed or now
    days = (words.local(until).date() - words.local(case.at).date()).days
    cells = ["used"] * min(days, MOST_CELLS) + ["used" if case.closed else "today"]
    return {
        "label": _("You waited") if case.closed else _("You have waited"),
        "words": words.waited(until - case.at),
        "cells": cells[-MOST_CELLS:],
        "foot": _("from the moment you sent it, never paused"),
    }


def _promised_clock(held: Held, *, calendar: worktime.Calendar, now: datetime) -> dict[str, Any]:
    assert held.promise is not None
    reading = queries.reading(held.promise, calendar=calendar, now=now, pauses=held.pauses)
    limit = reading.limit.words("en" if language().startswith("en") else "zh")
    promised = held.matter.item.promised
    _colour, said = lamp(held, calendar=calendar, now=now)
    if promised is not None and promised.unverified:
        said = _("%(due)s (limit not yet confirmed)") % {"due": said}
    if held.promise.paused and held.promise.resumes is not None:
        why = {
            "reason": reasons.reason_words(held.promise.reason, now),
            "moment": words.moment(held.promise.resumes, now),
        }
        said = _("Paused: %(reason)s, until %(moment)s") % why
    return {
        "label": _("Promised: %(limit)s") % {"limit": limit},
        "words": _("%(time)s used") % {"time": _used(reading)},
        "cells": rule(held, calendar=calendar, now=now),
        "colour": colour(held),
        "foot": said,
    }


def _used(reading: worktime.ClockReading) -> str:
    """2天 of a limit in days, 5小时 of any other."""
    if reading.used_days is None:
        return words.waited(reading.elapsed)
    return ngettext("%(count)s day", "%(count)s days", reading.used_days) % {"count": reading.used_days}
