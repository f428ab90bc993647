"""Proving single lines from the database, for the auditor and for the command line."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from linli.engines.merkle import Stored
from linli.engines.merkle.notes import Checkpoint as Said
from linli.engines.merkle.notes import Key, NotANote, Note
from linli.kernel.journal import leaves, stored
from linli.kernel.journal.actions.signing import signers
from linli.kernel.journal.models import Checkpoint, Line
from linli.kernel.journal.reading import line_row
from linli.kernel.journal.single import Single
from linli.kernel.journal.verifying import says
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

_LINE = f"""
select {stored.FIELDS}, p.salt, p.body::text from journal_line l left join journal_payload p on p.line_id = l.id
where l.id = %s
"""  # noqa: S608
_LAST_NOTES = 20  # looked through for one that can be read
_SEALED = "select first + array_position(lines, %s) - 1 from journal_seal where %s = any(lines) limit 1"
_LEAF = f"select {stored.FIELDS} from journal_line l where l.id = %s"  # noqa: S608


def prove(*, line: int, least: int = 0, by: Hat, now: datetime) -> Single | None:
    """A line with its proof under the first checkpoint over it that has at least so many leaves.

    None where there is no such line, or none of these checkpoints is over it yet. What it says in detail is looked at
    for the verifier only.
    """
    sees_details = policy.may(by, "journal.verify")
    if not sees_details:
        policy.require(by, "journal.see")
    with scope.reading(by, now=now):
        return proof_of(line, least=least, sees_details=sees_details)


def proof_of(line: int, *, least: int = 0, sees_details: bool = False) -> Single | None:
    """The same inside the transaction of a page."""
    index = stored.index_of(line)
    if index is None:
        return None
    checkpoint = Checkpoint.objects.filter(size__gt=index, size__gte=least).order_by("size").first()
    if checkpoint is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LINE if sees_details else _LEAF, [line])
        row = cursor.fetchone()
    try:
        proof = tuple(Stored(stored.hashes).inclusion(index, checkpoint.size))
    except stored.Gap:
        proof = ()  # proves nothing
    held = line_row(row) if sees_details else None
    detail_holds = held is None or held.salt is None or says(held)
    return Single(line, leaves.written(row[: leaves.FIELDS]), index, proof, checkpoint.note, detail_holds)


def where_sealed(line: int, *, by: Hat, now: datetime) -> int | None:
    """The leaf of a line by what the seals say, whether the line is still there or not."""
    with scope.reading(by, now=now), connection.cursor() as cursor:
        cursor.execute(_SEALED, [line, line])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def is_there(line: int, *, by: Hat, now: datetime) -> bool:
    """Whether there is such a line."""
    with scope.reading(by, now=now):
        return has_line(line)


def has_line(line: int) -> bool:
    """The same inside the transaction of a page."""
    return Line.objects.filter(id=line).exists()


def city_keys(*, by: Hat, now: datetime) -> list[Key]:
    """The keys the city signs its checkpoints with, the newest first; none before the first checkpoint."""
    with scope.reading(by, now=now):
        notes = list(Checkpoint.objects.order_by("-size").values_list("note", flat=True)[:_LAST_NOTES])
    return next(filter(None, map(keys_of, notes)), [])


def keys_of(note: str) -> list[Key]:
    """The city's keys under the name in a note; none where somebody has made it unreadable."""
    try:
        return [one.key for one in signers(Said.read(Note.read(note).text).origin)]
    except NotANote:
        return []
