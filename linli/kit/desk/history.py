"""What happened to a case, newest first, in sentences: for staff the internal notes too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.cases.models import Event
from linli.kernel.cases.queries import CaseFile
from linli.kernel.papers.models import READY, Paper
from linli.kit import words
from linli.kit.counter import history as told
from linli.kit.desk import speaking

OPENED = "opened"  # its words and photos stand at the head of the page, once
RESIDENTS = frozenset({"visitor", "resident"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One photo of the history: addresses of the small and the whole one, or why there is none."""

    thumb: str
    whole: str
    alt: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: when, who, what was done, what was said, with which photos."""

    at: str
    who: str
    deed: str
    text: str
    internal: bool = False
    photos: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Turn:
    """One handover: from which unit to which, by whom, and why."""

    at: str
    before: str
    after: str
    who: str
    why: str


def entries(file: CaseFile, *, now: datetime) -> list[Entry]:
    """Every event of the case in words."""
    return [
        Entry(
            at=words.moment(event.at, now),
            who=who(event),
            deed=deed(file, event),
            text="" if event.verb == OPENED else event.body.text,
            internal=not event.shown,
            photos=[] if event.verb == OPENED else shown(file, event),
        )
        for event in file.events
    ]


def who(event: Event) -> str:
    """The actor as history names them, with their unit; a reporter is never named here."""
    if event.role in RESIDENTS:
        return _("the reporter")
    if event.role == "robot":
        return _("Linli")
    return " ".join(part for part in (event.who, event.unit_name) if part)


def deed(file: CaseFile, event: Event) -> str:
    """What was done: the action's own words, with the unit it went to or how it came out."""
    done, data = _done(file, event), event.body.data
    units, released = [name for name, _brief in data.get("units", [])], data.get("released", [])
    if (units or released) and not data.get("to"):
        names = pgettext("list", ", ").join(units or released)
        return _("%(deed)s: %(unit)s") % {"deed": done, "unit": names}
    if data.get("proposed"):
        return _("%(deed)s: given back too often, so the coordinator decides. It was to go to %(unit)s") % {
            "deed": done,
            "unit": data["proposed"],
        }
    outcome = data.get("outcome", "")
    said = data.get("to") or dict([*speaking.outcomes(), ("withdrawn", _("withdrawn"))]).get(outcome, outcome)
    return _("%(deed)s: %(unit)s") % {"deed": done, "unit": said} if said else done


def _done(file: CaseFile, event: Event) -> str:
    """An entry's own words, else those of the flow."""
    known = {
        OPENED: _("reported %(channel)s") % {"channel": speaking.channel_words(file.case.channel)},
        "added": _("added something"),
        "noted": _("note among staff"),
        "taken": _("is with %(name)s now") % {"name": event.body.data.get("colleague", "")},
        "laid_back": _("laid back on the desk of the unit"),
        "asked_intake": _("asked the intake desk"),
        "supervised": _("ordered supervision"),
        "order_answered": _("answered the order"),
        "order_fulfilled": _("the order is fulfilled"),
        "order_withdrawn": _("withdrew the order"),
        "clustered": _("put together with another matter"),
        "gathered": _("leads others from now on"),
        "apart": _("was taken out and goes on by itself"),
        "paused": _("stopped the legal clock"),
        "resumed": _("let the legal clock go on"),
        "pledge_kept": _("did what was named for a day"),
        "withdrawn": _("withdrew the matter"),
        "rectify_called": _("called about the bad grade"),
        "rectified": _("put right or explained what a bad grade was about"),
        "left_to_us": _("withdrew, but it concerns public safety and goes on"),
        "followed_up": _("called the reporter back"),
        "child_opened": _("opened a matter for a part: %(number)s") % {"number": event.body.data.get("number", "")},
        "child_closed": _("the matter %(number)s is closed") % {"number": event.body.data.get("number", "")},
        "concealed": _("kept it from whom it is about"),
        "revealed": _("it was not about them, so it went back"),
        "succeeded": _("who answered for it is no more, so it went on"),
        "redrawn": _("its place belongs to another community now, so it went on"),
        "joined": _("all parts are in, it goes on"),
        "time_out": _("nobody objected in time, so it was closed"),
    }
    if event.verb == "corrected":
        return _corrected(event)
    return known.get(event.verb) or speaking.action_words(file.matters, event.verb)


def _corrected(event: Event) -> str:
    """From which matter to which, and what was promised before and is now."""
    data, language = event.body.data, speaking.language()
    said = _("put the matter right: from “%(was)s” to “%(now)s”") % {
        "was": data["was_label"][language],
        "now": data["label"][language],
    }
    before, after = data["limits"].get("promised", ("", ""))
    if not before or not after:
        return said
    limits = {"said": said, "before": speaking.limit_words(before), "after": speaking.limit_words(after)}
    return _("%(said)s; promised within %(after)s instead of %(before)s") % limits


def shown(file: CaseFile, event: Event) -> list[Shown]:
    """The photos of one event. A photo in quarantine or refused is a sentence in its place."""
    if not event.body.papers:
        return []
    place = told.shown(file.events).index(event) + 1 if event.shown else 0
    papers = [(at, file.papers[paper]) for at, paper in enumerate(event.body.papers, 1) if paper in file.papers]
    return [_shown(file.case.number, place, at, paper) for at, paper in papers]


def _shown(number: str, place: int, at: int, paper: Paper) -> Shown:
    alt = paper.title or _("Photo")
    if paper.state == READY and place:
        return Shown(
            reverse("paper", args=(number, place, at, "small")), reverse("paper", args=(number, place, at)), alt
        )
    return Shown("", "", alt, paper.refusal or _("This photo is being checked and appears in a moment."))


def opening(file: CaseFile) -> list[Shown]:
    """The photos the reporter sent with the matter."""
    first = next((event for event in reversed(file.events) if event.verb == OPENED), None)
    return shown(file, first) if first else []


def turns(file: CaseFile, *, now: datetime) -> list[Turn]:
    """The handovers of the case, the latest first."""
    units = {task.id: speaking.unit_of(task) for task in file.tasks}
    return [
        Turn(
            at=words.moment(event.at, now),
            before=units.get(event.task_id or 0, ""),
            after=event.body.data["to"],
            who=who(event),
            why=event.body.text or deed(file, event),
        )
        for event in file.events
        if event.body.data.get("to")
    ]


def holders(file: CaseFile) -> list[str]:
    """The units that hold or held a task of the case: those who can see it."""
    held = dict.fromkeys(speaking.unit_of(task) for task in file.tasks if task.role != "reporter")
    return list(held)
