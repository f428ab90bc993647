"""A backup place: a folder on another disk or machine that holds what a city can be made again from.

::

    city.json                 whose backups these are
    wal/00000001/             the database's log as it is written, by timeline
    files/papers/ab/abcd…     sealed files, as they are in the city's home
    20261127T201500Z/         one base backup: base.tar.gz, pg_wal.tar.gz, backup_manifest, files.sha256, manifest.json

The keys of the city are never here: with both, whoever finds the place could read everything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import write_private
from linli.main.terminal import _

SETTING = "LINLI_BACKUP"
MANIFEST, FILES = "manifest.json", "files.sha256"
_NAME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One finished base backup: a folder and what its manifest says."""

    folder: Path
    said: Mapping[str, Any]

    @property
    def ended(self) -> datetime:
        """From this moment on the city can be had back."""
        return datetime.fromisoformat(self.said["ended"])

    @property
    def size(self) -> int:
        return sum(one["size"] for one in self.said["files"].values())


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of all backups of one city."""

    path: Path

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def wal(self) -> Path:
        return self.path / "wal"

    def backups(self) -> list[Backup]:
        """The finished ones, oldest first. What has no manifest was never finished."""
        found = []
        for manifest in sorted(self.path.glob(f"*/{MANIFEST}")):
            try:
                found.append(Backup(manifest.parent, json.loads(manifest.read_text())))
            except ValueError as damaged:
                raise LauncherError(
                    _("%(path)s cannot be read (%(why)s). Take another backup.") % {"path": manifest, "why": damaged}
                ) from damaged
        return sorted(found, key=lambda one: one.ended)

    def claim(self, system: str) -> None:
        """Make the place this city's; refuse one that holds another's. ``system`` names the database, for good."""
        self.make()
        note = self.path / "city.json"
        if note.exists():
            owner = json.loads(note.read_text())["database"]
            if owner != system:
                raise LauncherError(
                    _("%(place)s holds the backups of another city. Name another place.") % {"place": self.path}
                )
        else:
            write_private(note, json.dumps({"database": system}))

    def make(self) -> None:
        """The folders, for nobody else to look into."""
        try:
            for folder in (self.path, self.files, self.wal):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not os.access(self.path, os.W_OK | os.X_OK):
                raise PermissionError(self.path)
        except OSError as trouble:
            raise LauncherError(
                _("Nothing can be written to the backup place %(place)s: %(why)s")
                % {"place": self.path, "why": trouble.strerror or trouble}
            ) from trouble

    def timeline(self, number: int) -> Path:
        """Where the log of one timeline of the database goes."""
        folder = self.wal / f"{number:08X}"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


def name_of(moment: datetime) -> str:
    """The folder of a backup that is begun now."""
    local = moment.astimezone(UTC)
    return local.strftime(_NAME)


def named(home: Path) -> Place | None:
    """The place of this city: ``LINLI_BACKUP``, else the one it was started with last. None when there is none."""
    said = os.environ.get(SETTING)
    if said is None:
        said = env.read(home).get(SETTING, "")
    return Place(Path(said).resolve()) if said else None


def remember(home: Path) -> Place | None:
    """The same, kept for commands that are typed elsewhere."""
    place = named(home)
    if place is not None and home.resolve() in (place.path, *place.path.parents):
        raise LauncherError(
            _("The backup place %(place)s lies inside the city's own folder and would be lost with it.")
            % {"place": place.path}
        )
    if place is not None or env.read(home).get(SETTING):
        env.write(home, {SETTING: str(place.path) if place else ""})
    return place
