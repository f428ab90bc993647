"""A case beside the list: enough to decide what to do, in one look. The reporter is not shown here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.models import Case
from linli.kernel.cases.queries import CaseFile
from linli.kit.desk import doing, history, rule, speaking, tokens
from linli.kit.desk.asked import Asked
from linli.kit.desk.doing import Deed
from linli.kit.desk.history import Entry, Shown
from linli.kit.desk.rule import Line
from linli.kit.routes import Request

MOST_TEXT = 160
MOST_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Peek:
    """What the third pane shows of a case."""

    number: str
    title: str
    lamp: str
    stand: str
    step: str
    text: str
    where: str
    lines: list[Line]
    photos: list[Shown]
    entries: list[Entry]
    deeds: list[Deed]
    mark: str
    holders: list[str]


def seen(request: Request, asked: Asked) -> dict[str, Any]:
    """The case an inbox address names; None where there is none for this post. Six statements."""
    try:
        file = queries.case_file(asked.case)
    except Case.DoesNotExist:
        return {"case_shown": None}
    return {"case_shown": _peek(request, file)}


def _peek(request: Request, file: CaseFile) -> Peek:
    now = request.now
    calendar = catalogue.calendar(at=now)
    works = doing.works(file, request.hat)
    task = works[0].task if works else file.task
    text = file.case.text
    return Peek(
        number=file.case.number,
        title=file.case.title,
        lamp=speaking.lamp_of(task.lamp) if task else "",
        stand=speaking.due_words(task.due, task.limit, calendar=calendar, now=now) if task else "",
        step=speaking.step_words(file.matter, task.step if task else file.case.step),
        text=text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…",
        where=file.case.where,
        lines=rule.lines(file, calendar=calendar, now=now),
        photos=history.opening(file)[:2],
        entries=history.entries(file, now=now)[:MOST_ENTRIES],
        deeds=[deed for deed in works[0].deeds if not deed.waits] if works else [],
        mark=tokens.task_mark(task),
        holders=history.holders(file),
    )
