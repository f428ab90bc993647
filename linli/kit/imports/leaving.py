"""Refused rows as files: the columns as they came, and why. Mended, the same file can be handed in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.imports import actions as imports
from linli.kernel.imports import queries
from linli.kernel.imports.models import Import, Verdict
from linli.kit import sheets, words
from linli.kit.imports import speaking
from linli.kit.imports.one import found
from linli.kit.routes import Request, owe, page
from linli.kit.sheets import FORMULA_SIGNS, Column, Sheet


@page("import.see", step_up=True)
def refused_rows(request: Request, at: str, form: str) -> HttpResponse:
    """The refused rows for Excel or as CSV. What leaves is the sender's own file; it is written down all the same."""
    one = found(at)
    if form not in ("xlsx", "csv"):
        raise Http404
    rows = list(_rows(one))
    owe(request, imports.note_export, import_id=one.id, how=form, rows=len(rows))
    name = _("%(file)s refused rows") % {"file": one.file_name.rsplit(".", 1)[0]}
    heads = [*one.heads, _("Row"), _("Reason")]
    if form == "csv":
        return _as_csv(heads, rows, name)
    columns = [Column(head) for head in heads]
    about = [
        (_("List"), one.file_name),
        (_("Handed in by"), one.by_name),
        (_("Handed in at"), words.moment(one.opened, request.now)),
        (_("Taken out by"), request.hat.label),
        (_("What to do"), _("Mend the rows and hand this file in again; row and reason are left out by themselves.")),
    ]
    return sheets.download([Sheet(speaking.kind_words(one.kind), columns, rows)], name=name, about=about)


def _rows(one: Import) -> Iterator[list[str]]:
    names = queries.columns(one)
    for line in queries.every_row(one, verdicts=[Verdict.REFUSED]):
        said = " ".join(queries.about(names.get(reason.field, ""), str(reason.said)) for reason in line.told.reasons)
        yield [*(line.cells.get(head, "") for head in one.heads), str(line.number), said]


def _as_csv(heads: list[str], rows: list[list[str]], name: str) -> HttpResponse:
    """UTF-8 with the mark Excel knows it by. A cell that begins like a formula is made plain text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f"attachment; filename=\"refused.csv\"; filename*=UTF-8''{quote(name, safe='')}.csv"
    )
    response["Cache-Control"] = "no-store"
    return response


def harmless(cell: str) -> str:
    """A cell no spreadsheet runs: one that begins like a formula gets the apostrophe of a text before it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) and not cell[1:].replace(".", "", 1).isdigit() else cell
