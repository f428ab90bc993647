"""The next actions of a case as forms drawn from its flow, and what came back in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from linli.engines.flow import END, Action
from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Move, TaskTaken
from linli.kernel.cases.catalogue import has_effect
from linli.kernel.cases.models import Task
from linli.kernel.cases.queries import CaseFile
from linli.kernel.cases.reports import NotAReport, Photo
from linli.kernel.people.queries import Owner
from linli.kernel.places import queries as places
from linli.kit.counter import forms
from linli.kit.counter.places_search import called
from linli.kit.desk import hints, lanes, placing, ready, sharing, speaking, tokens
from linli.plumbing.scope import Hat

KEYS = ("F", "C", "V", "B")  # the first action, the others; T is always handing over
MOST_TEXT = 2000
BUILDINGS = 8
SAME_NOTE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Choice:
    """One building an address may mean."""

    id: int
    label: str
    community: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One action as a form: what it is called, what it asks, where it leads."""

    name: str
    id: str
    label: str
    asks: Mapping[str, bool]
    after: str
    key: str
    text_label: str
    text_help: str
    is_first: bool = False
    is_open: bool = False
    waits: str = ""
    may_release: bool = False
    may_promise: bool = False
    hints: Sequence[str] = ()
    use: str = ""  # which phrases are offered for its words
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_bare(self) -> bool:
        """Nothing to fill in: the form is one button."""
        return not self.asks


@dataclass(frozen=True, slots=True)
class Work:
    """One open task on this desk: what it is, for which unit, what was asked of it, and what may be done."""

    task: Task
    mark: str
    step: str
    unit: str
    brief: str
    deeds: list[Deed]


def works(
    file: CaseFile,
    hat: Hat,
    *,
    wanted: str = "",
    typed: QueryDict | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Work]:
    """The open tasks of a case that lie on this desk, the main line's first, each with its actions as forms."""
    held = [task for task in file.open if cases.holds(hat, task)]
    sent = tokens.task_of(held, typed.get("task", "")) if typed else None
    offering = [task for task in held if wanted in {action.name for action in file.actions_at(task)}]
    chosen = sent or next(iter(offering), None)
    made = []
    for task in held:
        mine = task is chosen
        forms_ = deeds(file, task, wanted=wanted if mine else "", typed=typed if mine else None, errors=errors)
        step = speaking.step_words(file.matter, task.step)
        made.append(Work(task, tokens.task_mark(task), step, speaking.unit_of(task), task.brief, forms_))
    return made


def deeds(
    file: CaseFile,
    task: Task,
    *,
    wanted: str = "",
    typed: QueryDict | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Deed]:
    """The actions of an open task. ``wanted`` names the one that stands open; it holds what was typed."""
    offered = file.actions_at(task)
    opened = wanted if wanted in {action.name for action in offered} else next((a.name for a in offered if a.asks), "")
    made = []
    keys = iter(KEYS)
    for action in offered:
        chosen = action.name == opened
        made.append(
            Deed(
                name=action.name,
                id=f"{action.name}-{task.branch}".replace(".", "-").strip("-"),
                label=speaking.label_of(action),
                asks={ask.field: ask.required for ask in action.asks},
                after=_after(file, task, action),
                key="T" if action.returns else next(keys, ""),
                text_label=_text_label(action),
                text_help=_text_help(action),
                use=ready.use_of(action),
                is_first=action is offered[0],
                is_open=chosen,
                waits=lanes.waits_for(file, task, action),
                may_release=has_effect(action, "publishes") and file.matter.item.public and not file.case.confidential,
                may_promise=has_effect(action, "answers"),
                hints=hints_on(action, typed) if chosen and typed and not errors else (),
                values=values_of(typed) if chosen and typed else {},
                errors=errors or {} if chosen and wanted else {},
            )
        )
    return made


def values_of(typed: QueryDict) -> dict[str, str]:
    """What was typed, by field."""
    fields = (
        "text",
        "outcome",
        "basis",
        "promised",
        "next_owner",
        "place",
        "area",
        "release",
        "find",
        "branch",
        "rows",
        "more",
        *sharing.names(),
    )
    return {name: str(typed[name]) for name in (*fields, *sharing.names()) if name in typed}


def hints_on(action: Action, typed: Mapping[str, Any]) -> list[str]:
    """What an answer still lacks; nothing for other actions, and nothing a second time."""
    if not has_effect(action, "answers") or typed.get("hinted"):
        return []
    return hints.missing(str(typed.get("text", "")), promised=str(typed.get("promised", "")))


