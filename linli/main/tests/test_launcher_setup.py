"""Setting up: only what changed is made again, and what cannot be had is said."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from linli.main import bootstrap, frontend


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two locks and an environment that holds nothing."""
    (tmp_path / "requirements").mkdir()
    for kind in ("runtime", "test"):
        (tmp_path / "requirements" / f"{kind}.lock").write_text(f"# {kind}\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


@pytest.fixture
def installed(ground: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The locks that were installed; the installers themselves are proved by make demo on a fresh clone."""
    locks: list[str] = []
    monkeypatch.setattr(bootstrap, "install", lambda lock: locks.append(lock.stem))
    return locks


def test_the_second_time_installs_nothing(installed: list[str]) -> None:
    assert [bootstrap.main("runtime"), bootstrap.main("runtime")] == [0, 0]
    assert installed == ["runtime"]


@pytest.mark.asvs("V15.1.2")
@pytest.mark.dengbao("8.1.4.4 a")
def test_the_test_lock_holds_the_runtime(installed: list[str]) -> None:
    assert [bootstrap.main("test"), bootstrap.main("runtime")] == [0, 0]
    assert installed == ["test"]


def test_a_changed_lock_is_installed_again(ground: Path, installed: list[str]) -> None:
    bootstrap.main("runtime")
    (ground / "requirements" / "runtime.lock").write_text("# other\n")
    bootstrap.main("runtime")
    assert installed == ["runtime", "runtime"]


def test_the_command_is_linked_without_a_build(ground: Path, installed: list[str]) -> None:
    bootstrap.main("runtime")
    assert (ground / ".venv/lib/python3.11/site-packages/linli.pth").read_text() == f"{ground}\n"
    assert os.access(ground / ".venv/bin/linli", os.X_OK)


def test_an_unknown_set_is_refused(installed: list[str]) -> None:
    assert bootstrap.main("everything") == 2
    assert installed == []


BUILD = "import fs from 'node:fs'; fs.mkdirSync(process.env.OUT, {recursive: true}); "
BUILD += "fs.appendFileSync(process.env.OUT + '/built.txt', 'x');"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A front end without packages, that notes how often it was built."""
    web = tmp_path / "web"
    web.mkdir()
    (web / "package.json").write_text('{"name": "x", "version": "1.0.0", "private": true}')
    (web / "package-lock.json").write_text(
        '{"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "x", "version": "1.0.0"}}}'
    )
    (web / "build.mjs").write_text(BUILD)
    built = tmp_path / "dist"
    monkeypatch.setenv("OUT", str(built))
    monkeypatch.setattr(frontend, "WEB", web)
    monkeypatch.setattr(frontend, "MODULES", web / "node_modules")
    monkeypatch.setattr(frontend, "BUILT", built)
    return web


def test_the_front_end_is_built_when_a_source_changed(web: Path, tmp_path: Path) -> None:
    (web / "node_modules").mkdir()
    assert [frontend.main(), frontend.main()] == [0, 0]
    assert (tmp_path / "dist" / "built.txt").read_text() == "x"
    (web / "base.css").write_text("a {}")
    assert frontend.main() == 0
    assert (tmp_path / "dist" / "built.txt").read_text() == "xx"


def test_a_machine_without_node_is_told(
    web: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "prefix", "/nowhere")
    assert frontend.main() == 1
    assert "Node.js 20" in capsys.readouterr().err
