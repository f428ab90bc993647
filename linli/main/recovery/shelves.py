"""The sealed files of a city, copied as they come. A file never changes under its name, so what is there is there."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

FOLDERS = ("papers", "released")  # what the rooms keep on disk; a test compares this with theirs
SETTLED = 2 * 10**9  # ns: a shelf that changed later than so long ago may change again within the same tick


@dataclass(slots=True)
class Shelves:
    """Copies the files under ``source`` that are not yet under ``target``; looks only at shelves that have changed."""

    source: Path
    target: Path
    _seen: dict[Path, int] = field(default_factory=dict)

    def copy(self) -> int:
        """One round; how many files were new."""
        return sum(self._shelf(shelf) for shelf in shelves(self.source))

    def _shelf(self, shelf: Path) -> int:
        changed = shelf.stat().st_mtime_ns
        if self._seen.get(shelf) == changed:
            return 0
        new = 0
        for file in files_on(shelf):
            new += put(file, self.target / file.relative_to(self.source))
        if time.time_ns() - changed > SETTLED:
            self._seen[shelf] = changed
        return new


def shelves(root: Path) -> Iterator[Path]:
    """Every shelf that holds files, in order."""
    for name in FOLDERS:
        if (root / name).is_dir():
            yield from sorted(one for one in (root / name).iterdir() if one.is_dir())


def files_on(shelf: Path) -> Iterator[Path]:
    """The whole files of a shelf: a name with a dot is still being written."""
    with os.scandir(shelf) as entries:
        yield from (Path(one.path) for one in entries if one.is_file() and not one.name.startswith("."))


def every(root: Path) -> Iterator[Path]:
    """Every whole file under ``root``."""
    for shelf in shelves(root):
        yield from sorted(files_on(shelf))


def put(file: Path, target: Path) -> bool:
    """Copy one file, whole or not at all; False when it is there already, or has been erased meanwhile."""
    try:
        if target.exists() and target.stat().st_size == file.stat().st_size:
            return False
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f".{target.name}")
        shutil.copyfile(file, draft)
    except FileNotFoundError:
        return False
    draft.chmod(0o600)
    with draft.open("rb") as copied:
        os.fsync(copied.fileno())
    draft.rename(target)
    return True


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