def _promised(given: str) -> date | None:
    if not given.strip():
        return None
    try:
        return date.fromisoformat(given.strip())
    except ValueError as wrong:
        raise NotAReport("promised", _("Write the day as a date, such as 2026-11-30.")) from wrong


def _after(file: CaseFile, task: Task, action: Action) -> str:
    """Where the action leads: 接下来：答复."""
    if action.goes_to == task.step:
        return ""
    if task.branch and action.goes_to == END.name:
        return _("Next: back to the lead")
    step = file.matter.enter(action.goes_to, placed=file.case.area_id is not None or has_effect(action, "sets_place"))
    return _("Next: %(step)s") % {"step": speaking.step_words(file.matter, step)}


def _text_label(action: Action) -> str:
    if action.returns:
        return _("Why it goes to somebody else")
    if has_effect(action, "releases") or has_effect(action, "declines"):
        return _("Why")
    if has_effect(action, "answers"):
        return _("Answer to the resident")
    if has_effect(action, "contacts"):
        return _("What was said")
    if all(ask.field != "photo" for ask in action.asks):  # nothing is done on the spot: it is a decision
        return _("What you decide, and why")
    return _("What was done or found")


def _text_help(action: Action) -> str:
    if has_effect(action, "answers"):
        return _("Say what was done, and by which day the rest is. The resident reads every word.")
    if action.returns:
        return _("The next unit and the street read this.")
    if has_effect(action, "releases") or has_effect(action, "declines"):
        return _("The units that take part read this; the resident does not.")
    return _("The resident can read this.")


def buildings(text: str) -> list[Choice]:
    """The buildings an address may mean."""
    if not text.strip():
        return []
    found = [one for one in places.search(text, limit=30) if one.level == "building"]
    return [Choice(one.id, called(one), one.community) for one in found[:BUILDINGS]]


def owner_options(owners: Sequence[Owner]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The desks a case may be handed to, as options of a list, by the division or area they answer for."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for owner in owners:
        words = _("%(unit)s, %(role)s") % {"unit": owner.unit_name, "role": speaking.role_words(owner.role)}
        groups.setdefault(owner.where, []).append((tokens.owner_mark(owner), words))
    return list(groups.items())


def read(
    request: HttpRequest, file: CaseFile, name: str, *, owners: Sequence[Owner], kept: Sequence[Photo] = ()
) -> Move:
    """The form as a move. ``TaskTaken`` when the page is older than the case, ``NotAReport`` for a wrong field."""
    task = tokens.task_of(file.open, request.POST.get("task", ""))
    if task is None:
        raise TaskTaken
    ready.check_filled(request.POST.get("text", ""))
    released = tokens.task_of(file.open, request.POST.get("branch", ""))
    return Move(
        action=name,
        task=task.id,
        text=request.POST.get("text", "")[: MOST_TEXT * 2],
        photos=(*kept, *photos_of(request, room=forms.MOST_PHOTOS - len(kept))),
        outcome=request.POST.get("outcome", ""),
        basis=request.POST.get("basis", ""),
        promised=_promised(request.POST.get("promised", "")),
        next_owner=tokens.owner_of(owners, request.POST.get("next_owner", "")),
        place=_place(request.POST.get("place", "") or placing.chosen(request, "place")),
        grid=None if request.POST.get("place") else _place(placing.chosen(request, "grid")),
        release=bool(request.POST.get("release")),
        co_handlers=sharing.read(request.POST, owners),
        branch=released.id if released else None,
    )


def _place(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def photos_of(request: HttpRequest, *, room: int = forms.MOST_PHOTOS) -> tuple[Photo, ...]:
    """The photos of a form. One that is none, or too large, is named and nothing is sent."""
    good, wrong = forms.sent_photos(request, room=room)
    if wrong:
        raise NotAReport("photo", wrong)
    return tuple(Photo(content=forms.content_of(upload), name=upload.name or "") for upload in good)


def noted_already(file: CaseFile, text: str, *, account: int, now: datetime) -> bool:
    """Whether the same person has just written these very words: a double tap, or a retry after a time-out."""
    said = text.replace("\r\n", "\n").strip()
    return bool(said) and any(
        event.verb in ("noted", "added") and event.actor == account and event.body.text.strip() == said
        for event in file.events
        if now - event.at < SAME_NOTE
    )


def repeated(file: CaseFile, request: HttpRequest, name: str, *, account: int) -> bool:
    """Whether this very form was done already by the same person: a double tap, or a retry after a time-out."""
    task = tokens.task_of(file.tasks, request.POST.get("task", ""))
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    return task is not None and any(
        event.task_id == task.id and event.verb == name and event.actor == account and event.body.text.strip() == text
        for event in file.events
    )
