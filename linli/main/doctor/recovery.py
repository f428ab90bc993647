"""Whether the city could be had back: the newest backup, and the log on its way to the backup place."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from linli.main.doctor import GOOD, LOOK, WRONG, Finding
from linli.main.launcher.errors import LauncherError
from linli.main.recovery import archiving
from linli.main.recovery import place as places
from linli.main.terminal import _

STALE = timedelta(hours=24)
BEHIND = 64 << 20  # bytes of the log that have not arrived


def backups(home: Path, *, now: datetime) -> Finding:
    """How old the newest backup is."""
    what, place = _("backup"), places.named(home)
    if place is None:
        return Finding(what, LOOK, _("No backup place is named. Start the city with LINLI_BACKUP=FOLDER."))
    try:
        done = place.backups()
    except (LauncherError, OSError) as trouble:
        return Finding(what, WRONG, str(trouble))
    if not done:
        return Finding(
            what, WRONG, _("There is no backup in %(place)s yet. Take one: linli backup") % {"place": place.path}
        )
    age = now - done[-1].ended
    values = {"hours": f"{age / timedelta(hours=1):.1f}", "place": place.path}
    if age > STALE:
        return Finding(what, WRONG, _("The newest backup in %(place)s is %(hours)s h old: linli backup") % values)
    return Finding(what, GOOD, _("The newest backup in %(place)s is %(hours)s h old.") % values)


def log(home: Path, url: str) -> Finding | None:
    """Whether what is written reaches the place as it is written; None where no place is named."""
    if places.named(home) is None:
        return None
    what = _("log to the backup place")
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(
            "select active, wal_status, pg_wal_lsn_diff(pg_current_wal_flush_lsn(), restart_lsn)::bigint"
            " from pg_replication_slots where slot_name = %s",
            [archiving.SLOT],
        ).fetchone()
    if row is None or row[1] == "lost":
        return Finding(what, WRONG, _("It is not kept. Start the city anew, then take a backup: linli backup"))
    behind = (row[2] or 0) / (1 << 20)
    if row[0] and (row[2] or 0) < BEHIND:
        return Finding(what, GOOD, _("It arrives as it is written."))
    return Finding(
        what, WRONG, _("%(size).0f MB have not arrived; see archive.log in the folder logs.") % {"size": behind}
    )
