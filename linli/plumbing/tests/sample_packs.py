"""Two small kinds of pack entries, a good file of them, and a place to write bad ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from django.utils import translation

from linli.plumbing import packs
from linli.plumbing.packs import Context, Problem

KINDS = packs.Registry()


@KINDS.kind("roles")
class Role(packs.Entry, frozen=True, kw_only=True):
    label: packs.Words


class Limit(packs.Sourced, frozen=True, kw_only=True):
    days: int


class Step(packs.Shape, frozen=True):
    by: str
    actions: list[Literal["approve", "reject"]] = []


def check_matter(matter: Matter, context: Context) -> list[Problem]:
    return context.missing("owner", kind="roles", code=matter.owner)


@KINDS.kind("items", check=check_matter)
class Matter(packs.Entry, frozen=True, kw_only=True):
    label: packs.Words
    owner: str
    limits: Limit | None = None
    steps: dict[str, Step] = msgspec.field(default_factory=dict)
    radius: float = 0
    opens: str = ""
    day: date | None = None


GOOD = """\
# what may be reported
roles:
  - {code: guard, label: {zh: 保安, en: Guard}}
items:
  - code: road_hole
    label: {zh: 路面坑洞, en: Hole in the road}
    owner: guard
    limits: {days: 3, unverified: true}
    steps:
      check: {by: owner, actions: [approve, reject]}
    opens: 08:30
    effective: {from: 2026-01-01}
"""

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def put(text: str | bytes) -> Path:
        path = tmp_path / "packs" / "items.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


def refused(path: Path, language: str = "en") -> list[str]:
    with pytest.raises(packs.PacksRefused) as caught, translation.override(language):
        packs.read(path, registry=KINDS)
    with translation.override(language):
        return str(caught.value).splitlines()
