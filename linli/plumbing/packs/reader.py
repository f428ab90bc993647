"""From files to pieces: everything is read, everything wrong is reported at once, nothing half is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import PacksRefused, Problem, Spot, nearest, unknown_key
from linli.plumbing.packs.fit import convert, fit
from linli.plumbing.packs.kinds import KINDS, Context, Piece, Registry, body_of, hash_of
from linli.plumbing.packs.shapes import Entry
from linli.plumbing.packs.text import HIDDEN, decode
from linli.plumbing.packs.yaml_lines import parse

Library = Mapping[tuple[str, str], Entry]
_NOTHING: Library = {}
_BASE = re.compile("[0-9a-f]{12,64}")


def read(*layers: Path | Iterable[Path], registry: Registry = KINDS, live: Library = _NOTHING) -> tuple[Piece, ...]:
    """Read folders or files, a layer each: a later layer replaces whole entries of an earlier one.

    A scenario's packs come first, the city's after them. ``live`` are entries that hold already and may
    be named by the files. Raises :class:`PacksRefused` with every problem found.
    """
    pieces, problems = gather(*layers, registry=registry)
    problems += check(pieces, live)
    if problems:
        raise PacksRefused(problems)
    return pieces


def gather(*layers: Path | Iterable[Path], registry: Registry = KINDS) -> tuple[tuple[Piece, ...], list[Problem]]:
    """What :func:`read` reads before anything is checked beside the rest: the good pieces and the problems."""
    problems: list[Problem] = []
    pieces: dict[tuple[str, str], Piece] = {}
    for layer in layers:
        pieces |= _layer(_files(layer, problems), registry, problems)
    return tuple(pieces.values()), problems


def piece_of(kind: str, body: Mapping[str, Any], *, registry: Registry = KINDS) -> Piece:
    """One entry that came from a form and not from a file; problems carry its path and no line.

    Its shape is checked here; what it names has to be checked beside the rest (:func:`check`).
    """
    if kind not in registry:
        raise PacksRefused([unknown_key(Spot("", {}), kind, registry.names())])
    spot = Spot("", {}, (), f"{kind}.{body.get('code', '')}".rstrip("."))
    if any(_hidden(body)):
        raise PacksRefused([spot.problem(_("the text holds an invisible control character"))])
    piece, problems = _piece(dict(body), registry, kind, spot)
    if piece is None:
        raise PacksRefused(problems)
    return piece


def _hidden(value: Any) -> Iterator[str]:
    """The texts inside a form that hold what a file may not hold either."""
    if isinstance(value, str):
        yield from [value] if HIDDEN.search(value) else []
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from (*_hidden(key), *_hidden(inside))
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _hidden(inside)


def _files(layer: Path | Iterable[Path], problems: list[Problem]) -> list[Path]:
    roots = [layer] if isinstance(layer, Path) else list(layer)
    found: list[Path] = []
    for root in roots:
        inside = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
        found += [path for path in inside if path.suffix == ".yaml" or path == root]
        for path in inside:
            if path.suffix == ".yml":
                problems.append(Problem(shown(path), 0, "", _("call the file .yaml, else it is not read")))
    return found


def _layer(paths: Iterable[Path], registry: Registry, problems: list[Problem]) -> dict[tuple[str, str], Piece]:
    pieces: dict[tuple[str, str], Piece] = {}
    for path in paths:
        for piece in _file(path, registry, problems):
            first = pieces.setdefault(piece.key, piece)
            if first is not piece:
                message = _("%(where)s stands here a second time; the first is in %(file)s line %(line)s")
                words = {"file": first.spot.file, "line": first.spot.line}
                problems.append(Problem(piece.spot.file, piece.spot.line, piece.spot.where, message, words))
    return pieces


def _file(path: Path, registry: Registry, problems: list[Problem]) -> list[Piece]:
    name = shown(path)
    try:
        document = parse(decode(path.read_bytes(), name), name)
    except PacksRefused as refused:
        problems += refused.problems
        return []
    except OSError as error:
        message = _("the file cannot be read (%(reason)s)")
        problems.append(Problem(name, 0, "", message, {"reason": error.strerror or ""}))
        return []
    problems += document.problems
    if document.value is None:
        return []
    if not isinstance(document.value, dict):
        problems.append(Problem(name, 1, "", _('a pack file holds kinds: "items:" and below it a list')))
        return []
    pieces: list[Piece] = []
    for kind, entries in document.value.items():
        pieces += _kind(kind, entries, registry, document.spot, problems)
    return pieces


def _kind(kind: str, entries: Any, registry: Registry, spot: Spot, problems: list[Problem]) -> list[Piece]:
    if kind not in registry:
        problems.append(_unknown_kind(kind, registry, spot))
        return []
    spot = spot.child(kind)
    if entries is None:
        return []
    if not isinstance(entries, list):
        problems.append(spot.problem(_("%(where)s should be a list; start each entry with - code:")))
        return []
    pieces = []
    for number, entry in enumerate(entries):
        piece, found = _piece(entry, registry, kind, _entry_spot(spot.child(number), kind, entry))
        problems += found
        if piece:
            pieces.append(piece)
    return pieces


def _unknown_kind(kind: str, registry: Registry, spot: Spot) -> Problem:
    near = nearest(kind, registry.names())
    message = _('"%(key)s" is not a kind of pack')
    if not near:
        message = _('"%(key)s" is not a kind of pack; there are: %(known)s')
    known = ", ".join(registry.names())
    return Problem(spot.file, spot.child(kind).line, kind, message, {"key": kind, "near": near, "known": known})


def _entry_spot(spot: Spot, kind: str, entry: Any) -> Spot:
    code = entry.get("code") if isinstance(entry, dict) else None
    return Spot(spot.file, spot.lines, spot.path, f"{kind}.{code}") if isinstance(code, str) else spot


def _piece(entry: Any, registry: Registry, kind: str, spot: Spot) -> tuple[Piece | None, list[Problem]]:
    base = ""
    problems = []
    if isinstance(entry, dict) and "base" in entry:
        entry = dict(entry)
        base = entry.pop("base")
        if not isinstance(base, str) or not _BASE.fullmatch(base):
            message = _("%(where)s should be the hash of a version, 12 characters or more, in quotes")
            problems.append(spot.child("base").problem(message))
    known = registry[kind]
    problems += fit(entry, known.shape, spot)
    if problems:
        return None, problems
    value = convert(entry, known.shape)
    body = body_of(value)
    return Piece(known, value, body, hash_of(kind, body), spot, base), []


def check(pieces: Iterable[Piece], live: Library) -> list[Problem]:
    """What the rooms have to say about entries that are well formed, seen together and beside the live ones."""
    pieces = list(pieces)
    library = {**live, **{piece.key: piece.value for piece in pieces}}
    return [
        problem
        for piece in pieces
        if piece.kind.check
        for problem in piece.kind.check(piece.value, Context(piece.spot, library))
    ]


def shown(path: Path) -> str:
    """The name of a file as people say it: from the folder they stand in, where it lies below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
