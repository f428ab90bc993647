"""The words of a message: as the city published them; of a message newer than the city, as the release brings them.

A city is founded once, on the messages there were then. What a later release tells (a sign-in with a new browser, that
something was erased) is told in the words it comes with until the city writes its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from linli.kernel.notices.packs import NoticeEntry
from linli.plumbing import pack_catalogue

KIND = "notices"
Reader = Callable[[], Mapping[str, NoticeEntry]]

_readers: list[Reader] = []


def come_with(reader: Reader) -> None:
    """Where the words of a release are read, when somebody asks for them the first time."""
    _readers[:] = [reader]
    _brought.cache_clear()


def template(code: str, *, at: datetime) -> NoticeEntry | None:
    """The words of a message at a moment; None where nobody knows it, and where the city has ended it."""
    published = pack_catalogue.head(KIND, code, at)
    if published is not None:
        words: NoticeEntry = published.value
        return words
    if pack_catalogue.newest([(KIND, code)]):
        return None
    return _brought().get(code)


@cache
def _brought() -> Mapping[str, NoticeEntry]:
    return _readers[0]() if _readers else {}
