"""What a foreign file is read into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

MOST_COLUMNS = 1_000
LONGEST_CELL = 1 << 20  # characters
KEPT_OF_BROKEN = 2_000  # characters of a cell of a row that cannot be read; nobody mends more by reading it


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a file or one of its lines; ``str()`` gives it in the reader's language."""

    sentence: str | Promise
    words: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.sentence) % self.words if self.words else str(self.sentence)


class FileRefused(Exception):
    """Nothing of the file can be read; ``str()`` says why and what to do."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.said = Said(sentence, words)

    def __str__(self) -> str:
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file.

    ``number`` counts as the reader's own program does: the line of a text file the row begins in, the row of a
    sheet, the feature of a map, from 1. ``cells`` has a text for every head. ``rounded`` names the heads whose
    number the spreadsheet kept to 15 digits only, so that the rest of it is lost. ``shape`` is a GeoJSON geometry.
    A row that could not be read has a ``broken`` reason; its cells are what could be made out.
    """

    number: int
    cells: Mapping[str, str]
    broken: Said | None = None
    remarks: tuple[Said, ...] = ()
    rounded: frozenset[str] = frozenset()
    shape: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file that is open for reading, once, from its first line to its last.

    ``kind`` is csv, sheet or map; ``heads`` are the heads in the order of the columns; ``remarks`` says what a
    reader should know of the whole (other sheets, hidden ones, an encoding that changes on the way).
    ``about`` is the number of rows to expect, for showing how far the reading has come.
    """

    kind: str
    name: str
    heads: tuple[str, ...]
    lines: Iterator[Line]
    about: int
    remarks: list[Said] = field(default_factory=list)
