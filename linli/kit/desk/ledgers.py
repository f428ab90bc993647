"""Ledgers of what a unit owes: what has to be put right after a bad grade, and the days its answers have named.

A unit reads its own lines; who oversees reads those of every unit below. Both leave as Excel files, written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import oversight as pledges
from linli.kernel.cases.models_oversight import Pledge
from linli.kernel.desks import actions as desks
from linli.kernel.people.models import Organisation
from linli.kernel.ratings import queries as ratings
from linli.kernel.ratings.queries import Owed
from linli.kit import sheets, words
from linli.kit.desk import frame, oversight, speaking
from linli.kit.desk.leaving import masked
from linli.kit.routes import Request, owe, page
from linli.kit.sheets import Column, Link, Sheet
from linli.plumbing import policy

MOST = 200  # on a page; a file holds a thousand
MOST_IN_A_FILE = 1_000
SOON = timedelta(days=2)  # a named day turns amber so long before it comes


@page("ledger.see")
def rectifications(request: Request) -> HttpResponse:
    """整改台账: who owes what by when, after which grade; below it what has ended."""
    still, ended = _owed(request, ended=False, limit=MOST), _owed(request, ended=True, limit=20)
    names = _units([*still, *ended])
    context = {
        "of_all": _of_all(request),
        "rows": [_line(one, names, request.now) for one in still],
        "ended": [_line(one, names, request.now) for one in ended],
        "is_cut": len(still) == MOST,
    }
    return frame.draw(request, "desk/ledger_rectify.html", context, here="ledger")


def _of_all(request: Request) -> bool:
    return policy.may(request.hat, "case.oversee")


def _owed(request: Request, *, ended: bool, limit: int) -> list[Owed]:
    unit = None if _of_all(request) else request.hat.unit
    return ratings.to_put_right(unit_id=unit, ended=ended, limit=limit)


def _units(rows: Iterable[Owed]) -> dict[int, str]:
    about = {one.row.unit_id for one in rows if one.row.unit_id}
    return dict(Organisation.objects.filter(id__in=about).values_list("id", "name")) if about else {}


def _line(one: Owed, names: dict[int, str], now: datetime) -> dict[str, Any]:
    row = one.row
    return {
        "number": one.case.number,
        "title": one.case.title,
        "where": one.case.where,
        "lamp": speaking.lamp_between(row.opened, row.due, now),
        "due": words.due(row.due, now),
        "unit": names.get(row.unit_id or 0, ""),
        "grade": speaking.grade_words(one.grade) if one.grade else "",
        "source": _("said in a call") if row.source == "call" else _("rated by the resident"),
        "opened": words.day(row.opened, now),
        "step": _step(one),
        "ending": oversight.endings().get(row.ending, ""),
        "closed": words.day(row.closed, now) if row.closed else "",
    }


def _step(one: Owed) -> str:
    """What has to be done next."""
    if one.row.closed:
        return one.row.explanation
    return _("put it right or explain") if one.row.called else _("call the resident back")


@page("ledger.see")
def named_days(request: Request) -> HttpResponse:
    """答应的日子: what answers have promised for a day; days that are over stand on top."""
    found = pledges.open_pledges(request.hat, of_all=_of_all(request), limit=MOST)
    today = words.local(request.now).date()
    rows = [_day(one, request) for one in found]
    context = {
        "of_all": _of_all(request),
        "rows": rows,
        "late": sum(one.on < today for one in found),
        "is_cut": len(found) == MOST,
    }
    return frame.draw(request, "desk/ledger_days.html", context, here="ledger")


def _day(pledge: Pledge, request: Request) -> dict[str, Any]:
    today = words.local(request.now).date()
    left = pledge.on - today
    lamp = "red" if left < timedelta(0) else "amber" if left < SOON else "green"
    return {
        "id": pledge.id,
        "number": pledge.number,
        "title": pledge.title,
        "unit": pledge.unit_name,
        "lamp": lamp,
        "on": words.day(pledge.on, request.now),
        "due": words.late(-left, days=-left.days) if left < timedelta(0) else words.day(pledge.on, request.now),
        "named": words.day(pledge.at, request.now),
        "may_keep": pledge.unit_id == request.hat.unit,
    }


@page("ledger.see", step_up=True)
def ledger_sheet(request: Request, which: str) -> HttpResponse:
    """A ledger as a file for Excel."""
    if which == "rectify":
        name, columns, rows = _rectify_file(request)
    elif which == "days":
        name, columns, rows = _days_file(request)
    else:
        raise Http404
    about = {"how": "excel", "rows": len(rows), "conditions": {"ledger": which}}
    owe(request, desks.note_export, what="list", about=about)
    told = [
        (_("Taken out by"), request.hat.label),
        (_("Taken out at"), words.moment(request.now, request.now)),
        (_("Rows"), f"{len(rows):,}"),
    ]
    return sheets.download([Sheet(name, columns, rows)], name=f"{name} {words.local(request.now):%Y-%m-%d}", about=told)


def _rectify_file(request: Request) -> tuple[str, Sequence[Column], list[list[Any]]]:
    """What is open first, then what has ended."""
    every = [*_owed(request, ended=False, limit=MOST_IN_A_FILE), *_owed(request, ended=True, limit=MOST_IN_A_FILE)]
    names, lamps = _units(every), dict(speaking.lamps())
    columns = (
        Column(_("Number")), Column(_("Matter")), Column(_("Unit")), Column(_("Grade")), Column(_("Lamp")),
        Column(_("Due"), "moment"), Column(_("Begun"), "moment"), Column(_("Called"), "moment"),
        Column(_("How it ended")), Column(_("Explanation")), Column(_("Ended"), "moment"),
    )  # fmt: skip
    rows = []
    for one in every:
        row, line = one.row, _line(one, names, request.now)
        lamp = "" if row.closed else lamps[line["lamp"]]
        said = [line["ending"], masked(row.explanation), row.closed]
        head = [_link(one.case.number), masked(one.case.title), line["unit"], line["grade"], lamp]
        rows.append([*head, row.due, row.opened, row.called, *said])
    return _("Ledger of what is to be put right"), columns, rows


def _days_file(request: Request) -> tuple[str, Sequence[Column], list[list[Any]]]:
    found = pledges.open_pledges(request.hat, of_all=_of_all(request), limit=MOST_IN_A_FILE)
    today = words.local(request.now).date()
    columns = (
        Column(_("Number")), Column(_("Matter")), Column(_("Unit")), Column(_("Named day"), "day"),
        Column(_("Days late"), "number"), Column(_("Named at"), "moment"),
    )  # fmt: skip
    rows = [
        [_link(one.number), masked(one.title), one.unit_name, one.on, max(0, (today - one.on).days) or None, one.at]
        for one in found
    ]
    return _("Named days"), columns, rows


def _link(number: str) -> Link:
    return Link(number, f"{settings.DESK_URL}{reverse('matter', args=[number])}")
