"""Whether a scenario folder keeps its word: one shape, true manifest, packs that load, listeners that exist.

Used by ``linli check`` and the tests. Reads files and their syntax trees and imports nothing of the scenario.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.plumbing import manifests
from linli.plumbing.manifests import FILE, SCENARIOS, Manifest
from linli.plumbing.packs import KINDS, Library, Registry, check, gather
from linli.plumbing.packs.errors import PacksRefused, Problem, Spot, Text, nearest
from linli.plumbing.packs.reader import shown

KERNEL = SCENARIOS.parent / "kernel"
REQUIREMENTS = SCENARIOS.parent.parent / "docs" / "requirements.toml"
_ROOM = "linli.kernel."

REQUIRED: Mapping[str, Text] = {
    "__init__.py": _("the folder is a Python package and needs an empty __init__.py"),
    "packs/demo.yaml": _("the demo is missing: people, devices and cases that show the scenario working"),
    "tests/__init__.py": _("the tests are a Python package and need an empty __init__.py"),
    "tests/test_story.py": _("the story is missing: the scenario told once, from a gate to a rating"),
    "README.md": _("half a page is missing: for whom, what happens, what is measured"),
}


def problems(
    folder: Path,
    *,
    registry: Registry = KINDS,
    live: Library | None = None,
    facts: Collection[str] | None = None,
    requirements: Path = REQUIREMENTS,
) -> list[Problem]:
    """Everything wrong with one scenario, sorted by file and line; empty when it conforms.

    ``live`` are entries of the city's packs that its packs may name; ``facts`` the names of all facts anybody
    tells (not asked when None).
    """
    found = list(_missing_files(folder))
    try:
        manifest, spot = manifests.read(folder / FILE)
    except PacksRefused as refused:
        return sorted([*found, *refused.problems], key=_order)
    pieces, unreadable = gather(*([folder / "packs"] if (folder / "packs").is_dir() else []), registry=registry)
    found += [*unreadable, *check(pieces, live or {})]
    owners = {piece.kind.room for piece in pieces if Path(piece.spot.file).name != "demo.yaml"} - {""}
    found += _name(folder, manifest, spot)
    found += _uses(folder, manifest, spot, owners)
    found += _serves(manifest, spot, requirements)
    found += _targets(folder, manifest, spot)
    found += _facts(manifest, spot, facts)
    return sorted(found, key=_order)


def all_problems(
    root: Path = SCENARIOS,
    *,
    registry: Registry = KINDS,
    live: Library | None = None,
    facts: Collection[str] | None = None,
) -> list[Problem]:
    """Everything wrong with any scenario of the house."""
    return [
        problem
        for folder in manifests.folders(root)
        for problem in problems(folder, registry=registry, live=live, facts=facts)
    ]


def quality(found: Iterable[Problem]) -> str:
    """How good a scenario is: ``bronze`` when it conforms. Higher levels are computed from measurements."""
    return "unfinished" if any(True for _problem in found) else "bronze"


def rooms_imported(folder: Path) -> dict[str, tuple[Path, int]]:
    """The kernel rooms the code of a folder imports (its tests apart), each with the first place it does."""
    rooms: dict[str, tuple[Path, int]] = {}
    for path in sorted(folder.rglob("*.py")):
        if "tests" in path.relative_to(folder).parts:
            continue
        for name, line in _imports(path):
            if name.startswith(_ROOM):
                rooms.setdefault(name.split(".")[2], (path, line))
    return rooms


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), str(path))
    except (SyntaxError, ValueError):  # the linter says so better
        return ast.Module(body=[], type_ignores=[])


def _missing_files(folder: Path) -> Iterator[Problem]:
    for name, sentence in REQUIRED.items():
        if not (folder / name).is_file():
            yield Problem(shown(folder / name), 0, "", sentence)
    if not any(path.name != "demo.yaml" for path in folder.glob("packs/*.yaml")):
        sentence = _("a scenario is data first: it needs a pack beside demo.yaml")
        yield Problem(shown(folder / "packs"), 0, "", sentence)


def _name(folder: Path, manifest: Manifest, spot: Spot) -> list[Problem]:
    if manifest.name == folder.name:
        return []
    message = _('%(where)s is "%(name)s", but the folder is called "%(folder)s"')
    return [spot.child("name").problem(message, name=manifest.name, folder=folder.name)]


def _uses(folder: Path, manifest: Manifest, spot: Spot, owners: Collection[str]) -> list[Problem]:
    spot = spot.child("uses")
    imported = rooms_imported(folder)
    known = sorted(path.parent.name for path in KERNEL.glob("*/__init__.py"))
    found = []
    for room in manifest.uses:
        if room not in known:
            message = _('%(where)s names "%(room)s", which is not a room')
            found.append(spot.problem(message, room=room, near=nearest(room, known)))
        elif room not in imported and room not in owners:
            message = _('%(where)s names "%(room)s", but no code here imports it and no pack writes for it')
            found.append(spot.problem(message, room=room))
    for room in sorted({*imported, *owners} - set(manifest.uses)):
        path, line = imported.get(room, (folder / "packs", 0))
        message = _('%(where)s lacks "%(room)s", which %(file)s uses')
        file = f"{shown(path)}:{line}" if line else shown(path)
        found.append(spot.problem(message, room=room, file=file))
    return found


def _serves(manifest: Manifest, spot: Spot, requirements: Path) -> list[Problem]:
    spot = spot.child("serves")
    if not manifest.serves:
        return [spot.problem(_("%(where)s is empty; name the rows of docs/requirements.toml it works on"))]
    if not requirements.is_file():
        return []
    known = [row["id"] for row in tomllib.loads(requirements.read_text(encoding="utf-8"))["requirement"]]
    message = _('%(where)s names "%(id)s", which is not in docs/requirements.toml')
    return [spot.problem(message, id=id, near=nearest(id, known)) for id in manifest.serves if id not in known]


def _targets(folder: Path, manifest: Manifest, spot: Spot) -> Iterator[Problem]:
    """Listeners and hooks name ``module.function``; the function has to be there."""
    for section in ("listens", "hooks"):
        for key, target in getattr(manifest, section).items():
            module, _dot, function = target.rpartition(".")
            path = folder / (module.replace(".", "/") + ".py")
            defined = (
                [node.name for node in _tree(path).body if isinstance(node, ast.FunctionDef)] if path.is_file() else []
            )
            if function in defined:
                continue
            near = nearest(function, defined)
            message = _('%(where)s: %(file)s has no function "%(name)s"')
            yield spot.down(section, key).problem(message, file=shown(path), name=function, near=near)


def _facts(manifest: Manifest, spot: Spot, facts: Collection[str] | None) -> Iterator[Problem]:
    for fact in manifest.listens if facts is not None else ():
        if fact not in (facts or ()):
            message = _('%(where)s: nobody tells the fact "%(fact)s"')
            yield spot.down("listens", fact).problem(message, fact=fact, near=nearest(fact, facts or ()))


def _order(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line
