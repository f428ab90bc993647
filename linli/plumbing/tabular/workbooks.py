"""Workbooks: xlsx, xlsm, xls and ods, read by calamine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from . import heads
from .model import FileRefused, Line, Said, Table

Value = int | float | str | bool | time | date | datetime | timedelta
LARGEST = 1 << 30  # bytes, unpacked
HARMLESS, DENSEST = 1 << 26, 100  # unpacked more than that, and by such a factor: no table packs so well
MOST_PARTS = 10_000
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number and writes naughts for the others
_BY_NAME = 5  # sheets that are named in a remark


@contextmanager
def opened(path: Path, *, known: Collection[str], sheet: str = "") -> Iterator[Table]:
    """The table in a workbook. Raises ``FileRefused``."""
    with _loaded(path) as book:
        chosen, remarks = _chosen(book, known, sheet)
        yield _table(chosen, known, remarks)


def names(path: Path) -> tuple[str, ...]:
    """The visible sheets that hold something. Raises ``FileRefused``."""
    with _loaded(path) as book:
        visible = [
            one.name
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        ]
        return tuple(name for name in visible if book.get_sheet_by_name(name).total_height)


@contextmanager
def _loaded(path: Path) -> Iterator[CalamineWorkbook]:
    _check_size(path)
    try:
        with load_workbook(path) as book:
            yield book
    except PasswordError:
        raise FileRefused(_("This workbook is locked with a password. Save it without one.")) from None
    except CalamineError as broken:
        raise FileRefused(_("This workbook cannot be read (%(why)s). Save it anew, or as CSV."), why=broken) from broken


def _check_size(path: Path) -> None:
    """Refuse what is cut off, and what is small to send and enormous to open. Nothing is unpacked into memory."""
    with path.open("rb") as content:
        if content.read(2) != b"PK":
            return
    try:
        with ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            if unpacked > LARGEST:
                raise FileRefused(_("Unpacked this workbook is larger than 1 GB. Send it as CSV, in parts."))
            dense = unpacked > HARMLESS and unpacked > DENSEST * path.stat().st_size
            if dense or len(packed.infolist()) > MOST_PARTS:
                raise FileRefused(_("This workbook is packed as no table is. Save it anew, or send it as CSV."))
            broken = packed.testzip()  # a part larger than it says it is fails here
    except (BadZipFile, EOFError):
        broken = path.name
    if broken:
        raise FileRefused(_("This workbook is cut off or damaged. Ask for it once more."))


def _chosen(book: CalamineWorkbook, known: Collection[str], wanted: str) -> tuple[CalamineSheet, list[Said]]:
    """The sheet that is asked for, or the visible one with the most known heads; and what is left unread."""
    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    hidden = [one.name for one in sheets if one.visible != SheetVisibleEnum.Visible]
    if wanted and wanted not in [*visible, *hidden]:
        raise FileRefused(_("There is no sheet named “%(name)s” in this workbook."), name=wanted)
    if not wanted and not visible:
        raise FileRefused(_("This workbook has no sheet that can be seen."))

    def worth(name: str) -> tuple[int, int]:
        sheet = book.get_sheet_by_name(name)
        return max((heads.known_in(row, known) for row in _first_rows(sheet)), default=0), sheet.total_height

    name = wanted or max(visible, key=worth)
    return book.get_sheet_by_name(name), _unread([one for one in visible if one != name], hidden, name)


def _unread(others: Sequence[str], hidden: Sequence[str], name: str) -> list[Said]:
    said = []
    for names, sentence in (
        (others, _("Read is the sheet “%(name)s”; not read: %(others)s.")),
        ([one for one in hidden if one != name], _("Hidden sheets are not read: %(others)s.")),
    ):
        if names:
            said.append(Said(sentence, {"name": name, "others": "、".join(names[:_BY_NAME])}))
    return said


def _first_rows(sheet: CalamineSheet) -> list[list[str]]:
    rows = sheet.to_python(skip_empty_area=False, nrows=heads.LOOKED_AT)
    _fill(rows, sheet, first=0)
    return [[text(cell) for cell in row] for row in rows]


def _table(sheet: CalamineSheet, known: Collection[str], remarks: list[Said]) -> Table:
    found = heads.find(_first_rows(sheet), known)
    return Table("sheet", sheet.name, found.names, _lines(sheet, found), sheet.total_height - found.above, remarks)


def _lines(sheet: CalamineSheet, found: heads.Heads) -> Iterator[Line]:
    rows = sheet.to_python(skip_empty_area=False)
    merged = _fill(rows, sheet, first=found.above)
    for number, row in enumerate(rows[found.above :], found.above + 1):
        cells = [text(cell) for cell in row[: len(found.names)]]
        if any(cells):
            rounded = frozenset(
                name for name, cell in zip(found.names, row, strict=False) if isinstance(cell, float) and cell >= EXACT
            )
            yield Line(number, dict(zip(found.names, cells, strict=False)), None, merged.get(number, ()), rounded)


def _fill(rows: list[list[Value]], sheet: CalamineSheet, *, first: int) -> dict[int, tuple[Said, ...]]:
    """Write what stands in a merged cell into every row it covers, so that each row stands by itself.

    Across columns nothing is written: a title over all columns is not the value of each. Gives a remark for the
    rows from ``first`` on that took something from above.
    """
    said: dict[int, tuple[Said, ...]] = {}
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][left] = rows[top][left]
            if row >= first:
                remark = Said(_("Taken from the merged cell that begins in row %(row)d."), {"row": top + 1})
                said[row + 1] = (*said.get(row + 1, ()), remark)
    return said


def text(value: Value) -> str:
    """What a cell shows: whole numbers without a point, dates as year-month-day."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10 * EXACT**2:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
