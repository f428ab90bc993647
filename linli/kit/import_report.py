"""The report of an import: what was refused and why, what is odd, every line with its original cells.

with scope.reading(hat, now=now):
    page, portions = import_report.page(one), import_report.table(one)
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.imports import kinds, queries
from linli.kernel.imports.models import Import, RowState, Verdict
from linli.kernel.imports.queries import Outcome
from linli.kit import row_report
from linli.kit.row_report import Page, Section

LISTED = 2_000  # lines of a sort on the page; the table has them all


def page(one: Import) -> str:
    """The report as a page of HTML."""
    refused = [_told(one, row) for row in queries.rows(one, states=[RowState.REFUSED], most=LISTED)]
    kept = [_told(one, row) for row in queries.rows(one, states=[RowState.KEPT], most=LISTED)]
    odd = [_told(one, row, odd=True) for row in queries.rows(one, remarked=True, most=LISTED)]
    heading = _("Import %(number)d: %(file)s") % {"number": one.id, "file": one.file_name}
    counts = queries.counts(one)
    sections = [
        Section(_("Refused: %(count)s") % {"count": counts.get(Verdict.REFUSED, 0)}, refused, _("No row was refused."))
    ]
    if kept:
        sections.append(Section(_("Stays although the import was undone: %(count)s") % {"count": len(kept)}, kept))
    if odd:
        sections.append(Section(_("Taken in, and odd: %(count)s") % {"count": len(odd)}, odd))
    language = "zh-CN" if (get_language() or "").startswith("zh") else "en"
    remarks = [*map(str, queries.remarks(one)), *_more(counts)]
    heads = (_("Line"), _("Why"), _("Begins with"))
    return Page(language, heading, sentence(one, counts), remarks, sections, heads, queries.reasons(one)).html()


def table(one: Import) -> Iterator[str]:
    """Every line with its outcome and all its columns, as CSV in portions."""
    heads = [_("Line"), _("Outcome"), _("State"), _("Why"), _("Remarks"), _("Changes"), *one.heads]
    return row_report.table(heads, (_cells(one, row) for row in queries.every_row(one)))


def sentence(one: Import, counts: dict[str, int]) -> str:
    """The import in one sentence."""
    words = {"rows": one.rows, "state": one.get_state_display(), **_counts(counts)}
    return _(
        "%(rows)d rows: %(new)d new, %(changed)d changed, %(same)d as they were, %(refused)d refused. It is %(state)s."
    ) % words  # fmt: skip


def reason(one: Import, row: Outcome) -> str:
    """Why a line was refused or has to stay, each fault with the column it is about."""
    names = queries.columns(one)
    return " ".join(queries.about(names.get(told.field, ""), str(told.said)) for told in row.told.reasons)


def _counts(counts: dict[str, int]) -> dict[str, int]:
    return {name.value: counts.get(name, 0) for name in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME, Verdict.REFUSED)}


def _more(counts: dict[str, int]) -> list[str]:
    refused = counts.get(Verdict.REFUSED, 0)
    return [_("The page lists the first %(most)d; the table has all.") % {"most": LISTED}] if refused > LISTED else []


def _told(one: Import, row: Outcome, *, odd: bool = False) -> row_report.Told:
    why = " ".join(str(told.said) for told in row.told.remarks) if odd else reason(one, row)
    return row_report.Told(row.number, why, row_report.glimpse(*filter(None, row.cells.values())))


def _cells(one: Import, row: Outcome) -> list[object]:
    remarks = " ".join(str(told.said) for told in row.told.remarks)
    labels = {field.code: str(field.label) for field in kinds.kinds()[one.kind].fields}
    changes = "; ".join(f"{labels.get(c.field, c.field)}: {c.old} → {c.new}" for c in row.told.changes)
    outcome = str(Verdict(row.verdict).label)
    head = [row.number, outcome, str(RowState(row.state).label), reason(one, row), remarks, changes]
    return [*head, *(row.cells.get(name, "") for name in one.heads)]
