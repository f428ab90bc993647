"""Several units at one case, drawn as lanes: who leads, whose part is in, whom everybody waits for, what comes then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.engines import flow, worktime
from linli.engines.flow import Action
from linli.kernel.cases.actions.branching import RELEASED
from linli.kernel.cases.catalogue import has_effect
from linli.kernel.cases.models import Event, Task
from linli.kernel.cases.queries import CaseFile
from linli.kit import words
from linli.kit.desk import speaking

OPEN, IN, DECLINED, RELEASED_ = "open", "in", "declined", "released"
MOST_SAID = 80


@dataclass(frozen=True, slots=True)
class Lane:
    """One unit that takes part: what it was asked, what it says, and how it stands."""

    unit: str
    brief: str
    said: str
    person: str
    state: str
    lamp: str
    stand: str

    @property
    def is_in(self) -> bool:
        return self.state != OPEN


@dataclass(frozen=True, slots=True)
class Lanes:
    """The fork where a case stands: its head, the lanes, and what waits behind the join."""

    title: str
    count: str
    sentence: str
    lead: str
    lead_lamp: str
    lead_stand: str
    then: str
    then_stand: str
    lanes: list[Lane]

    @property
    def is_complete(self) -> bool:
        return all(lane.is_in for lane in self.lanes)


def of_case(file: CaseFile, *, calendar: worktime.Calendar, now: datetime) -> Lanes | None:
    """The lanes of a case with several units at work; None for any other."""
    parts = file.parts
    if not parts or file.task is None:
        return None
    lanes = [_lane(file, task, calendar=calendar, now=now) for task in parts]
    waiting = [lane.unit for lane in lanes if not lane.is_in]
    lead = speaking.unit_of(file.task)
    return Lanes(
        title=_title(len(lanes)),
        count=_("%(done)s of %(all)s in") % {"done": len(lanes) - len(waiting), "all": len(lanes)},
        sentence=_sentence(file, lead, waiting),
        lead=lead,
        lead_lamp=speaking.lamp_of(file.task.lamp),
        lead_stand=speaking.due_words(file.task.due, file.task.limit, calendar=calendar, now=now),
        then=speaking.step_words(file.matter, _then(file)),
        then_stand=_("waits for all parts") if waiting else _("all parts are in"),
        lanes=lanes,
    )


def waits_for(file: CaseFile, task: Task, action: Action) -> str:
    """Why an action of the lead has to wait; empty where it does not."""
    if task.branch or (action.returns and file.case.returns + 1 < (action.most_returns or 0)):
        return ""
    missing = [speaking.unit_of(part) for part in file.parts if part.done is None]
    if file.case.waits:
        missing.append(_("a matter of its own"))
    if not flow.must_wait(file.matter.flow, task.step, action.goes_to, missing=len(missing)):
        return ""
    return _("Still missing: %(units)s. You can send this when all parts are in.") % {"units": _listed(missing)}


def _title(count: int) -> str:
    return ngettext("%(num)s unit helps", "%(num)s units help at the same time", count) % {"num": count}


def _sentence(file: CaseFile, lead: str, waiting: Sequence[str]) -> str:
    """Who waits for whom, in words."""
    if not waiting:
        if file.matter.flow[file.case.step].then:
            return _("All parts are in.")
        return _("All parts are in. %(lead)s goes on.") % {"lead": lead}
    return _("%(lead)s leads and waits for %(units)s.") % {"lead": lead, "units": _listed(waiting)}


def _then(file: CaseFile) -> str:
    """The step behind the join."""
    step = file.matter.flow[file.case.step]
    onward = [action.goes_to for action in step.actions if action.goes_to != step.name and not action.returns]
    return step.then or next(iter(onward), flow.END.name)


def _lane(file: CaseFile, task: Task, *, calendar: worktime.Calendar, now: datetime) -> Lane:
    told = next((event for event in file.events if _is_report(event, task)), None)
    state = _state(file, task)
    due = speaking.due_words(task.due, task.limit, calendar=calendar, now=now)
    return Lane(
        unit=speaking.unit_of(task),
        brief=task.brief or speaking.step_words(file.matter, task.step),
        said=_short(told.body.text) if told else "",
        person=told.who if told else task.taken_name,
        state=state,
        lamp=speaking.lamp_of(task.lamp),
        stand=_stand(state, words.moment(task.done, now) if task.done else due),
    )


def _is_report(event: Event, task: Task) -> bool:
    return event.task_id == task.id and bool(event.body.text)


def _state(file: CaseFile, task: Task) -> str:
    if task.done is None:
        return OPEN
    if task.action == RELEASED:
        return RELEASED_
    done = next((one for one in file.matter.flow[task.step].actions if one.name == task.action), None)
    return DECLINED if done is not None and has_effect(done, "declines") else IN


def _stand(state: str, moment: str) -> str:
    known = {
        IN: pgettext("part", "in %(moment)s"),
        DECLINED: pgettext("part", "declined %(moment)s"),
        RELEASED_: pgettext("part", "released %(moment)s"),
    }
    return known[state] % {"moment": moment} if state in known else moment


def _short(text: str) -> str:
    return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 1]}…"


def _listed(names: Sequence[str]) -> str:
    return pgettext("list", ", ").join(names)
