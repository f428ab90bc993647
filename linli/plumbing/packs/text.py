"""From the bytes of a file to text one may trust: UTF-8, no spoiled characters, nothing hidden."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import PacksRefused, Problem, Text

MAX_BYTES = 1 << 20

_FOREIGN = re.compile(r"[^\x00-\x7f]{3,}")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_REPLACED = re.compile("\ufffd|锟斤拷|烫烫烫")
# Control characters and the marks that turn the direction of text: what a publisher reads must be what holds.
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def decode(data: bytes, file: str) -> str:
    """The text of a pack file, or :class:`PacksRefused` with what to do about it."""
    if len(data) > MAX_BYTES:
        size = {"size": f"{len(data):,}", "limit": f"{MAX_BYTES:,}"}
        raise _refusal(file, 0, _("the file has %(size)s bytes, more than %(limit)s; split it"), **size)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(file, 1, _("the file is written in UTF-16; save it as UTF-8"))
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refusal(file, 1, _("the file starts with a byte order mark; save it as UTF-8 without BOM"))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _undecodable(data, error, file) from None
    _refuse_spoiled(text, file)
    return text


def _undecodable(data: bytes, error: UnicodeDecodeError, file: str) -> PacksRefused:
    line = data.count(b"\n", 0, error.start) + 1
    try:
        chinese = _CHINESE.search(data.decode("gb18030"))
    except UnicodeDecodeError:
        chinese = None
    if chinese:
        return _refusal(file, line, _("the file is written in GBK; save it as UTF-8"))
    return _refusal(file, line, _("the file is not UTF-8 text; save it as UTF-8"))


def _refuse_spoiled(text: str, file: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if HIDDEN.search(line):
            what = _("there is an invisible control character in the line; type the line again")
            raise _refusal(file, number, what)
        if _REPLACED.search(line) or any(is_mojibake(run) for run in _FOREIGN.findall(line)):
            what = _("the text is spoiled: it was saved in a wrong encoding; restore it from a good copy")
            raise _refusal(file, number, what)


def is_mojibake(run: str) -> bool:
    """Whether these characters are UTF-8 that was once read as GBK or Latin-1 (邻里 became 閭婚噷).

    A proof rather than a guess: turning the reading round gives valid UTF-8 with Chinese in it. Three
    characters or more, as two Chinese characters may do so by chance.
    """
    for wrong in ("gb18030", "cp1252", "latin-1"):
        try:
            back = run.encode(wrong).decode()
        except UnicodeError:
            continue
        if _CHINESE.search(back):
            return True
    return False


def _refusal(file: str, line: int, message: Text, **words: str) -> PacksRefused:
    return PacksRefused([Problem(file, line, "", message, words)])
