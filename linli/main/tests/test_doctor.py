"""What the doctor says of a healthy city, and of each thing that can be wrong with one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from linli.main import cli
from linli.main.doctor import GOOD, LOOK, WRONG, catalog, ground, waiting, ways_round
from linli.main.launcher import env
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.migration import migrate
from linli.plumbing import keys
from linli.plumbing.dispatch import Listening

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HEARD = Listening("test.ear", frozenset({"test.happened"}), lambda _fact, _told: None)


def run(sql: str, *values: str | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tell(*, ago: timedelta) -> None:
    run(
        "insert into plumbing_outbox (name, body, line, actor, role, purpose, at, recorded)"
        " values ('test.happened', '{}', 1, 0, 'robot', '', now(), %s)",
        NOW - ago,
    )


@pytest.mark.django_db
def test_nothing_waiting_is_good() -> None:
    assert [one.state for one in waiting.facts([HEARD], now=NOW)] == [GOOD]
    assert waiting.notices(now=NOW).state == GOOD
    assert waiting.jobs(now=NOW).state == GOOD
    assert waiting.photos(now=NOW).state == GOOD


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(0.5, GOOD), (2, LOOK), (30, WRONG)])
def test_a_listener_that_is_behind_is_named(minutes: float, state: str) -> None:
    tell(ago=timedelta(minutes=minutes))
    found = waiting.facts([HEARD], now=NOW)[0]
    assert found.state == state
    assert ("test.ear" in found.sentence) == (state != GOOD)


@pytest.mark.django_db
def test_a_listener_that_fails_and_a_fact_put_aside_are_wrong() -> None:
    tell(ago=timedelta(minutes=2))
    run("insert into plumbing_cursor (listener, xid, row, failures) values ('test.ear', '0', 0, 3)")
    run(
        "insert into plumbing_failed_fact (listener, outbox, name, body, error)"
        " values ('test.other', 1, 'test.happened', '{}', 'no')"
    )
    failing, aside = waiting.facts([HEARD], now=NOW)
    assert (failing.state, aside.state) == (WRONG, WRONG)
    assert "3 times" in failing.sentence
    assert "test.other" in aside.sentence


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "expected"), [("failed", WRONG), ("waiting", LOOK), ("sent", GOOD)])
def test_messages_that_have_not_left_are_told(state: str, expected: str) -> None:
    run(
        "insert into notices_notice (fact, template, channel, scope_id, address_sealed, text, link, state, tries,"
        " trouble, at) values (1, 't', 'sms', 1, '\\x00', 'x', '', %s, 0, '', %s)",
        state,
        NOW - timedelta(hours=1),
    )
    assert waiting.notices(now=NOW).state == expected


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["failed", "doing", "todo"])
def test_jobs_that_failed_or_stand_still_are_wrong(state: str) -> None:
    run(
        "insert into procrastinate_jobs (queue_name, task_name, status, scheduled_at) values ('q', 't', %s, %s)",
        state,
        NOW - timedelta(hours=1),
    )
    assert waiting.jobs(now=NOW).state == WRONG


@pytest.mark.django_db
def test_a_photo_left_in_quarantine_is_told() -> None:
    run(
        "insert into papers_paper (kind, title, digest, file, thumb, media_type, size, width, height, owner_subject,"
        " scope_id, state, refused_reason, created_by, recorded)"
        " values ('photo', '', '\\x00', 'f', '', 'image/jpeg', 1, 1, 1, 1, 1, 'quarantined', '', 0, %s)",
        NOW - timedelta(minutes=5),
    )
    found = waiting.photos(now=NOW)
    assert found.state == LOOK
    assert "5 min" in found.sentence


@pytest.mark.dengbao("8.1.5.4 c")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "look"),
    [
        ("alter table cases_case disable row level security", catalog.closed),
        ("alter table cases_case no force row level security", catalog.closed),
        ("drop policy desk_rows on cases_task", catalog.policies),
        ("alter policy desk_rows on cases_task using (true)", catalog.policies),
        ("alter policy desk_rows on cases_task to public", catalog.policies),
        ("create policy helping on cases_task for select to linli_public using (true)", catalog.policies),
        ("create policy narrower on cases_task as restrictive to linli_desk using (true)", catalog.policies),
        ("grant select on cases_origin to linli_desk", catalog.grants),
        ("grant delete on cases_case to linli_worker", catalog.grants),
        ("grant select on cases_case to public", catalog.grants),
        ("grant select (password) on people_account to linli_ingest", catalog.grants),
        ("revoke insert on cases_case from linli_public", catalog.grants),
        ("drop index case_subject", catalog.indexes),
        ("alter role linli_desk bypassrls", catalog.logins),
        ("grant linli_worker to linli_desk", catalog.logins),
        ("create function peep() returns int language sql security definer as 'select 1'", catalog.functions),
        ("create view peep as select * from cases_case", ways_round.views),
        ("create materialized view peep as select 1; grant select on peep to linli_desk", ways_round.copies),
        ("create function peep() returns int language sql security definer as 'select 1'", ways_round.unpinned),
        ("create function peep() returns int language sql leakproof as 'select 1'", ways_round.leakproof),
        ("create index peep on cases_case ((id::numeric))", ways_round.blind),
        ("alter table cases_case owner to linli_desk", ways_round.owners),
        ("create table peep (day date) partition by range (day); create table peep_1 partition of peep default;"
         " grant select on peep_1 to linli_desk", ways_round.partitions),
        ("drop policy desk_rows on cases_task", ways_round.unspoken),
        ("create policy helping on cases_task for select to linli_public using (true)", ways_round.joined),
    ],
)  # fmt: skip
def test_a_breach_in_the_walls_is_found(damage: str, look: object) -> None:
    before = look()  # type: ignore[operator]
    run(damage)
    assert len(look()) == len(before) + 1  # type: ignore[operator]


def test_keys_that_others_may_read_are_wrong(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert ground.keys_file(path).state == WRONG
    keys.ensure_keys(path)
    assert ground.keys_file(path).state == GOOD
    path.chmod(0o644)
    assert "chmod 600" in ground.keys_file(path).sentence


def test_passwords_that_others_may_read_are_wrong(tmp_path: Path) -> None:
    env.write(tmp_path, {"LINLI_DATABASE_WORKER": "x"})
    assert ground.run_env(tmp_path).state == GOOD
    (tmp_path / env.NAME).chmod(0o640)
    assert ground.run_env(tmp_path).state == WRONG


@pytest.mark.dengbao("8.1.5.4 c")
def test_a_disk_that_runs_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ground.disk(tmp_path / "not" / "there").state in (GOOD, LOOK)
    monkeypatch.setattr(ground, "FULL", 1 << 60)
    assert ground.disk(tmp_path).state == WRONG


def test_a_city_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "var"))
    assert cli.run(["doctor", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["healthy"]
    assert "linli up" in said["findings"][0]["sentence"]


def test_a_server_and_its_schema_are_compared_with_the_program(
    opened: OpenDatabase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "linli migrate" in ground.schema(opened.urls["owner"]).sentence
    migrate(home)
    assert ground.schema(opened.urls["owner"]).state == GOOD
    with psycopg.connect(opened.urls["owner"], autocommit=True) as owner:
        owner.execute("insert into django_migrations (app, name, applied) values ('cases', '0999_later', now())")
    assert "0999_later" in ground.schema(opened.urls["owner"]).sentence
    assert ground.database(opened.urls["desk"]).state == GOOD
    monkeypatch.setattr(ground, "LOCKS", 1 << 20)
    assert "max_locks_per_transaction" in ground.database(opened.urls["desk"]).sentence
    assert ground.database(opened.urls["desk"].replace("@127.0.0.1", "x@127.0.0.1")).state == WRONG
    assert settings.KEYS_FILE.exists()
