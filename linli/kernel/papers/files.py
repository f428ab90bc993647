"""The papers folder: sealed files under names that say nothing, on disk before the database speaks of them.

A file appears whole or not at all: it is written beside its place, flushed to the disk, renamed, and the
rename flushed too. Only then may the transaction that names it commit. A transaction that fails afterwards
leaves a file that no row names and no key opens to anybody.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def write(folder: str, name: str, sealed: bytes) -> None:
    """Put a sealed file in its place, durable when this returns."""
    path = _path(folder, name)
    for shelf in (path.parent.parent, path.parent):
        if not shelf.is_dir():
            shelf.mkdir(mode=0o700, exist_ok=True)
            _flush(shelf.parent)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def read(folder: str, name: str) -> bytes:
    """The sealed bytes; ``FileNotFoundError`` when the file is gone."""
    return _path(folder, name).read_bytes()


def remove(folder: str, name: str) -> None:
    """Take a file away for good; one that is gone already is fine."""
    with suppress(FileNotFoundError):
        path = _path(folder, name)
        path.unlink()
        _flush(path.parent)


def _path(folder: str, name: str) -> Path:
    shelf = name.lstrip(".")[:2]
    if not name.lstrip(".").isalnum():
        raise ValueError(f"{name!r} is not the name of a sealed file")
    return Path(settings.HOME) / folder / shelf / name


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
