"""The history of a case as its reporter reads it: what was done, when, by whom, with the photos.

Only events that are shown to residents. A photo is named by the number of its case, the place of its event in the
shown history and its own place there, so that no key of the database leaves the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Event
from linli.kernel.cases.queries import CaseFile
from linli.kernel.papers.models import QUARANTINED, READY, Paper
from linli.kit import words
from linli.kit.counter.here import language
from linli.kit.counter.telling import label_of

REPORTER = ("visitor", "resident")


def shown(events: Sequence[Event]) -> list[Event]:
    """What residents may read, in the order it was written down: places in it never change."""
    return sorted((event for event in events if event.shown), key=lambda event: event.id)


def timeline(file: CaseFile, *, now: datetime) -> list[dict[str, Any]]:
    """The events for the timeline, newest first, with before and after beside the latest work that has photos."""
    told = shown(file.events)
    places = {event.id: place for place, event in enumerate(told, 1)}
    newest = sorted(told, key=lambda event: (event.at, event.id), reverse=True)
    drawn = {event.id: _event(event, places[event.id], file, now=now) for event in newest}
    _put_before_beside_after(newest, drawn)
    return [drawn[event.id] for event in newest]


def _event(event: Event, place: int, file: CaseFile, *, now: datetime) -> dict[str, Any]:
    papers = [(at, file.papers[paper]) for at, paper in enumerate(event.body.papers, 1) if paper in file.papers]
    notes = [note for note in dict.fromkeys(_note(paper) for _at, paper in papers) if note]
    return {
        "at": words.moment(event.at, now),
        "who": who(event),
        "words": "\n".join([sentence(event, file.matters), *notes]),
        "photos": [
            {"src": reverse("paper", args=(file.case.number, place, at, "small")), "alt": _alt(event), "caption": ""}
            for at, paper in papers
            if paper.state == READY
        ],
    }


def who(event: Event) -> str:
    """Who did it, as history names them: 您, 黄志强 网格员, 桂和物业."""
    if event.role in REPORTER:
        return _("You")
    return event.who or event.unit_name


def sentence(event: Event, matters: Sequence[Matter]) -> str:
    """One sentence: the words somebody wrote, behind what they did with the matter."""
    done, text = _done(event, matters), event.body.text
    if not text:
        return done
    return _("%(done)s: %(text)s") % {"done": done, "text": text}


def _done(event: Event, matters: Sequence[Matter]) -> str:
    units = [name for name, _brief in event.body.data.get("units", [])]
    if units:
        return _("Asked %(units)s to join in") % {"units": pgettext("list", ", ").join(units)}
    given_to = event.body.data.get("to")
    if given_to:
        return _("Handed on to %(unit)s") % {"unit": given_to}
    own = {
        "opened": pgettext("history", "Sent"),
        "clustered": _("Neighbours reported the same: it is handled together"),
        "added": pgettext("history", "Added"),
        "followed_up": _("Called you about the answer"),
        "corrected": _corrected(event),
        "supervised": _supervised(event),
        "order_fulfilled": _("What was ordered is done"),
        "paused": _("The promised clock stands still, yours goes on"),
        "resumed": _("The promised clock goes on"),
        "pledge_kept": _("What was named for a day is done"),
        "withdrawn": _("Withdrawn"),
        "joined": _("Everybody's part is done"),
        "rectified": _("About your grade"),
        "left_to_us": _("Withdrawn by you; it concerns everybody's safety, so it goes on"),
        "time_out": _("No word for a while, so it is taken as done"),
    }.get(event.verb)
    if own:
        return own
    steps = [step for matter in reversed(matters) for step in matter.flow.steps]
    names = {action.name: label_of(action.label) for step in steps for action in step.actions}
    return names.get(event.verb) or event.verb


def _corrected(event: Event) -> str:
    data = event.body.data
    if event.verb != "corrected":
        return ""
    return _("It is handled as “%(item)s” now") % {"item": data["label"]["en" if language() == "en" else "zh"]}


def _supervised(event: Event) -> str:
    """Who has to answer for it by when, as one plain sentence."""
    given = event.body.data.get("due", "")
    if not given:
        return ""
    due = words.day(words.local(datetime.fromisoformat(given)).date(), event.at)
    unit = event.body.data.get("unit") or _("The community")
    return _("%(unit)s has been told to answer for this by %(day)s") % {"unit": unit, "day": due}


def _note(paper: Paper) -> str:
    if paper.state == QUARANTINED:
        return _("(The photo is being checked and can be seen in a moment.)")
    return f"({paper.refusal})" if paper.refusal else ""


def _alt(event: Event) -> str:
    return _("Photo sent by you") if event.role in REPORTER else _("Photo from %(who)s") % {"who": who(event)}


def _put_before_beside_after(newest: Sequence[Event], drawn: dict[int, dict[str, Any]]) -> None:
    before = next(_with_photos(reversed(newest), drawn, by_reporter=True), None)
    after = next(_with_photos(newest, drawn, by_reporter=False), None)
    if before is None or after is None:
        return
    photos = [{**photo, "caption": _("After")} for photo in drawn[after.id]["photos"]]
    drawn[after.id]["photos"] = [{**drawn[before.id]["photos"][0], "caption": _("Before")}, *photos]


def _with_photos(
    events: Sequence[Event] | Iterator[Event], drawn: dict[int, dict[str, Any]], *, by_reporter: bool
) -> Iterator[Event]:
    return (event for event in events if drawn[event.id]["photos"] and (event.role in REPORTER) == by_reporter)
