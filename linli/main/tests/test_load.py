"""``linli load``: a catalogue editor brings files in as drafts, and nobody else does."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewAccount, NewOrganisation, NewPost
from linli.kernel.places import actions as places
from linli.kernel.places.actions import NewPlace
from linli.main import founding
from linli.main.commands import load
from linli.plumbing import pack_catalogue
from linli.plumbing.scope import Hat
from tests import factors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
INGEST = Hat(surface="ingest", role="robot", label="导入")
PASSWORD = "a long word"
CITY = founding.REPOSITORY / "packs" / "demo"


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo city founded, with an editor and a publisher of its catalogue."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    founding.found(CITY, now=NOW)
    place = places.add(
        row=NewPlace(level="city", name="南宁市", parent=None, key="nanning", code="4501"), by=INGEST, now=NOW
    )
    office = NewOrganisation(kind="city_office", name="目录管理处", place_id=place)
    (unit,) = people.add_organisations_many(rows=[office], by=INGEST, now=NOW)
    names = {"editor": "catalogue_editor", "publisher": "catalogue_publisher"}
    rows = [NewAccount(name, name, password=PASSWORD, authenticator=factors.secret_of(name)) for name in names]
    accounts = people.add_staff_many(rows=rows, by=INGEST, now=NOW)
    posts = [
        NewPost(account_id=account, organisation_id=unit, role=role, title=role, place_id=place)
        for account, role in zip(accounts, names.values(), strict=True)
    ]
    people.appoint_many(rows=posts, by=INGEST, now=NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The hotline's items, one of them changed."""
    source = founding.REPOSITORY / "linli" / "scenarios" / "hotline_grid" / "packs" / "items.yaml"
    path = tmp_path / "items.yaml"
    path.write_text(source.read_text(encoding="utf-8").replace("楼道灯不亮", "楼道灯坏了"), encoding="utf-8")
    return path


def loaded(monkeypatch: pytest.MonkeyPatch, *words: str, login: str = "editor", password: str = PASSWORD) -> int:
    parser = ArgumentParser()
    load.configure(parser)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n{factors.code_for(login)}\n"))
    return load.run(parser.parse_args([*words, "--as", login]))


def test_an_editor_makes_drafts_of_what_a_file_changes(
    city: None, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert loaded(monkeypatch, str(file), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["drafted"] == ["items.hotline.stair_light"]
    assert said["unchanged"] > 0
    assert [draft.code for draft in pack_catalogue.drafts()] == ["hotline.stair_light"]
    assert loaded(monkeypatch, str(file)) == 0
    assert capsys.readouterr().out.startswith("0 drafted")


def test_the_city_itself_is_loaded_by_its_name(
    city: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert loaded(monkeypatch, "demo") == 0
    assert capsys.readouterr().out.startswith("0 drafted")


@pytest.mark.parametrize(
    ("login", "password", "sentence"),
    [
        ("editor", "another word", "The name or the password is wrong"),
        ("nobody", PASSWORD, "The name or the password is wrong"),
        ("publisher", PASSWORD, "Only a catalogue editor drafts packs"),
    ],
)
def test_nobody_else_loads(
    city: None,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    login: str,
    password: str,
    sentence: str,
) -> None:
    assert loaded(monkeypatch, str(file), login=login, password=password) == 1
    assert sentence in capsys.readouterr().err
    assert not pack_catalogue.drafts()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("itmes: []\n", 'did you mean "items"?'), (None, "There is no such file or folder")],
)
def test_what_cannot_be_loaded_is_answered_with_a_sentence(
    city: None,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
    sentence: str,
) -> None:
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    assert loaded(monkeypatch, str(file)) == 1
    assert sentence in capsys.readouterr().err
