"""What somebody reports, as a value: the form of a resident, a clerk's note of a call, a line of an import."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.plumbing.texts import tidy

__all__ = ["NotAReport", "Photo", "Report", "Reporter", "check_text", "tidy", "title_of"]

MOST_CHARACTERS = 10_000
REGISTER = "register"  # the channel of what the register of the city asks to be looked at


class NotAReport(ValueError):
    """Something is missing. ``field`` is the field of the form, the sentence says what to write."""

    def __init__(self, field: str, sentence: object) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: named, under an alias, or nobody says who. Phone, mail and name may be empty."""

    kind: str = "anonymous"
    name: str = ""
    alias: str = ""
    phone: str = ""
    person: int | None = None
    mail: str = ""
    kept_for: int = 0  # the unit whose intake desk alone may know who it is; set where secrecy is asked


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it came: its bytes and the name the sender gave it, neither believed."""

    content: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One matter as reported. ``scope`` is the smallest division that is known; ``place`` a building or dwelling.

    ``answers`` are those to the item's own questions, as people read them: question and answer.
    """

    item: str
    text: str
    scope: int
    at: datetime
    channel: str = "web"
    title: str = ""
    place: int | None = None
    where: str = ""
    lon: float | None = None
    lat: float | None = None
    reporter: Reporter = Reporter()
    confidential: bool = False
    secret: bool = False  # 工单保密: who reports is hidden from the units that handle it
    call_back: bool = False  # whoever reports wants to be called when it is done
    about_unit: int = 0  # the unit a report about staff concerns, and the member of staff: neither ever sees it
    about_account: int = 0
    photos: tuple[Photo, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    guessed: str = ""  # the matter that was suggested from the words, whichever was chosen
    under: datetime | None = None  # the moment whose catalogue it was written under, where that is not now


def text_of(report: Report) -> str:
    """The tidy text of a report, and below it the answers to the item's questions."""
    said = [f"{question}：{answer}" for question, answer in report.answers]
    return check_text("\n".join([tidy(report.text), "", *said] if said else [report.text]))


def check_text(text: str) -> str:
    """The tidy text of a report; refused when empty or longer than 10,000 characters."""
    kept = tidy(text)
    if not kept:
        raise NotAReport("text", _("Say in a few words what is wrong."))
    if len(kept) > MOST_CHARACTERS:
        over = len(kept) - MOST_CHARACTERS
        raise NotAReport(
            "text",
            _("The text is %(over)d characters too long. Shorten it, or add the rest afterwards.") % {"over": over},
        )
    return kept


def title_of(text: str) -> str:
    """The first words of a text, for a matter that has no name in the catalogue."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    first = re.split(r"[。！？!?；;\n]", line, maxsplit=1)[0].strip() or line
    return first if len(first) <= 30 else first[:29] + "…"
