"""The page of one case: what, where, who, both clocks, the history, and what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.engines import worktime
from linli.kernel.cases import catalogue, owners, queries
from linli.kernel.cases.actions.noting import note_read
from linli.kernel.cases.queries import CaseFile
from linli.kernel.people.queries import Owner
from linli.kernel.ratings import queries as ratings
from linli.kit import kept, words
from linli.kit.desk import (
    aside,
    crowd,
    doing,
    family,
    frame,
    history,
    lanes,
    oversight,
    placing,
    reporter,
    rule,
    sharing,
    speaking,
    why,
)
from linli.kit.desk.doing import Deed
from linli.kit.desk.reporter import Seen
from linli.kit.routes import Request, owe, page
from linli.plumbing import policy

PAGE = "desk/matter.html"


@page("case.act")
def matter(request: Request, number: str) -> HttpResponse:
    """Show a case. What a lost login or an old form kept comes back into its form."""
    file = queries.case_file(number)
    typed, photos = _kept(request, number)
    wanted = request.GET.get("do") or (typed.get("deed", "") if typed else "")
    return shown(request, file, wanted=wanted, typed=typed, find=request.GET.get("find"), kept_photos=photos)


def shown(
    request: Request,
    file: CaseFile,
    *,
    wanted: str = "",
    typed: QueryDict | None = None,
    errors: Mapping[str, str] | None = None,
    find: str | None = None,
    seen: Seen | None = None,
    told: Sequence[Mapping[str, str]] = (),
    kept_photos: int = 0,
    status: int = 200,
) -> HttpResponse:
    """The page of a case, with a form open and filled where there is one. Runs inside a reading transaction."""
    base = about(request, file, seen=seen)
    works = doing.works(file, request.hat, wanted=wanted, typed=typed, errors=errors)
    deeds = [deed for work in works for deed in work.deeds]
    context = {
        **base,
        **aside.context(request, file),
        "mine": bool(works),
        "works": works,
        "deeds": deeds,
        **_choices(request, file, deeds, find),
        "is_wanted": bool(wanted),
        "note_text": "" if typed is None or (wanted and deeds) else typed.get("text", ""),
        "flash_list": [*_did(request, file), *told],
        "most_text": doing.MOST_TEXT,
        "errors": errors or {},
        "kept_photos": kept_photos,
        **crowd.of_case(request, file),
        **oversight.of_case(request, file, errors=errors or {}, typed=_plain(typed)),
        **family.of_case(request, file, errors=errors or {}, typed=_plain(typed)),
    }
    return frame.draw(request, PAGE, context, here="inbox", status=status)


def _plain(typed: QueryDict | None) -> dict[str, str]:
    """What was typed, each field once."""
    return {name: str(typed.get(name, "")) for name in typed} if typed else {}


def about(request: Request, file: CaseFile, *, seen: Seen | None = None, is_noted: bool = False) -> dict[str, Any]:
    """The case in words, on the screen or on paper. Of a named reporter it is written down that somebody looked.

    ``is_noted``: it is written down already, with what else is done.
    """
    seen = seen or reporter.masked(file.reporter)
    if seen.is_named and not is_noted:
        owe(request, note_read, case_id=file.case.id)
    return {
        **_stands(request, file),
        **_happened(request, file),
        "seen": seen,
        "channel": speaking.channel_words(file.case.channel),
    }


def faster(file: CaseFile, sentence: str) -> str:
    """That somebody was faster, with who did what: the latest entry of the history in one line."""
    moves = (event for event in file.events if event.role not in history.RESIDENTS)
    last = next((event for event in moves if event.verb not in ("noted", "added")), None)
    if last is None:
        return sentence
    said = {"who": history.who(last), "deed": history.deed(file, last)}
    return sentence + " " + _("The latest: %(who)s, %(deed)s.") % said


def _choices(request: Request, file: CaseFile, deeds: Sequence[Deed], find: str | None) -> dict[str, Any]:
    """What can be chosen in the forms, read only where one of them asks for it."""
    asked = {name for deed in deeds for name in deed.asks}
    where = find if find is not None else file.case.where
    return {
        "owners": doing.owner_options(handed(file, request)) if asked & {"next_owner", "co_handlers"} else [],
        "outcomes": speaking.outcomes(),
        "find": where,
        "choices": doing.buildings(where) if "place" in asked else [],
        "areas": placing.area_options(request.hat, now=request.now) if "place" in asked else [],
        "parts_open": sharing.parts(file) if "branch" in asked else [],
        "unit_rows": sharing.rows,
    }


def _stands(request: Request, file: CaseFile) -> dict[str, Any]:
    """What the case is and how it stands: title, lamp, step, holder, clocks."""
    now = request.now
    calendar = catalogue.calendar(at=now)
    return {
        "case": file.case,
        "title": _title(file),
        "item": file.matter.item,
        "item_label": file.matter.item.label.text(speaking.language()),
        "rule": rule.of_case(file, calendar=calendar, now=now),
        "lines": rule.lines(file, calendar=calendar, now=now),
        "waited": words.waited((file.case.closed or now) - file.case.at),
        "contact": rule.contact(file, now=now),
        "lamp": speaking.lamp_of(file.task.lamp if file.task else file.case.lamp),
        "stand": _stand(file, calendar, now),
        "step": speaking.step_words(file.matter, file.case.step),
        "unit": speaking.unit_of(file.task) if file.task else "",
        "why": why.of_case(file, now=now),
        "lanes": lanes.of_case(file, calendar=calendar, now=now),
        "first": speaking.unit_of(file.first) if file.first and not file.case.closed else "",
        "at": words.moment(file.case.at, now),
    }


def _happened(request: Request, file: CaseFile) -> dict[str, Any]:
    """The history and what belongs to it: photos, handovers, grades, who can see all this."""
    return {
        "entries": history.entries(file, now=request.now),
        "opening": history.opening(file),
        "turns": history.turns(file, now=request.now) if file.case.handovers else [],
        "holders": history.holders(file),
        "ratings": _ratings(file, request),
    }


def handed(file: CaseFile, request: Request) -> list[Owner]:
    """The desks this case may be handed to: every unit with a duty around it but the one that holds it."""
    task = file.task
    found = owners.next_owners(file.case.scope_id, at=request.now)
    return [
        one
        for one in found
        if task is None or (one.role, one.unit_id, one.area_id) != (task.role, task.unit_id, task.area_id)
    ]


def _title(file: CaseFile) -> str:
    label = file.matter.item.label
    return label.text(speaking.language()) if file.case.title == label.zh else file.case.title


def _stand(file: CaseFile, calendar: worktime.Calendar, now: datetime) -> str:
    """How the open task stands: 今天18:00前; of a closed case when it was closed."""
    if file.case.lead_id is not None and not file.case.closed:
        return _("handled together with another one")
    if file.case.closed or file.task is None:
        return _("closed %(moment)s") % {"moment": words.moment(file.case.closed or now, now)}
    return speaking.due_words(file.task.due, file.task.limit, calendar=calendar, now=now)


def _ratings(file: CaseFile, request: Request) -> list[dict[str, Any]]:
    """The grades the answer was given, the latest first. The words are for those who oversee, the rater for nobody."""
    if not file.case.answer:
        return []
    may_read = policy.may(request.hat, "case.oversee")
    return [
        {
            "at": words.moment(one.at, request.now),
            "grade": one.grade,
            "words": speaking.grade_words(one.grade),
            "text": one.text if may_read else "",
        }
        for one in reversed(ratings.of_case(file.case.id))
    ]


def _did(request: Request, file: CaseFile) -> list[Mapping[str, str]]:
    """What was just done, said once after the page comes back."""
    did = request.GET.get("did", "")[:40]
    if not did:
        return []
    own = {
        **_overseen(),
        "note": _("Your note is in the history"),
        "watched": _("You are told when it moves"),
        "unwatched": _("You are no longer told"),
        "taken": _("Colleagues see who has it"),
        "gathered": _("They are handled together now"),
        "apart": _("It goes on by itself now, where it stood"),
        "released": _("What you ticked is what everybody sees"),
    }
    if did == "note_moved":
        words_ = faster(file, _("Your note is in the history. Meanwhile the case has moved on."))
        return [{"words": words_, "kind": "note"}]
    return [
        {"words": own.get(did) or _("Done: %(deed)s") % {"deed": speaking.action_words(file.matters, did)}, "kind": ""}
    ]


def _overseen() -> dict[str, str]:
    """The same for what does not belong to the flow."""
    return {
        "child_opened": _("The matter is open and has its own number"),
        "asked_intake": _("The intake desk has your question"),
        "supervised": _("The unit has your order"),
        "order_answered": _("Your answer is with who gave the order"),
        "order_fulfilled": _("The order is off the list"),
        "order_withdrawn": _("The order is withdrawn"),
        "paused": _("The legal clock stands still"),
        "resumed": _("The legal clock goes on"),
        "concealed": _("Whom it is about sees it nowhere now"),
        "revealed": _("It is with whoever answers for it again"),
        "corrected": _("It is with whoever answers for this matter now"),
        "pledge_kept": _("Noted as done"),
        "followed_up": _("The call is recorded"),
        "withdrawn": _("Withdrawn for the caller"),
        "rectified": _("Noted in the ledger"),
        "left_out": _("The grade does not count any more"),
    }


def _kept(request: Request, number: str) -> tuple[QueryDict | None, int]:
    """What this browser typed before it was turned away, and how many photos; asked only where it comes from there."""
    before = kept.local_path(request.headers.get("Referer", ""))
    own = reverse("matter", args=[number])
    if not before.startswith((reverse("login"), f"{own}/")):
        return None, 0
    typed, photos = kept.take(request, path=own)
    return typed or None, len(photos)


def back(request: Request, number: str, *, did: str) -> HttpResponseRedirect:
    """To where the form was sent from: the inbox when the pane beside it said so, else the case."""
    inbox = kept.local_path(request.POST.get("next", ""))
    if inbox:
        return HttpResponseRedirect(f"{inbox}{'&' if '?' in inbox else '?'}done=1", status=303)
    return HttpResponseRedirect(f"{reverse('matter', args=[number])}?did={quote(did)}", status=303)
