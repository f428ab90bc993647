"""Logins of the demo: few, printed once per role in two languages, another on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.main import demo
from linli.main.demo import logins, note
from linli.main.demo.folk import NEIGHBOURS
from linli.main.demo.loading import MORE_NEIGHBOURS
from linli.main.demo.logins import Login
from linli.main.terminal import Progress
from linli.main.tests.test_demo_ground import town


def everybody(*, of: str = "one machine") -> list[Login]:
    staff = logins.of_staff(town().staff, town().bodies, secret=of)
    return [*staff, *logins.of_neighbours(NEIGHBOURS, secret=of)]


def test_a_password_is_the_same_at_every_start_and_another_on_every_machine() -> None:
    assert everybody() == everybody()
    passwords = [one.password for one in everybody()]
    assert len(set(passwords)) == len(passwords)
    assert not set(passwords) & {one.password for one in everybody(of="another machine")}


def test_at_most_a_hundred_have_a_password() -> None:
    assert len(everybody()) + MORE_NEIGHBOURS <= 100


def test_every_role_is_printed_in_both_languages() -> None:
    text = "\n".join(logins.lines(everybody(), public_url="http://public:1", desk_url="http://desk:2"))
    for role in ("clerk", "grid_worker", "property_staff", "street_lead", "supervisor", "data_officer",
                 "catalogue_editor", "catalogue_publisher", "auditor"):  # fmt: skip
        assert all(words in text for words in logins.ROLES[role])
    for words in ("居民", "resident", "长辈版", "Elder edition", "http://public:1", "http://desk:2", "13800138001"):
        assert words in text
    shown = [one for one in everybody() if one.shown]
    assert all(one.password in text for one in shown)


def test_the_note_is_for_its_owner_only_and_of_one_database(tmp_path: Path) -> None:
    written = note.Note("2026-11-23", note.CITY).with_logins(everybody())
    note.write(tmp_path, written)
    assert (tmp_path / note.NAME).stat().st_mode & 0o077 == 0
    assert note.read(tmp_path) == written
    assert note.read(tmp_path).has("2026-11-23", note.CITY, note.ALL)
    assert not note.read(tmp_path).has("2026-11-24", note.CITY, note.ALL)
    (tmp_path / note.NAME).write_text("{", encoding="utf-8")
    assert note.read(tmp_path) == note.Note()


def test_a_second_start_only_looks_at_the_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is started: the process that loads would not even be found."""
    monkeypatch.setattr("linli.main.demo.env.for_process", lambda _home, _surface: {"LINLI_DATABASE": ""})
    monkeypatch.setattr(demo, "founded_at", lambda _url: "2026-11-23")
    monkeypatch.setattr("linli.main.demo.sys.executable", "/nowhere")
    known = demo.known_as("")
    assert known.startswith("2026-11-23 ")
    note.write(tmp_path, note.Note(known, note.CITY).with_logins(everybody()))
    assert any("黄志强" in line for line in demo.prepare(tmp_path, Progress(quiet=True)))
    note.write(tmp_path, note.Note("2026-11-23 of an older release", note.ALL))
    with pytest.raises(FileNotFoundError):
        demo.prepare(tmp_path, Progress(quiet=True))
