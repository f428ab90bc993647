"""Scenario manifests: what each folder under ``linli/scenarios`` says of itself in ``scenario.toml``.

The folders are listed and their manifests read once, at start. Whether a folder keeps its word is asked by
:mod:`linli.plumbing.manifest_check`. Imports no Django model: the settings ask here which apps there are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import PacksRefused, Problem, Spot, gettext_noop
from linli.plumbing.packs.fit import convert, fit
from linli.plumbing.packs.reader import shown
from linli.plumbing.packs.shapes import Shape, Words
from linli.plumbing.packs.text import decode

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
PACKAGE = "linli.scenarios"
FILE = "scenario.toml"

Name = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z][a-z0-9_]{2,39}$",
        description=gettext_noop("a folder name: small letters, digits and _, 3 to 40"),
    ),
]


class Menu(Shape, frozen=True):
    """Where people find the scenario: a tab of the resident's home, or the desk or cockpit of staff."""

    place: Literal["home", "services", "life", "neighbours", "desk", "cockpit"]
    order: int = 50


class Manifest(Shape, frozen=True, kw_only=True):
    """One ``scenario.toml``.

    ``serves`` are ids of docs/requirements.toml. ``uses`` are the kernel rooms its code imports and its packs
    write for. ``listens`` and ``hooks`` lead from a fact or hook to ``module.function`` inside the folder.
    How good a scenario is, is computed and cannot be declared.
    """

    name: Name
    label: Words
    centre: Literal["public", "comprehensive", "property", "all"]
    serves: list[str]
    uses: list[str]
    listens: dict[str, str] = msgspec.field(default_factory=dict)
    hooks: dict[str, str] = msgspec.field(default_factory=dict)
    menu: Menu | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A folder and what it says of itself."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    def dotted(self, target: str) -> str:
        """The full name of ``module.function`` in the folder, as an import needs it."""
        return f"{PACKAGE}.{self.name}.{target}"


def folders(root: Path = SCENARIOS) -> list[Path]:
    """The folders that hold a scenario, by name."""
    return sorted(path.parent for path in root.glob(f"*/{FILE}"))


def installed_apps(root: Path = SCENARIOS) -> list[str]:
    """What the settings add to INSTALLED_APPS. Reads no manifest, so that a wrong one cannot stop the settings."""
    return [f"{PACKAGE}.{folder.name}" for folder in folders(root)]


def modules(name: str, root: Path = SCENARIOS) -> list[str]:
    """The modules of that name that scenarios have: their own addresses on a surface."""
    return [f"{PACKAGE}.{folder.name}.{name}" for folder in folders(root) if (folder / f"{name}.py").is_file()]


def template_folders(root: Path = SCENARIOS) -> list[Path]:
    """The folders of the scenarios' own templates."""
    return [folder / "templates" for folder in folders(root) if (folder / "templates").is_dir()]


@cache
def index(root: Path = SCENARIOS) -> tuple[Scenario, ...]:
    """Every scenario of the house, read once per process; :class:`PacksRefused` names what is wrong."""
    return tuple(Scenario(folder, read(folder / FILE)[0]) for folder in folders(root))


def listeners(root: Path = SCENARIOS) -> dict[str, frozenset[str]]:
    """Who hears which facts: full dotted name of a function → names of facts, for the dispatcher."""
    heard: dict[str, set[str]] = {}
    for scenario in index(root):
        for fact, target in scenario.manifest.listens.items():
            heard.setdefault(scenario.dotted(target), set()).add(fact)
    return {name: frozenset(facts) for name, facts in sorted(heard.items())}


def hooks(name: str, root: Path = SCENARIOS) -> list[str]:
    """Full dotted names of the functions that scenarios offer for a hook, by scenario."""
    return [s.dotted(s.manifest.hooks[name]) for s in index(root) if name in s.manifest.hooks]


def read(path: Path) -> tuple[Manifest, Spot]:
    """One manifest, and the place from which its problems are told."""
    name = shown(path)
    try:
        text = decode(path.read_bytes(), name)
        plain = tomllib.loads(text)
    except OSError as error:
        raise _refused(name, 0, error.strerror or "") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise _refused(name, int(line[1]) if line else 0, str(error)) from None
    spot = Spot(name, lines_of(text), (), "scenario")
    problems = fit(plain, Manifest, spot)
    if problems:
        raise PacksRefused(problems)
    manifest: Manifest = convert(plain, Manifest)
    return manifest, spot


def lines_of(text: str) -> Mapping[tuple[str | int, ...], int]:
    """On which line each key of a TOML file stands; 1 for the file itself."""
    lines: dict[tuple[str | int, ...], int] = {(): 1}
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[\s*([^\[\]]+)\]", line):
            section = _keys(header[1])
            lines.setdefault(section, number)
        elif key := re.match(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*'|\s*\.\s*)+?)\s*=""", line):
            path = section + _keys(key[1])
            for length in range(len(section) + 1, len(path) + 1):
                lines.setdefault(path[:length], number)
    return lines


def _keys(dotted: str) -> tuple[str, ...]:
    found: list[Any] = re.findall(r""""([^"]*)"|'([^']*)'|([\w-]+)""", dotted)
    return tuple(double or single or bare for double, single, bare in found)


def _refused(file: str, line: int, reason: str) -> PacksRefused:
    return PacksRefused([Problem(file, line, "", _("the file cannot be read (%(reason)s)"), {"reason": reason})])
