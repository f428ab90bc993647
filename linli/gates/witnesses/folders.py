"""A witness that is a folder: the newest checkpoint as a file of its own, and every one of them in a row."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

NEWEST, ALL = "checkpoint", "checkpoints.jsonl"


def keep(folder: Path, *, size: int, note: str) -> None:
    """Add a checkpoint, durably. ``OSError`` where the folder is not there or takes nothing: it is never made here.

    A share that is not mounted must not look like one that is.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not there")
    with (folder / ALL).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"size": size, "note": note}, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft = folder / f".{NEWEST}.new"
    draft.write_text(note, encoding="utf-8")
    os.replace(draft, folder / NEWEST)


def kept(folder: Path) -> Iterator[str]:
    """Every checkpoint the folder holds. A last line that was cut by a crash is passed over."""
    path = folder / ALL
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield str(json.loads(line)["note"])
            except (ValueError, KeyError, TypeError):
                continue
