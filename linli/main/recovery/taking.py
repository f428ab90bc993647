"""Taking a base backup while the city goes on: the database through ``pg_basebackup``, the sealed files, a manifest.

A file is on its shelf before the transaction that names it commits. So the shelves are copied before the database,
for what is erased meanwhile, and once more after it, for what came meanwhile: every file a row names is there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import hold, write_private
from linli.main.recovery import programs, proof, shelves
from linli.main.recovery.place import FILES, MANIFEST, Backup, Place, name_of
from linli.main.recovery.shelves import Shelves
from linli.main.terminal import Progress, _

DRAFT = ".new-"
_PERCENT = re.compile(r"\((\d+)%\)")
_SHOWN = 20  # percent between two lines of progress


def take(
    *, home: Path, place: Place, url: str, fingerprint: str, clock: Callable[[], datetime], progress: Progress
) -> Backup:
    """One base backup; ``fingerprint`` tells which keys will be needed to read it."""
    began = clock()
    with psycopg.connect(url, autocommit=True) as admin:
        system, _timeline = programs.identity(admin)
        place.claim(system)
        if hold(place.path / "lock") is None:
            raise LauncherError(_("A backup is being taken just now. Wait for it to end."))
        _clear_drafts(place)
        taken = proof.take(admin)
        server = admin.info.server_version
    progress.say(_("The journal has %(lines)d lines; the root over them is noted.") % {"lines": taken.lines})
    every = Shelves(home, place.files)
    every.copy()
    draft = place.path / f"{DRAFT}{name_of(began)}"
    draft.mkdir(mode=0o700)
    try:
        _database(url, draft, progress)
        progress.say(_("%(count)d files are copied.") % {"count": _listed(every, draft, place)})
        said = {
            "began": began.isoformat(),
            "ended": clock().isoformat(),
            "server": server,
            "database": system,
            "keys": fingerprint,
            "proof": taken.as_json(),
            "files": {one.name: _described(one) for one in sorted(draft.iterdir())},
        }
        write_private(draft / MANIFEST, json.dumps(said, indent=1))
        final = place.path / name_of(began)
        draft.rename(final)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _flush(place.path)
    return Backup(final, said)


def _database(url: str, folder: Path, progress: Progress) -> None:
    """The whole database cluster with the log it needs to be consistent, compressed."""
    command: list[str | Path] = [
        programs.program("pg_basebackup"),
        "-D",
        folder,
        "-Ft",
        "--compress=gzip:1",
        "-X",
        "stream",
    ]
    command += ["--checkpoint=fast", "--no-password", "--progress", "--label=linli"]
    with subprocess.Popen(
        command, env=dict(programs.surroundings(url)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        words, shown = [], 0
        for line in running.stderr or ():
            found = _PERCENT.search(line)
            if found is None:
                words.append(line.strip())
            elif int(found[1]) >= shown + _SHOWN:
                shown = int(found[1])
                progress.say(_("%(percent)d %% of the database") % {"percent": shown})
    if running.returncode:
        raise LauncherError(_("The database could not be copied: ") + " / ".join(words[-5:]))


def _listed(every: Shelves, draft: Path, place: Place) -> int:
    """Copy what came meanwhile, then write down every file with its digest, as ``sha256sum -c`` reads it."""
    every.copy()
    known = _known_digests(place)
    lines = []
    for file in shelves.every(place.files):
        name = str(file.relative_to(place.files))
        if (every.source / name).exists() or name not in known:
            lines.append(f"{known.get(name) or shelves.digest(file)}  {name}\n")
    write_private(draft / FILES, "".join(lines))
    return len(lines)


def _known_digests(place: Place) -> dict[str, str]:
    """Those of the last backup: a file never changes under its name, so it is read once in its life."""
    done = place.backups()
    return digests(done[-1]) if done else {}


def digests(backup: Backup) -> dict[str, str]:
    """The files a backup needs, by name, with the digest of each."""
    lines = (backup.folder / FILES).read_text().splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _described(path: Path) -> dict[str, Any]:
    return {"size": path.stat().st_size, "sha256": shelves.digest(path)}


def prune(place: Place, *, home: Path, keep: timedelta, now: datetime) -> int:
    """Drop what is older than ``keep``, but never the newest backup before that moment: it leads up to it.

    The log before the oldest backup goes with it, and so do files that neither the city nor a backup holds any more.
    """
    done = place.backups()
    old = [one for one in done if one.ended <= now - keep][:-1]
    for one in old:
        shutil.rmtree(one.folder)
    kept = [one for one in done if one not in old]
    if old and kept:
        _prune_log(place, first_segment(kept[0]))
        _prune_files(place, home, kept)
    return len(old)


def first_segment(backup: Backup) -> tuple[int, str]:
    """The timeline a backup begins on, and the number of the first log file it needs."""
    ranges = json.loads((backup.folder / "backup_manifest").read_text())["WAL-Ranges"][0]
    high, low = (int(part, 16) for part in ranges["Start-LSN"].split("/"))
    return int(ranges["Timeline"]), f"{high:08X}{low >> 24:08X}"


def _prune_log(place: Place, first: tuple[int, str]) -> None:
    timeline, segment = first
    for file in place.wal.glob("*/*"):
        name = file.name.partition(".")[0]
        if len(name) == 24 and int(name[:8], 16) <= timeline and name[8:] < segment:
            file.unlink()


def _prune_files(place: Place, home: Path, kept: list[Backup]) -> None:
    needed = {name for one in kept for name in digests(one)}
    oldest = kept[0].ended.timestamp()
    for file in list(shelves.every(place.files)):
        name = str(file.relative_to(place.files))
        if name not in needed and not (home / name).exists() and file.stat().st_mtime < oldest:
            file.unlink()


def _clear_drafts(place: Place) -> None:
    """What an earlier backup left that was broken off."""
    for draft in place.path.glob(f"{DRAFT}*"):
        shutil.rmtree(draft, ignore_errors=True)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
