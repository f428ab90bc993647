"""A bundle: the journal in one file, for an auditor who has neither the database nor a password of it.

Lines of JSON, compressed: a head with the city's keys and where the tree begins, the checkpoints, then every seal with
its lines as they were sealed. What lines say in detail stays in the city. Nothing here needs Django.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from linli.engines.merkle import Growing
from linli.engines.merkle.notes import Key
from linli.kernel.journal import leaves
from linli.kernel.journal.single import Single
from linli.kernel.journal.source import Held, LineRow, SealRow, Source

WHOLE, ONE = "audit bundle 1", "audit line 1"


class NotABundle(ValueError):
    """A file that is no bundle, or one that was cut."""


Add = Callable[[dict[str, Any]], None]


def write(file: IO[bytes], source: Source, *, keys: Sequence[Key]) -> int:
    """Everything of the source; the number of lines."""
    with _packed(file) as add:
        start = source.start()
        head = {"linli": WHOLE, "keys": [str(key) for key in keys], "size": start.size}
        add(head | {"peaks": [_text(one) for one in start.peaks]})
        for held in source.held():
            add({"checkpoint": held.note, "by": held.by})
        return sum(_write_seal(add, seal, rows) for rows in [source.lines()] for seal in source.seals())


def _write_seal(add: Add, seal: SealRow, rows: Iterator[LineRow]) -> int:
    """A seal and as many of the lines that follow as it was put on."""
    add({"seal": [seal.first, seal.size, seal.xid, list(seal.lines), _text(seal.leaves), _text(seal.root)]})
    count = 0
    for row in islice(rows, len(seal.lines)):
        add({"line": row.id, "leaf": row.data.decode()})
        count += 1
    return count


def write_one(file: IO[bytes], one: Single, *, keys: Sequence[Key]) -> None:
    """One line with its proof."""
    with _packed(file) as add:
        add({"linli": ONE, "keys": [str(key) for key in keys], **one.as_json()})


def open_bundle(path: Path) -> Opened | Single:
    """What is in the file. Raises :class:`NotABundle`."""
    head = next(_records(path), None)
    try:
        if isinstance(head, dict) and head.get("linli") == ONE:
            return Single.of_json(head)
        if isinstance(head, dict) and head.get("linli") == WHOLE:
            return Opened(path, head)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise NotABundle(path) from wrong
    raise NotABundle(path)


def keys_in(path: Path) -> list[Key]:
    """The keys a bundle says are the city's: to be compared with those the city publishes."""
    head = next(_records(path), None)
    try:
        return [Key.read(text) for text in head["keys"]]  # type: ignore[index]
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise NotABundle(path) from wrong


class Opened:
    """A bundle as a source of verification. It is read twice side by side: once for its seals, once for its lines."""

    payloads = False

    def __init__(self, path: Path, head: dict[str, Any]) -> None:
        self._path = path
        self._start = Growing(int(head["size"]), [_bytes(one) for one in head["peaks"]])

    def start(self) -> Growing:
        return self._start.copy()

    def seals(self) -> Iterator[SealRow]:
        return self._of("seal", lambda one: _seal(*one["seal"]))

    def lines(self) -> Iterator[LineRow]:
        return self._of("line", lambda one: _row(int(one["line"]), one["leaf"].encode()))

    def nodes(self) -> None:
        """None: a bundle needs none."""

    def held(self) -> Iterable[Held]:
        return self._of("checkpoint", lambda one: Held(str(one["checkpoint"]), str(one["by"])))

    def later_erasures(self) -> Iterable[LineRow]:
        """None: a bundle says nothing in detail, and so nothing of it can be gone."""
        return ()

    def is_there(self, line: int) -> bool:
        return any(row.id == line for row in self.lines())

    def is_sealed(self, line: int) -> bool:
        return any(line in seal.lines for seal in self.seals())

    def _of(self, kind: str, read: Callable[[dict[str, Any]], Any]) -> Iterator[Any]:
        try:
            yield from (read(one) for one in _records(self._path) if kind in one)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise NotABundle(self._path) from wrong


def _seal(first: int, size: int, xid: int, lines: Sequence[int], kept: str, root: str) -> SealRow:
    return SealRow(int(first), int(size), int(xid), [int(one) for one in lines], _bytes(kept), _bytes(root))


def _row(line: int, data: bytes) -> LineRow:
    """A line of a bundle; one that is no leaf any more keeps its number, so that it can be named."""
    try:
        fields = leaves.read(data)
    except ValueError:
        return LineRow(line, 0, "", "", data)
    return LineRow(line, fields[leaves.XID], fields[leaves.VERB], fields[leaves.DIGEST], data)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for text in file:
                yield json.loads(text)
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError, ValueError, OSError) as wrong:
        raise NotABundle(path) from wrong


@contextmanager
def _packed(file: IO[bytes]) -> Iterator[Add]:
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=4) as text:
        yield lambda record: print(json.dumps(record, ensure_ascii=False), file=text)


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there whole or not at all, for its owner alone."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("wb") as file:
            yield file
        os.chmod(draft, 0o600)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
