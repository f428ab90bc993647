"""Running a drill as an operator does, and reading its figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from linli.main.bench import Row

REPO = Path(__file__).resolve().parents[1]


def clean() -> dict[str, str]:
    """This process's environment without what the other tests have put there."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}


def drilled(home: Path, *words: str) -> dict[str, dict[str, Any]]:
    """``linli drill``: its figures by what they are about. Every bar must hold, and the report must say the same."""
    command = [sys.executable, "-m", "linli", "drill", *words, "--json"]
    surroundings = {**clean(), "LINLI_HOME": str(home), "LC_ALL": "C"}
    done = subprocess.run(command, env=surroundings, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    said = json.loads(done.stdout)
    rows = _by_what(said["rows"])
    assert done.returncode == 0
    report = json.loads(Path(said["report"]).read_text())
    assert (report["drill"], report["holds"], report["rows"]) == (words[0], True, said["rows"])
    assert Path(said["report"]).stat().st_mode & 0o077 == 0
    return rows


def told(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """The figures of a drill by what they are about. Every bar must hold."""
    return _by_what([row.as_json() for row in rows])


def _by_what(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    missed = [row for row in rows if row["holds"] is False]
    assert not missed, missed
    return {row["what"].partition(" (")[0]: row for row in rows}
