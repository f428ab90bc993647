"""The page of one import, as far as it has come: its columns, what each line would do, progress, the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.imports import kinds, queries
from linli.kernel.imports.kinds import Field
from linli.kernel.imports.models import Import, RowState, State, Verdict
from linli.kernel.imports.queries import Outcome
from linli.kernel.places.datums import System
from linli.kernel.places.models import Place
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.imports import speaking
from linli.kit.routes import Request, page
from linli.plumbing.pointers import NoSuchPointer, number_at

SAMPLES, MOST_COLUMNS = 3, 250  # values beside a column; columns that can be told apart on one page
PER_PAGE = 50
UNDER_WAY = (State.LOOKING, State.RUNNING, State.UNDOING)
FIRST_CELLS = 4
MOST_DIVISIONS = 400
SYSTEMS = (
    (System.WGS84, "WGS84 (GPS, 天地图)"),
    (System.GCJ02, "GCJ02 (高德, 腾讯)"),
    (System.BD09, "BD09 (百度)"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its head, the first values below it, and which field it means."""

    name: str
    head: str
    samples: list[str]
    field: str
    error: str = ""


@page("import.see")
def import_one(request: Request, at: str) -> HttpResponse:
    """Where this import stands, and what can be done next."""
    one = found(at)
    if request.GET.get("part") == "progress":
        return _part(request, one)
    if one.state in UNDER_WAY:
        return frame.draw(request, "imports/progress.html", {**about(request, one), **progress(one)}, here="imports")
    if one.state == State.STAGED or request.GET.get("columns"):
        return columns_page(request, one)
    return looked(request, one)


def found(at: str) -> Import:
    """The import an address leads to, when the hat may see it."""
    try:
        one = queries.one(number_at("import", at))
    except NoSuchPointer:
        one = None
    if one is None:
        raise Http404
    return one


def about(request: Request, one: Import) -> dict[str, Any]:
    """What every page of an import says of it."""
    return {
        "at": speaking.address_of(one),
        "one": one,
        "kind": speaking.kind_words(one.kind),
        "state": speaking.state_words(one),
        "opened": words.moment(one.opened, request.now),
        "remarks": [str(said) for said in queries.remarks(one)],
    }


def _part(request: Request, one: Import) -> HttpResponse:
    """The bar alone, for the page that asks every two seconds; when it is over, the whole page anew."""
    if one.state not in UNDER_WAY:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("import_one", args=[speaking.address_of(one)])
        return response
    return render(request, "imports/bar.html", {**about(request, one), **progress(one)})


def progress(one: Import) -> dict[str, Any]:
    """How far it has come, in figures and in words."""
    part = {State.LOOKING: "look", State.RUNNING: "run", State.UNDOING: "undo"}[State(one.state)]
    counts: Mapping[str, int] = one.counts.get(part, {})
    if part == "undo":
        run = one.counts.get("run", {})
        done, total = counts.get("given_back", 0) + counts.get("kept", 0), _accepted(run)
        kept = counts.get("kept", 0)
        said = ngettext("%(num)s has to stay", "%(num)s have to stay", kept) % {"num": kept} if kept else ""
    else:
        done = _accepted(counts) + counts.get(Verdict.REFUSED, 0)
        total, said = one.rows, speaking.numbers(counts)
    return {"done": done, "total": max(total, done), "said": said, "stops": one.state != State.UNDOING}


def _accepted(counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME))


