"""Founding, drafting, publishing and loading, and what the database refuses whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import translation

from linli.plumbing import pack_catalogue, pack_versions, packs, scope
from linli.plumbing.models_packs import PackVersion
from linli.plumbing.packs import Context, Problem
from linli.plumbing.scope import Hat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

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


# -- founding


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


# -- drafting and publishing


def drafted(founded: Path, journal: Journal, days: int = 5) -> int:
    return load(rewritten(founded, "days: 3", f"days: {days}"), journal).drafted["items.road_hole"]


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


# -- loading files


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


# -- reading


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
