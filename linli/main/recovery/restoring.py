"""Bringing a city back from its backup place, to now or to any moment since the backup, and proving that it is it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg

from linli.main.launcher import binaries
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import server_folder
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roster import Roster
from linli.main.recovery import proof, shelves
from linli.main.recovery.place import FILES, Backup, Place
from linli.main.recovery.proof import Proof
from linli.main.recovery.rewinding import Rewinding
from linli.main.recovery.taking import digests
from linli.main.terminal import Progress, _

# The files that rows name, by folder. An erased owner has rows and no files.
_NAMED = """
select 'papers', name from papers_paper p cross join lateral (values (file), (thumb)) f (name)
where name <> '' and state <> 'refused' and exists (select 1 from papers_owner_key where subject = p.owner_subject)
union all select 'released', file from publications_public_photo where file <> ''
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: from which backup, up to when, how long it took, and what differs."""

    backup: Backup
    last_commit: datetime | None
    seconds: float
    lines: int
    files: int
    missing: Sequence[str]  # files that rows name and no shelf holds
    newer: int  # lines of the journal that are newer than the backup


def choose(place: Place, *, name: str = "", until: datetime | None = None) -> Backup:
    """The backup of that name, else the newest that ended before ``until``."""
    done = place.backups()
    if name:
        found = [one for one in done if one.folder.name == name]
    else:
        found = [one for one in done if until is None or one.ended <= until]
    if found:
        return found[-1]
    if not done:
        raise LauncherError(_("There is no finished backup in %(place)s.") % {"place": place.path})
    first = done[0].ended.astimezone()
    raise LauncherError(
        _("%(place)s holds no such backup. The oldest is from %(first)s; linli restore --list shows them all.")
        % {"place": place.path, "first": first.isoformat(sep=" ", timespec="seconds")}
    )


def refuse_living(home: Path, *, over: bool) -> None:
    """A city that runs is never touched; one that lies there only when told so."""
    server = EmbeddedServer.of(home)
    if Roster.of(home).is_supervised() or server.pid():
        raise LauncherError(_("This city is running. Stop it with linli down, then restore."))
    if not over and ((server.data / "PG_VERSION").exists() or any(shelves.every(home))):
        raise LauncherError(
            _(
                "There is a city in %(home)s already. Say --over to put it aside and restore in its place, "
                "or choose another folder with LINLI_HOME."
            )
            % {"home": home}
        )


def check(backup: Backup, *, fingerprint: str) -> None:
    """Refuse what cannot come back whole: damaged files, keys of another city, another PostgreSQL."""
    for name, wanted in backup.said["files"].items():
        path = backup.folder / name
        if not path.exists() or shelves.digest(path) != wanted["sha256"]:
            raise LauncherError(
                _("%(path)s is missing or was changed. Take another backup with --backup.") % {"path": path}
            )
    files = backup.folder.parent / "files"
    wrong = [name for name, digest in digests(backup).items() if _differs(files / name, digest)]
    if wrong:
        raise LauncherError(
            _("%(count)d files of the backup are missing or were changed, the first is %(name)s; see %(list)s.")
            % {"count": len(wrong), "name": wrong[0], "list": backup.folder / FILES}
        )
    if fingerprint != backup.said["keys"]:
        raise LauncherError(
            _(
                "The keys here (%(here)s) are not those of the backup (%(wanted)s): nobody's name could be read. "
                "Bring the copy of the keys file with --keys FILE."
            )
            % {"here": fingerprint or _("none"), "wanted": backup.said["keys"]}
        )
    ours, theirs = binaries.major_version(binaries.programs()), int(backup.said["server"]) // 10_000
    if ours != theirs:
        raise LauncherError(
            _("The backup is of PostgreSQL %(theirs)d and the programs here are %(ours)d. Set LINLI_POSTGRES_BIN.")
            % {"theirs": theirs, "ours": ours}
        )


def restore(
    *, home: Path, place: Place, backup: Backup, until: datetime | None, clock: Callable[[], datetime],
    progress: Progress,
) -> Restored:  # fmt: skip
    """Put the city together beside whatever lies there, prove it, and only then let it take its place."""
    began = monotonic()
    server_folder(home).mkdir(parents=True, exist_ok=True)
    server_folder(home).chmod(0o711)
    work = Rewinding.of(EmbeddedServer.of(home))
    try:
        work.unpack(backup)
        progress.say(_("The database of %(name)s is unpacked and whole.") % {"name": backup.folder.name})
        work.play(backup, place, until=until)
        last = work.last_commit()
        progress.say(_("The log is played."))
        with work.open() as admin:
            wanted = Proof(**backup.said["proof"])
            found = proof.again(admin, wanted)
            if found != wanted:
                raise LauncherError(_not_the_same(wanted, found))
            progress.say(_("The journal is the same: %(lines)d lines, root %(root)s.") % _told(found))
            put_aside(home, clock())
            files = bring_files(place, home)
            progress.say(_("%(count)d files are back on their shelves.") % {"count": files})
            missing, newer = _missing(admin, home), proof.newer(admin, found)
            work.renew_password(admin)
    except BaseException:
        work.discard()
        raise
    work.settle()
    return Restored(backup, last, monotonic() - began, found.lines, files, missing, newer)


def _differs(path: Path, wanted: str) -> bool:
    return not path.exists() or shelves.digest(path) != wanted


def _told(found: Proof) -> dict[str, Any]:
    return {"lines": found.lines, "root": found.root[:16]}


def _not_the_same(wanted: Proof, found: Proof) -> str:
    return _(
        "The journal that came back is not the one that was backed up (%(found)d lines and not %(wanted)d, "
        "root %(root)s and not %(right)s). Nothing was changed here."
    ) % {"found": found.lines, "wanted": wanted.lines, "root": found.root[:16], "right": wanted.root[:16]}


def put_aside(home: Path, now: datetime) -> None:
    """What lies there moves aside under its date and is kept."""
    stamp = f"{now.timestamp():.0f}"
    for path in (EmbeddedServer.of(home).data, *(home / name for name in shelves.FOLDERS)):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.before-{stamp}"))


def bring_files(place: Place, home: Path) -> int:
    """Every file of the place onto its shelf; how many there are."""
    count = 0
    for file in shelves.every(place.files):
        shelves.put(file, home / file.relative_to(place.files))
        count += 1
    return count


def _missing(admin: psycopg.Connection[tuple[Any, ...]], home: Path) -> list[str]:
    """Files that a row names and that are on no shelf."""
    named = admin.execute(_NAMED).fetchall()
    return [f"{folder}/{name}" for folder, name in named if not (home / folder / name[:2] / name).exists()]


def erase(home: Path) -> None:
    """Of a city that was restored only to see whether it can be."""
    EmbeddedServer.of(home).erase()
    shutil.rmtree(home, ignore_errors=True)
