"""``linli import messages``: odd files read row by row, filed once, and a report that leaves nothing out."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from linli.kernel.cases.models import Case
from linli.main.commands import import_file
from linli.main.imports import messages_file
from linli.main.imports.messages_file import FileRefused, Message
from tests import factors
from tests.world import PASSWORD, World

HEAD = "留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数\n"
ROWS = (
    '1,A1,路灯坏了,2019/2/28 11:25:05,"\n\t\t路灯坏了三天，\n晚上全黑。\n\t",0,5\n'
    "2,A2,噪声,2020-01-06 12:09:38,夜里很吵。,0,0\n"
    "3,A1,路灯坏了,2019/3/1 08:00:00,路灯坏了三天，\n"
    '4,A1,又说一遍,2019/3/2 08:00:00,"路灯坏了三天，\n晚上全黑。",0,0\n'
    "5,A3,没有正文,2019/3/2 08:00:00,  ,0,0\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "留言.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def run(file: Path, *more: str) -> int:
    parser = ArgumentParser()
    import_file.configure(parser)
    folder = file.parent / "report"
    return import_file.run(parser.parse_args(["messages", str(file), "--report", str(folder), *more]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_every_row_is_a_message_or_has_its_reason(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes((HEAD + ROWS).replace("\n", "\r\n").encode(encoding))
    found = messages_file.read(path)
    assert [(one.line, one.title) for one in found.messages] == [(2, "路灯坏了"), (6, "噪声")]
    assert [one.line for one in found.unfit] == [7, 8, 10]
    assert found.left_out == ["反对数", "点赞数"]
    assert found.messages[0].at == datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["2019/2/28 11:25:05", "2019-02-28 11:25:05", "2019年2月28日 11时25分05秒", "2019.2.28T11:25:05"]
)
def test_usual_forms_of_a_date(written: str) -> None:
    assert messages_file.moment(written) == datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC)


def test_what_is_no_date() -> None:
    assert messages_file.moment("昨天") is None
    assert messages_file.moment("2019/13/1") is None


def test_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="留言主题"):
        messages_file.read(path)


def test_destroyed_signs_refuse_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    good = "1,A,灯,2019/1/1,灯坏了。,0,0\n"
    path.write_bytes((HEAD + good).encode() + b"2,A,\xff\xfe\xff,2019/1/1,\xff\xff,0,0\n")
    found = messages_file.read(path)
    assert [one.line for one in found.messages] == [2]
    assert [one.line for one in found.unfit] == [3]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_nothing_is_dropped(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]) -> None:
    path = tmp_path_factory.mktemp("rows") / "m.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, quoting=csv.QUOTE_ALL)
        writer.writerow(["留言用户", "留言主题", "留言详情"])
        writer.writerows(rows)
    found = messages_file.read(path)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(found.messages) + len(found.unfit) == len(filled)


@pytest.fixture
def city(world: World, transactional_db: None, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> LiveServer:
    monkeypatch.setenv("PUBLIC_URL", live_server.url)
    monkeypatch.setenv("DESK_URL", live_server.url)
    return live_server


def test_residents_door(city: LiveServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(SURFACE="public", ROOT_URLCONF="linli.main.urls_public"):
        assert run(file, "--json") == 0
        first = json.loads(capsys.readouterr().out)
        assert run(file, "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (first["filed"], first["filed_before"], len(first["refused"])) == (2, 0, 3)
    assert (again["filed"], again["filed_before"], len(again["refused"])) == (0, 2, 3)
    assert [one["line"] for one in first["refused"]] == [7, 8, 10]
    case = Case.objects.get(title="路灯坏了")
    assert (case.step, case.text, case.channel) == ("place", "路灯坏了三天，\n晚上全黑。", "api")
    with (file.parent / "report" / "rows.csv").open(encoding="utf-8-sig", newline="") as rows:
        table = list(csv.DictReader(rows))
    assert [row["outcome"] for row in table] == ["filed before", "filed before", "refused", "refused", "refused"]
    assert table[0]["点赞数"] == "5"
    assert table[0]["number"] == case.number
    page = (file.parent / "report" / "report.html").read_text(encoding="utf-8")
    assert "<td>7</td>" in page
    assert (file.parent / "report" / "report.html").stat().st_mode & 0o077 == 0


def test_desk_with_the_time_of_each_message(
    world: World, city: LiveServer, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(import_file.PASSWORD, PASSWORD)
    login = world.login(world.hat("clerk"))
    monkeypatch.setenv(import_file.CODE, factors.code_for(login))
    with override_settings(SURFACE="desk", ROOT_URLCONF="linli.main.urls_desk"):
        assert run(file, "--json", "--desk-login", login, "--dated", "--limit", "1", "--seed", "3") == 0
    assert json.loads(capsys.readouterr().out)["filed"] == 1
    case = Case.objects.get()
    assert (case.channel, case.at.year in (2019, 2020)) == ("import", True)


def test_a_wrong_password_and_a_city_that_is_away(
    world: World, city: LiveServer, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(import_file.PASSWORD, "guess")
    monkeypatch.setenv(import_file.CODE, "000000")
    with override_settings(SURFACE="desk", ROOT_URLCONF="linli.main.urls_desk"):
        assert run(file, "--desk-login", "huangzhiqiang") == 1
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("linli.main.imports.filing.PAUSE", 0.0)
    assert run(file) == 1
    assert (file.parent / "report" / "report.html").exists()
    assert run(file, "--dated") == 2


def test_a_long_title_goes_to_the_head_of_the_text() -> None:
    cells = ["长" * 200, "正文"]
    found = messages_file._message(2, cells, ("留言主题", "留言详情"))
    assert isinstance(found, Message)
    assert len(found.title) == 120
    assert found.text.startswith("长" * 200)
