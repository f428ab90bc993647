"""One cell becomes one value, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field
from linli.kernel.imports.saying import why
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong


def value_of(field: Field, written: str, rounded: Collection[str]) -> Any:
    """The value of a cell; None where it is blank. Raises ``ValueWrong`` or another ``ValueError`` with a sentence."""
    cell = written.strip()
    if cell in field.blank:
        if field.required:
            raise ValueWrong(_("%(field)s is missing."), field=field.label)
        return None
    if field.exact and field.code in rounded:
        raise ValueWrong(
            _("The spreadsheet has kept 15 digits of %(field)s only. Make the column text and type it anew."),
            field=field.label,
        )
    if len(cell) > field.longest:
        raise ValueWrong(
            _("%(field)s has %(found)d characters; it holds %(most)d."),
            field=field.label,
            found=len(cell),
            most=field.longest,
        )
    return field.read(cell)


def why_wrong(error: ValueError) -> Said:
    return why(error, Said(_("This cell cannot be read.")))
