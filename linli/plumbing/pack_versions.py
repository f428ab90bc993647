"""The verbs of the catalogue: found it once, draft, publish by a second person, load from files.

The running truth is what was published here; files are a way to found a database and to bring drafts in.
Each verb takes ``record``, which adds the line to the journal (a room above the plumbing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from linli.plumbing import pack_catalogue, policy, scope
from linli.plumbing.days import begin_of
from linli.plumbing.models_packs import PackFounding, PackVersion
from linli.plumbing.pack_catalogue import head, heads, value
from linli.plumbing.packs import KINDS, Effective, PacksRefused, Piece, Problem, Registry, check, piece_of
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

__all__ = ["draft", "found", "head", "heads", "load", "publish", "publish_many", "value"]

EDITOR = "catalogue_editor"
PUBLISHER = "catalogue_publisher"
ROBOT = "robot"
_SET_BY_PUBLISHING = ["number", "state", "approver", "published", "effective_from", "effective_until"]


class Record(Protocol):
    """Adds one line to the journal inside the running transaction and returns its id."""

    def __call__(
        self, *, verb: str, kind: str, record: int, by: Hat, at: datetime, payload: Mapping[str, Any]
    ) -> int: ...


class NotYourPost(NotAllowed):
    """The hat is not the one this verb is for."""

    sentence = _("Only a catalogue editor drafts packs and only a catalogue publisher publishes them.")


class Refused(Exception):
    """The verb does not apply as things stand; the sentence says why and what to do."""

    sentence = _("This cannot be done now.")

    def __str__(self) -> str:
        return str(self.sentence)


class AlreadyFounded(Refused):
    sentence = _("This database already has published packs. Load the files as drafts instead: linli load.")


class OwnDraft(Refused):
    sentence = _("You wrote this draft yourself. Somebody else has to publish it.")


class MovedOn(Refused):
    sentence = _("Another version was published since this draft was made. Look at it and draft again.")


class NotADraft(Refused):
    sentence = _("This version is already published.")


class AlreadyOver(Refused):
    sentence = _("This version would end before it begins. Give it a later end.")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the drafts it made (``items.road_hole`` → id), and how many entries were so already."""

    drafted: Mapping[str, int]
    unchanged: int


def found(packs: Iterable[Piece], *, by: Hat, now: datetime, record: Record) -> int:
    """Publish the packs a new database was given, as one act; returns how many versions it has now.

    Entries without ``effective`` hold since always, so that imported cases of earlier years find them.
    """
    _require(by, ROBOT, surface="worker")
    pieces = [piece for piece in packs if not piece.kind.sample]
    _refuse(check(pieces, {}))
    with scope.writing(by, now=now):
        if PackVersion.objects.filter(state="published").exists() or pack_catalogue.founding():
            raise AlreadyFounded
        hashes = {f"{piece.kind.name}.{piece.code}": piece.hash for piece in pieces}
        line = record(verb="found", kind="pack_version", record=0, by=by, at=now, payload={"hashes": hashes})
        PackFounding.objects.create(id=1, hashes=sorted(hashes.values()), line=line, at=now)
        PackVersion.objects.bulk_create(_founded(piece, now) for piece in pieces)
    return len(pieces)


def draft(
    *,
    kind: str,
    body: Mapping[str, Any],
    base: str,
    by: Hat,
    now: datetime,
    record: Record,
    registry: Registry = KINDS,
) -> int:
    """Keep a new version of one entry as a draft; returns its id.

    ``base`` is the hash of the live version the editor was looking at, empty for a new entry.
    """
    _require(by, EDITOR)
    with scope.writing(by, now=now):
        piece = piece_of(kind, body, registry=registry)
        _refuse(check([piece], pack_catalogue.library(registry=registry)))
        live = pack_catalogue.newest([piece.key]).get(piece.key)
        if base != (live.hash if live else ""):
            raise MovedOn
        return _draft_many([(piece, base)], by=by, now=now, record=record)[0]


def load(files: Sequence[Piece], *, by: Hat, now: datetime, record: Record, registry: Registry = KINDS) -> Loaded:
    """Make drafts of what the files change. All or nothing.

    Refused when the live version of an entry is not the one its file was made from: then the file would
    take back what somebody published since. A file made from the founding needs to say nothing; after
    that, ``base`` in the entry says which version it has seen.
    """
    _require(by, EDITOR)
    pieces = [piece for piece in files if not piece.kind.sample]
    with scope.writing(by, now=now):
        _refuse(check(pieces, pack_catalogue.library(registry=registry)))
        live = pack_catalogue.newest([piece.key for piece in pieces])
        drafted = _open_drafts(pieces)
        _refuse(_overwriting(piece, live.get(piece.key), drafted) for piece in pieces)
        based = [(piece, _base_of(live.get(piece.key))) for piece in pieces]
        changes = [(piece, base) for piece, base in based if piece.hash != base and (piece.hash, base) not in drafted]
        ids = _draft_many(changes, by=by, now=now, record=record)
    names = [f"{piece.kind.name}.{piece.code}" for piece, _base in changes]
    return Loaded(dict(zip(names, ids, strict=True)), len(pieces) - len(ids))


