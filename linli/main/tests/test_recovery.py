"""Backups and the way back, of a small city: what is refused, what is damaged, that life goes on in what came back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from linli.main.doctor import GOOD, LOOK, WRONG, recovery
from linli.main.launcher import database, env, processes
from linli.main.launcher.database import OpenDatabase, open_database
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.recovery import archiving, place, proof, restoring
from linli.main.recovery.place import Backup, Place
from linli.main.tests import older_city
from linli.main.tests.older_city import KEYS, Small, clock
from linli.main.tests.test_recovery_places import shelf

WALLED = "select bool_and(relforcerowsecurity) from pg_class where relname in ('journal_line', 'journal_payload')"
WRITTEN = 30  # lines the older release wrote


@pytest.fixture(scope="module")
def small(opened: OpenDatabase, home: Path, tmp_path_factory: pytest.TempPathFactory, schema: Path) -> Small:
    made = older_city.build(home, opened, Place(tmp_path_factory.mktemp("place")), older=WRITTEN, schema=schema)
    shelf(home, "papers", "ab", "abcd0123", b"sealed")
    made.back_up()
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    EmbeddedServer.of(tmp_path / "home").erase()


def test_a_backup_comes_back_line_by_line_with_its_files(small: Small, elsewhere: Path) -> None:
    there = small.made[0].said["proof"]["lines"]
    assert there > WRITTEN
    small.write(5)  # after the backup: without a log in the place they do not come back
    found = small.restore(elsewhere, small.made[0])
    assert (found.lines, found.files, found.missing) == (there, 1, [])
    assert (elsewhere / "papers/ab/abcd0123").read_bytes() == b"sealed"
    server = EmbeddedServer.of(elsewhere)
    with psycopg.connect(server.start().rpartition("/")[0] + "/linli", autocommit=True) as admin:
        assert proof.take(admin).lines == there


def test_the_journal_that_comes_back_must_be_the_one_that_was_backed_up(small: Small, elsewhere: Path) -> None:
    said = {**small.made[0].said, "proof": {**small.made[0].said["proof"], "root": "00" * 32}}
    with pytest.raises(LauncherError, match="not the one that was backed up"):
        small.restore(elsewhere, Backup(small.made[0].folder, said))
    assert not (EmbeddedServer.of(elsewhere).data / "PG_VERSION").exists()


def test_a_line_changed_behind_the_back_changes_the_root(small: Small) -> None:
    with psycopg.connect(small.url, autocommit=True) as admin:
        before = proof.take(admin)
        for change in ("update journal_line set digest = '\\x01'", "delete from journal_line"):
            with admin.transaction(force_rollback=True):
                admin.execute("set local session_replication_role = replica")
                admin.execute(f"{change} where id = (select min(id) from journal_line)".encode())
                assert proof.root(admin, before.horizon)[1] != before.root
        small.write(1)
        assert proof.again(admin, before) == before
        assert proof.newer(admin, before) == 1


def test_where_the_journal_is_sealed_its_own_root_counts(small: Small) -> None:
    with psycopg.connect(small.url, autocommit=True) as admin, admin.transaction(force_rollback=True):
        admin.execute("set local session_replication_role = replica")
        admin.execute(
            "create table if not exists journal_seal (first bigint, size bigint, xid xid8, line bigint,"
            " lines bigint[], leaves bytea, root bytea, oldest timestamptz)"
        )
        admin.execute("delete from journal_seal")
        for first, size in ((0, 2), (2, 5)):
            admin.execute(
                "insert into journal_seal (first, size, xid, line, lines, leaves, root, oldest)"
                " select %(first)s, %(size)s, '1', max(id), array_agg(id order by id),"
                " decode(repeat('ab', 32 * count(*)::int), 'hex'), sha256(int8send(%(size)s)), now()"
                " from (select id from journal_line order by id offset %(first)s limit %(size)s - %(first)s) l",
                {"first": first, "size": size},
            )
        small_tree = proof.root_at(admin, 5)
        assert small_tree[0] == 5
        assert proof.root_at(admin, 2)[1] != small_tree[1]
        admin.execute("delete from journal_line where id = (select min(id) from journal_line)")
        assert proof.root_at(admin, 5) == (4, small_tree[1]), "a line that is gone is missed although its seal is there"
        admin.execute("delete from journal_seal where size = 5")
        assert proof.root_at(admin, 5) == (0, "")


def test_a_damaged_backup_is_refused_by_name(small: Small, tmp_path: Path) -> None:
    copied = tmp_path / "place"
    shutil.copytree(small.place.path, copied)
    backup = Place(copied).backups()[0]
    restoring.check(backup, fingerprint=KEYS)
    with pytest.raises(LauncherError, match="--keys FILE"):
        restoring.check(backup, fingerprint="")
    (copied / "files/papers/ab/abcd0123").write_bytes(b"not it")
    with pytest.raises(LauncherError, match="papers/ab/abcd0123"):
        restoring.check(backup, fingerprint=KEYS)
    base = backup.folder / "base.tar.gz"
    base.write_bytes(base.read_bytes()[:-1])
    with pytest.raises(LauncherError, match=r"base\.tar\.gz"):
        restoring.check(backup, fingerprint=KEYS)


def test_a_city_that_stands_is_not_written_over(small: Small, tmp_path: Path) -> None:
    with pytest.raises(LauncherError, match="linli down"):
        restoring.refuse_living(small.home, over=True)
    shelf(tmp_path, "papers", "ab", "abcd", b"x")
    with pytest.raises(LauncherError, match="--over"):
        restoring.refuse_living(tmp_path, over=False)
    restoring.refuse_living(tmp_path, over=True)
    restoring.put_aside(tmp_path, clock())
    assert [one.read_bytes() for one in tmp_path.glob("papers.before-*/ab/abcd")] == [b"x"]


def test_the_newest_backup_before_a_moment_is_chosen(small: Small) -> None:
    first = small.made[0]
    assert restoring.choose(small.place).folder == first.folder
    assert restoring.choose(small.place, until=first.ended + timedelta(days=1)).folder == first.folder
    with pytest.raises(LauncherError, match="--list"):
        restoring.choose(small.place, until=first.ended - timedelta(seconds=1))
    with pytest.raises(LauncherError, match="no finished backup"):
        restoring.choose(Place(small.home / "nowhere"))


def test_a_place_belongs_to_one_city_and_lies_outside_of_it(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LauncherError, match="another city"):
        small.place.claim("7")
    monkeypatch.setenv(place.SETTING, str(tmp_path / "in" / "backups"))
    with pytest.raises(LauncherError, match="lost with it"):
        place.remember(tmp_path / "in")
    place.remember(tmp_path / "out")
    monkeypatch.delenv(place.SETTING)
    assert place.named(tmp_path / "out") == Place(tmp_path / "in" / "backups")
    monkeypatch.setenv(place.SETTING, "")
    assert place.remember(tmp_path / "out") is None
    assert env.read(tmp_path / "out")[place.SETTING] == ""


def test_no_secret_of_the_home_is_in_a_backup(small: Small) -> None:
    secrets = [*env.read(small.home).values(), (EmbeddedServer.of(small.home).folder / "password").read_text()]
    words = [one.encode() for one in secrets if len(one) > 20]
    keys = json.loads((small.home / "keys.json").read_text()) if (small.home / "keys.json").exists() else {}
    words += [one["key"].encode() for one in keys.get("seal", [])]
    assert words
    import tarfile

    with tarfile.open(small.made[0].folder / "base.tar.gz") as tar:
        for member in tar:
            if (file := tar.extractfile(member)) is not None and member.size < 1 << 20:
                content = file.read()
                assert not any(word in content for word in words), member.name
    assert not [one for one in small.place.path.rglob("*") if one.name in ("keys.json", "run.env", "password")]


def test_the_doctor_misses_a_backup(small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock()
    assert recovery.backups(tmp_path, now=now).state == LOOK
    monkeypatch.setenv(place.SETTING, str(tmp_path / "empty"))
    assert "linli backup" in recovery.backups(tmp_path, now=now).sentence
    monkeypatch.setenv(place.SETTING, str(small.place.path))
    assert recovery.backups(tmp_path, now=now).state == GOOD
    assert recovery.backups(tmp_path, now=now + timedelta(hours=25)).state == WRONG
    found = recovery.log(tmp_path, small.city.database.urls["worker"])
    assert found is not None
    assert found.state == WRONG
    with psycopg.connect(small.url, autocommit=True) as admin:
        archiving.hold_back(admin)
        assert archiving.is_behind(admin) in (True, False)
    found = recovery.log(tmp_path, small.city.database.urls["worker"])
    assert found is not None
    assert "archive.log" in found.sentence
    archiving.let_go(small.url)


def test_lines_an_older_release_wrote_verify_like_new_ones(small: Small) -> None:
    """The migrations give them new digests and move the salts; then they are sealed with all others."""
    small.seal_all()
    code, said = small.audited()
    assert (code, said["whole"], said["problems"]) == (0, True, [])
    assert said["covered"] == said["size"] == small.lines() > WRITTEN
    with small.connect() as admin:
        left = admin.execute("select count(*) from journal_line where salt is not null").fetchone()
        assert (left, admin.execute(WALLED).fetchone()) == ((0,), (True,))
        with pytest.raises(psycopg.Error, match="is history"):
            admin.execute("update journal_line set digest = '' where id = 1")
    with small.connect() as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("update journal_payload set body = body || '{\"n\": 2}' where line_id = 3")
        try:
            code, said = small.audited()
            assert (code, [(one["kind"], one["line"]) for one in said["problems"]]) == (1, [("payload", 3)])
        finally:
            admin.execute("update journal_payload set body = %s where line_id = 3", [Jsonb(older_city.SAID[3])])


@pytest.mark.proof
def test_every_migration_since_an_older_release_keeps_what_it_wrote(elsewhere: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(database.EXTERNAL, raising=False)
        opened = open_database(elsewhere)
    made = older_city.build(elsewhere, opened, Place(tmp_path / "place"), older=5_000)  # more than one batch
    made.seal_all()
    code, said = made.audited()
    assert (code, said["problems"], said["covered"]) == (0, [], made.lines())


def test_a_transaction_that_commits_late_is_not_overtaken(small: Small) -> None:
    """A line drawn first and committed last: by id it would be skipped for ever, below the horizon it is not."""
    with small.sealing(), small.connect(autocommit=False) as slow:
        small.await_seal()
        row = slow.execute(older_city.LINES, [1]).fetchone()
        late, before = row[0] if row else 0, small.sealed()
        later = small.write(3)
        assert late < later[0]
        assert not processes.wait_for(lambda: small.sealed() > before, 2, pause=0.2), "the sealer did not wait for it"
        slow.commit()
        assert processes.wait_for(lambda: small.sealed() == small.lines(), 60, pause=0.2)
    with small.connect() as admin:
        rows = admin.execute("select unnest(lines) from journal_seal where size > %s order by first", [before])
        assert [line for (line,) in rows.fetchall()] == [late, *later]


def test_a_wiped_city_comes_back_with_its_sealed_root_and_goes_on(
    small: Small, elsewhere: Path, tmp_path: Path
) -> None:
    witness = tmp_path / "checkpoint"  # what somebody outside holds of the city that is gone
    small.open_cases(3)
    with small.sealing():
        small.await_seal()
        backup = replace(small, place=Place(tmp_path / "place")).back_up()
        witness.write_text(small.note(), encoding="utf-8")
        found = replace(small, place=Place(tmp_path / "place")).restore(elsewhere, backup)
        assert found.lines == backup.said["proof"]["sealed"] == small.sealed()
        small.write(1)  # had it gone on: another history from there on
        small.await_seal()
    shutil.copy(small.home / "keys.json", elsewhere)
    back = older_city.again(elsewhere, small)
    back.open_cases(2)
    back.seal_all()
    assert back.sealed() > small.sealed()
    code, said = back.audited("--against", witness)
    assert (code, said["whole"], said["covered"]) == (0, True, back.sealed())
    witness.write_text(small.note(), encoding="utf-8")
    assert back.audited("--against", witness)[0] == 1
