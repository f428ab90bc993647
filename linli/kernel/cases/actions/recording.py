"""Recording matters of the past as cases: what was written, and where it is known, who answered what and when.

A record goes the way of every other case: its rows are drafted and written as an opening, its answer as an answer.
``at`` lies in the past, ``recorded`` is the database's own clock, and nobody is told news that is old.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from linli.engines import flow, worktime
from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.actions import events, following, opening, showing
from linli.kernel.cases.actions.adding import ADDED
from linli.kernel.cases.actions.following import Move
from linli.kernel.cases.actions.opening import Draft
from linli.kernel.cases.catalogue import Matter, has_effect
from linli.kernel.cases.facts import CaseAnswered, CaseClosed
from linli.kernel.cases.models import Lamp, Origin
from linli.kernel.cases.owners import Owner
from linli.kernel.cases.reports import Report, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.publications import actions as publications
from linli.plumbing import bulk, crypto, facts, ids, policy, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered, when, and which unit signed it where that is known."""

    text: str
    at: datetime
    unit: Owner | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One matter of the past. ``origin`` names the row it stands in; ``notes`` are words the history keeps besides.

    ``desk`` is where it lay or still lies; without one it lies where the duty table says.
    """

    origin: str
    report: Report
    answered: Answered | None = None
    desk: Owner | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """The case of a record; ``repeated`` when it had been recorded before."""

    case_id: int
    number: str
    repeated: bool = False


def record_many(*, records: Sequence[Record], by: Hat, now: datetime) -> list[Recorded]:
    """Record matters of the past, all in one transaction; one that was recorded before is left as it is."""
    policy.require(by, "case.record")
    subjects = ids.reserve_many("people_subject", len(records))
    keys = crypto.blind_many([one.origin for one in records], purpose="case origin")
    hat = by.seeing(*subjects).reaching(*{one.report.scope for one in records})
    with scope.writing(hat, now=now):
        known = _known(keys)
        fresh = [number for number, key in enumerate(keys) if key not in known and key not in keys[:number]]
        drafts = _drafts([(records[place], subjects[place]) for place in fresh], now=now)
        if drafts:
            scope.widen(hat, {draft.task.scope_id for draft in drafts})
            opening.write(drafts, by=by, now=now)
            _write_past([(records[place], draft) for place, draft in zip(fresh, drafts, strict=True)], by=by, now=now)
        numbers = ids.reserve_many("cases_origin", len(fresh))
        bulk.add(
            Origin(id=number, case_id=draft.case.id, key=keys[place])
            for number, place, draft in zip(numbers, fresh, drafts, strict=True)
        )
    made = {place: Recorded(draft.case.id, draft.case.number) for place, draft in zip(fresh, drafts, strict=True)}
    known |= {keys[place]: replace(one, repeated=True) for place, one in made.items()}
    return [made.get(place) or known[key] for place, key in enumerate(keys)]


def _known(keys: Sequence[bytes]) -> dict[bytes, Recorded]:
    """Those that were recorded before."""
    rows = Origin.objects.filter(key__in=keys).values_list("key", "case_id", "case__number")
    return {bytes(key): Recorded(case, number, repeated=True) for key, case, number in rows}


def _drafts(records: Sequence[tuple[Record, int]], *, now: datetime) -> list[Draft]:
    prefix, calendar = catalogue.city(at=now).prefix, catalogue.calendar(at=now)
    drafts = []
    for record, subject in records:
        matter = catalogue.matter(record.report.item, at=now)
        answered = record.answered
        draft = opening.draft(
            record.report,
            subject,
            reachable=False,
            prefix=prefix,
            calendar=calendar,
            now=answered.at if answered else now,
            step=answering(matter)[0].name if answered else "",
            desk=(answered.unit if answered else None) or record.desk,
        )
        if answered is not None:
            _settle(draft, answered, calendar=calendar)
        drafts.append(draft)
    return drafts


def answering(matter: Matter) -> tuple[flow.Step, flow.Action]:
    """The step of a flow at which the reporter is answered, and the action that does it."""
    return next(
        (step, action) for step in matter.flow.steps for action in step.actions if has_effect(action, "answers")
    )


def _settle(draft: Draft, answered: Answered, *, calendar: worktime.Calendar) -> None:
    """Bring a draft to where the answer left it: its task done, its clocks stopped, answered and closed."""
    _step, action = answering(draft.matter)
    case, task, at = draft.case, draft.task, answered.at
    task.done, task.turns, task.action, task.first = at, None, action.name, False
    for clock in draft.clocks:
        clocks.set_clock(clock, calendar=calendar, now=at)
        clock.stopped, clock.turns = at, None
    following.answer(case, Move(action=action.name, text=tidy(answered.text), outcome=answered.outcome), at=at)
    case.step, case.closed, case.lamp = flow.END.name, at, Lamp.GREEN


def _write_past(records: Sequence[tuple[Record, Draft]], *, by: Hat, now: datetime) -> None:
    """The events after the opening, in the order in which they happened, with their facts."""
    happened = [one for record, draft in records for one in _happened(record, draft)]
    doings = [journal.Doing(f"case.{one.verb}", "case", one.case_id, {"to": one.to_step}) for one in happened]
    if not happened:
        return
    lines = journal.append_many(doings, by=by, at=now)
    lined = [replace(one, line=line) for one, line in zip(happened, lines, strict=True)]
    written = events.write(lined, by=by)
    answers = [event for event in written if event.to_step == flow.END.name]
    told = [
        (fact, event.line, event.at)
        for event in answers
        for fact in (CaseAnswered(event.case_id, event.id), CaseClosed(event.case_id, event.id))
    ]
    facts.tell_each(told, by=by)
    for _record, draft in records:
        closed = draft.case.closed
        if closed and showing.is_public(draft.case, draft.matter):
            publications.change(draft.case.id, publications.Turn("closed", closed, due=draft.case.due, closed=closed))


def _happened(record: Record, draft: Draft) -> Iterator[events.Happening]:
    case, task = draft.case, draft.task
    for words in record.notes:
        yield events.Happening(case.id, ADDED, task.step, 0, case.at, task.step, task.id, text=tidy(words))
    if record.answered is not None:
        yield events.Happening(
            case.id,
            task.action,
            task.step,
            0,
            record.answered.at,
            flow.END.name,
            task.id,
            text=case.answer,
            data={"outcome": case.outcome, "to": ""},
            unit_name=task.unit_name,
        )
