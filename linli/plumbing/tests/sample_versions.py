"""A file of pack entries to found, draft and publish, and who does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from linli.plumbing import pack_catalogue, pack_versions, packs, scope
from linli.plumbing.packs import Context, Problem
from linli.plumbing.scope import Hat

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KINDS = packs.Registry()
EDITOR = Hat(surface="desk", role="catalogue_editor", account=7)
PUBLISHER = Hat(surface="desk", role="catalogue_publisher", account=8)
AUTHOR_AS_PUBLISHER = Hat(surface="desk", role="catalogue_publisher", account=7)
ROBOT = scope.robot([])


@KINDS.kind("roles")
class Role(packs.Entry, frozen=True, kw_only=True):
    label: packs.Words


def check_matter(matter: Matter, context: Context) -> list[Problem]:
    return context.missing("owner", kind="roles", code=matter.owner)


@KINDS.kind("items", check=check_matter)
class Matter(packs.Entry, frozen=True, kw_only=True):
    label: packs.Words
    owner: str
    days: int


@KINDS.kind("sample_cases", sample=True)
class SampleCase(packs.Entry, frozen=True, kw_only=True):
    text: str


class Journal:
    """A list of lines in place of the journal, which is a room above the plumbing."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int, int, Mapping[str, Any]]] = []

    def __call__(self, *, verb: str, kind: str, record: int, by: Hat, at: datetime, payload: Mapping[str, Any]) -> int:
        assert (kind, at >= NOW) == ("pack_version", True)
        self.lines.append((verb, record, by.account, payload))
        return len(self.lines)


@pytest.fixture
def journal() -> Journal:
    return Journal()


FILE = """\
roles: [{code: guard, label: {zh: 保安, en: Guard}}]
sample_cases: [{code: one, text: a case of the demo}]
items:
  - code: road_hole
    label: {zh: 路面坑洞, en: Hole in the road}
    owner: guard
    days: 3
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "items.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def founded(file: Path, journal: Journal) -> Path:
    pack_versions.found(packs.read(file, registry=KINDS), by=ROBOT, now=NOW, record=journal)
    journal.lines.clear()
    return file


def rewritten(file: Path, old: str, new: str) -> tuple[packs.Piece, ...]:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return packs.read(file, registry=KINDS)


def load(pieces: tuple[packs.Piece, ...], journal: Journal, by: Hat = EDITOR) -> pack_versions.Loaded:
    return pack_versions.load(pieces, by=by, now=NOW, record=journal, registry=KINDS)


def publish(*versions: int, journal: Journal, by: Hat = PUBLISHER, now: datetime = NOW) -> None:
    pack_versions.publish_many(versions, by=by, now=now, record=journal, registry=KINDS)


def head(code: str = "road_hole", at: datetime = NOW) -> pack_catalogue.Version:
    found = pack_versions.head("items", code, at, registry=KINDS)
    assert found
    return found


def refused_by_the_database(sql: str, *values: int, account: int = 7) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        # As the owner of the tables, whom no grant holds back: what is left are the rules of the rows themselves.
        cursor.execute("select set_config('app.account', %s, true), set_config('role', 'none', true)", [str(account)])
        with pytest.raises(Error) as caught, transaction.atomic():
            cursor.execute(sql, values)
    return str(caught.value)


def drafted(founded: Path, journal: Journal, days: int = 5) -> int:
    return load(rewritten(founded, "days: 3", f"days: {days}"), journal).drafted["items.road_hole"]
