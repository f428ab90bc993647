"""The database of a home for as long as messages of the past are recorded in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.main import founding, settling
from linli.main.launcher.database import is_up, open_database
from linli.main.launcher.migration import migrate
from linli.main.terminal import Progress, _


@contextmanager
def standing(home: Path, progress: Progress) -> Iterator[None]:
    """The database, founded and with its divisions. One that was not up is started, and stopped at the end."""
    was_up = is_up(home)
    database = open_database(home)
    try:
        if not was_up:
            migrate(home)
            progress.say(_("The schema is up to date and the walls stand."))
            for line in [*founding.prepare(home, progress), *settling.prepare(home, progress)]:
                progress.say(line)
        yield
    finally:
        if not was_up:
            database.stop()
