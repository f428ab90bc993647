"""``linli coverage`` says what the last full, passing run of these very files shows, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path

import pytest

from linli.main import coverage
from linli.main.commands import coverage as command

pytest_plugins = ["pytester"]

CONFTEST = """
from tests.story_marks import StoryMarks

def pytest_configure(config):
    config.pluginmanager.register(StoryMarks(config))
"""
INI = """
[pytest]
testpaths = stories
markers =
    proves(id, words): p
    touches(id, words): t
    proof: long
"""
REQUIREMENTS = """
[[group]]
code = "ONE"
zh = "一网通办"
en = "One network"
[[requirement]]
id = "ONE-01"
group = "ONE"
zh = "收件"
en = "Accept"
[[requirement]]
id = "ONE-02"
group = "ONE"
zh = "办结"
en = "Finish"
[[requirement]]
id = "ONE-03"
group = "ONE"
zh = "回访"
en = "Call back"
"""
STORIES = """
import pytest

@pytest.mark.proves("ONE-01", "Accept")
@pytest.mark.touches("ONE-02", "Finish")
def test_accepted():
    pass

@pytest.mark.proves("ONE-02", "Finish")
@pytest.mark.skip(reason="not yet")
def test_finished():
    pass

@pytest.mark.proves("ONE-02", "Finish")
@pytest.mark.xfail
def test_hoped_for():
    assert False

@pytest.mark.proof
@pytest.mark.proves(id="ONE-03", words="Call back")
def test_called_back():
    pass
