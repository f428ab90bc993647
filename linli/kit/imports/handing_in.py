"""The lists that were handed in, and handing one in: what it holds, the file, and of a workbook which sheet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.imports import actions as imports
from linli.kernel.imports import queries
from linli.kernel.imports.actions import AlreadyHere, KindUnknown, Sender
from linli.kernel.imports.models import Import
from linli.kit import room_left, sheets, words
from linli.kit.desk import frame
from linli.kit.imports import holding, speaking
from linli.kit.imports.holding import Held
from linli.kit.routes import Request, page
from linli.kit.sheets import Column, Sheet
from linli.plumbing import scope
from linli.plumbing.tabular import FileRefused, sheet_names
from linli.plumbing.time import now as clock

MOST_LISTED = 100
MOST_BYTES = 50 * 1024 * 1024


@page("import.see")
def imports_page(request: Request) -> HttpResponse:
    """Every list of these divisions, the newest first: what, who, when, and what became of it."""
    found = queries.imports(limit=MOST_LISTED)
    rows = [
        {"cells": [one.file_name, speaking.kind_words(one.kind), one.by_name, words.moment(one.opened, request.now),
                   speaking.state_words(one), speaking.numbers(_counts(one))],
         "href": reverse("import_one", args=[speaking.address_of(one)])}
        for one in found
    ]  # fmt: skip
    return frame.draw(request, "imports/list.html", {"rows": rows, "most": MOST_LISTED}, here="imports")


def _counts(one: Import) -> Mapping[str, int]:
    """What was taken in, or would be."""
    found: Mapping[str, int] = one.counts.get("run") or one.counts.get("look") or {}
    return found


@page("import.open", methods=("GET", "POST"))
def hand_in(request: Request) -> HttpResponse:
    """The form, and reading the file: its columns are the next page, or first which sheet is meant."""
    if request.method != "POST":
        return _form(request)
    upload: Any = request.FILES.get("file")  # on the disk, whatever its size
    kind, again = request.POST.get("kind", ""), bool(request.POST.get("again"))
    if kind not in {one.code for one in speaking.offered(request.hat)}:
        return _refused(request, "kind", _("Say what the list holds."))
    if wrong := _unfit(request, upload):
        return _refused(request, "file", wrong)
    path, name = Path(upload.temporary_file_path()), Path(upload.name or "").name
    try:
        names = sheet_names(path)
        if len(names) > 1:
            code = holding.hold(path, Held(name, kind, list(names), again), by=request.hat)
            return HttpResponseRedirect(reverse("import_sheet", args=[code]), status=303)
        return _opened(request, path, Held(name, kind, [], again))
    except (FileRefused, KindUnknown) as refused:
        return _refused(request, "file", str(refused))
    except AlreadyHere as refused:
        return _here_already(request, refused)


def _unfit(request: Request, upload: Any) -> str:
    """Why a file cannot be taken at all; empty where it can."""
    if full := room_left.sentence_for(request):
        return full
    if upload is None or not upload.size:
        return _("Choose the file. An empty one cannot be read.")
    return _("This file is larger than 50 MB. Hand it in in parts.") if upload.size > MOST_BYTES else ""


def _opened(request: Request, path: Path, held: Held, sheet: str = "") -> HttpResponse:
    hat = request.hat
    one = imports.open_import(
        kind=held.kind,
        path=path,
        name=held.name,
        sheet=sheet,
        sender=Sender(hat.place, hat.unit),
        again=held.again,
        by=hat,
        clock=clock,
    )
    return HttpResponseRedirect(reverse("import_one", args=[speaking.address_of(one)]), status=303)


@page("import.open", methods=("GET", "POST"))
def choose_sheet(request: Request, code: str) -> HttpResponse:
    """Which sheet of a workbook is meant."""
    held = holding.look(code, by=request.hat)
    if held is None:
        return redirect("import_new")
    if request.method != "POST":
        return _sheets(request, code, held)
    sheet = request.POST.get("sheet", "")
    if sheet not in held.sheets:
        with scope.reading(request.hat, now=request.now):
            return _sheets(request, code, held, _("Choose one of the sheets."))
    try:
        with holding.taken(code, by=request.hat) as found:
            if found is None:
                raise Http404
            return _opened(request, found[1], found[0], sheet)
    except FileRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _sheets(request, code, held, str(refused))
    except AlreadyHere as refused:
        return _here_already(request, refused)


def _sheets(request: Request, code: str, held: Held, wrong: str = "") -> HttpResponse:
    context = {
        "code": code,
        "held": held,
        "sheets": [(name, name) for name in held.sheets],
        "errors": {"sheet": wrong} if wrong else {},
    }
    return frame.draw(request, "imports/sheet.html", context, here="imports", status=422 if wrong else 200)


def _refused(request: Request, field: str, sentence: str) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        return _form(request, {field: sentence}, status=422)


def _here_already(request: Request, refused: AlreadyHere) -> HttpResponse:
    """The very file again: the way to the first one, and how to take it in all the same."""
    with scope.reading(request.hat, now=request.now):
        one = queries.one(refused.import_id)
        href = reverse("import_one", args=[speaking.address_of(one)]) if one else ""
        said = _("This very file was handed in on %(day)s by %(who)s.") % {
            "day": words.day(one.opened, request.now) if one else "",
            "who": one.by_name if one else "",
        }
        return _form(request, {"file": said}, earlier=href, status=422)


def _form(
    request: Request, errors: Mapping[str, str] | None = None, *, earlier: str = "", status: int = 200
) -> HttpResponse:
    offered = speaking.offered(request.hat)
    context: dict[str, Any] = {
        "kinds": [(one.code, str(one.label)) for one in offered],
        "typed": {"kind": request.POST.get("kind", request.GET.get("kind", "")), "again": request.POST.get("again")},
        "earlier": earlier,
        "errors": errors or {},
    }
    return frame.draw(request, "imports/new.html", context, here="imports", status=status)


@page("import.see")
def empty_table(request: Request, kind: str) -> HttpResponse:
    """An empty table with the heads that are understood without asking, and what belongs below each."""
    found = next((one for one in speaking.offered(request.hat) if one.code == kind), None)
    if found is None:
        raise Http404
    heads = [Column(one.heads[0], width=max(14, 2 * len(one.heads[0]) + 4)) for one in found.fields]
    about = [
        (one.heads[0], "，".join(filter(None, [_("must be filled in") if one.required else "", str(one.help)])))
        for one in found.fields
    ]
    return sheets.download([Sheet(str(found.label), heads, [])], name=str(found.label), about=about)
