"""Backups and the way back, on a small database: what is refused, what is damaged, what goes with time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from linli.kernel.papers.queries import FOLDER as PAPERS
from linli.kernel.publications.queries.released import FOLDER as RELEASED
from linli.main.doctor import GOOD, LOOK, WRONG, recovery
from linli.main.launcher import env
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.migration import migrate
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.recovery import archiving, place, proof, restoring, shelves, taking
from linli.main.recovery.place import Backup, Place
from linli.main.recovery.shelves import Shelves
from linli.main.terminal import Progress

QUIET = Progress(quiet=True)
KEYS = "0badcafe"
LINE = """
insert into journal_line (at, actor, role, post, surface, purpose, verb, kind, record, salt, digest)
select now(), 0, 'robot', 0, 'worker', '', 'test', 'test', n, '\\x00', sha256(n::text::bytea)
from generate_series(1, %s) n
"""


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Small:
    """A city with a schema, a journal of some lines and two files; its backup place."""

    home: Path
    database: OpenDatabase
    place: Place
    made: list[Backup] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.database.urls["admin"]

    def write(self, lines: int) -> None:
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(LINE, [lines])

    def back_up(self) -> Backup:
        done = taking.take(
            home=self.home, place=self.place, url=self.url, fingerprint=KEYS, clock=clock, progress=QUIET
        )
        self.made.append(done)
        return done

    def restore(self, home: Path, backup: Backup, until: datetime | None = None) -> restoring.Restored:
        return restoring.restore(home=home, place=self.place, backup=backup, until=until, clock=clock, progress=QUIET)


@pytest.fixture(scope="module")
def small(opened: OpenDatabase, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Small:
    migrate(home)
    shelf(home, "papers", "ab", "abcd0123", b"sealed")
    made = Small(home, opened, Place(tmp_path_factory.mktemp("place")))
    made.write(30)
    made.back_up()
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    EmbeddedServer.of(tmp_path / "home").erase()


def shelf(root: Path, folder: str, shelf: str, name: str, content: bytes) -> Path:
    path = root / folder / shelf / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_backup_comes_back_line_by_line_with_its_files(small: Small, elsewhere: Path) -> None:
    small.write(5)  # after the backup: without a log in the place they do not come back
    found = small.restore(elsewhere, small.made[0])
    assert (found.lines, found.files, found.missing) == (30, 1, [])
    assert (elsewhere / "papers/ab/abcd0123").read_bytes() == b"sealed"
    server = EmbeddedServer.of(elsewhere)
    with psycopg.connect(server.start().rpartition("/")[0] + "/linli", autocommit=True) as admin:
        assert proof.take(admin).lines == 30


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


def test_shelves_copy_what_is_new_once_and_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    every = Shelves(source, target)
    assert every.copy() == 0
    shelf(source, "papers", "ab", "abcd", b"one")
    shelf(source, "papers", "ab", ".draft", b"half")
    shelf(source, "released", "cd", "cdef", b"two")
    assert (every.copy(), every.copy()) == (2, 0)
    shelf(source, "papers", "ab", "abce", b"three")
    assert every.copy() == 1
    assert sorted(one.name for one in shelves.every(target)) == ["abcd", "abce", "cdef"]


def test_every_folder_the_rooms_keep_files_in_is_backed_up() -> None:
    assert {PAPERS, RELEASED} == set(shelves.FOLDERS)


def test_old_backups_go_and_what_leads_up_to_the_kept_ones_stays(tmp_path: Path) -> None:
    kept, home, now = Place(tmp_path / "place"), tmp_path / "home", clock()
    kept.make()
    for days, segment in ((40, 1), (20, 5), (5, 9)):
        ended = now - timedelta(days=days)
        folder = kept.path / place.name_of(ended)
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"ended": ended.isoformat(), "files": {}}))
        (folder / "files.sha256").write_text(f"00  papers/ab/ab{days}\n")
        ranges = [{"Timeline": 1, "Start-LSN": f"0/{segment:X}000028", "End-LSN": "0/0"}]
        (folder / "backup_manifest").write_text(json.dumps({"WAL-Ranges": ranges}))
        shelf(kept.files, "papers", "ab", f"ab{days}", b"x")
    for segment in range(1, 12):
        (kept.timeline(1) / f"00000001{0:08X}{segment:08X}").touch()
    assert taking.prune(kept, home=home, keep=timedelta(days=30), now=now) == 0, "the newest before then leads up to it"
    assert taking.prune(kept, home=home, keep=timedelta(days=10), now=now) == 1
    assert len(kept.backups()) == 2
    assert min(one.name for one in kept.wal.glob("*/*"))[-2:] == "05"


def test_the_doctor_misses_a_backup(small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock()
    assert recovery.backups(tmp_path, now=now).state == LOOK
    monkeypatch.setenv(place.SETTING, str(tmp_path / "empty"))
    assert "linli backup" in recovery.backups(tmp_path, now=now).sentence
    monkeypatch.setenv(place.SETTING, str(small.place.path))
    assert recovery.backups(tmp_path, now=now).state == GOOD
    assert recovery.backups(tmp_path, now=now + timedelta(hours=25)).state == WRONG
    found = recovery.log(tmp_path, small.database.urls["worker"])
    assert found is not None
    assert found.state == WRONG
    with psycopg.connect(small.url, autocommit=True) as admin:
        archiving.hold_back(admin)
        assert archiving.is_behind(admin) in (True, False)
    found = recovery.log(tmp_path, small.database.urls["worker"])
    assert found is not None
    assert "archive.log" in found.sentence
    archiving.let_go(small.url)
