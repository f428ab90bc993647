"""What is verified: lines, the seals they lie under, and the checkpoints somebody holds; from wherever they come.

Nothing here needs Django: the database is one source, a bundle on an auditor's own machine another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from linli.engines.merkle import Growing


class LineRow(NamedTuple):
    """A line as it stands: its leaf written anew, and its payload, which may have been erased (``salt`` is None)."""

    id: int
    xid: int
    verb: str
    digest: str
    data: bytes
    salt: bytes | None = None
    body: str | None = None


class SealRow(NamedTuple):
    """A seal as it stands."""

    first: int
    size: int
    xid: int
    lines: Sequence[int]
    leaves: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint somebody holds: the city itself (``by`` is empty), or a witness by its name."""

    note: str
    by: str = ""
    size: int | None = None
    root: bytes | None = None


class Source(Protocol):
    """Where what is verified comes from. ``payloads``: whether lines come with what they say in detail."""

    payloads: bool

    def start(self) -> Growing: ...
    def seals(self) -> Iterator[SealRow]: ...
    def lines(self) -> Iterator[LineRow]: ...
    def nodes(self) -> dict[tuple[int, int], bytes] | None: ...
    def held(self) -> Iterable[Held]: ...
    def later_erasures(self) -> Iterable[LineRow]: ...
    def is_there(self, line: int) -> bool: ...
    def is_sealed(self, line: int) -> bool: ...
