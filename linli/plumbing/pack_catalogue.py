"""Asking for pack versions: what holds at a moment, what is drafted, how an entry came to be.

A published body never changes, so its typed value is kept in the process under its hash; a question costs
one statement, and a second one only for a body this process has not met yet.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from linli.plumbing.models_packs import PackFounding, PackVersion
from linli.plumbing.packs import KINDS, Entry, Registry
from linli.plumbing.packs.fit import convert
from linli.plumbing.packs.kinds import hash_of

_KEPT = 4096
_values: OrderedDict[tuple[type[Entry], str], Entry] = OrderedDict()


class Altered(RuntimeError):
    """A stored body does not have the hash it was published under. Nothing is decided by such a pack."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version with its typed value: an instance of the shape registered for ``kind``."""

    id: int
    kind: str
    code: str
    number: int | None
    hash: str
    base: str
    state: str
    founded: bool
    author: int | None
    approver: int | None
    effective_from: datetime | None
    effective_until: datetime | None
    drafted: datetime
    published: datetime | None
    value: Any = field(compare=False)


_COLUMNS = [name for name in Version.__slots__ if name != "value"]


def head(kind: str, code: str, at: datetime, *, registry: Registry = KINDS) -> Version | None:
    """The version that holds at a moment: the newest that has begun. None before the first, after the last."""
    rows = _begun(at).filter(kind=kind, code=code).order_by("-number")[:1]
    return next((found for found in _typed(rows, registry) if _holds(found, at)), None)


def heads(kind: str, at: datetime, *, registry: Registry = KINDS) -> dict[str, Version]:
    """Every entry of a kind that holds at a moment, by code in alphabetical order."""
    rows = _begun(at).filter(kind=kind).order_by("code", "-number").distinct("code")
    return {found.code: found for found in _typed(rows, registry) if _holds(found, at)}


def value(kind: str, hash: str, *, registry: Registry = KINDS) -> Any:
    """The typed value of a version somebody remembers by its hash, as a case does; ``KeyError`` if unknown."""
    key = (registry[kind].shape, hash)
    if key not in _values:
        row = PackVersion.objects.filter(kind=kind, hash=hash).values("id", "kind", "hash").first()
        if row is None:
            raise KeyError(hash)
        _remember([row], registry)
    return _values[key]


def version(id: int, *, registry: Registry = KINDS) -> Version:
    """One version by its id; ``PackVersion.DoesNotExist`` if there is none."""
    found = _typed(PackVersion.objects.filter(id=id), registry)
    if not found:
        raise PackVersion.DoesNotExist
    return found[0]


def drafts(*, registry: Registry = KINDS) -> list[Version]:
    """Every draft that waits for a second person, oldest first."""
    return _typed(PackVersion.objects.filter(state="draft").order_by("drafted", "id")[:1000], registry)


def history(kind: str, code: str, *, registry: Registry = KINDS) -> list[Version]:
    """Every published version of an entry, newest first."""
    rows = PackVersion.objects.filter(kind=kind, code=code, state="published").order_by("-number")
    return _typed(rows, registry)


def published(kinds: Iterable[str], *, registry: Registry = KINDS) -> list[Version]:
    """Every published version of these kinds, old and new, oldest first; two statements however many there are."""
    rows = PackVersion.objects.filter(kind__in=list(kinds), state=PackVersion.State.PUBLISHED)
    return _typed(rows.order_by("id"), registry)


def newest(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], PackVersion]:
    """The last published row of each (kind, code), whether it has begun or not, without its body."""
    wanted = set(keys)
    rows = (
        PackVersion.objects.filter(state="published", kind__in={kind for kind, _ in wanted})
        .order_by("kind", "code", "-number")
        .distinct("kind", "code")
        .defer("body")
    )
    return {(row.kind, row.code): row for row in rows if (row.kind, row.code) in wanted}


@dataclass(frozen=True, slots=True)
class Body:
    """The last published version of an entry in its plain form, as it was hashed."""

    kind: str
    code: str
    hash: str
    body: Mapping[str, Any]


def newest_bodies(*, kinds: Iterable[str] = (), codes: Iterable[str] = ()) -> Iterator[Body]:
    """The last published version of every entry, begun or not, by kind and code."""
    rows = PackVersion.objects.filter(state="published")
    rows = rows.filter(kind__in=set(kinds)) if kinds else rows
    rows = rows.filter(code__in=set(codes)) if codes else rows
    last = rows.order_by("kind", "code", "-number").distinct("kind", "code")
    for kind, code, hash, body in last.values_list("kind", "code", "hash", "body"):
        if hash_of(kind, body) != hash:
            raise Altered(f"{kind}.{code} is not what was published")
        yield Body(kind, code, hash, body)


def library(*, registry: Registry = KINDS) -> dict[tuple[str, str], Entry]:
    """What a new version may name: the last published version of everything."""
    rows = PackVersion.objects.filter(state="published").order_by("kind", "code", "-number").distinct("kind", "code")
    return {(found.kind, found.code): found.value for found in _typed(rows, registry)}


def founding() -> PackFounding | None:
    """The founding act, or None in a database that was never founded."""
    return PackFounding.objects.first()


def _begun(at: datetime) -> QuerySet[PackVersion]:
    began = Q(effective_from=None) | Q(effective_from__lte=at)
    return PackVersion.objects.filter(began, state="published")


def _holds(found: Version, at: datetime) -> bool:
    return found.effective_until is None or at < found.effective_until


def _typed(rows: QuerySet[PackVersion], registry: Registry) -> list[Version]:
    plain = [row for row in rows.values(*_COLUMNS) if row["kind"] in registry]
    _remember(plain, registry)
    return [Version(value=_values[registry[row["kind"]].shape, row["hash"]], **row) for row in plain]


def _remember(rows: Iterable[Mapping[str, Any]], registry: Registry) -> None:
    """Read and check the bodies not met yet; the oldest are forgotten above a few thousand."""
    unmet = {row["id"]: row for row in rows if (registry[row["kind"]].shape, row["hash"]) not in _values}
    if not unmet:
        return
    while len(_values) > _KEPT:
        _values.popitem(last=False)
    for id, body in PackVersion.objects.filter(id__in=unmet).values_list("id", "body"):
        kind, hash = unmet[id]["kind"], unmet[id]["hash"]
        if hash_of(kind, body) != hash:
            raise Altered(f"pack version {id} is not what was published")
        shape = registry[kind].shape
        _values[shape, hash] = convert(body, shape)
