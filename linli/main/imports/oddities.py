"""What is odd about a message of the past, told row by row. A row is recorded all the same wherever it can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.cases.reports import MOST_CHARACTERS, tidy
from linli.main.imports.messages_file import ANSWER, DATE, REPLIED, TIME, Message, moment
from linli.main.terminal import _

USUAL = "2019/4/25 9:32:09"


@dataclass(frozen=True, slots=True)
class Past:
    """A message as it is recorded: its parts of a length the city takes, the answer with its time, what is odd."""

    message: Message
    parts: tuple[str, ...]
    at: datetime | None
    answer: str
    replied: datetime | None
    oddities: tuple[str, ...]


def of_all(messages: Iterable[Message], *, now: datetime) -> Iterator[Past]:
    """Every message in the order of the file. The same words by the same sender are recorded and told."""
    first: dict[tuple[str, str], int] = {}
    for message in messages:
        line = first.setdefault((message.user or str(message.line), message.text or message.title), message.line)
        odd = []
        if line != message.line:
            odd.append(_("The same words by the same sender already stand in line %(line)s.") % {"line": line})
        yield of(message, odd, now=now)


def of(message: Message, odd: list[str], *, now: datetime) -> Past:
    """One message. An answer counts only where both times can be read and the answer is the later one."""
    at = _time(message.cells.get(TIME, ""), odd, now=now, what=_("time of the message"))
    answer = tidy(message.cells.get(ANSWER, ""))
    replied = _replied(message, answer, at, odd, now=now)
    text = tidy(message.text)
    if not text:
        odd.append(_("There is no text; the title stands in its place."))
        text = tidy(message.title)
    parts = tuple(text[start : start + MOST_CHARACTERS] for start in range(0, len(text), MOST_CHARACTERS))
    if len(parts) > 1:
        odd.append(_("The text has %(count)s characters; what is over follows as added words.") % {"count": len(text)})
    return Past(message, parts, at, answer, replied, tuple(odd))


def _replied(message: Message, answer: str, at: datetime | None, odd: list[str], *, now: datetime) -> datetime | None:
    """The time of the answer, if it counts as one."""
    written = message.cells.get(REPLIED, "")
    if not answer:
        if written.strip():
            odd.append(_("There is a time of an answer and no answer; the matter stays open."))
        return None
    replied = _time(written, odd, now=now, what=_("time of the answer"))
    if replied is not None and at is not None and replied < at:
        odd.append(_("The answer is older than the message; its words are kept, and the matter stays open."))
        return None
    if replied is None or at is None:
        odd.append(_("Without both times it is not known how long the answer took; its words are kept."))
        return None
    return replied


def _time(written: str, odd: list[str], *, now: datetime, what: str) -> datetime | None:
    """The moment, and what is odd about how it is written."""
    found = moment(written)
    if found is None or found > now:
        odd.append(
            _("The %(what)s is missing.") % {"what": what}
            if not written.strip()
            else _("The %(what)s cannot be: %(written)s.") % {"what": what, "written": written.strip()}
        )
        return None
    if "/" not in written:
        odd.append(_("The %(what)s is written in another form: %(written)s.") % {"what": what, "written": written})
    whole = DATE.search(written.strip())
    if whole is not None and whole[4] is None:
        odd.append(_("The %(what)s has no hour: it counts from midnight.") % {"what": what})
    return found
