"""Questions about imports: which there are, how far one has come, what has become of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import kinds, lines
from linli.kernel.imports.kinds import Field
from linli.kernel.imports.models import Import, ImportRow, RowState, Verdict
from linli.kernel.imports.saying import Reason, Told, said_of, without_words
from linli.plumbing.tabular import Said

PAGE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a line, or would: its number, verdict and state, what is said of it, its original cells."""

    number: int
    verdict: str
    state: str
    record: int | None
    told: Told
    cells: dict[str, str]


def imports(*, limit: int = 100, kind: str = "") -> list[Import]:
    """The imports the hat may see, the newest first."""
    found = Import.objects.order_by("-id")
    return list((found.filter(kind=kind) if kind else found)[:limit])


def one(import_id: int) -> Import | None:
    return Import.objects.filter(id=import_id).first()


def remarks(found: Import) -> list[Said]:
    """What should be known of the whole file."""
    return [*(said_of(kept) for kept in found.remarks), *_left_out(found)]


def _left_out(one: Import) -> list[Said]:
    """Columns nobody knows the meaning of; they stay in the report and go nowhere else."""
    names = [head for head, field in one.mapping.items() if not field]
    if not names:
        return []
    shown = "、".join(names[:20]) + ("…" if len(names) > 20 else "")
    return [Said(_("Columns that are left out: %(columns)s."), {"columns": shown})]


def rows(
    found: Import,
    *,
    verdicts: Sequence[str] = (),
    states: Sequence[str] = (),
    remarked: bool = False,
    after: int = 0,
    most: int = PAGE,
) -> list[Outcome]:
    """Lines after a number, in the order of the file: of these verdicts, of these states, or all."""
    wanted = Q(of=found, number__gt=after)
    if verdicts:
        wanted &= Q(verdict__in=verdicts)
    if states:
        wanted &= Q(state__in=states)
    if remarked:
        wanted &= Q(remarked=True)
    return [_outcome(row, found.heads) for row in ImportRow.objects.filter(wanted).order_by("number")[:most]]


def every_row(found: Import, **narrowed: Sequence[str] | bool) -> Iterator[Outcome]:
    """All lines, read in portions."""
    after = 0
    while page := rows(found, after=after, **narrowed):  # type: ignore[arg-type]
        yield from page
        after = page[-1].number


def refused(found: Import, *, after: int = 0, most: int = PAGE) -> list[Outcome]:
    return rows(found, states=[RowState.REFUSED], after=after, most=most)


def counts(found: Import) -> dict[str, int]:
    """Lines by verdict, counted from the lines themselves. One statement."""
    told = ImportRow.objects.filter(of=found).values_list("verdict").annotate(Count("id")).order_by()
    return {verdict or "waiting": number for verdict, number in told}


def reasons(found: Import) -> list[tuple[str, int]]:
    """Why lines were refused, the most frequent first: field and column, the sentence without its words, how many."""
    refused_ones = ImportRow.objects.filter(of=found, verdict=Verdict.REFUSED)
    told = refused_ones.values_list("reason", "about").annotate(n=Count("id")).order_by("-n", "reason", "about")
    names = columns(found)
    return [
        (about(names.get(field, ""), without_words(reason, field=_label(found, field))), n) for reason, field, n in told
    ]


def columns(found: Import) -> dict[str, str]:
    """What each field is called, with the head it has in this file where that is another."""
    heads: dict[str, list[str]] = {}
    for head, field in found.mapping.items():
        heads.setdefault(field, []).append(head)
    return {field.code: _named(str(field.label), heads.get(field.code, [])) for field in _fields(found)}


def about(column: str, sentence: str) -> str:
    """A sentence with the column it is about before it."""
    return _("%(column)s: %(sentence)s") % {"column": column, "sentence": sentence} if column else sentence


def _named(label: str, heads: Sequence[str]) -> str:
    others = [head for head in heads if head != label]
    words = {"field": label, "heads": "、".join(others)}
    return str(_("%(field)s (column “%(heads)s”)") % words) if others else label


def _label(found: Import, code: str) -> str:
    return next((str(field.label) for field in _fields(found) if field.code == code), "")


def _fields(found: Import) -> Sequence[Field]:
    kind = kinds.kinds().get(found.kind)
    return kind.fields if kind else ()


def _outcome(row: ImportRow, heads: Sequence[str]) -> Outcome:
    told = lines.told_of(row)
    if row.reason and not told.reasons:
        told.reasons = [Reason(Said(without_words(row.reason)))]
    return Outcome(row.number, row.verdict, row.state, row.record, told, dict(lines.staged(row, heads).cells))
