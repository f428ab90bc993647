"""``linli audit``: whole, since a checkpoint, one line, and a bundle where there is neither database nor password."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from linli.engines.merkle.notes import Key, Signer, signed
from linli.gates.witnesses import handing
from linli.kernel.journal.tests import sealed
from linli.kernel.journal.tests.sealed import sql
from linli.kernel.journal.tests.tampering import Journal
from linli.main import cli
from linli.main.launcher.trial import REPO
from linli.plumbing.time import now as clock

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def held(db: None) -> Journal:
    return Journal.build(300)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def asked(*words: object) -> tuple[int, Any]:
        code = cli.run(["audit", *map(str, words), "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else said.err

    return asked


def tampered(statement: str, *values: object) -> None:
    sql("set session_replication_role = replica")
    sql(statement, values)
    sql("set session_replication_role = origin")


def test_a_journal_nobody_touched(held: Journal, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run("verify")
    assert (code, said["whole"], said["lines"], said["covered"], said["problems"]) == (0, True, 300, 300, [])
    assert cli.run(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "300" in said
    assert ("witness" in said) or ("见证" in said)  # that nobody outside was asked is said


def test_the_first_line_that_is_wrong_is_named(held: Journal, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    line = held.lines[123]
    tampered("update journal_line set actor = 0 where id = any(%s)", [line, held.lines[200]])
    code, said = run("verify")
    assert (code, said["whole"]) == (1, False)
    assert said["problems"][0] == {"kind": "edited", "leaf": 123, "line": line, "by": ""}
    assert str(line) in said["sentence"]
    assert cli.run(["audit", "verify"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == said["sentence"]


def test_what_folders_of_witnesses_hold_is_compared(held: Journal, run: Run, tmp_path: Path) -> None:
    with override_settings(WITNESSES=(f"审计局={tmp_path}",)):
        handing.hand_all(now=clock())
        assert run("verify")[0] == 0
        last = held.sizes[-2]
        for table, condition in (("seal", "size > %s"), ("checkpoint", "size > %s")):
            tampered(f"delete from journal_{table} where {condition}", last)
        tampered("delete from journal_node where (number + 1) << level::int > %s", last)
        for table, column in (("payload", "line_id"), ("line", "id")):
            tampered(f"delete from journal_{table} where {column} = any(%s)", held.lines[last:])
        code, said = run("verify")
        assert (code, said["problems"][0]["kind"], said["problems"][0]["by"]) == (1, "rolled back", "审计局")
    assert run("verify")[0] == 0  # alone the older city is whole: that is what witnesses are for
    assert run("verify", "--against", tmp_path / "checkpoint")[0] == 1


def test_since_a_checkpoint(held: Journal, run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_text(held.witnessed[0].note, encoding="utf-8")
    size = held.sizes[0]
    for given in (kept, size):
        code, said = run("verify", "--since", given)
        assert (code, said["lines"]) == (0, 300 - size)
    assert run("verify", "--since", size + 1)[0] == 3
    stranger = Signer(Key.read(str(sealed.keys()[0])).name, bytes(range(32)))
    kept.write_text(signed("x\n1\nAAAA\n", [stranger]), encoding="utf-8")
    assert run("verify", "--since", kept)[0] == 3
    assert run("verify", "--since", tmp_path / "nothing")[0] == 3
    tampered("update journal_line set actor = 0 where id = %s", held.lines[0])
    assert run("verify", "--since", size)[0] == 0  # before it was not asked for
    assert run("verify")[0] == 1


def test_one_line(held: Journal, run: Run) -> None:
    line = held.lines[77]
    code, said = run("verify", "--line", line)
    assert (code, said["whole"], said["index"]) == (0, True, 77)
    tampered("update journal_line set record = 1 where id = %s", line)
    assert run("verify", "--line", line)[0] == 1
    other = held.lines[78]
    tampered("update journal_payload set body = '{}' where line_id = %s", other)
    assert run("verify", "--line", other)[0] == 1
    tampered("delete from journal_payload where line_id = %s", held.lines[79])
    assert run("verify", "--line", held.lines[79])[0] == 0  # erased
    tampered("delete from journal_line where id = %s", held.lines[79])
    code, said = run("verify", "--line", held.lines[79])
    assert (code, str(held.lines[79]) in said["sentence"]) == (1, True)
    (fresh,) = sealed.write(1)
    assert run("verify", "--line", fresh)[0] == 3
    assert run("verify", "--line", 2**50)[0] == 3


def offline(path: Path, *words: str) -> tuple[int, Any]:
    """As an auditor runs it: another process that knows of no city at all."""
    command = [sys.executable, "-m", "linli", "audit", "verify", "--bundle", str(path), *words, "--json"]
    bare = {
        "PATH": "/usr/bin:/bin",
        "LINLI_HOME": str(path.parent / "no city"),
        "LINLI_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
    }
    done = subprocess.run(command, env=bare, cwd=REPO, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def test_a_bundle_needs_no_database(held: Journal, run: Run, tmp_path: Path) -> None:
    path, key = tmp_path / "bundle", run("key")[1]["keys"][0]
    assert run("bundle", path)[1]["lines"] == 300
    assert path.stat().st_mode & 0o077 == 0
    code, said = offline(path, "--key", key)
    assert (code, said["lines"], said["covered"]) == (0, 300, 300)
    assert "第5件" not in gzip.decompress(path.read_bytes()).decode()  # what lines say in detail stays in the city
    part = tmp_path / "part"
    assert run("bundle", part, "--since", held.sizes[0])[1]["lines"] == 300 - held.sizes[0]
    one = tmp_path / "one"
    run("bundle", one, "--line", held.lines[5])
    for file in (part, one):
        assert cli.run(["audit", "verify", "--bundle", str(file), "--key", key]) == 0
        assert cli.run(["audit", "verify", "--bundle", str(file)]) == 0  # with the key it brings, and a word about that
    other = str(Signer(Key.read(key).name, bytes(range(32))).key)
    for file in (path, part, one):
        assert cli.run(["audit", "verify", "--bundle", str(file), "--key", other]) == 1


def test_a_bundle_that_was_changed(held: Journal, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    run("bundle", path)
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    at = next(number for number, text in enumerate(lines) if f'"line": {held.lines[100]},' in text)

    def changed(*text: str) -> tuple[int, Any]:
        path.write_bytes(gzip.compress("".join(text).encode()))
        return run("verify", "--bundle", path)

    code, said = changed(*lines[:at], lines[at].replace("case.note", "case.shut"), *lines[at + 1 :])
    assert (code, said["problems"][0]["kind"], said["problems"][0]["line"]) == (1, "edited", held.lines[100])
    code, said = changed(*lines[:at], lines[at].replace("linli.line.1", "x"), *lines[at + 1 :])
    assert (code, said["problems"][0]["line"]) == (1, held.lines[100])
    code, said = changed(*lines[:at], *lines[at + 1 :])
    assert (code, said["problems"][0]["kind"], said["problems"][0]["line"]) == (1, "deleted", held.lines[100])
    code, said = changed(*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :])
    assert (code, said["problems"][0]["kind"]) == (1, "reordered")
    code, said = changed(*lines[:-1])
    assert (code, said["problems"][0]["kind"]) == (1, "truncated")
    for broken in (
        ["{}\n"],
        ["nonsense"],
        [*lines[:at], lines[at][:20]],
        [lines[0].replace('"keys": [', '"keys": [1, ')],
    ):
        assert changed(*broken)[0] == 3
    path.write_bytes(path.read_bytes()[:-9])
    assert run("verify", "--bundle", path)[0] == 3
    assert run("verify", "--bundle", tmp_path / "nothing")[0] == 3
