"""What the operating system says about a process: a pid alone is never proof that somebody is at work.

A killed process stays as a zombie until its parent looks, and a pid is handed to another program after a
while. So a process is known by its pid *and* the moment it started, and a zombie counts as dead.
Read from ``/proc`` where there is one (Linux), else from ``ps``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROC = Path("/proc")


def state(pid: int) -> str:
    """One letter (R running, S asleep, Z zombie ...), empty when there is no such process."""
    if PROC.joinpath("self/stat").exists():
        fields = _stat(pid)
        return fields[0] if fields else ""
    return _ps(pid, "state")[:1]


def started(pid: int) -> str:
    """A mark of the moment the process started (clock ticks since boot), empty when there is none."""
    if PROC.joinpath("self/stat").exists():
        fields = _stat(pid)
        return fields[19] if fields else ""
    return _ps(pid, "lstart")


def is_alive(pid: int, since: str = "") -> bool:
    """True when the process runs, is no zombie and, where ``since`` is given, is still the same one."""
    if pid <= 0 or state(pid) in ("", "Z", "X"):
        return False
    return not since or started(pid) == since


def folder_of(pid: int) -> Path | None:
    """The working directory of the process, None when it is gone or may not be looked at."""
    try:
        return Path(os.readlink(PROC / str(pid) / "cwd"))
    except OSError:
        return None


def working_in(folder: Path, program: str) -> Iterator[int]:
    """Pids of the living processes of that program whose working directory is ``folder``."""
    if not PROC.joinpath("self/stat").exists():
        return
    wanted = folder.resolve()
    for entry in PROC.iterdir():
        pid = int(entry.name) if entry.name.isdigit() else 0
        if pid and folder_of(pid) == wanted and is_alive(pid) and _program(pid) == program:
            yield pid


def marked(name: str, value: str) -> Iterator[int]:
    """Pids of the living processes that carry ``name=value`` in their environment."""
    if not PROC.joinpath("self/stat").exists():
        return
    wanted = f"{name}={value}".encode()
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            held = (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # gone meanwhile, or somebody else's
            continue
        if wanted in held and is_alive(int(entry.name)):
            yield int(entry.name)


def wait_for(ready: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Ask ``ready`` until it says yes; False after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def send(pid: int, what: signal.Signals) -> None:
    """Send a signal; a process that has gone meanwhile is no error."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def _program(pid: int) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""


def _stat(pid: int) -> list[str]:
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    # The second field is the program's name in brackets and may hold spaces and brackets itself.
    return text[text.rindex(")") + 2 :].split()


def _ps(pid: int, field: str) -> str:
    done = subprocess.run(["ps", "-o", f"{field}=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()
