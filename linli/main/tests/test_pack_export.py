"""``linli pack export``: the catalogue goes out as files and comes in again as the very same catalogue."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from linli.kernel.journal import actions as journal
from linli.main import exporting, founding, loading
from linli.main.commands import pack
from linli.plumbing import pack_catalogue, pack_versions, packs, walls
from linli.plumbing.scope import Hat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = founding.REPOSITORY / "packs" / "demo"
EDITOR = Hat(surface="desk", role="catalogue_editor", account=7)
PUBLISHER = Hat(surface="desk", role="catalogue_publisher", account=8)


def emptied() -> None:
    tables = ", ".join(model._meta.db_table for model in walls.models())
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"truncate {tables} cascade")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_out_and_in_and_out_again_gives_the_same_bytes(tmp_path: Path) -> None:
    held = founding.found(CITY, now=NOW)
    assert exporting.export(tmp_path / "one").written == held
    before = {row.hash for row in pack_catalogue.newest_bodies()}
    emptied()
    pack_versions.found(packs.read(tmp_path / "one"), by=_robot(), now=NOW, record=journal.append)
    assert {row.hash for row in pack_catalogue.newest_bodies()} == before
    exporting.export(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_what_was_exported_loads_without_a_draft_also_after_somebody_published(tmp_path: Path) -> None:
    founding.found(CITY, now=NOW)
    exporting.export(tmp_path / "one")
    assert loading.load([str(tmp_path / "one")], by=EDITOR, now=NOW).drafted == {}
    _publish_another_name()
    exporting.export(tmp_path / "two")
    assert loading.load([str(tmp_path / "two")], by=EDITOR, now=NOW + timedelta(hours=2)).drafted == {}
    with pytest.raises(packs.PacksRefused, match="stair_light"):  # the older export would take it back
        loading.load([str(tmp_path / "one")], by=EDITOR, now=NOW + timedelta(hours=2))
    changed = tmp_path / "two" / "items" / "hotline.stair_light.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("楼道灯坏了", "楼道没有灯"), encoding="utf-8")
    drafted = loading.load([str(changed)], by=EDITOR, now=NOW + timedelta(hours=3)).drafted
    assert list(drafted) == ["items.hotline.stair_light"]


def _publish_another_name() -> None:
    held = pack_catalogue.newest_bodies(kinds=["items"], codes=["hotline.stair_light"])
    row = next(iter(held))
    body = {**row.body, "label": {"zh": "楼道灯坏了", "en": "Stairwell light broken"}}
    draft = pack_versions.draft(kind="items", body=body, base=row.hash, by=EDITOR, now=NOW, record=journal.append)
    pack_versions.publish(draft, by=PUBLISHER, now=NOW + timedelta(hours=1), record=journal.append)


def test_one_kind_or_one_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    founding.found(CITY, now=NOW)
    assert _command(str(tmp_path / "flows"), "--kind", "flows", "--json") == 0
    assert json.loads(capsys.readouterr().out)["written"] == len(files(tmp_path / "flows"))
    assert {name.partition("/")[0] for name in files(tmp_path / "flows")} == {"flows"}
    assert _command(str(tmp_path / "one"), "--code", "hotline.stair_light", "--kind", "items") == 0
    assert list(files(tmp_path / "one")) == ["items/hotline.stair_light.yaml"]


def test_it_writes_over_nothing_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    founding.found(CITY, now=NOW)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert _command(str(tmp_path)) == 1
    assert "not empty" in capsys.readouterr().err
    assert _command(str(tmp_path), "--over") == 0
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert _command(str(tmp_path / "nothing"), "--kind", "flowers") == 1
    assert "Nothing of that kind" in capsys.readouterr().err


def _command(*words: str) -> int:
    parser = ArgumentParser()
    pack.configure(parser)
    return pack.run(parser.parse_args(["export", *words]))


def _robot() -> Hat:
    from linli.plumbing import scope

    return scope.robot((), purpose="found")
