"""Where one embedded server keeps its files, and the lock around them."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from linli.main.launcher.binaries import system_folder


def city_home() -> Path:
    """``LINLI_HOME``, or ``var`` beside the package: keys, run.env, logs, papers."""
    default = Path(__file__).resolve().parents[3] / "var"
    return Path(os.environ.get("LINLI_HOME", default)).resolve()


def server_folder(home: Path) -> Path:
    """The server's folder of a home.

    As root it lies under the system folder, named after the home, because the server's user may not be able
    to reach the home and no parent's permissions are ever changed for it.
    """
    if os.geteuid() != 0:
        return home / "postgresql"
    return system_folder() / hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock file; a second process waits. The kernel lets go when the holder dies."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def hold(path: Path) -> int | None:
    """Take the lock file for as long as this process lives; None when another process has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, all of it or nothing."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as handle:
        os.fchmod(descriptor, 0o600)
        handle.write(text)
        handle.flush()
        os.fsync(descriptor)
    draft.replace(path)
