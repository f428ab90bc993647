"""What is done with an import at the desk. The work itself is the worker's; a page asks for it and may be left."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.imports import actions as imports
from linli.kernel.imports import queries
from linli.kernel.imports.actions import ColumnsWrong, ImportRefused
from linli.kernel.imports.models import Import, State, Verdict
from linli.kit.desk import frame
from linli.kit.imports import one as showing
from linli.kit.imports.one import MOST_COLUMNS, about, away, found
from linli.kit.routes import Request, page
from linli.plumbing import scope


def _of(request: Request, at: str) -> Import:
    with scope.reading(request.hat, now=request.now):
        return found(at)


@page("import.open", methods=("POST",))
def columns(request: Request, at: str) -> HttpResponse:
    """What each column means; then every line is looked through."""
    one = _of(request, at)
    typed = {name: request.POST.get(name, "") for name in request.POST}
    mapping = {head: typed.get(f"column-{number}", "") for number, head in enumerate(one.heads[:MOST_COLUMNS])}
    chosen = {name.removeprefix("option-"): value for name, value in typed.items() if name.startswith("option-")}
    try:
        imports.map_columns(import_id=one.id, mapping=mapping, chosen=chosen, by=request.hat, now=request.now)
        imports.defer_work(import_id=one.id, to=State.LOOKING, by=request.hat, now=request.now)
    except ColumnsWrong as refused:
        with scope.reading(request.hat, now=request.now):
            return showing.columns_page(request, one, typed=typed, errors={"columns": str(refused)})
    except ImportRefused:
        return away(one)  # somebody was faster; the page says how it stands
    return away(one)


@page("import.carry_out", methods=("POST",))
def start(request: Request, at: str) -> HttpResponse:
    """Take the lines in, or go on where it was stopped."""
    return _asked(request, at, State.RUNNING)


@page("import.carry_out", methods=("POST",))
def look_again(request: Request, at: str) -> HttpResponse:
    """Look through every line once more: the register may have changed since."""
    return _asked(request, at, State.LOOKING)


def _asked(request: Request, at: str, to: State) -> HttpResponse:
    one = _of(request, at)
    try:
        imports.defer_work(import_id=one.id, to=to, by=request.hat, now=request.now)
    except ImportRefused:
        return away(one)
    return away(one)


@page("import.carry_out", methods=("POST",))
def stop(request: Request, at: str) -> HttpResponse:
    """Stop after the lines that are being taken in this very moment."""
    one = _of(request, at)
    try:
        imports.stop(import_id=one.id, by=request.hat, now=request.now)
    except ImportRefused:
        return away(one)
    return away(one, "stopped")


@page("import.undo", methods=("GET", "POST"))
def undo(request: Request, at: str) -> HttpResponse:
    """First what would be undone; then it is."""
    if request.method == "POST":
        return _asked(request, at, State.UNDOING)
    one = found(at)
    return frame.draw(request, "imports/undo.html", {**about(request, one), **_would_go(one)}, here="imports")


def _would_go(one: Import) -> dict[str, Any]:
    """What giving it back does, in figures."""
    counts = queries.counts(one)
    can = one.state in (State.DONE, State.STOPPED) and not one.swept
    why = _("Its lines are no longer kept, so it cannot be undone as a whole.") if one.swept else ""
    return {
        "new": counts.get(Verdict.NEW, 0),
        "changed": counts.get(Verdict.CHANGED, 0),
        "same": counts.get(Verdict.SAME, 0),
        "can": can,
        "why": why,
    }
