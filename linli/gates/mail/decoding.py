"""From the bytes of a mail to its words, whatever its charset label says: Chinese mail is often labelled wrongly."""

from __future__ import annotations

import html
import re
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser

from linli.plumbing.packs.text import is_mojibake

_GB = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312"})
_SHIFTED = frozenset(
    {"utf-16", "utf-16le", "utf-16be", "utf-32", "utf-7", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "hz"}
)
_EMPTY = frozenset(
    {"", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "unknown-8bit", "default", "8bit"}
)
_BLOCK = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "ul", "ol", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+\n")
_GAPS = re.compile(r"\n{3,}")


def words(data: bytes, label: str = "") -> str:
    """The text of these bytes. What is UTF-8 is read so, whatever the label; then the label, then GB18030."""
    label = label.strip().strip("\"'").lower()
    if label in _SHIFTED:
        return _strictly(data, label) or data.decode("utf-8", "replace")
    chinese = _strictly(data, "gb18030")
    plain = _strictly(data, "utf-8")
    if plain is not None and (label not in _GB or chinese is None or is_mojibake(chinese)):
        return plain
    if label in _GB or label in _EMPTY:
        return chinese if chinese is not None else data.decode("gb18030", "replace")
    named = _strictly(data, label)
    return next(one for one in (named, chinese, data.decode("utf-8", "replace")) if one is not None)


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        return None


def header(mail: Message, name: str) -> str:
    """A header in words, on one line."""
    given = mail.get(name)
    if given is None:
        return ""
    try:
        parts = decode_header(str(given).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        said = "".join(words(one, label or "") if isinstance(one, bytes) else one for one, label in parts)
    except (ValueError, LookupError):
        said = str(given)
    return " ".join(said.split())


def body_of(part: Message) -> str:
    """The words of a text part; HTML becomes plain lines, with what is quoted marked as in plain mail."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    said = words(data, str(part.get_content_charset("") or ""))
    return plain(said) if part.get_content_subtype() == "html" else said.replace("\r\n", "\n").replace("\r", "\n")


def plain(page: str) -> str:
    """HTML as lines of text: no scripts, no styles, nothing fetched."""
    reader = _Lines()
    reader.feed(page)
    reader.close()
    return _GAPS.sub("\n\n", _BLANKS.sub("\n", "".join(reader.said))).strip()


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._quoted += tag == "blockquote"
        if tag in _BLOCK:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        if tag in _BLOCK and tag != "br":
            self._line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(html.unescape(re.sub(r"\s+", " ", data)))

    def _line(self) -> None:
        self.said.append("\n" + "> " * min(self._quoted, 1))
