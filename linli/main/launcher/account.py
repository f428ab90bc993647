"""Who the database server runs as.

PostgreSQL refuses to run as root. An ordinary user runs it as themselves; root runs it as the system user
``linli``, made on first use, so that the server can read nothing but its own folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _

NAME = "linli"
NOLOGIN = "/usr/sbin/nologin"
# initdb looks its own uid up in the password file, so a bare number will not do. A system that can make no
# user (a read-only /etc) has one of these.
SPARE_NAMES = ("postgres", "daemon", "nobody")


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """The uid and gid of the server; None of it where the launcher is not root."""

    uid: int | None = None
    gid: int | None = None

    def spawn(self) -> dict[str, Any]:
        """Keywords for subprocess: become this account and drop every other group."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Hand one file or folder to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def server_account() -> ServerAccount:
    """The account for this machine; as root the user is made when it is missing."""
    if os.geteuid() != 0:
        return ServerAccount()
    entry = _entry(NAME) or _made()
    if entry is None:
        entry = next((e for e in map(_entry, SPARE_NAMES) if e is not None and e.pw_uid != 0), None)
    if entry is None:
        raise LauncherError(
            _(
                "PostgreSQL does not run as root and no system user could be made. "
                "Start Linli as an ordinary user, or add a system user named linli."
            )
        )
    return ServerAccount(entry.pw_uid, entry.pw_gid)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd | None:
    commands = (
        ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", NOLOGIN, NAME],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", NOLOGIN, NAME],
    )
    for command in commands:
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)
            if entry := _entry(NAME):
                return entry
    return None