def columns_page(
    request: Request,
    one: Import,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Which column means what, with values to see it by; what was said last time is proposed."""
    kind = kinds.kinds()[one.kind]
    shown = columns(one, typed)
    given = {column.field for column in shown if column.field}
    context = {
        **about(request, one),
        "columns": shown,
        "hidden": max(0, len(one.heads) - MOST_COLUMNS),
        "fields_offered": [(field.code, str(field.label)) for field in kind.fields],
        "missing": [str(field.label) for field in kind.fields if field.required and field.code not in given],
        "options": [_option(request, field, typed or one.chosen) for field in kind.options],
        "errors": errors or {},
    }
    return frame.draw(request, "imports/columns.html", context, here="imports", status=422 if errors else 200)


def columns(one: Import, typed: Mapping[str, str] | None = None) -> list[Column]:
    """The columns of the file with their first filled values, masked."""
    lines = queries.rows(one, most=30)
    forms = speaking.forms(one.kind)
    made = []
    for number, head in enumerate(one.heads[:MOST_COLUMNS]):
        name = f"column-{number}"
        field = typed.get(name, "") if typed is not None else one.mapping.get(head, "")
        values = dict.fromkeys(cell for line in lines if (cell := line.cells.get(head, "").strip()))
        samples = [speaking.masked_cell(forms.get(field, ""), cell)[:40] for cell in list(values)[:SAMPLES]]
        made.append(Column(name, head, samples, field))
    return made


def _option(request: Request, field: Field, chosen: Mapping[str, str]) -> dict[str, Any]:
    return {
        "choices": _choices(request, field),
        "name": f"option-{field.code}",
        "label": str(field.label),
        "help": str(field.help),
        "value": chosen.get(f"option-{field.code}", chosen.get(field.code, "")),
        "required": field.required,
    }


def _choices(request: Request, field: Field) -> list[tuple[str, str]]:
    """What may be said for the whole file, where that is a short list: divisions of this post, systems of positions."""
    if field.form == "division":
        mine = Place.objects.filter(id__in=request.hat.scopes, until__isnull=True).exclude(code="")
        return list(mine.order_by("lo").values_list("code", "name")[:MOST_DIVISIONS])
    if field.code == "system":
        return [(one.value, words) for one, words in SYSTEMS]
    return []


def looked(request: Request, one: Import) -> HttpResponse:
    """What each line would do or has done, sifted by the verdict; above it what can be done with the whole."""
    verdict = request.GET.get("show", "")
    counts = queries.counts(one)
    if verdict not in speaking.VERDICTS and verdict != "remarked":
        verdict = next((name for name in (Verdict.REFUSED, Verdict.CHANGED, Verdict.NEW) if counts.get(name)), "")
    after = int(asked) if (asked := request.GET.get("after", "")).isdigit() and len(asked) < 9 else 0
    rows = _rows(one, verdict, after)
    context = {
        **about(request, one),
        "counts": counts,
        "verdicts": [(name.value, str(name.label), counts.get(name, 0)) for name in speaking.VERDICTS],
        "verdict": verdict,
        "does": str(speaking.DOES.get(verdict, "")),
        "rows": rows[:PER_PAGE],
        "heads": _heads(one),
        "next": rows[PER_PAGE - 1]["number"] if len(rows) > PER_PAGE else 0,
        "after": after,
        "to_do": counts.get(Verdict.NEW, 0) + counts.get(Verdict.CHANGED, 0),
        "left": _left(one),
        "reasons": queries.reasons(one)[:12],
        "flash_list": _did(request),
        "finished": words.moment(one.finished, request.now) if one.finished else "",
        "undone": words.moment(one.undone, request.now) if one.undone else "",
    }
    return frame.draw(request, "imports/looked.html", context, here="imports")


def _left(one: Import) -> int:
    """Lines a stopped import has not come to yet."""
    counts: Mapping[str, int] = one.counts.get("run", {})
    return max(0, one.rows - _accepted(counts) - counts.get(Verdict.REFUSED, 0))


def _rows(one: Import, verdict: str, after: int) -> list[dict[str, Any]]:
    sifted: dict[str, Any] = {"remarked": True} if verdict == "remarked" else {"verdicts": [verdict] if verdict else ()}
    if one.state == State.UNDONE and verdict == "kept":
        sifted = {"states": [RowState.KEPT]}
    heads = _heads(one)
    found_rows = queries.rows(one, after=after, most=PER_PAGE + 1, **sifted)
    names = {"labels": speaking.labels(one.kind), "columns": queries.columns(one), "forms": speaking.forms(one.kind)}
    return [_row(one, line, heads, **names) for line in found_rows]


def _heads(one: Import) -> list[str]:
    """The columns a line is known by in a list: those that must be filled in first."""
    every = kinds.kinds()[one.kind].fields
    order = [field.code for field in sorted(every, key=lambda field: not field.required)]
    meant = {field: head for head, field in reversed(one.mapping.items()) if field}
    return [meant[code] for code in order if code in meant][:FIRST_CELLS]


def _row(
    one: Import,
    line: Outcome,
    heads: list[str],
    *,
    labels: Mapping[str, str],
    columns: Mapping[str, str],
    forms: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "number": line.number,
        "cells": speaking.masked_cells(one, line.cells, heads),
        "verdict": speaking.verdict_words(line.verdict),
        "kept": line.state == RowState.KEPT,
        "reasons": [(columns.get(reason.field, ""), str(reason.said)) for reason in line.told.reasons],
        "remarks": [str(reason.said) for reason in line.told.remarks],
        "changes": [
            (labels.get(change.field, change.field), *(
                speaking.masked_cell(forms.get(change.field, ""), value) for value in (change.old, change.new)))
            for change in line.told.changes
        ],
    }  # fmt: skip


def _did(request: Request) -> list[dict[str, str]]:
    known = {"stopped": _("Stopped. What is in stays in; it can go on or be undone.")}
    did = known.get(request.GET.get("did", ""))
    return [{"words": did}] if did else []


def away(one: Import, did: str = "") -> HttpResponseRedirect:
    """Back to the page of the import."""
    query = f"?did={did}" if did else ""
    return HttpResponseRedirect(reverse("import_one", args=[speaking.address_of(one)]) + query, status=303)
