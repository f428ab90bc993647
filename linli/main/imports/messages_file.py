"""Files of residents' messages (留言), as hotlines and mailboxes export them: CSV with Chinese heads.

Line breaks and tabs stand in quoted texts, dates come in several forms, the file is UTF-8 or GBK. Every row ends
as a message or as a refusal with its line and reason.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from linli.main.terminal import _

NUMBER, USER, TITLE, TIME, TEXT = "留言编号", "留言用户", "留言主题", "留言时间", "留言详情"
ANSWER, REPLIED = "答复意见", "答复时间"
NEEDED = (TITLE, TEXT)
TAKEN = (NUMBER, USER, TITLE, TIME, TEXT)
HEAD_OF_HISTORY = (*TAKEN, ANSWER, REPLIED)
LONGEST_CELL = 1 << 20
LONGEST_TITLE, LONGEST_USER = 120, 40
BEIJING = timezone(timedelta(hours=8))
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_HOUR = r"(?:[ T]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})秒?)?)?"
DATE = re.compile(_DAY + _HOUR)


class FileRefused(Exception):
    """The whole file is not what it should be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the line of the file it begins in, and what stands there."""

    line: int
    number: str
    user: str
    title: str
    text: str
    at: datetime | None
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A row that is no message, with the reason; ``cells`` is what could be read of it."""

    line: int
    reason: str
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: its messages, what is no message, the columns nobody asked for."""

    digest: str
    encoding: str
    columns: tuple[str, ...]
    messages: list[Message]
    unfit: list[Unfit]
    whole: bool = False  # repeated and empty messages are among the messages

    @property
    def left_out(self) -> list[str]:
        """Columns that say nothing a case could hold; the report keeps them."""
        taken = HEAD_OF_HISTORY if self.whole else TAKEN
        return [column for column in self.columns if column not in taken]


def read(path: Path, *, whole: bool | None = None) -> Reading:
    """Read a file. Raises ``FileRefused``.

    ``whole`` leaves messages that were sent twice or have no text where they are, as a record of the past wants
    them; where it is not said, a file with answers is read so.
    """
    content = path.read_bytes()
    text, encoding = _decoded(content)
    rows = _rows(text)
    head = next((cells for _line, cells in rows if isinstance(cells, list)), [])
    columns = tuple(cell.strip() for cell in head)
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise FileRefused(_("The first line has no column %(names)s.") % {"names": "、".join(missing)})
    whole = ANSWER in columns if whole is None else whole
    found = [_message(line, cells, columns, whole=whole) for line, cells in rows]
    messages, doubles = [one for one in found if isinstance(one, Message)], list[Unfit]()
    if not whole:
        messages, doubles = _apart(messages)
    unfit = sorted([*(one for one in found if isinstance(one, Unfit)), *doubles], key=lambda one: one.line)
    return Reading(hashlib.sha256(content).hexdigest(), encoding, columns, messages, unfit, whole)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding. Bytes that are neither UTF-8 nor GBK leave marks, and their rows are refused."""
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GBK")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8-sig", errors="replace"), "UTF-8"


def _rows(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """The rows with the line they begin in; a row the CSV reader cannot read comes as its reason."""
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                yield line, _("This row cannot be read: %(why)s") % {"why": broken}
                continue
            if any(cell.strip() for cell in cells):
                yield line, cells
    finally:
        csv.field_size_limit(before)


def _message(line: int, cells: list[str] | str, columns: tuple[str, ...], *, whole: bool = False) -> Message | Unfit:
    if isinstance(cells, str):
        return Unfit(line, cells)
    named = dict(zip(columns, cells, strict=False))
    if len(cells) != len(columns):
        words = _("This row has %(found)s cells and the head has %(wanted)s. Is a quotation mark missing?")
        return Unfit(line, words % {"found": len(cells), "wanted": len(columns)}, named)
    if "\ufffd" in "".join(cells):
        return Unfit(line, _("Signs of this row are destroyed: it is neither UTF-8 nor GBK."), named)
    if not named[TEXT].strip() and not (whole and named[TITLE].strip()):
        return Unfit(line, _("This row has no text."), named)
    title, text = named[TITLE].strip(), named[TEXT].strip()
    if len(title) > LONGEST_TITLE:
        title, text = title[: LONGEST_TITLE - 1] + "…", f"{title}\n{text}"
    number, user = named.get(NUMBER, "").strip(), named.get(USER, "").strip()
    return Message(line, number, user, title, text, moment(named.get(TIME, "")), named)


def moment(written: str) -> datetime | None:
    """The moment somebody wrote down in Beijing time, in any of the usual forms; None where none can be read."""
    found = DATE.search(written.strip())
    if found is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()), tzinfo=BEIJING)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _apart(messages: list[Message]) -> tuple[list[Message], list[Unfit]]:
    """Each message once: the same words by the same sender are one matter, however often they were sent."""
    first: dict[tuple[str, str], int] = {}
    kept, doubles = [], []
    for one in messages:
        line = first.setdefault((one.user or str(one.line), one.text), one.line)
        if line == one.line:
            kept.append(one)
        else:
            reason = _("The same words by the same sender already stand in line %(line)s.") % {"line": line}
            doubles.append(Unfit(one.line, reason, one.cells))
    return kept, doubles
