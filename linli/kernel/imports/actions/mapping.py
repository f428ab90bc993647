"""Which column means what: said once by the sender, and remembered for the next file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import columns, kinds, lines
from linli.kernel.imports.actions.opening import ImportRefused
from linli.kernel.imports.kinds import FOUND
from linli.kernel.imports.models import Import, ImportRow, State
from linli.kernel.imports.models import Mapping as KeptMapping
from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat
from linli.plumbing.tabular.heads import tidy


class ColumnsWrong(ImportRefused):
    sentence: str | Promise = _("Columns cannot be understood like this: %(columns)s.")


class FieldTwice(ColumnsWrong):
    sentence = _("“%(field)s” was given to two columns that differ in row %(row)d: %(columns)s. Leave one of them out.")


class FieldMissing(ColumnsWrong):
    sentence = _("No column is said to hold: %(fields)s. Without it no row can be taken in.")


def map_columns(
    *, import_id: int, mapping: Mapping[str, str], chosen: Mapping[str, str] | None = None, by: Hat, now: datetime
) -> Import:
    """Say which field each column means ("" leaves it out) and what holds for the whole file; what was known of
    other columns stays. Remembered for this sender. Raises ``ColumnsWrong``.
    """
    policy.require(by, "import.open")
    with scope.writing(by, now=now):
        one = Import.objects.select_for_update().get(id=import_id)
        if one.state not in (State.STAGED, State.LOOKED, State.LOOKING):
            raise TooLate
        one.mapping = _checked(one, {**one.mapping, **mapping})
        # What a dry run found out about the file is found out anew.
        said = {name: value for name, value in one.chosen.items() if not name.startswith(FOUND)}
        one.chosen = {**said, **(chosen or {})}
        one.state, one.at_number, one.moved = State.STAGED, 0, now
        one.save(update_fields=["mapping", "chosen", "state", "at_number", "moved"])
        _remember(one, now)
        journal.append(verb="import.map", kind="import", record=one.id, by=by, at=now, payload={"columns": one.mapping})
    return one


class TooLate(ImportRefused):
    sentence = _("This file is being taken in already; its columns can no longer be changed.")


def _checked(one: Import, mapping: dict[str, str]) -> dict[str, str]:
    fields = {field.code: field for field in kinds.kinds()[one.kind].fields}
    wrong = [head for head, field in mapping.items() if head not in one.heads or (field and field not in fields)]
    if wrong:
        raise ColumnsWrong(columns="、".join(wrong))
    for code, field in fields.items():
        given = [head for head, meant in mapping.items() if meant == code]
        if len(given) > 1 and (row := _differing(one, given, code)):
            raise FieldTwice(field=field.label, columns="、".join(given), row=row)
    return {head: mapping.get(head, "") for head in one.heads}


def _differing(one: Import, heads: list[str], field: str) -> int:
    """The first row in which columns that were given one field say different things; 0 where none does."""
    kind, meant = kinds.kinds()[one.kind], dict.fromkeys(heads, field)
    rows = ImportRow.objects.filter(of=one, cells__isnull=False).order_by("number")
    for row in rows.iterator(chunk_size=1_000):
        if columns.contradicts(lines.staged(row, one.heads).cells, kind, meant):
            return row.number
    return 0


def _remember(one: Import, now: datetime) -> None:
    heads = {tidy(head): field for head, field in one.mapping.items()}
    kept, is_new = KeptMapping.objects.select_for_update().get_or_create(
        organisation_id=one.organisation_id, scope_id=one.scope_id, kind=one.kind, defaults={"heads": heads, "at": now}
    )
    if not is_new:
        kept.heads, kept.at = {**kept.heads, **heads}, now
        kept.save(update_fields=["heads", "at"])
