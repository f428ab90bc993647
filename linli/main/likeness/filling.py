"""``linli load city``: a city that stands, or is founded for it, filled with made-up people."""

from __future__ import annotations

import os
from pathlib import Path

from linli.main import founding
from linli.main.imports.history import standing
from linli.main.launcher.database import open_database
from linli.main.launcher.errors import LauncherError
from linli.main.likeness import crew
from linli.main.likeness.crew import Note, Wanted
from linli.main.terminal import Progress, _


def fill(home: Path, wanted: Wanted, *, pack: str, progress: Progress) -> Note:
    """Put everybody down, in the database of this home; one that is not up is started for it and stopped after."""
    if wanted.people < 1:
        raise LauncherError(_("Say with --people how many there are to be."))
    if pack:
        os.environ[founding.CITY] = str(_folder(pack))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with standing(home, progress):
        opened = open_database(home)
        with crew.long_log(opened.urls["admin"], is_ours=opened.server is not None):
            note = crew.settle(home, wanted, progress)
    progress.say(
        _("%(people)s people in %(seconds)s s.") % {"people": f"{note.people:,}", "seconds": round(note.seconds)}
    )
    return note


def _folder(pack: str) -> Path:
    """The folder of a pack: as it is named, or below packs."""
    for folder in (Path(pack), founding.REPOSITORY / "packs" / pack):
        if folder.is_dir():
            return folder.resolve()
    raise LauncherError(_("There is no pack “%(name)s”.") % {"name": pack})
