"""Verifying the journal: every line against its leaf, every leaf against the roots the city has signed.

Nothing here needs Django: what is verified comes from a :class:`Source`, the database or a bundle on an auditor's own
machine. What is wrong is a :class:`Problem`: which line, which kind of tampering.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from linli.engines.merkle import SIZE, Growing, Node, leaf
from linli.engines.merkle.notes import Checkpoint, Key, NotANote, Note
from linli.kernel.journal import leaves
from linli.kernel.journal.source import Held, LineRow, SealRow, Source

# Kinds of tampering; where two are found at one place, the earlier one of _ORDER is told.
EDITED, PAYLOAD, DELETED, INSERTED, REORDERED, TRUNCATED = (
    "edited", "payload", "deleted", "inserted", "reordered", "truncated",
)  # fmt: skip
LEAF, SEAL, NODE = "leaf", "seal", "node"
CHECKPOINT, UNREADABLE, FORGED, UNKNOWN_KEY, CHECKPOINT_GONE = (
    "checkpoint", "unreadable", "forged", "unknown key", "checkpoint gone",
)  # fmt: skip
REWRITTEN, ROLLED_BACK, REMOVED = "rewritten", "rolled back", "removed"
_ORDER = (
    EDITED, LEAF, DELETED, INSERTED, REORDERED, TRUNCATED, SEAL, REWRITTEN, ROLLED_BACK, PAYLOAD, REMOVED,
    CHECKPOINT, FORGED, UNKNOWN_KEY, UNREADABLE, CHECKPOINT_GONE, NODE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the kind, the first leaf it is seen at, the line, and who holds what contradicts it."""

    kind: str
    leaf: int
    line: int | None = None
    by: str = ""
    since: int | None = None


@dataclass(slots=True)
class Report:
    """What a verification has found."""

    lines: int = 0
    size: int = 0
    root: bytes = b""
    erased: int = 0
    checkpoints: int = 0
    witnessed: set[str] = field(default_factory=set)
    covered: int = 0  # leaves under the newest checkpoint that holds
    problems: list[Problem] = field(default_factory=list)

    @property
    def first(self) -> Problem | None:
        """The earliest thing that is wrong."""
        return min(self.problems, key=lambda one: (one.leaf, _ORDER.index(one.kind)), default=None)


def verify(source: Source, keys: Sequence[Key]) -> Report:
    """Everything the source holds, from its beginning to its last seal."""
    return _Verification(source, keys).run()


def read_held(held: Held, keys: Sequence[Key]) -> tuple[Checkpoint | None, str]:
    """The checkpoint of a note and, where it does not hold, what is wrong with it."""
    try:
        note = Note.read(held.note)
        said = Checkpoint.read(note.text)
    except NotANote:
        return None, UNREADABLE
    if (held.size is not None and held.size != said.size) or (held.root is not None and held.root != said.root):
        return None, CHECKPOINT
    if not note.signed_by(keys):
        return None, FORGED if any(note.names(key) for key in keys) else UNKNOWN_KEY
    return said, ""


def says(row: LineRow) -> bool:
    """Whether a payload is the one its line was written with."""
    try:
        body = leaves.canonical(row.body or "")
    except ValueError:  # a number no line was ever written with
        return False
    return leaves.digest(row.salt or b"", body).hex() == row.digest


class _Ahead:
    """Lines one after the other, with a look at the next."""

    def __init__(self, lines: Iterator[LineRow]) -> None:
        self._lines = lines
        self.next = next(lines, None)

    def take(self) -> None:
        self.next = next(self._lines, None)


