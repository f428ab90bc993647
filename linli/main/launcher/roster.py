"""Who is at work for this home: ``processes.json``, and ending what an earlier run left behind.

When the supervisor is killed its children work on without it. The next start must end exactly those and
nobody else, so each is noted with pid and start time, and carries the run's mark in its environment, by
which grandchildren are found as well (Linux).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import secrets
import signal
from pathlib import Path

from linli.main.launcher import processes
from linli.main.launcher.folders import write_private

MARK = "LINLI_RUN"
PATIENCE = 10.0  # seconds a process gets to end its requests


@dataclasses.dataclass(slots=True)
class Roster:
    """The processes of one run."""

    home: Path
    mark: str = dataclasses.field(default_factory=lambda: secrets.token_hex(8))
    supervisor: tuple[int, str] = (0, "")
    children: dict[str, tuple[int, str]] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, home: Path) -> Roster:
        """As the last run wrote it; empty when there was none or the file is damaged."""
        try:
            held = json.loads((home / "processes.json").read_text())
            children = {name: (int(pid), str(since)) for name, (pid, since) in held["children"].items()}
            return cls(home, held["mark"], (int(held["supervisor"][0]), held["supervisor"][1]), children)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(home)

    def enter(self) -> None:
        """Note this very process as the supervisor."""
        self.supervisor = (os.getpid(), processes.started(os.getpid()))
        self.write()

    def note(self, name: str, pid: int) -> None:
        self.children[name] = (pid, processes.started(pid))
        self.write()

    def write(self) -> None:
        held = {"mark": self.mark, "supervisor": self.supervisor, "children": self.children}
        write_private(self.home / "processes.json", json.dumps(held))

    def remove(self) -> None:
        (self.home / "processes.json").unlink(missing_ok=True)

    def is_supervised(self) -> bool:
        """True while the supervisor that wrote this is at work."""
        return processes.is_alive(*self.supervisor)

    def living(self) -> list[int]:
        """Every living process of the run but the supervisor, grandchildren included."""
        noted = {pid for pid, since in self.children.values() if processes.is_alive(pid, since)}
        marked = set(processes.marked(MARK, self.mark))
        return sorted((noted | marked) - {self.supervisor[0], os.getpid()})

    def end(self) -> int:
        """End what is left of the run, politely first; how many processes there were."""
        found = self.living()
        for what in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.living():
                processes.send(pid, what)
            if processes.wait_for(lambda: not self.living(), PATIENCE):
                break
        return len(found)


def end_group(pid: int) -> None:
    """Kill what a dead child left in its process group; every child leads a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
