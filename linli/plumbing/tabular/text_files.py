"""Tables as text: CSV and its relatives, in UTF-8, GBK or UTF-16, and in several of them at once."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from . import heads
from .model import LONGEST_CELL, Line, Said, Table

SEPARATORS = (",", "\t", ";", "|", "，")
LONGEST_ROW = 500  # lines; a row with more has lost a quotation mark
_DESTROYED = "\ufffd"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def opened(path: Path, *, known: Collection[str]) -> Iterator[Table]:
    """The table in a text file. Raises ``FileRefused`` where no row can be the heads."""
    with path.open("rb") as content:
        decoder = _Decoder(content)
        lines = iter(decoder)
        first = list(islice(lines, 10 * heads.LOOKED_AT))
        separator, found = _heads(first, known)
        remarks: list[Said] = []
        rows = _noted(_Reader(_Lines(chain(first, lines)), separator, found), decoder, remarks)
        yield Table("csv", path.name, found.names, rows, _about(path, first, decoder), remarks)


@dataclass(slots=True)
class _Decoder:
    """The lines of a file, each by the encoding it is in.

    Lists are put together from several offices' parts, so UTF-8 and GBK stand in one file; both keep the line
    feed as it is, so every line is decoded by itself. Bytes that are neither leave a mark.
    """

    content: IO[bytes]
    seen: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[str]:
        start = self.content.read(2)
        self.content.seek(0)
        if start in _UTF_16:
            self.seen.add("UTF-16")
            yield from codecs.getreader("utf-16")(self.content, "replace")
            return
        for number, line in enumerate(self.content):
            raw = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
            yield self._decoded(raw.replace(b"\0", b""))

    def _decoded(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        for encoding, name in (("utf-8", "UTF-8"), ("gb18030", "GBK")):
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError:
                continue
            self.seen.add(name)
            return text
        return line.decode("utf-8", errors="replace")


def _about(path: Path, first: Sequence[str], decoder: _Decoder) -> int:
    """How many lines the file has, judged by the length of its first ones."""
    width = 2 if "UTF-16" in decoder.seen else 1
    read = sum(len(line) * width if line.isascii() else len(line.encode()) for line in first)
    return max(len(first), round(path.stat().st_size * len(first) / max(read, 1)))


def _heads(first: Sequence[str], known: Collection[str]) -> tuple[str, heads.Heads]:
    """The separator under which most known heads are found, else most rows are as wide as the first; and the heads."""

    def split(separator: str) -> list[list[str]]:
        return list(islice(_rows(iter(first), separator), heads.LOOKED_AT))

    def worth(separator: str) -> tuple[int, int]:
        rows = split(separator)
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows) if width > 1 else 0
        return max((heads.known_in(row, known) for row in rows), default=0), alike

    separator = max(SEPARATORS, key=worth)
    return separator, heads.find(split(separator), known)


def _rows(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    """Rows for looking at the heads only: what cannot be read is empty."""
    reader = csv.reader(lines, delimiter=separator)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield []


class _RunsOn(Exception):
    """A row has taken more lines than any row has."""


@dataclass(slots=True)
class _Lines:
    """The lines of the file, some of which can be given back."""

    rest: Iterator[str]
    ahead: deque[str] = field(default_factory=deque)
    taken: list[str] = field(default_factory=list)  # since the row began
    at: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.ahead.popleft() if self.ahead else next(self.rest)
        self.at += 1
        self.taken.append(line)
        if len(self.taken) > LONGEST_ROW:
            raise _RunsOn
        return line

    def give_back_all_but_one(self) -> str:
        """The first line of the row; the others are read again, as rows of their own."""
        first, *others = self.taken
        self.ahead.extendleft(reversed(others))
        self.at -= len(others)
        return first


@dataclass(slots=True)
class _Reader:
    """Rows as lines, with the number of the line each begins in."""

    lines: _Lines
    separator: str
    found: heads.Heads

    def __iter__(self) -> Iterator[Line]:
        before = csv.field_size_limit(LONGEST_CELL)
        try:
            yield from filter(None, islice(self._rows(), self.found.above, None))
        finally:
            csv.field_size_limit(before)

    def _rows(self) -> Iterator[Line | None]:
        """Every row, those above the data too; None for a blank one."""
        rows = csv.reader(self.lines, delimiter=self.separator)
        while True:
            self.lines.taken, number = [], self.lines.at + 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except (_RunsOn, csv.Error):
                cells = []
            many = len(self.lines.taken) > 1
            if many and len(cells) != len(self.found.names):
                yield self._unclosed(number)
                rows = csv.reader(self.lines, delimiter=self.separator)
            elif cells or not self.lines.taken[0].strip():
                yield self._line(number, cells) if any(cell.strip() for cell in cells) else None
            else:
                yield Line(number, self._seen(self.lines.taken[0]), Said(_("This row cannot be read.")))

    def _unclosed(self, number: int) -> Line:
        """A quotation mark without its second made one row of many; only the first of them is lost for it."""
        first = self.lines.give_back_all_but_one()
        reason = _("A quotation mark is opened in this row and not closed.")
        return Line(number, self._seen(first), Said(reason))

    def _seen(self, line: str) -> dict[str, str]:
        """What of a broken line goes into the report."""
        cells = line.strip().split(self.separator)
        return dict(zip(self.found.names, cells, strict=False))

    def _line(self, number: int, cells: list[str]) -> Line:
        names, said = self.found.names, tuple[Said, ...]()
        if len(cells) != len(names):
            mended = self._mended(cells)
            if mended is None:
                words = {"found": len(cells), "wanted": len(names)}
                reason = Said(_("This row has %(found)s cells and the heads are %(wanted)s. Is it cut off?"), words)
                return Line(number, dict(zip(names, cells, strict=False)), reason)
            cells, said = mended
        found = dict(zip(names, (cell.strip() for cell in cells), strict=True))
        if any(_DESTROYED in cell for cell in cells):
            return Line(number, found, Said(_("Signs of this row are destroyed: it is neither UTF-8 nor GBK.")))
        return Line(number, found, remarks=said)

    def _mended(self, cells: list[str]) -> tuple[list[str], tuple[Said, ...]] | None:
        """A row that is as wide as the heads after all: blank cells behind it, or another separator in it."""
        width = len(self.found.names)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return cells[:width], ()
        if len(cells) == 1:
            for other in SEPARATORS:
                split = next(csv.reader([cells[0]], delimiter=other), [])
                if other != self.separator and len(split) == width:
                    words = {"sign": "Tab" if other == "\t" else other}
                    return split, (Said(_("This row is separated by “%(sign)s”, unlike the others."), words),)
        return None


def _noted(lines: Iterable[Line], decoder: _Decoder, remarks: list[Said]) -> Iterator[Line]:
    """The lines; at the end it is known whether the encoding changed on the way."""
    yield from lines
    if len(decoder.seen) > 1:
        words = {"encodings": "、".join(sorted(decoder.seen))}
        remarks.append(Said(_("Lines of this file are in different encodings: %(encodings)s."), words))
