"""Cases told as plain values, in the fields that ``shapes`` declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linli.engines import flow
from linli.gates.web_api.shapes import LAMPS
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Clock, Event, Task
from linli.kernel.cases.packs import Item, Question
from linli.kernel.cases.queries import CaseFile
from linli.kernel.people import queries as people
from linli.kernel.ratings.models import Rating
from linli.kit.desk import tokens
from linli.plumbing.packs import Words

Told = dict[str, Any]

REPORTERS = frozenset({"visitor", "resident"})
VERBS = {
    "opened": {"zh": "报上来", "en": "Reported"},
    "added": {"zh": "补充", "en": "Added"},
    "noted": {"zh": "内部备注", "en": "Note among staff"},
    "taken": {"zh": "有人接手", "en": "Taken by a colleague"},
    "laid_back": {"zh": "放回单位", "en": "Laid back on the desk"},
    "corrected": {"zh": "改正事项", "en": "Put under another matter"},
    "time_out": {"zh": "到期没有回音，算办完", "en": "No word in time, taken as done"},
}


def words(found: Words) -> Told:
    return {"zh": found.zh, "en": found.en}


def label(found: flow.Label) -> Told:
    """A flow's label; both languages are always there."""
    texts = dict(found)
    return {"zh": texts.get("zh", ""), "en": texts.get("en", "")}


def item(entry: Item) -> Told:
    promised = entry.promised
    return {
        "code": entry.code,
        "label": words(entry.label),
        "group": words(entry.group),
        "hint": words(entry.hint) if entry.hint else None,
        "promised": promised.limit if promised else "",
        "unverified": bool(promised and promised.unverified),
        "questions": [_question(one) for one in entry.questions],
    }


def _question(entry: Question) -> Told:
    return {
        "code": entry.code,
        "label": words(entry.label),
        "hint": words(entry.hint) if entry.hint else None,
        "kind": entry.kind,
        "required": entry.required,
        "choices": [{"code": one.code, "label": words(one.label)} for one in entry.choices],
    }


def matter(file: CaseFile, ratings: list[Rating]) -> Told:
    """A case for its reporter: the events that are shown, and what they may do now."""
    told = _common(file, [event for event in file.events if event.shown], for_reporter=True)
    return {**told, "may": _may(file, ratings), "ratings": [_rating(one) for one in ratings]}


def case(file: CaseFile, ratings: list[Rating], *, oversees: bool) -> Told:
    """A case for the desk, the reporter masked. What was said with a grade is for those who oversee only."""
    reporter = people.reporter_of(file.reporter)
    return {
        **_common(file, list(file.events), for_reporter=False),
        "may": [],
        "ratings": [_rating(one) | ({} if oversees else {"words": ""}) for one in ratings],
        "text": file.case.text,
        "task": tokens.task_mark(file.task),
        "actions": [_action(one) for one in file.actions],
        "parts": [_part(one) for one in file.parts],
        "reporter_kind": reporter.kind,
        "reporter": reporter.name,
        "phone": reporter.phone,
        "confidential": file.case.confidential,
        "channel": file.case.channel,
    }


def _part(row: Task) -> Told:
    return {
        "part": tokens.task_mark(row) if row.done is None else "",
        "unit": row.unit_name,
        "brief": row.brief,
        "step": row.step,
        "done": row.done,
    }


def task(row: Task) -> Told:
    """A row of the inbox."""
    return {
        "number": row.number,
        "title": row.title,
        "item": row.item,
        "where": row.where,
        "step": row.step,
        "role": row.role,
        "unit": row.unit_name,
        "lamp": LAMPS[row.lamp],
        "opened": row.opened,
        "due": row.due,
        "done": row.done,
    }


def _common(file: CaseFile, events: list[Event], *, for_reporter: bool) -> Told:
    held = file.case
    return {
        "number": held.number,
        "title": held.title,
        "item": held.item,
        "item_label": words(file.matter.item.label),
        "where": held.where,
        "step": held.step,
        "step_label": label(file.step_label),
        "unit": file.task.unit_name if file.task else "",
        "lamp": LAMPS[held.lamp],
        "at": held.at,
        "due": held.due,
        "closed": held.closed,
        "answer": held.answer,
        "outcome": held.outcome,
        "reopened": held.reopened,
        "events": [_event(event, file.matters, for_reporter=for_reporter) for event in events],
        "clocks": [_clock(clock) for clock in file.clocks],
    }


def _may(file: CaseFile, ratings: list[Rating]) -> list[str]:
    """What the reporter can do: words always, a grade once for each answer, reopening once there is an answer."""
    case = file.case
    if not case.answer:
        return ["add"]
    is_rated = any(one.round == case.reopened for one in ratings)
    waits = case.closed is not None or (file.task is not None and file.matter.flow[file.task.step].is_wait)
    return ["add", *(["rate"] if waits and not is_rated else []), *(["reopen"] if waits else [])]


def _event(event: Event, matters: Sequence[Matter], *, for_reporter: bool) -> Told:
    by_reporter = event.role in REPORTERS
    return {
        "at": event.at,
        "who": ("您" if for_reporter else "") if by_reporter else event.who,
        "unit": event.unit_name,
        "verb": event.verb,
        "label": VERBS.get(event.verb) or _verb_label(event.verb, matters),
        "words": event.body.text,
        "photos": len(event.body.papers),
        "internal": not event.shown,
    }


def _verb_label(verb: str, matters: Sequence[Matter]) -> Told:
    """What the flow calls an action, the one it goes by now before those it went by."""
    for step in (step for matter in matters for step in matter.flow.steps):
        for action in step.actions:
            if action.name == verb:
                return label(action.label)
    return {"zh": verb, "en": verb}


def _clock(clock: Clock) -> Told:
    return {
        "kind": clock.kind,
        "limit": clock.limit,
        "started": clock.started,
        "due": clock.due,
        "stopped": clock.stopped,
        "lamp": LAMPS[clock.lamp],
    }


def _rating(rating: Rating) -> Told:
    return {"grade": rating.grade, "words": rating.text, "at": rating.at}


def _action(action: flow.Action) -> Told:
    asks = [{"field": ask.field, "required": ask.required} for ask in action.asks]
    return {"action": action.name, "label": label(action.label), "asks": asks}
