"""The command line: every word explains itself, and the exit code says how it ended."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from linli.main import cli
from linli.main.commands import NAMES
from linli.main.launcher.errors import LauncherError

REPO = Path(__file__).resolve().parents[3]


def linli(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "linli", *argv], cwd=REPO, capture_output=True, text=True, check=False)


def test_help_lists_every_command_there_is() -> None:
    said = linli("--help")
    assert said.returncode == 0
    for name in cli.commands():
        assert re.search(rf"^    {name}\s", said.stdout, re.MULTILINE)
    assert set(cli.commands()) <= set(NAMES)
    assert {"up", "down", "migrate", "erase"} <= set(cli.commands())


@pytest.mark.parametrize("name", sorted(cli.commands()))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.run([name, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: linli {name}")


@pytest.mark.parametrize("argv", [[], ["fly"], ["up", "--sideways"]])
def test_what_is_not_understood_ends_with_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.run(argv)
    assert end.value.code == 2
    assert "usage: linli" in capsys.readouterr().err


class Ending:
    """A command that ends in a given way."""

    HELP = "ends"

    def __init__(self, how: BaseException | int) -> None:
        self.how = how

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def run(self, args: argparse.Namespace) -> int:
        if isinstance(self.how, BaseException):
            raise self.how
        return self.how


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [(0, 0, ""), (1, 1, ""), (LauncherError("The port is taken."), 1, "The port is taken.\n"),
     (KeyboardInterrupt(), 130, "")],
)  # fmt: skip
def test_the_exit_code_says_how_it_ended(
    how: BaseException | int,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "commands", lambda _wanted: {"end": Ending(how)})
    assert cli.run(["end"]) == code
    assert capsys.readouterr().err == said


def test_erasing_asks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    assert cli.run(["erase"]) == 1
    assert "for good" in capsys.readouterr().err
    assert cli.run(["erase", "--yes", "--quiet"]) == 0
    assert not (tmp_path / "var").exists()


def test_stopping_what_does_not_run_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "var"))
    assert cli.run(["down", "--quiet"]) == 0
