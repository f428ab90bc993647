"""What leaves the screen: a list on paper or as a file for Excel, a case on paper. It is written down first.

At most a thousand rows, and the page says so. Numbers of telephones and identity cards that somebody wrote into a
title or an address are masked; the reporter of a case is masked as on its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue, lists, queries
from linli.kernel.cases.lists import MOST
from linli.kernel.cases.models import Task
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries as desk_queries
from linli.kernel.people.masking import masked_id_number, masked_phone
from linli.kit import sheets, words
from linli.kit.desk import asked as asking
from linli.kit.desk import frame, listing, matter, speaking
from linli.kit.desk.asked import Asked
from linli.kit.routes import Request, owe, page
from linli.kit.sheets import Column, Link, Sheet

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def masked(text: str) -> str:
    """The text with every number of a telephone or an identity card masked."""
    text = _ID_NUMBER.sub(lambda found: masked_id_number(found[0]), text)
    return _PHONE.sub(lambda found: masked_phone(found[0]), text)


@page("desk.export", step_up=True)
def sheet(request: Request) -> HttpResponse:
    """The list as a file for Excel."""
    asked, tasks, title = _listed(request)
    _leaves(request, "list", asked, tasks, how="excel")
    columns = (
        Column(_("Number")), Column(_("Matter")), Column(_("Where")), Column(_("Step")), Column(_("Unit")),
        Column(_("Who has it")), Column(_("Lamp")), Column(_("Due"), "moment"), Column(_("Reported"), "moment"),
        Column(_("Channel")),
    )  # fmt: skip
    return sheets.download(
        [Sheet(title, columns, _cells(request, tasks))],
        name=f"{title} {words.local(request.now):%Y-%m-%d}",
        about=_about(request, asked, tasks),
    )


def _cells(request: Request, tasks: Iterable[Task]) -> Iterable[tuple[Any, ...]]:
    names = dict(speaking.lamps())
    for task in tasks:
        yield (
            Link(task.number, f"{settings.DESK_URL}{reverse('matter', args=[task.number])}"),
            masked(task.title),
            masked(task.where),
            speaking.step_of(task.item, task.step, now=request.now)[0],
            speaking.unit_of(task),
            task.taken_name,
            "" if task.done else names[speaking.lamp_of(task.lamp)],
            task.due,
            task.reported,
            speaking.channel_words(task.channel),
        )


def _about(request: Request, asked: Asked, tasks: list[Task]) -> list[tuple[str, str]]:
    said = [
        (_("Taken out by"), request.hat.label),
        (_("Taken out at"), words.moment(request.now, request.now)),
        (_("Rows"), f"{len(tasks):,}"),
        (_("List"), f"{settings.DESK_URL}{asked.address()}"),
    ]
    if len(tasks) == MOST:
        said.append(
            (_("Left out"), _("A list holds 1,000 rows at the most; what comes after them is not in this file."))
        )
    return said


@page("desk.export")
def print_list(request: Request) -> HttpResponse:
    """The list as a page for paper."""
    asked, tasks, title = _listed(request)
    _leaves(request, "list", asked, tasks, how="paper")
    since = request.now
    context = {
        "title": title,
        "asked": asked,
        "rows": [
            (row, masked(row.title), masked(row.where)) for row in listing.rows(tasks, asked, since=since, now=since)
        ],
        "is_cut": len(tasks) == MOST,
        **_foot(request),
    }
    return frame.draw(request, "desk/print_list.html", context, here="inbox")


@page("case.act")
def print_case(request: Request, number: str) -> HttpResponse:
    """A case for paper, the reporter masked. Looking is written down as on the screen, and the printing too."""
    file = queries.case_file(number)
    shown = matter.about(request, file, is_noted=True)
    looked, how = shown["seen"].is_named, {"how": "paper"}
    owe(request, desks.note_export, what="case", record=file.case.id, about=how, looked=looked)
    context = {
        **shown,
        "title": masked(shown["title"]),
        "where": masked(file.case.where),
        "reported": masked(file.case.text),
        "answer": masked(file.case.answer),
        "entries": [replace(entry, text=masked(entry.text)) for entry in shown["entries"]],
        **_foot(request),
    }
    return frame.draw(request, "desk/print_case.html", context, here="inbox")


def _listed(request: Request) -> tuple[Asked, list[Task], str]:
    """What was asked for, its rows, and how the list is called."""
    hat, now = request.hat, request.now
    kept = desk_queries.kept(hat, most_told=frame.MOST_TOLD)
    asked = asking.read(request.GET, hat, kept)
    found = desks.search(asked.q) if asked.q else ()
    wanted = asking.wanted(asked, kept, found=found, now=now)
    name = next((view.name for view in kept.views if view.code == asked.saved), "")
    return asked, lists.inbox(hat, wanted, limit=MOST), name or speaking.view_words(asked.view, asked.q)


def _leaves(request: Request, what: str, asked: Asked, tasks: list[Task], *, how: str) -> None:
    conditions = {name: value for name, value in asked.kept.items() if name != "q"}
    about = {"how": how, "rows": len(tasks), "conditions": conditions}
    owe(request, desks.note_export, what=what, about=about)


def _foot(request: Request) -> dict[str, Any]:
    return {
        "printed_by": request.hat.label,
        "printed_at": words.moment(request.now, request.now),
        "city": catalogue.city(at=request.now).label.text(speaking.language()),
    }
