"""Twelve kinds of tampering, by somebody no wall stops: the administrator of the database, at his leisure.

Each takes a :class:`Journal` and a place (which of its lines, counted in the order of the seal) and does its harm;
it returns the line that has to be named, where one line can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linli.engines.merkle.notes import Checkpoint, Note, Signer, signed
from linli.kernel.journal import verifying as kinds
from linli.kernel.journal.source import Held
from linli.kernel.journal.tests import sealed
from linli.kernel.journal.tests.sealed import sql


@dataclass(frozen=True, slots=True)
class Journal:
    """A sealed journal: its lines in order, its checkpoints, and what a witness holds."""

    lines: list[int]
    sizes: list[int]
    witnessed: tuple[Held, ...]

    @classmethod
    def build(cls, count: int, *, portion: int = 37, sign_every: int = 3) -> Journal:
        """So many lines, sealed in portions, with a checkpoint after every few."""
        sealed.begin(count)
        written, portions, notes = 0, 0, []
        while written < count:
            sealed.write(min(portion, count - written))
            written += sealed.seal_all()
            portions += 1
            if portions % sign_every == 0 or written >= count:
                notes.append(sealed.sign())
        lines = [int(str(row[0])) for row in sql("select unnest(lines) from journal_seal order by first")]
        sizes = [int(str(row[0])) for row in sql("select size from journal_checkpoint order by size")]
        return cls(lines, sizes, tuple(Held(note, "审计局") for note in notes))


Tamper = Callable[[Journal, int], int | None]

_FIELDS = (
    "actor = actor + 1", "role = role || 'x'", "post = post + 1", "surface = 'public'", "purpose = '别的事'",
    "verb = 'case.close'", "kind = 'person'", "record = record + 1", "at = at + interval '1 microsecond'",
    "digest = sha256(digest)", "recorded = recorded + interval '1 day'",
)  # fmt: skip


def edit_field(journal: Journal, place: int) -> int:
    line = journal.lines[place]
    sql(f"update journal_line set {_FIELDS[place % len(_FIELDS)]} where id = %s", [line])
    return line


def edit_payload(journal: Journal, place: int) -> int:
    line, how = journal.lines[place], place % 4
    change = (
        """body = body || '{"n": -1}'""", "body = body - 'text'", "salt = sha256(salt)", "body = '{}'",
    )[how]  # fmt: skip
    sql(f"update journal_payload set {change} where line_id = %s", [line])
    if how == 3:  # not erased by anybody, but gone
        sql("delete from journal_payload where line_id = %s", [line])
    return line


def delete_line(journal: Journal, place: int) -> int:
    line = journal.lines[place]
    sql("delete from journal_payload where line_id = %s", [line])
    sql("delete from journal_line where id = %s", [line])
    return line


def insert_line(journal: Journal, place: int) -> int:
    """A line nobody wrote, in a transaction of the past."""
    columns = "at, recorded, actor, role, post, surface, purpose, verb, kind, record, digest, xid"
    sql(
        f"insert into journal_line (id, {columns}) select %s, {columns} from journal_line where id = %s",
        [-1 - place, journal.lines[place]],
    )
    return -1 - place


def reorder(journal: Journal, place: int) -> None:
    """Two lines change places: their transactions are swapped, or, every other time, all they say."""
    apart = sealed.lines_of_one(len(journal.lines)) + 2  # so that they are of two transactions
    other = place - apart if place >= apart else place + apart
    two = [journal.lines[place], journal.lines[other]]
    what = ("xid",) if place % 2 else ("actor", "verb", "record", "at", "digest")
    columns = ", ".join(f"{one} = o.{one}" for one in what)
    if what != ("xid",):
        sql("update journal_line set record = -record where id = %s", two[:1])
    both = "l.id = any(%s) and o.id = any(%s) and o.id <> l.id"
    sql(f"update journal_line l set {columns} from journal_line o where {both}", [two, two])


def back_date(journal: Journal, place: int) -> int:
    line = journal.lines[place]
    what = ("at", "recorded", "recorded")[place % 3]
    sql(f"update journal_line set {what} = {what} - interval '1 year' where id = %s", [line])
    return line


def truncate_tail(journal: Journal, place: int) -> int | None:
    """The end is cut off: lines; or lines and their seals; or everything that speaks of them."""
    first, how = max(place, 1), place % 3
    if how:
        first = max(size for (size,) in sql("select first from journal_seal where first <= %s", [first]))
        first = first or int(str(sql("select min(size) from journal_seal")[0][0]))
        sql("delete from journal_seal where size > %s", [first])
        sql("delete from journal_node where (number + 1) << level::int > %s", [first])
    gone = journal.lines[first:]
    if how == 2:
        sql("delete from journal_checkpoint where size > %s", [first])
    sql("delete from journal_payload where line_id = any(%s)", [gone])
    sql("delete from journal_line where id = any(%s)", [gone])
    return None if how else journal.lines[first]


def change_leaf(journal: Journal, place: int) -> int:
    sql(
        "update journal_seal set leaves = set_byte(leaves, ((%s - first) * 32 + %s)::int, "
        " 255 - get_byte(leaves, ((%s - first) * 32 + %s)::int)) where first <= %s and size > %s",
        [place, place % 32, place, place % 32, place, place],
    )
    return journal.lines[place]


def change_node(journal: Journal, place: int) -> None:
    """Another hash, a node that is gone, or one too many."""
    number, how = place % (len(journal.lines) >> 8), place % 3
    at = [number]
    if how == 0:
        sql("update journal_node set hash = set_byte(hash, %s, 255 - get_byte(hash, %s))"
            " where level = 8 and number = %s", [place % 32, place % 32, *at])  # fmt: skip
    elif how == 1:
        sql("delete from journal_node where level = 8 and number = %s", at)
    else:
        sql("insert into journal_node select level, number + (select count(*) from journal_node), hash"
            " from journal_node where level = 8 and number = %s", at)  # fmt: skip


def change_checkpoint(journal: Journal, place: int) -> None:
    """Its root, its size, a letter of its note, or the whole of it is gone."""
    size, how = _checkpoint(journal, place), place % 4
    change = (
        "root = sha256(root)",
        "size = size - 1",
        "note = overlay(note placing chr(ascii(substr(note, length(note) / 3, 1)) + 1) from length(note) / 3)",
        "note = replace(note, split_part(note, chr(10), 3), encode(sha256('x'), 'base64')), root = sha256('x')",
    )[how]
    sql(f"update journal_checkpoint set {change} where size = %s", [size])


def forge_signature(journal: Journal, place: int) -> None:
    """A checkpoint signed with a key of somebody else's, under the city's name; every other time with another root."""
    size = _checkpoint(journal, place)
    (row,) = sql("select note from journal_checkpoint where size = %s", [size])
    held = Checkpoint.read(Note.read(str(row[0])).text)
    root = held.root if place % 2 else bytes(32)
    note = signed(Checkpoint(held.origin, held.size, root).text, [Signer(held.origin, bytes([place % 256]) * 32)])
    sql("update journal_checkpoint set note = %s, root = %s where size = %s", [note, root, size])


def restore_old_backup(journal: Journal, place: int) -> None:
    """The database of earlier; every other time work went on in it, sealed and signed with the city's own key."""
    size = next((one for one in reversed(journal.sizes[:-1]) if one <= place), journal.sizes[0])
    gone = journal.lines[size:]
    for table, condition in (("seal", "size > %s"), ("checkpoint", "size > %s"),
                             ("node", "(number + 1) << level::int > %s")):  # fmt: skip
        sql(f"delete from journal_{table} where {condition}", [size])
    sql("delete from journal_payload where line_id = any(%s)", [gone])
    sql("delete from journal_line where id = any(%s)", [gone])
    if place % 2:
        sql("set session_replication_role = origin")
        sealed.write(len(gone) + 5)
        sealed.seal_all()
        sealed.sign()