"""
Told = dict[str, tuple[object, object, list[str]]]


@pytest.fixture
def house(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small repository of its own with three requirements and four stories."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(coverage.REPOSITORY))
    files = {
        "conftest.py": CONFTEST,
        "pytest.ini": INI,
        ".gitignore": "var/\n__pycache__/\nrunpytest-*/\n",
        "docs/requirements.toml": REQUIREMENTS,
        "stories/test_story.py": STORIES,
        "stories/test_plain.py": "def test_plain(): pass\n",
    }
    for name, text in files.items():
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=pytester.path, check=True)
    return pytester


def run(house: pytest.Pytester, *words: str) -> int:
    """pytest in the small repository; its exit code."""
    return int(house.runpytest_inprocess("-p", "no:django", "-p", "no:cacheprovider", "-q", *words).ret)


def told(house: pytest.Pytester) -> Told:
    """What coverage answers there: id to (proven, touched, tests)."""
    tree = coverage.working_tree(house.path)
    rows = coverage.rows(coverage.requirements(house.path), coverage.marks_of(tree, house.path / "var"))
    return {
        row.requirement.id: (row.proven, row.touched, [mark.story.split("::")[-1] for mark in row.stories])
        for row in rows
    }


def unknown(house: pytest.Pytester) -> bool:
    """Whether every row is unknown."""
    return all(answer == ("unknown", "unknown", []) for answer in told(house).values())


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_full_run_tells_what_is_proven(house: pytest.Pytester, workers: tuple[str, ...]) -> None:
    assert unknown(house)
    assert run(house, *workers) == 0
    assert told(house) == {
        "ONE-01": (True, True, ["test_accepted"]),
        "ONE-02": (False, True, ["test_accepted"]),
        "ONE-03": (True, True, ["test_called_back"]),
    }


def test_the_long_proofs_add_to_the_run_of_the_same_files(house: pytest.Pytester) -> None:
    assert run(house, "-m", "proof") == 0
    assert unknown(house)
    assert run(house, "-m", "not proof") == 0
    assert told(house)["ONE-03"] == (True, True, ["test_called_back"])
    (house.path / "stories" / "test_plain.py").write_text("def test_plain(): assert True\n")
    assert run(house, "-m", "not proof") == 0
    assert told(house)["ONE-03"] == (False, False, [])


@pytest.mark.parametrize(
    "narrowed",
    [
        ("stories/test_story.py",),
        ("-k", "accepted"),
        ("-n", "2", "-k", "accepted"),
        ("--deselect", "stories/test_plain.py::test_plain"),
        ("--ignore", "stories/test_plain.py"),
        ("--collect-only",),
    ],
)
def test_a_run_that_leaves_tests_out_tells_nothing(house: pytest.Pytester, narrowed: tuple[str, ...]) -> None:
    assert run(house, *narrowed) == 0
    assert unknown(house)


def test_a_run_with_a_failure_tells_nothing(house: pytest.Pytester) -> None:
    (house.path / "stories" / "test_plain.py").write_text("def test_plain(): assert False\n")
    assert run(house, "-n", "2") == 1
    assert unknown(house)


def test_one_changed_word_makes_it_unknown_and_taking_it_back_known(house: pytest.Pytester) -> None:
    assert run(house) == 0
    page = house.path / "docs" / "page.md"
    page.write_text("a word")
    assert unknown(house)
    page.unlink()
    assert not unknown(house)


def test_files_that_change_during_the_run_tell_nothing(house: pytest.Pytester) -> None:
    (house.path / "stories" / "test_plain.py").write_text(
        "from pathlib import Path\ndef test_plain(): Path('left.txt').write_text('x')\n"
    )
    assert run(house) == 0
    assert unknown(house)


@pytest.mark.parametrize("mark", ['proves("ONE-99", "Accept")', 'proves("ONE-01")', 'touches("ONE-01", " ")'])
def test_a_mark_without_a_requirement_or_words_stops_the_run(house: pytest.Pytester, mark: str) -> None:
    (house.path / "stories" / "test_plain.py").write_text(
        f"import pytest\n@pytest.mark.{mark}\ndef test_plain(): pass\n"
    )
    assert run(house) == pytest.ExitCode.USAGE_ERROR


def test_the_tree_of_a_clean_checkout_is_the_one_git_names(house: pytest.Pytester) -> None:
    def git(*words: str) -> str:
        named = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words]
        return subprocess.run(named, cwd=house.path, check=True, capture_output=True, text=True).stdout.strip()

    git("add", "--all")
    git("commit", "-q", "-m", "all")
    assert coverage.working_tree(house.path) == git("rev-parse", "HEAD^{tree}")
    (house.path / "docs" / "new.md").write_text("new")
    assert coverage.working_tree(house.path) != git("rev-parse", "HEAD^{tree}")
    assert git("status", "--short") == "?? docs/new.md"


def test_outside_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert coverage.working_tree(tmp_path) is None
    assert coverage.marks_of(None, tmp_path) is None


def test_the_command_prints_a_table_a_group_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    command.configure(parser)

    def ask(*words: str) -> int:
        return command.run(parser.parse_args(["--checkout", str(tmp_path), *words]))

    assert ask() == 1
    assert "requirements.toml" in capsys.readouterr().err

    (tmp_path / "docs").mkdir()
    shutil.copy(coverage.REPOSITORY / "docs" / "requirements.toml", tmp_path / "docs")
    (tmp_path / ".gitignore").write_text("var/\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert ask("--json") == 0
    assert json.loads(capsys.readouterr().out)["requirements"]["ONE-15"]["proven"] == "unknown"

    mark = coverage.Mark("proves", "ONE-15", "report, verify", "tests/test_story.py::test_it")
    results = coverage.results(tmp_path)
    coverage.keep_run(results, tree=str(coverage.working_tree(tmp_path)), part="test", marks=[mark])
    assert ask() == 0
    assert capsys.readouterr().out.splitlines()[-1].split()[1:] == ["156", "1", "0", "155"]

    assert ask("--group", "ONE") == 0
    assert "report, verify  (tests/test_story.py::test_it)" in capsys.readouterr().out

    assert ask("--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["known"] is True
    assert answer["requirements"]["ONE-14"] == {"proven": False, "touched": False, "stories": []}
    assert answer["requirements"]["ONE-15"]["proven"] is True

    assert ask("--group", "XXX") == 2
    coverage.result_file(results).write_text("{")
    assert ask() == 1
