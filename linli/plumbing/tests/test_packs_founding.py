"""Founding a database, loading files into it, reading what is live."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from linli.plumbing import pack_catalogue, pack_versions, packs
from linli.plumbing.models_packs import PackVersion
from linli.plumbing.tests.sample_versions import (
    EDITOR,
    KINDS,
    NOW,
    PUBLISHER,
    ROBOT,
    Journal,
    Matter,
    drafted,
    file,
    founded,
    head,
    journal,
    load,
    publish,
    refused_by_the_database,
    rewritten,
)

__all__ = ["file", "founded", "journal"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]


def test_founding_publishes_what_the_files_hold_in_one_journalled_act(file: Path, journal: Journal) -> None:
    pieces = packs.read(file, registry=KINDS)
    assert pack_versions.found(pieces, by=ROBOT, now=NOW, record=journal) == 2
    item = head()
    assert (item.number, item.founded, item.author, item.approver) == (1, True, None, None)
    assert item.value == Matter(
        code="road_hole", label=packs.Words(zh="路面坑洞", en="Hole in the road"), owner="guard", days=3
    )
    assert pack_versions.value("items", item.hash, registry=KINDS) is item.value
    ((verb, record, account, payload),) = journal.lines
    assert (verb, record, account) == ("found", 0, 0)
    assert payload["hashes"]["items.road_hole"] == item.hash
    act = pack_catalogue.founding()
    assert act is not None
    assert act.hashes == sorted(payload["hashes"].values())


def test_founded_entries_hold_since_always(founded: Path) -> None:
    assert head(at=NOW - timedelta(days=3650)).number == 1


def test_a_database_is_founded_once(founded: Path, journal: Journal) -> None:
    with pytest.raises(pack_versions.AlreadyFounded):
        pack_versions.found(packs.read(founded, registry=KINDS), by=ROBOT, now=NOW, record=journal)
    assert journal.lines == []


def test_the_database_refuses_a_second_founding_itself(founded: Path) -> None:
    again = "insert into plumbing_pack_founding (id, hashes, line, at) values (%s, '{}', 1, now())"
    assert "not founded again" in refused_by_the_database(again, 1)
    assert "not founded again" in refused_by_the_database(again, 2)
    assert "stays as it is" in refused_by_the_database("delete from plumbing_pack_founding")
    assert "stays as it is" in refused_by_the_database("update plumbing_pack_founding set hashes = '{}'")
    smuggled = """insert into plumbing_pack_version (kind, code, number, hash, base, body, state, founded, drafted,
        published) values ('items', 'new', 1, 'f00', '', '{}', 'published', true, now(), now())"""
    assert "not part of the founding act" in refused_by_the_database(smuggled)


def test_only_the_worker_founds(file: Path, journal: Journal) -> None:
    with pytest.raises(pack_versions.NotYourPost):
        pack_versions.found(packs.read(file, registry=KINDS), by=EDITOR, now=NOW, record=journal)


def test_nothing_is_founded_when_one_entry_is_wrong(file: Path, journal: Journal) -> None:
    pieces = packs.read(file, registry=KINDS)
    without_role = [piece for piece in pieces if piece.kind.name != "roles"]
    with pytest.raises(packs.PacksRefused), translation.override("en"):
        pack_versions.found(without_role, by=ROBOT, now=NOW, record=journal)
    assert not PackVersion.objects.exists()


def test_loading_what_is_live_already_drafts_nothing(founded: Path, journal: Journal) -> None:
    assert load(packs.read(founded, registry=KINDS), journal) == pack_versions.Loaded({}, 2)


def test_loading_twice_makes_one_draft(founded: Path, journal: Journal) -> None:
    version = drafted(founded, journal)
    assert version
    assert load(packs.read(founded, registry=KINDS), journal) == pack_versions.Loaded({}, 2)


def test_loading_refuses_to_overwrite_a_newer_head(founded: Path, journal: Journal) -> None:
    before = founded.read_text(encoding="utf-8")
    publish(drafted(founded, journal), journal=journal)
    founded.write_text(before.replace("Hole in the road", "Pothole"), encoding="utf-8")
    pieces = packs.read(founded, registry=KINDS)
    with pytest.raises(packs.PacksRefused) as caught:
        load(pieces, journal)
    with translation.override("en"):
        assert str(caught.value) == (
            "items.yaml line 4: items.road_hole was changed since this file was made: version 2 is live."
            f' Take its changes over, then write base: "{head().hash[:12]}" into the entry'
        )
    assert not pack_catalogue.drafts(registry=KINDS)

    seen = rewritten(founded, "code: road_hole", f'code: road_hole\n    base: "{head().hash[:12]}"')
    publish(*load(seen, journal).drafted.values(), journal=journal)
    assert head().value.label.en == "Pothole"


def test_a_file_that_saw_only_the_founding_says_so_and_is_refused_later(founded: Path, journal: Journal) -> None:
    first = head().hash[:12]
    rewritten(founded, "code: road_hole", f'code: road_hole\n    base: "{first}"')
    publish(drafted(founded, journal), journal=journal)
    with pytest.raises(packs.PacksRefused):
        load(rewritten(founded, "days: 5", "days: 9"), journal)


def test_only_an_editor_loads(founded: Path, journal: Journal) -> None:
    with pytest.raises(pack_versions.NotYourPost):
        load(packs.read(founded, registry=KINDS), journal, by=PUBLISHER)


def test_a_second_question_costs_one_statement(founded: Path, django_assert_num_queries: Any) -> None:
    head()
    with django_assert_num_queries(1):
        head()
    with django_assert_num_queries(0):
        pack_versions.value("items", head_hash(), registry=KINDS)


def head_hash() -> str:
    return next(hash for (shape, hash) in pack_catalogue._values if shape is Matter)


def test_a_body_that_is_not_what_was_published_decides_nothing(founded: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set role none")
        cursor.execute("alter table plumbing_pack_version disable trigger plumbing_guard_pack_version")
        cursor.execute(
            """update plumbing_pack_version set body = jsonb_set(body::jsonb, '{days}', '99')::json
            where code = 'road_hole'"""
        )
        cursor.execute("alter table plumbing_pack_version enable trigger plumbing_guard_pack_version")
    pack_catalogue._values.clear()
    with pytest.raises(pack_catalogue.Altered):
        head()
