"""The row of heads: found below titles and notes, and made unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .model import MOST_COLUMNS, FileRefused

LOOKED_AT = 20  # rows in which the heads must stand
_DECORATION = re.compile(r"[\s*＊:：]+")


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads and how many rows stand above the first row of data."""

    names: tuple[str, ...]
    above: int


def tidy(head: str) -> str:
    """A head as it is compared: half width, without blanks, colons and the stars of obligation."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", head)).lower()


def known_in(cells: Sequence[str], known: Collection[str]) -> int:
    """How many different known heads stand in a row."""
    return len({tidy(cell) for cell in cells} & set(known))


def find(rows: Sequence[Sequence[str]], known: Collection[str]) -> Heads:
    """The heads among the first rows: the row that has most of the known ones, the lower of two equal ones.

    ``known`` are tidy. Where no row has any, the first with more than one text is taken. Raises ``FileRefused``.
    """
    if not any(cell.strip() for row in rows for cell in row):
        raise FileRefused(_("This file is empty."))
    scores = [known_in(row, known) for row in rows]
    best = max(scores)
    at = max(number for number, score in enumerate(scores) if score == best) if best else _first_wide(rows)
    return Heads(_unique(rows[at]), at + 1)


def _first_wide(rows: Sequence[Sequence[str]]) -> int:
    """The first row that is not a title over all columns."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return next((number for number, count in enumerate(filled) if count > 1), filled.index(max(filled)))


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Heads without blank edges; one that stands twice, or none, is told apart by its column."""
    last = max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)
    if last > MOST_COLUMNS:
        raise FileRefused(
            _("This table has %(found)d columns; more than %(most)d cannot be read. Delete the empty ones."),
            found=last,
            most=MOST_COLUMNS,
        )
    names: list[str] = []
    for number, cell in enumerate(cells[:last], 1):
        name = " ".join(cell.split()) or f"#{number}"
        names.append(name if name not in names else f"{name}#{number}")
    return tuple(names)
