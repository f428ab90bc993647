"""What became of the rows of a file: a table of them for spreadsheets, and a page that stands by itself and prints.

Texts come in the reader's language; nothing here knows what the rows are about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

GLIMPSE = 60  # signs of a row that are shown on the page
STYLE = (
    "body{font:16px/1.5 sans-serif;color:#1C211E;background:#FAF8F3;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;"
    "border-bottom:1px solid #E2DDD1}h2{border-top:2px solid #1C211E;padding-top:.5rem}"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row on the page: its line, why it is listed, how it begins."""

    line: int
    why: str
    begins: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows; ``nothing`` is said where there are none."""

    heading: str
    rows: Sequence[Told]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The page: its language, heading, the run in one sentence, what else should be known, the rows by section."""

    language: str
    heading: str
    sentence: str
    remarks: Sequence[str]
    sections: Sequence[Section]
    heads: tuple[str, str, str]  # line, why, begins with
    counts: Sequence[tuple[str, int]] = field(default=())

    def html(self) -> str:
        parts = [f"<h1>{escape(self.heading)}</h1>", f"<p>{escape(self.sentence)}</p>"]
        parts += [f"<p>{escape(remark)}</p>" for remark in self.remarks]
        if self.counts:
            rows = "".join(f"<tr><td>{escape(why)}</td><td>{number}</td></tr>\n" for why, number in self.counts)
            parts.append(f"<table><tbody>{rows}</tbody></table>")
        parts += [self._section(one) for one in self.sections]
        return (
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.heading)}</title><style>{STYLE}</style></head>\n<body>{''.join(parts)}</body></html>\n"
        )

    def _section(self, one: Section) -> str:
        heading = f"<h2>{escape(one.heading)}</h2>"
        if not one.rows:
            return heading + f"<p>{escape(one.nothing)}</p>"
        head = "".join(f"<th>{escape(name)}</th>" for name in self.heads)
        rows = "".join(
            f"<tr><td>{row.line}</td><td>{escape(row.why)}</td><td>{escape(row.begins)}</td></tr>\n" for row in one.rows
        )
        return heading + f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def glimpse(*texts: str) -> str:
    """The beginning of a row in one line."""
    begins = " ".join(" ".join(texts).split())
    return begins if len(begins) <= GLIMPSE else begins[: GLIMPSE - 1] + "…"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV in portions, for Excel too: with a mark of its encoding, and no cell it takes for a formula."""
    yield "\ufeff" + _written([heads])
    portion: list[Sequence[object]] = []
    for row in rows:
        portion.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        if len(portion) == GLIMPSE * 10:
            yield _written(portion)
            portion = []
    if portion:
        yield _written(portion)


def _written(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