def publish(version: int, *, by: Hat, now: datetime, record: Record, registry: Registry = KINDS) -> None:
    """Make a draft the live version, by somebody else than its author."""
    publish_many([version], by=by, now=now, record=record, registry=registry)


def publish_many(
    versions: Iterable[int], *, by: Hat, now: datetime, record: Record, registry: Registry = KINDS
) -> None:
    """Publish drafts that belong together, such as an item and the role it names."""
    _require(by, PUBLISHER)
    policy.require(by, "pack.publish")
    wanted = list(versions)
    with scope.writing(by, now=now):
        rows = list(PackVersion.objects.select_for_update().filter(id__in=wanted).order_by("id"))
        if len(rows) != len(set(wanted)) or any(row.state != "draft" for row in rows):
            raise NotADraft
        if any(row.author == by.account for row in rows):
            raise OwnDraft
        pieces = [piece_of(row.kind, row.body, registry=registry) for row in rows]
        _refuse(check(pieces, pack_catalogue.library(registry=registry)))
        _make_live(rows, pieces, by=by, now=now)
        for row in rows:
            payload = {"code": f"{row.kind}.{row.code}", "hash": row.hash, "number": row.number}
            record(verb="publish", kind="pack_version", record=row.id, by=by, at=now, payload=payload)


def _make_live(rows: list[PackVersion], pieces: list[Piece], *, by: Hat, now: datetime) -> None:
    live = pack_catalogue.newest([(row.kind, row.code) for row in rows])
    for row, piece in zip(rows, pieces, strict=True):
        before = live.get(piece.key)
        if row.base != _base_of(before) or row.hash != piece.hash:
            raise MovedOn
        start, end = _days(piece)
        row.effective_from, row.effective_until = max(start or now, now), end
        if end and end <= row.effective_from:
            raise AlreadyOver
        row.number = (before.number or 0) + 1 if before else 1
        row.state, row.approver, row.published = "published", by.account, now
        try:
            row.save(update_fields=_SET_BY_PUBLISHING)
        except IntegrityError as error:  # somebody else published the same entry at the same moment
            raise MovedOn from error


def _draft_many(changes: Sequence[tuple[Piece, str]], *, by: Hat, now: datetime, record: Record) -> list[int]:
    rows = PackVersion.objects.bulk_create(
        PackVersion(
            kind=piece.kind.name,
            code=piece.code,
            hash=piece.hash,
            base=base,
            body=piece.body,
            author=by.account,
            drafted=now,
        )
        for piece, base in changes
    )
    for row in rows:
        payload = {"code": f"{row.kind}.{row.code}", "hash": row.hash, "base": row.base}
        record(verb="draft", kind="pack_version", record=row.id, by=by, at=now, payload=payload)
    return [row.id for row in rows]


def _founded(piece: Piece, now: datetime) -> PackVersion:
    start, end = _days(piece)
    return PackVersion(
        kind=piece.kind.name,
        code=piece.code,
        number=1,
        hash=piece.hash,
        body=piece.body,
        effective_from=start,
        effective_until=end,
        state="published",
        founded=True,
        drafted=now,
        published=now,
    )


def _open_drafts(pieces: Sequence[Piece]) -> set[tuple[str, str]]:
    """Hash and base of the drafts that wait for these entries."""
    rows = PackVersion.objects.filter(state="draft", code__in={piece.code for piece in pieces})
    return set(rows.values_list("hash", "base"))


def _overwriting(piece: Piece, live: PackVersion | None, drafted: set[tuple[str, str]]) -> Problem | None:
    """The problem that this file has not seen the live version; None when it has."""
    if live is None or piece.hash == live.hash:
        return None
    seen = live.hash.startswith(piece.base) if piece.base else live.founded
    made_from_draft = piece.base and any(h.startswith(piece.base) and b == live.hash for h, b in drafted)
    if seen or made_from_draft:
        return None
    return piece.spot.problem(
        _(
            "%(where)s was changed since this file was made: version %(number)s is live. Take its changes"
            ' over, then write base: "%(base)s" into the entry'
        ),
        number=live.number,
        base=live.hash[:12],
    )


def _base_of(live: PackVersion | None) -> str:
    return live.hash if live else ""


def _days(piece: Piece) -> tuple[datetime | None, datetime | None]:
    effective = piece.value.effective or Effective()
    return _midnight(effective.from_), _midnight(effective.until)


def _midnight(day: date | None) -> datetime | None:
    return begin_of(day) if day else None


def _require(by: Hat, role: str, *, surface: str = "desk") -> None:
    if by.role != role or by.surface != surface:
        raise NotYourPost


def _refuse(problems: Iterable[Problem | None]) -> None:
    found = [problem for problem in problems if problem]
    if found:
        raise PacksRefused(found)
