"""What became of a file: a table of every row for spreadsheets, and a page that lists what was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from linli.kit import row_report
from linli.kit.row_report import Page, Section
from linli.main.imports.messages_file import TEXT, TITLE, Message, Reading, Unfit
from linli.main.launcher.folders import write_private
from linli.main.terminal import _
from linli.main.terminal import _language as language
from linli.plumbing.days import local

FILED, RECORDED, REPEATED, REFUSED = "filed", "recorded", "filed before", "refused"


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
        write_private(folder / "rows.csv", self.table())
        write_private(folder / "report.html", self.page())

    def table(self) -> str:
        """Every row with its outcome and all its columns."""
        heads = ["line", "outcome", "number", "receipt", "reason", "odd", *self.reading.columns]
        return "".join(row_report.table(heads, map(self._cells, self.outcomes)))

    def _cells(self, one: Outcome) -> list[object]:
        said = [one.row.line, one.what, one.number, one.receipt, one.reason, " ".join(one.oddities)]
        return [*said, *(one.row.cells.get(column, "") for column in self.reading.columns)]

    def page(self) -> str:
        """A page that stands by itself and prints."""
        refused = [_told(one) for one in self.refused]
        sections = [Section(_("Refused: %(count)s") % {"count": len(self.refused)}, refused, _("No row was refused."))]
        if self.odd:
            heading = _("Taken in, and odd: %(count)s") % {"count": len(self.odd)}
            sections.append(Section(heading, [_told(one) for one in self.odd]))
        heading = _("Import of %(file)s") % {"file": self.source.name}
        heads = (_("Line"), _("Why"), _("Begins with"))
        tongue = "zh-CN" if language().startswith("zh") else "en"
        return Page(tongue, heading, self.sentence(), self.remarks(), sections, heads).html()

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
            "encoding": self.reading.encoding, "time": f"{local(self.began):%Y-%m-%d %H:%M}"
        }]  # fmt: skip
        if self.reading.left_out:
            columns = "、".join(self.reading.left_out)
            said.append(
                _("Kept in rows.csv only, as a case has no place for them: %(columns)s.") % {"columns": columns}
            )
        return [*said, *filter(None, (self.draw, self.stopped))]


def _told(one: Outcome) -> row_report.Told:
    begins = row_report.glimpse(one.row.cells.get(TITLE, ""), one.row.cells.get(TEXT, ""))
    return row_report.Told(one.row.line, one.reason or " ".join(one.oddities), begins)
