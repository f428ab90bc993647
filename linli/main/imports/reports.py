"""What became of a file: a table of every row for spreadsheets, and a page that lists what was refused and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from linli.main.imports.messages_file import TEXT, TITLE, Message, Reading, Unfit
from linli.main.launcher.folders import write_private
from linli.main.terminal import _
from linli.main.terminal import _language as language

FILED, RECORDED, REPEATED, REFUSED = "filed", "recorded", "filed before", "refused"
GLIMPSE = 60  # characters of a refused text that are shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: the number of its case, or the reason why it has none."""

    row: Message | Unfit
    what: str
    number: str = ""
    receipt: str = ""
    reason: str = ""
    oddities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One run: the file as it was read, what was drawn from it, what became of each row."""

    source: Path
    reading: Reading
    outcomes: Sequence[Outcome]
    began: datetime
    draw: str = ""
    stopped: str = ""

    def count(self, what: str) -> int:
        return sum(one.what == what for one in self.outcomes)

    @property
    def refused(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.what == REFUSED]

    @property
    def odd(self) -> list[Outcome]:
        """What was taken in although something about it is odd."""
        return [one for one in self.outcomes if one.oddities]

    def write(self, folder: Path) -> None:
        """Both files, for the owner's eyes only: receipt codes and people's words stand in them."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(folder / "rows.csv", "\ufeff" + self.table())
        write_private(folder / "report.html", self.page())

    def table(self) -> str:
        """Every row with its outcome and all its columns."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["line", "outcome", "number", "receipt", "reason", "odd", *self.reading.columns])
        for one in self.outcomes:
            cells = [one.row.cells.get(column, "") for column in self.reading.columns]
            said = [one.row.line, one.what, one.number, one.receipt, one.reason, " ".join(one.oddities)]
            writer.writerow([*said, *map(_harmless, cells)])
        return text.getvalue()

    def page(self) -> str:
        """A page that stands by itself and prints."""
        heading = _("Import of %(file)s") % {"file": self.source.name}
        parts = [f"<h1>{escape(heading)}</h1>", f"<p>{escape(self.sentence())}</p>"]
        parts += [f"<p>{escape(remark)}</p>" for remark in self.remarks()]
        parts.append(f"<h2>{escape(_('Refused: %(count)s') % {'count': len(self.refused)})}</h2>")
        parts.append(self._rows(self.refused) if self.refused else f"<p>{escape(_('No row was refused.'))}</p>")
        if self.odd:
            heading = _("Taken in, and odd: %(count)s") % {"count": len(self.odd)}
            parts += [f"<h2>{escape(heading)}</h2>", self._rows(self.odd)]
        tongue = "zh-CN" if language().startswith("zh") else "en"
        return (
            f'<!doctype html>\n<html lang="{tongue}"><head><meta charset="utf-8"><title>{escape(heading)}</title>'
            f"<style>{STYLE}</style></head>\n<body>{''.join(parts)}</body></html>\n"
        )

    def sentence(self) -> str:
        """The run in one sentence."""
        if self.count(RECORDED) or self.reading.whole:
            words = _(
                "%(rows)s rows: %(recorded)s recorded, %(before)s recorded before, %(refused)s refused, %(odd)s odd."
            )
            return words % self._counts()
        return _("%(rows)s rows: %(filed)s filed, %(before)s filed before, %(refused)s refused.") % self._counts()

    def _counts(self) -> dict[str, int]:
        return {
            "rows": len(self.outcomes),
            "recorded": self.count(RECORDED),
            "odd": len(self.odd),
            "filed": self.count(FILED),
            "before": self.count(REPEATED),
            "refused": self.count(REFUSED),
        }

    def remarks(self) -> list[str]:
        """What else a reader should know."""
        said = [_("Read as %(encoding)s, begun %(time)s.") % {
            "encoding": self.reading.encoding, "time": f"{self.began:%Y-%m-%d %H:%M} UTC"
        }]  # fmt: skip
        if self.reading.left_out:
            columns = "、".join(self.reading.left_out)
            said.append(
                _("Kept in rows.csv only, as a case has no place for them: %(columns)s.") % {"columns": columns}
            )
        return [*said, *filter(None, (self.draw, self.stopped))]

    def _rows(self, outcomes: Sequence[Outcome]) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in (_("Line"), _("Why"), _("Begins with")))
        rows = "".join(
            f"<tr><td>{one.row.line}</td><td>{escape(one.reason or ' '.join(one.oddities))}</td>"
            f"<td>{escape(_glimpse(one.row))}</td></tr>\n"
            for one in outcomes
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


STYLE = (
    "body{font:16px/1.5 sans-serif;color:#1C211E;background:#FAF8F3;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;"
    "border-bottom:1px solid #E2DDD1}h2{border-top:2px solid #1C211E;padding-top:.5rem}"
)


def _glimpse(row: Message | Unfit) -> str:
    begins = " ".join(f"{row.cells.get(TITLE, '')} {row.cells.get(TEXT, '')}".split())
    return begins if len(begins) <= GLIMPSE else begins[: GLIMPSE - 1] + "…"


def _harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