def _checkpoint(journal: Journal, place: int) -> int:
    return next((size for size in journal.sizes if size > place), journal.sizes[-1])


# What it is, what it has to be called.
KINDS: dict[str, tuple[Tamper, frozenset[str]]] = {
    "edit a field": (edit_field, frozenset({kinds.EDITED})),
    "edit a payload": (edit_payload, frozenset({kinds.PAYLOAD, kinds.REMOVED})),
    "delete a line": (delete_line, frozenset({kinds.DELETED, kinds.TRUNCATED})),
    "insert a line": (insert_line, frozenset({kinds.INSERTED})),
    "reorder": (reorder, frozenset({kinds.REORDERED, kinds.EDITED})),
    "back-date": (back_date, frozenset({kinds.EDITED})),
    "truncate the tail": (truncate_tail, frozenset({kinds.TRUNCATED, kinds.ROLLED_BACK})),
    "change a leaf": (change_leaf, frozenset({kinds.LEAF})),
    "change a node": (change_node, frozenset({kinds.NODE})),
    "change a checkpoint": (
        change_checkpoint, frozenset({kinds.CHECKPOINT, kinds.FORGED, kinds.UNREADABLE, kinds.UNKNOWN_KEY})
    ),
    "forge a signature": (forge_signature, frozenset({kinds.UNKNOWN_KEY, kinds.CHECKPOINT})),
    "restore an old backup": (restore_old_backup, frozenset({kinds.ROLLED_BACK, kinds.REWRITTEN})),
}  # fmt: skip
