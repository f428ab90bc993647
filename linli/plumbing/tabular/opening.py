"""Opening a file as what it is, whatever its name says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from . import geojson, heads, text_files, workbooks
from .model import FileRefused, Table

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
    wanted = frozenset(map(heads.tidy, known))
    with path.open("rb") as content:
        begins = content.read(64)
    if not begins:
        raise FileRefused(_("This file is empty."))
    if begins.startswith(_NO_TABLE):
        raise FileRefused(_("This is no table. Send the list itself: as Excel, CSV or GeoJSON."))
    if begins.startswith((_ZIP, _OLE)):
        with workbooks.opened(path, known=wanted, sheet=sheet) as table:
            yield table
    elif begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        yield geojson.opened(path)
    else:
        with text_files.opened(path, known=wanted) as table:
            yield table