class _Verification:
    def __init__(self, source: Source, keys: Sequence[Key]) -> None:
        self.source, self.keys = source, keys
        self.report = Report()
        self.roots: dict[int, list[tuple[bytes, str]]] = {}
        self.sizes: list[int] = []
        self.gone: dict[int, int] = {}  # lines without payload, and where they stand
        self.erased: list[tuple[int, int]] = []  # runs of lines that were erased by an action
        self.tree = Growing()

    def run(self) -> Report:
        report = self.report
        try:
            self.tree = self.source.start()
        except LookupError:  # a hash the tree of then was made of is gone
            self._wrong(NODE, 0)
            return report
        begun = self.tree.size
        self._read_checkpoints(begun)
        self._compare()
        nodes = self.source.nodes()
        lines = _Ahead(self.source.lines())
        whole = all(self._seal(seal, lines, nodes) for seal in self.source.seals())
        if whole and lines.next is not None:
            self._wrong(INSERTED, self.tree.size, lines.next.id)
        report.size, report.root, report.lines = self.tree.size, self.tree.root(), self.tree.size - begun
        if whole:
            self._look_beyond()
            self._nodes_left(nodes)
            self._removed()
        report.erased = len(self.gone)
        return report

    # -- checkpoints

    def _read_checkpoints(self, begun: int) -> None:
        own, witnessed = set[int](), dict[int, str]()
        for held in self.source.held():
            said, trouble = read_held(held, self.keys)
            if said is None:
                self._wrong(trouble, held.size or 0, by=held.by)
                continue
            self.report.checkpoints += not held.by
            if held.by:
                self.report.witnessed.add(held.by)
                witnessed.setdefault(said.size, held.by)
            else:
                own.add(said.size)
            if said.size >= begun:
                self.roots.setdefault(said.size, []).append((said.root, held.by))
        self.sizes = sorted(self.roots)
        for size in sorted(witnessed.keys() - own):
            if own and begun <= size < max(own):
                self._wrong(CHECKPOINT_GONE, size, by=witnessed[size])

    def _compare(self) -> None:
        """The tree as it stands with the roots that were signed for its size."""
        known = self.roots.pop(self.tree.size, ())
        root = self.tree.root() if known else b""
        for signed, by in known:
            if signed != root:
                self._wrong(REWRITTEN, self.report.covered, by=by, since=self.tree.size)
        if known and all(signed == root for signed, _by in known):
            self.report.covered = self.tree.size

    def _look_beyond(self) -> None:
        """Roots that were signed for trees this one never was."""
        for size, known in sorted(self.roots.items()):
            kind = ROLLED_BACK if known[0][1] else TRUNCATED
            self._wrong(kind, self.tree.size, by=known[0][1], since=size)

    # -- seals and lines

    def _seal(self, seal: SealRow, lines: _Ahead, nodes: dict[tuple[int, int], bytes] | None) -> bool:
        """One seal; whether what follows can be compared at all."""
        count = len(seal.lines)
        fits = seal.first == self.tree.size and seal.size == seal.first + count and len(seal.leaves) == count * SIZE
        if not count or not fits:
            self._wrong(SEAL, self.tree.size, seal.lines[0] if count else None)
            return False
        found, xid = self._leaves_of(seal, lines)
        if len(found) < count:
            return False
        if b"".join(found) != seal.leaves:
            self._differ(seal, found)
            return False
        finished = self._grow(seal, found)
        if self.tree.root() != seal.root or seal.xid != xid:
            self._wrong(SEAL, seal.first, seal.lines[0])
            return False
        if nodes is not None:
            for level, number, kept in finished:
                if nodes.pop((level, number), None) != kept:
                    self._wrong(NODE, number << level)
        return True

    def _leaves_of(self, seal: SealRow, lines: _Ahead) -> tuple[list[bytes], int]:
        """The leaves of its lines written anew, up to the first line that is not where it was sealed."""
        found: list[bytes] = []
        xid = 0
        for place, line in enumerate(seal.lines, seal.first):
            row = lines.next
            if row is None or row.id != line:
                self._astray(line, row, place)
                break
            found.append(leaf(row.data))
            self._detail(row, place)
            xid = row.xid
            lines.take()
        return found, xid

    def _grow(self, seal: SealRow, found: list[bytes]) -> list[Node]:
        """Add them to the tree, with a halt at every size somebody has signed."""
        finished, at = [], seal.first
        signed = self.sizes[bisect_right(self.sizes, seal.first) : bisect_left(self.sizes, seal.size)]
        for size in (*signed, seal.size):
            finished += self.tree.extend(found[at - seal.first : size - seal.first])
            self._compare()
            at = size
        return finished

    def _astray(self, expected: int, row: LineRow | None, place: int) -> None:
        """Another line stands where one was sealed."""
        if row is None:
            self._wrong(TRUNCATED, place, expected)
        elif not self.source.is_sealed(row.id):
            self._wrong(INSERTED, place, row.id)
        elif not self.source.is_there(expected):
            self._wrong(DELETED, place, expected)
        else:
            self._wrong(REORDERED, place, expected)

    def _differ(self, seal: SealRow, found: list[bytes]) -> None:
        """Line or leaf: the root of the seal says which of the two was there."""
        kept = [seal.leaves[at : at + SIZE] for at in range(0, len(seal.leaves), SIZE)]
        place = next(at for at, (one, other) in enumerate(zip(found, kept, strict=True)) if one != other)
        tree = self.tree.copy()
        tree.extend(found)
        self._wrong(LEAF if tree.root() == seal.root else EDITED, seal.first + place, seal.lines[place])

    def _detail(self, row: LineRow, place: int) -> None:
        """The payload against its digest; where there is none, it has to have been erased by an action."""
        if not self.source.payloads:
            return
        if row.salt is None or row.body is None:
            self.gone[row.id] = place
        elif not says(row):
            self._wrong(PAYLOAD, place, row.id)
        elif row.verb == leaves.ERASE:
            self.erased += leaves.erased_by(row.body)

    def _removed(self) -> None:
        """Payloads no action erased. One of this very second may have: its line is not sealed yet."""
        if self.gone:
            self.erased += [
                run for row in self.source.later_erasures() if says(row) for run in leaves.erased_by(row.body)
            ]
        runs = sorted(self.erased)
        for line, place in self.gone.items():
            after = bisect_right(runs, line, key=lambda run: run[0])
            if not any(line <= last for _first, last in runs[:after]):
                self._wrong(REMOVED, place, line)
                return

    def _nodes_left(self, nodes: dict[tuple[int, int], bytes] | None) -> None:
        """Nodes nobody computed: inserted, or over leaves that are gone."""
        for level, number in sorted(nodes or ()):
            self._wrong(NODE, number << level)

    def _wrong(self, kind: str, place: int, line: int | None = None, *, by: str = "", since: int | None = None) -> None:
        self.report.problems.append(Problem(kind, place, line, by, since))
