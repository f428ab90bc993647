"""What a drill leaves behind: a file with its figures, where ``linli doctor`` and the city's auditors find it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from linli.main.bench import Row
from linli.main.coverage import REPOSITORY
from linli.main.launcher.folders import write_private

FOLDER = "drills"


def write(home: Path, name: str, rows: Sequence[Row], *, began: datetime, ended: datetime) -> Path:
    """One drill, told with the program it was held with and the machine it ran on."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {
        "drill": name,
        "began": began.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "program": _program(),
        "cores": os.cpu_count(),
        "holds": all(row.holds is not False for row in rows),
        "rows": [row.as_json() for row in rows],
    }
    path = folder / f"{name}-{ended.timestamp():.0f}.json"
    write_private(path, json.dumps(told, ensure_ascii=False, indent=1))
    return path


def last(home: Path, name: str) -> dict[str, Any] | None:
    """The newest report of that drill; None where there was none."""
    paths = sorted((home / FOLDER).glob(f"{name}-*.json"), key=lambda path: path.stat().st_mtime)
    if not paths:
        return None
    told: dict[str, Any] = json.loads(paths[-1].read_text())
    return told


def _program() -> str:
    """The commit the program stands at; empty where it is no checkout."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return done.stdout.strip()
