"""What can be imported. Each kind says which fields it knows, what a line would do, and does it.

Higher floors register kinds; this room only carries lines to them. A kind reads and writes through the actions of
the rooms it knows and never opens a transaction of its own: ``take`` and ``give_back`` run inside the batch's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.plumbing import texts
from linli.plumbing.scope import Hat
from linli.plumbing.tabular.values import ValueWrong, plain

Reader = Callable[[str], Any]
FOUND = "found:"  # before what a kind finds out once about a file and keeps beside what the sender has chosen


def text(written: str) -> str:
    """A text as it is kept."""
    return texts.tidy(written)


def one_of(meanings: Mapping[str, str]) -> Reader:
    """A reader for a word out of a short list: what is written → what is kept."""

    def read(written: str) -> str:
        word = plain(written)
        if word not in meanings:
            offered = "、".join(dict.fromkeys(meanings))
            raise ValueWrong(_("“%(text)s” is not known here. Write one of: %(offered)s."), text=word, offered=offered)
        return meanings[word]

    return read


@dataclass(frozen=True, slots=True)
class Field:
    """One column a kind understands.

    ``heads`` are what it is usually called, the head of our own Excel files first. ``read`` makes a value of a
    cell or raises ``ValueWrong``. ``form`` tells a screen what belongs in it. In an ``exact`` field every digit
    counts, so a number the spreadsheet has cut to 15 digits is refused. ``blank`` are texts that mean nothing.
    """

    code: str
    label: str | Promise
    heads: tuple[str, ...]
    read: Reader = text
    form: str = "text"
    required: bool = False
    exact: bool = False
    longest: int = 200
    help: str | Promise = ""
    blank: frozenset[str] = frozenset({"", "-", "—", "/", "无", "NULL", "null"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line as a kind sees it: its number, the values of the filled fields, its shape (GeoJSON) if it has one.

    ``cells`` are the texts as they stand in the file, by field.
    """

    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]
    shape: Mapping[str, Any] | None = None
    remarks: tuple[Reason, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """The value of a field; None where the cell is blank or the file has no such column."""
        return self.values.get(name)


@dataclass(slots=True)
class Look:
    """What a line would do: become a record, change one field by field, leave it as it is, or be refused."""

    verdict: Verdict
    record: int | None = None
    reasons: list[Reason] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    plan: Any = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A line that is in the register: its record, and for a change what the record was before (JSON)."""

    record: int
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A line to be given back: its record, and what that was before; None where the line created it."""

    number: int
    record: int
    before: Mapping[str, Any] | None


@dataclass(slots=True)
class Run:
    """One pass over a file: who acts and when, what the sender chose for all of it, what the kind remembers.

    ``heads`` are the heads of the file, each with the field it means. ``line_of`` tells which earlier line of the
    file is about a key; ``may_write`` is off in a dry run.
    """

    import_id: int
    chosen: dict[str, str]
    heads: Mapping[str, str]
    by: Hat
    now: datetime
    may_write: bool
    line_of: Callable[[Sequence[str]], Mapping[str, int]]
    memory: dict[str, Any] = field(default_factory=dict)


class Kind(Protocol):
    """One kind of list. ``options`` are asked once for a whole file; ``action`` is what the policy must allow."""

    code: str
    label: str | Promise
    action: str
    fields: tuple[Field, ...]
    options: tuple[Field, ...]

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:
        """Before the first line: what the whole file says of itself. ``sample`` are some of its lines.

        Asked again when a pass goes on: what was found out stays in ``run.chosen`` under a name with ``FOUND``.
        """
        ...

    def key(self, row: Row, run: Run) -> str:
        """What the line is about; two lines with one key are about one thing. "" when it cannot be told."""
        ...

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        """What each line would do. Reads only."""
        ...

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
        """Do it, inside the running transaction; a line that cannot be taken gives its reason."""
        ...

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        """Make each record what it was before, newest first; the reason of one that has to stay."""
        ...


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Offer kinds of lists; a code can be taken once."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"two kinds of import are called {kind.code}")


def kinds() -> dict[str, Kind]:
    """Every kind that is offered, by its code, in the order they were registered."""
    return dict(_kinds)


def known_heads(kind: Kind) -> set[str]:
    """Everything the columns of a kind are called."""
    return {head for one in kind.fields for head in (*one.heads, one.code)}
