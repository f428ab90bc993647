"""Tables for Excel: a head that stays, typed columns, Chinese wide enough to read, any number of rows.

A row is written and forgotten, so the memory needed does not grow with the table. Every text is written as a text:
one that begins like a formula stays what somebody wrote. Moments are told in the city's zone, money comes in fen.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kit import words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32_000  # a cell holds 32,767 signs
LONGEST_LINK, MOST_LINKS = 2_000, 65_000  # what Excel opens without calling the file broken
NARROWEST, WIDEST = 6, 60  # half widths; a Chinese sign counts as two
MOST_ROWS = 1_048_575  # beside the head

KINDS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "money": {"num_format": "#,##0.00"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere. An address that is not http or https stays plain words."""

    words: str
    address: str


Cell = str | int | float | date | datetime | Link | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what stands in it (a key of ``KINDS``), its width in half signs if it is to be fixed."""

    head: str
    kind: str = "text"
    width: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. ``rows`` may be a generator; it is read once, while the file is written."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def download(sheets: Sequence[Sheet], *, name: str, about: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """The file as an answer. It is put together on the disk, and gone from there before it is sent."""
    with tempfile.TemporaryFile() as kept:
        write(kept, sheets, about=about)
        kept.seek(0)
        response = HttpResponse(kept.read(), content_type=TYPE)
    response["Content-Disposition"] = (
        f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    )
    response["Cache-Control"] = "no-store"
    return response


def write(to: IO[bytes], sheets: Sequence[Sheet], *, about: Sequence[tuple[str, str]] = ()) -> list[int]:
    """Write the tables, then a sheet that says where they come from; returns how many rows each has."""
    from xlsxwriter import Workbook  # forty modules, for those who take a table away

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(to, options)
    counts = [_Table(book, sheet).write() for sheet in sheets]
    if about:
        _Table(book, Sheet(_("About this table"), (Column(_("What")), Column(_("Value"))), about)).write()
    book.close()
    return counts


class _Table:
    """One table while it is written."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page: Worksheet = book.add_worksheet(_sheet_name(sheet.name, len(book.worksheets())))
        self.head: Format = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        top: dict[str, Any] = {"valign": "top"}
        self.formats: list[Format] = [book.add_format({**top, **KINDS[one.kind]}) for one in sheet.columns]
        self.quoted: Format = book.add_format({**top, **KINDS["text"], "quote_prefix": True})
        self.linked: Format = book.add_format({**top, "font_color": "#0B6A56", "underline": 1})
        self.widths = [one.width or _wide(one.head) for one in sheet.columns]
        self.links = 0

    def write(self) -> int:
        """Head, rows, widths, and how it is printed."""
        for at, column in enumerate(self.sheet.columns):
            self.page.write_string(0, at, column.head, self.head)
        count = 0
        for row in self.sheet.rows:
            if count == MOST_ROWS:
                break
            count += 1
            for at, value in enumerate(row):
                self._cell(count, at, value)
        self._finish(count)
        return count

    def _cell(self, row: int, at: int, value: Cell) -> None:
        if value is None or value == "":
            return
        if not self.sheet.columns[at].width:
            self.widths[at] = max(self.widths[at], _wide(_shown(value)))
        kind, plain = self.sheet.columns[at].kind, self.formats[at]
        if isinstance(value, Link):
            self._link(row, at, value)
        elif isinstance(value, datetime):
            self.page.write_datetime(row, at, words.local(value).replace(tzinfo=None), plain)
        elif isinstance(value, date):
            self.page.write_datetime(row, at, value, plain)
        elif isinstance(value, int | float):
            self.page.write_number(row, at, value / 100 if kind == "money" else value, plain)
        else:
            self._text(row, at, value, plain)

    def _text(self, row: int, at: int, text: str, plain: Format) -> None:
        """A text as a text; Excel marks one that begins like a formula, so it stays one when it is edited."""
        text = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
        self.page.write_string(row, at, text, self.quoted if text.startswith(FORMULA_SIGNS) else plain)

    def _link(self, row: int, at: int, link: Link) -> None:
        opens = link.address.startswith(("http://", "https://")) and len(link.address) <= LONGEST_LINK
        if not opens or self.links == MOST_LINKS:
            self._text(row, at, link.words, self.formats[at])
            return
        self.links += 1
        self.page.write_url(row, at, link.address, self.linked, string=link.words[:255])

    def _finish(self, count: int) -> None:
        for at, width in enumerate(self.widths):
            self.page.set_column(at, at, min(max(width + 2, NARROWEST), WIDEST))
        self.page.freeze_panes(1, 0)
        self.page.autofilter(0, 0, count, len(self.sheet.columns) - 1)
        self.page.repeat_rows(0)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&L&A&R&P / &N")


def _shown(value: Any) -> str:
    """About what a cell will show, to measure its width."""
    if isinstance(value, Link):
        return value.words
    if isinstance(value, datetime):
        return "0000-00-00 00:00"
    if isinstance(value, date):
        return "0000-00-00"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _wide(text: str) -> int:
    """The widest line of a text in half signs."""
    lines = text[: 4 * WIDEST].splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in lines)


def _sheet_name(name: str, at: int) -> str:
    """A name Excel takes: at most 31 signs, none of []:*?/\\, no quote at either end."""
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:28].strip(" '")
    return f"{kept or 'table'} {at + 1}" if at else kept or "table"
