"""Drafting and publishing pack entries, and what the database refuses whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.plumbing import pack_catalogue, pack_versions, packs
from linli.plumbing.tests.sample_versions import (
    AUTHOR_AS_PUBLISHER,
    EDITOR,
    KINDS,
    NOW,
    Journal,
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


def test_a_draft_changes_nothing_until_a_second_person_publishes_it(founded: Path, journal: Journal) -> None:
    version = drafted(founded, journal)
    assert head().value.days == 3
    assert [waiting.id for waiting in pack_catalogue.drafts(registry=KINDS)] == [version]
    publish(version, journal=journal)
    assert (head().value.days, head().number, head().author, head().approver) == (5, 2, 7, 8)
    assert head(at=NOW - timedelta(seconds=1)).value.days == 3
    assert [old.number for old in pack_catalogue.history("items", "road_hole", registry=KINDS)] == [2, 1]
    assert [(verb, record, account) for verb, record, account, _ in journal.lines] == [
        ("draft", version, 7),
        ("publish", version, 8),
    ]


def test_an_author_cannot_publish_their_own_draft(founded: Path, journal: Journal) -> None:
    version = drafted(founded, journal)
    with pytest.raises(pack_versions.OwnDraft):
        publish(version, journal=journal, by=AUTHOR_AS_PUBLISHER)
    with pytest.raises(pack_versions.NotYourPost):
        publish(version, journal=journal, by=EDITOR)
    assert head().value.days == 3


def test_the_database_refuses_it_itself(founded: Path, journal: Journal) -> None:
    version = drafted(founded, journal)
    by_hand = """update plumbing_pack_version set state = 'published', approver = %s, number = 2, published = now(),
        effective_from = now() where id = %s"""
    assert "pack_version_two_people" in refused_by_the_database(by_hand, 7, version, account=7)
    assert "by the account that acts" in refused_by_the_database(by_hand, 8, version, account=7)
    in_one = """insert into plumbing_pack_version (kind, code, number, hash, base, body, state, founded, author,
        approver, drafted, published, effective_from)
        values ('items', 'new', 1, 'f00', '', '{}', 'published', false, 7, 8, now(), now(), now())"""
    assert "starts as a draft" in refused_by_the_database(in_one, account=8)
    in_my_name = """insert into plumbing_pack_version (kind, code, hash, base, body, state, founded, author, drafted)
        values ('items', 'new', 'f00', '', '{}', 'draft', false, 7, now())"""
    assert "draft of the account that acts" in refused_by_the_database(in_my_name, account=8)
    rewritten_draft = "update plumbing_pack_version set body = '{}' where id = %s"
    assert "not rewritten" in refused_by_the_database(rewritten_draft, version, account=8)


def test_a_published_row_cannot_be_changed_or_deleted_by_sql(founded: Path) -> None:
    published = head().id
    for change in ("body = '{}'", "effective_from = now()", "state = 'draft'", "number = 9", "hash = ''"):
        change_it = f"update plumbing_pack_version set {change} where id = %s"
        assert "stays as it is" in refused_by_the_database(change_it, published)
    delete = "delete from plumbing_pack_version where id = %s"
    assert "a published pack version stays" in refused_by_the_database(delete, published)


def test_a_version_is_published_once(founded: Path, journal: Journal) -> None:
    version = drafted(founded, journal)
    publish(version, journal=journal)
    with pytest.raises(pack_versions.NotADraft):
        publish(version, journal=journal)


def test_of_two_drafts_of_one_version_the_second_has_to_be_made_again(founded: Path, journal: Journal) -> None:
    first = drafted(founded, journal)
    second = load(rewritten(founded, "days: 5", "days: 6"), journal).drafted["items.road_hole"]
    publish(first, journal=journal)
    with pytest.raises(pack_versions.MovedOn):
        publish(second, journal=journal)
    number = """update plumbing_pack_version set state = 'published', approver = 8, number = %s, published = now(),
        effective_from = now() where id = %s"""
    for taken in (2, 3):
        assert "was published since" in refused_by_the_database(number, taken, second, account=8)


def test_what_belongs_together_is_published_together(founded: Path, journal: Journal) -> None:
    pieces = rewritten(founded, "roles: [", "roles: [{code: nurse, label: {zh: 护士, en: Nurse}}, ")
    pieces = rewritten(founded, "owner: guard", "owner: nurse")
    drafts = load(pieces, journal).drafted
    item, role = drafts["items.road_hole"], drafts["roles.nurse"]
    with pytest.raises(packs.PacksRefused):
        publish(item, journal=journal)
    publish(item, role, journal=journal)
    assert head().value.owner == "nurse"


def test_a_form_drafts_on_the_version_it_showed(founded: Path, journal: Journal) -> None:
    body = {"code": "road_hole", "label": {"zh": "路面坑洞", "en": "Hole"}, "owner": "guard", "days": 4}
    keep: dict[str, Any] = {"by": EDITOR, "now": NOW, "record": journal, "registry": KINDS}
    with pytest.raises(pack_versions.MovedOn):
        pack_versions.draft(kind="items", body=body, base="", **keep)
    with pytest.raises(packs.PacksRefused):
        pack_versions.draft(kind="items", body={**body, "owner": "ghost"}, base=head().hash, **keep)
    version = pack_versions.draft(kind="items", body=body, base=head().hash, **keep)
    publish(version, journal=journal)
    assert head().value.days == 4


def test_a_version_begins_on_its_day_in_the_city_and_never_before_it_is_published(
    founded: Path, journal: Journal
) -> None:
    later = "days: 5\n    effective: {from: 2026-04-01, until: 2026-05-01}"
    publish(load(rewritten(founded, "days: 3", later), journal).drafted["items.road_hole"], journal=journal)
    midnight = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # 0:00 in Nanning
    assert head(at=midnight - timedelta(seconds=1)).value.days == 3
    assert head(at=midnight).value.days == 5
    after = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)
    assert pack_versions.head("items", "road_hole", after, registry=KINDS) is None
    assert pack_versions.heads("items", midnight, registry=KINDS)["road_hole"].value.days == 5
    assert pack_versions.heads("items", after, registry=KINDS) == {}

    past = head(at=midnight).hash[:12]
    pieces = rewritten(founded, "effective: {from: 2026-04-01, until: 2026-05-01}", "effective: {from: 2026-01-01}")
    pieces = rewritten(founded, "code: road_hole", f'code: road_hole\n    base: "{past}"')
    published_at = datetime(2026, 5, 4, tzinfo=UTC)
    publish(load(pieces, journal).drafted["items.road_hole"], journal=journal, now=published_at)
    assert head(at=published_at).effective_from == published_at


def test_a_version_that_is_over_before_it_begins_is_refused(founded: Path, journal: Journal) -> None:
    over = "days: 5\n    effective: {until: 2026-01-01}"
    version = load(rewritten(founded, "days: 3", over), journal).drafted["items.road_hole"]
    with pytest.raises(pack_versions.AlreadyOver):
        publish(version, journal=journal)
