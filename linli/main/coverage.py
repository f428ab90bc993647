"""Which rows of docs/requirements.toml passing stories prove.

The answer belongs to one state of the files: a full test run that passed leaves ``test_run.json`` in the
checkout's ``var``, keyed by the git tree of what it ran on. Any other tree (one changed word is enough) makes the
answer ``unknown``; a claim that nobody has tested is not made.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

REPOSITORY = Path(__file__).resolve().parent.parent.parent
UNKNOWN: Final = "unknown"
PARTS = ("test", "proof")  # `make test` and `make proof`: the second only adds to the first
Answer = bool | Literal["unknown"]


class Unreadable(Exception):
    """docs/requirements.toml or the result of the last run cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the platform must do: ``id`` such as ONE-14, its group, and its words in both languages."""

    id: str
    group: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a story says of itself: it ``proves`` or ``touches`` these words of this requirement."""

    kind: str
    id: str
    words: str
    story: str  # pytest's node id


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as the last full run leaves it."""

    requirement: Requirement
    proven: Answer
    touched: Answer
    stories: tuple[Mark, ...]


def results(repository: Path = REPOSITORY) -> Path:
    """Where test runs of a checkout leave their result. Not LINLI_HOME: every test run has one of its own."""
    return repository / "var"


def requirements(repository: Path = REPOSITORY) -> list[Requirement]:
    """Every row of docs/requirements.toml, in its order."""
    return [Requirement(row["id"], row["group"], row["zh"], row["en"]) for row in _listed(repository, "requirement")]


def groups(repository: Path = REPOSITORY) -> dict[str, str]:
    """Group code to its two names, such as ``ONE`` to ``一网通办 One-network cases``."""
    return {row["code"]: f"{row['zh']} {row['en']}" for row in _listed(repository, "group")}


def _listed(repository: Path, kind: str) -> list[dict[str, str]]:
    path = repository / "docs" / "requirements.toml"
    try:
        rows: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))[kind]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from error
    return rows


def _git(repository: Path, *words: str, env: Mapping[str, str] | None = None) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-c", f"safe.directory={repository}", "-C", str(repository), *words],
            capture_output=True,
            text=True,
            env={**os.environ, **(env or {})},
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def working_tree(repository: Path = REPOSITORY) -> str | None:
    """The git tree hash of the files as they lie there, ignored ones aside; None outside a repository.

    On a clean checkout it equals ``git rev-parse HEAD^{tree}``. Objects and index are written aside, so
    neither the repository nor what is staged in it changes.
    """
    index = _git(repository, "rev-parse", "--path-format=absolute", "--git-path", "index")
    objects = _git(repository, "rev-parse", "--path-format=absolute", "--git-path", "objects")
    if index is None or objects is None:
        return None
    with tempfile.TemporaryDirectory(prefix="linli-tree-") as aside:
        own_index = Path(aside, "index")
        if Path(index).exists():
            shutil.copy2(index, own_index)
        env = {
            "GIT_INDEX_FILE": str(own_index),
            "GIT_OBJECT_DIRECTORY": aside,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects,
        }
        if _git(repository, "add", "--all", env=env) is None:
            return None
        return _git(repository, "write-tree", env=env)


def result_file(at: Path) -> Path:
    """The file the last full run left in this folder."""
    return at / "test_run.json"


def _kept(at: Path) -> dict[str, object]:
    path = result_file(at)
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path}: {error}") from error
    return kept if isinstance(kept, dict) else {}


def keep_run(at: Path, *, tree: str, part: str, marks: Iterable[Mark]) -> None:
    """Write down a full run that passed; the other part's marks stay only if they are of the same tree."""
    kept = _kept(at)
    before = kept.get("parts")
    parts = before if kept.get("tree") == tree and isinstance(before, dict) else {}
    parts[part] = [asdict(mark) for mark in marks]
    at.mkdir(parents=True, exist_ok=True)
    unfinished = result_file(at).with_suffix(".new")
    unfinished.write_text(json.dumps({"tree": tree, "parts": parts}, ensure_ascii=False, indent=1), "utf-8")
    unfinished.replace(result_file(at))


def marks_of(tree: str | None, at: Path) -> list[Mark] | None:
    """The marks whose stories passed on this tree; None when no full test run of it passed."""
    kept = _kept(at)
    parts = kept.get("parts")
    if tree is None or kept.get("tree") != tree or not isinstance(parts, dict) or PARTS[0] not in parts:
        return None
    return [Mark(**mark) for part in PARTS for mark in parts.get(part, [])]


def rows(wanted: Iterable[Requirement], marks: Iterable[Mark] | None) -> list[Row]:
    """Every requirement with what passing stories say of it; ``unknown`` when no run tells."""
    found: dict[str, list[Mark]] = {}
    for mark in marks or ():
        found.setdefault(mark.id, []).append(mark)
    answer: list[Row] = []
    for one in wanted:
        stories = tuple(found.get(one.id, ()))
        proven: Answer = UNKNOWN if marks is None else any(mark.kind == "proves" for mark in stories)
        touched: Answer = UNKNOWN if marks is None else bool(stories)
        answer.append(Row(one, proven, touched, stories))
    return answer
