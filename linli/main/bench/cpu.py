"""What a group of processes has cost: user and system time of whole trees, from ``/proc`` (Linux)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import process_time

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100

# Fields of /proc/PID/stat after the program's name, see proc(5): state is 0, ppid 1, utime 11, stime 12.
PARENT, OWN, REAPED = 1, slice(11, 13), slice(13, 15)

Meter = Callable[[], float]


def of_tree(roots: Iterable[int]) -> Meter:
    """CPU seconds of these processes and all below them, those included that have ended and were reaped."""
    wanted = tuple(roots)

    def read() -> float:
        table = _table()
        below = defaultdict(list)
        for pid, fields in table.items():
            below[int(fields[PARENT])].append(pid)
        ticks, waiting = 0, [pid for pid in wanted if pid in table]
        while waiting:
            pid = waiting.pop()
            ticks += sum(map(int, table[pid][OWN])) + sum(map(int, table[pid][REAPED]))
            waiting += below[pid]
        return ticks / TICKS

    return read


def _table() -> dict[int, list[str]]:
    """The numbers of every process of the machine, as the kernel has them."""
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:  # gone meanwhile
                continue
            found[int(entry.name)] = text[text.rindex(")") + 2 :].split()
    return found


def control() -> float:
    """CPU milliseconds of a computation that is always the same: how fast this machine is just now.

    On a shared machine the same work costs more CPU time when the neighbours are busy; figures of two runs are
    compared by this one.
    """
    return median(_fixed() for _ in range(9)) * 1000


def _fixed() -> float:
    began = process_time()
    total = 0
    for number in range(20_000):
        total += sum(sha256(str(number).encode()).digest()[:4])
    return process_time() - began
