"""What computes the data behind an entry of the open list. The room or scenario that can, registers a source.

A source is asked for fields and places under one grant, and joins that grant in its own query
(:mod:`linli.kernel.grants.joining`). A field that ``counts`` is not told below the entry's
least number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from linli.plumbing.classification import ALL


@dataclass(frozen=True, slots=True)
class SourceField:
    """One column a source can deliver, in both languages, and how closely it is held."""

    code: str
    zh: str
    en: str
    level: str
    counts: bool = False
    kind: str = "text"

    def label(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a grant: these fields of these places, at this moment."""

    grant_id: int
    fields: tuple[str, ...]
    places: tuple[int, ...]
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        """For the query that joins the grant."""
        return {"grant": self.grant_id, "fields": list(self.fields), "places": list(self.places)}


@dataclass(frozen=True, slots=True)
class Given:
    """One row of what is handed out: a value for each asked field, and whom it is about (0: nobody by name)."""

    values: tuple[Any, ...]
    person: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can deliver data: its fields, whether its rows are named persons, and the query.

    ``is_inbound``: the other way round; under such a grant a body delivers to us, and nothing is handed out.
    """

    code: str
    fields: tuple[SourceField, ...]
    rows: Callable[[Asked], Iterable[Given]]
    is_named: bool = False
    is_inbound: bool = False
    label: tuple[str, str] = ("", "")  # zh, en

    def field(self, code: str) -> SourceField | None:
        return next((one for one in self.fields if one.code == code), None)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Offer a source; once for each code."""
    if _sources.setdefault(source.code, source) != source:
        raise ValueError(f"two sources are called {source.code}")


def source(code: str) -> Source | None:
    return _sources.get(code)


def codes() -> list[str]:
    """Every source there is, sorted."""
    return sorted(_sources)


def closest(levels: Iterable[str]) -> str:
    """The closest held of several classifications; public where there is none."""
    return max(levels, key=ALL.index, default=ALL[0])


def without_few(rows: Iterable[Given], fields: Sequence[SourceField], *, least: int) -> Iterable[Given]:
    """The rows with numbers above nought and below ``least`` left out: too few to say without pointing at somebody."""
    hide = [one.counts for one in fields]
    for row in rows:
        told = (
            None if few and isinstance(value, int) and 0 < value < least else value
            for value, few in zip(row.values, hide, strict=True)
        )
        yield replace(row, values=tuple(told))
