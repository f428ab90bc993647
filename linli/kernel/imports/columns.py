"""Which column of a file means which field: as the sender had it last, else by the usual names of each field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Kind
from linli.kernel.imports.saying import Reason
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.heads import tidy

Cells = Mapping[str, str]


def usual(kind: Kind) -> dict[str, str]:
    """Every usual name of a column, tidy, with the field it is of; the first field that claims a name has it."""
    return {tidy(name): one.code for one in reversed(kind.fields) for name in (*reversed(one.heads), one.code)}


def proposed(heads: Sequence[str], kind: Kind, remembered: Mapping[str, str]) -> dict[str, str]:
    """Which field each head means; "" where nobody knows. What the sender said goes before what a name suggests,
    unless a field without which no row can be taken in would be left without a column.
    """
    named = usual(kind)
    required = {one.code for one in kind.fields if one.required}
    fields = {one.code for one in kind.fields}
    found = {head: remembered.get(tidy(head), "") for head in heads}
    found = {head: field if field in fields else "" for head, field in found.items()}
    for head in (*heads, *heads):  # a head that is taken back may leave its field to one that was passed already
        field = named.get(tidy(head), "")
        if field and field not in found.values() and (field in required or tidy(head) not in remembered):
            found[head] = field
    return found


def missing(kind: Kind, mapping: Mapping[str, str]) -> list[str]:
    """Fields that must be filled in and have no column, as people call them."""
    given = set(mapping.values())
    return [str(field.label) for field in kind.fields if field.required and field.code not in given]


def gathered(cells: Cells, kind: Kind, mapping: Mapping[str, str]) -> tuple[dict[str, str], list[Reason]]:
    """The cell of each field. Several columns may be one field where no row fills two of them differently."""
    found: dict[str, str] = {}
    wrong: list[Reason] = []
    blank = {field.code: field.blank for field in kind.fields}
    for head, field in mapping.items():
        if not field:
            continue
        cell, first = cells.get(head, ""), found.get(field, "")
        nothing = blank.get(field, frozenset({""}))
        if first.strip() in nothing:
            found[field] = cell
        elif cell.strip() not in nothing and cell.strip() != first.strip():
            wrong.append(Reason(Said(_("Two columns are about this and say different things. Keep one.")), field))
    return found, wrong


def contradicts(cells: Cells, kind: Kind, mapping: Mapping[str, str]) -> bool:
    """Whether two columns that are one field say different things in this row."""
    return bool(gathered(cells, kind, mapping)[1])


class Further:
    """Columns of a file under another usual name of a field that has one: layers of a map drawn together, each with
    heads of its own. They are read as one where no row fills two.
    """

    def __init__(self, kind: Kind, mapping: Mapping[str, str], remembered: Mapping[str, str]) -> None:
        named = usual(kind)
        self.kind, self.mapping = kind, mapping
        self.found: dict[str, list[str]] = defaultdict(list)
        for head, field in mapping.items():
            meant = named.get(tidy(head), "")
            if meant and not field and tidy(head) not in remembered:
                self.found[meant].append(head)

    def see(self, rows: Iterable[Cells]) -> None:
        """Leave out what a row contradicts."""
        for cells in rows if self.found else ():
            for field, heads in list(self.found.items()):
                fitting = [head for head, meant in self.mapping.items() if meant == field]
                begun = len(fitting)
                for head in heads:
                    if not contradicts(cells, self.kind, dict.fromkeys((*fitting, head), field)):
                        fitting.append(head)
                self.found[field] = fitting[begun:]
                if not self.found[field]:
                    del self.found[field]

    @property
    def added(self) -> dict[str, str]:
        """What these columns mean."""
        return {head: field for field, heads in self.found.items() for head in heads}

    def told(self) -> list[Said]:
        """That columns were read as one, in a sentence."""
        return [
            Said(
                _("These columns are read as one, because no row fills two of them: %(columns)s."),
                {"columns": "、".join([*(head for head, meant in self.mapping.items() if meant == field), *heads])},
            )
            for field, heads in self.found.items()
        ]
