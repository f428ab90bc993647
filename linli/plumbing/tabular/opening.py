"""Opening a file as what it is, whatever its name says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from . import geojson, heads, text_files, workbooks
from .model import KEPT_OF_BROKEN, LONGEST_CELL, FileRefused, Line, Said, Table

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NO_TABLE = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook that can be seen and hold something; none where the file is no workbook.

    Raises ``FileRefused``.
    """
    with path.open("rb") as content:
        begins = content.read(8)
    return workbooks.names(path) if begins.startswith((_ZIP, _OLE)) else ()


@contextmanager
def opened(path: Path, *, known: Collection[str], sheet: str = "") -> Iterator[Table]:
    """The table in a file. ``known`` are the heads the reader can do something with; they find the row of heads.

    ``sheet`` picks a sheet of a workbook; otherwise the visible one with most known heads is read.
    Raises ``FileRefused``; so may reading the lines, where a file ends before its time.
    """
    with _by_format(path, known=frozenset(map(heads.tidy, known)), sheet=sheet) as table:
        yield replace(table, lines=map(_bounded, table.lines))


@contextmanager
def _by_format(path: Path, *, known: Collection[str], sheet: str) -> Iterator[Table]:
    with path.open("rb") as content:
        begins = content.read(64)
    if not begins:
        raise FileRefused(_("This file is empty."))
    if begins.startswith(_NO_TABLE):
        raise FileRefused(_("This is no table. Send the list itself: as Excel, CSV or GeoJSON."))
    if begins.startswith((_ZIP, _OLE)):
        with workbooks.opened(path, known=known, sheet=sheet) as table:
            yield table
    elif begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        yield geojson.opened(path)
    else:
        with text_files.opened(path, known=known) as table:
            yield table


def _bounded(line: Line) -> Line:
    """The line, and of a cell nobody can have meant, its beginning: whoever sent 50 MB in one does not have it kept."""
    most = KEPT_OF_BROKEN if line.broken else LONGEST_CELL
    longest = max(map(len, line.cells.values()), default=0)
    if longest <= most:
        return line
    cells = {head: cell[:KEPT_OF_BROKEN] for head, cell in line.cells.items()}
    words = {"signs": longest, "most": KEPT_OF_BROKEN}
    reason = _("This row cannot be read: a cell of it has %(signs)s signs. Only the first %(most)s are kept.")
    return replace(line, cells=cells, broken=Said(reason, words))
