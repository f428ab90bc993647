"""Scenario folders: the one that conforms, and the sentence for each way not to."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from linli.main.commands import new
from linli.plumbing import manifest_check, manifests, packs
from linli.plumbing.packs import Problem

KINDS = packs.Registry()


@KINDS.kind("items")
class Matter(packs.Entry, frozen=True, kw_only=True):
    label: packs.Words


Matter.__module__ = "linli.kernel.cases.packs"  # the room that owns the kind

REQUIREMENTS = """\
[[requirement]]
id = "ONE-14"
zh = "受理"
en = "Accept"
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.toml").write_text(REQUIREMENTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def scenario(root: Path) -> Path:
    """A conforming folder: one pack, one listener, one room imported and one written for."""
    folder = root / "bulky_waste"
    put = {
        "__init__.py": "",
        "scenario.toml": """\
name = "bulky_waste"
label = {zh = "大件垃圾", en = "Bulky waste"}
centre = "property"
serves = ["ONE-14"]
uses = ["cases", "places"]

[listens]
"case.closed" = "counting.count_closed"

[menu]
place = "life"
""",
        "packs/waste.yaml": "items: [{code: bulky, label: {zh: 大件垃圾, en: Bulky waste}}]\n",
        "packs/demo.yaml": "",
        "counting.py": "from linli.kernel.places import queries\n\n\ndef count_closed(fact, told):\n    queries\n",
        "tests/__init__.py": "",
        "tests/test_story.py": "from linli.kernel.people import actions\n",
        "README.md": "# Bulky waste\n",
    }
    for name, text in put.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def found(folder: Path, facts: tuple[str, ...] = ("case.closed", "case.opened"), language: str = "en") -> list[str]:
    problems: list[Problem] = manifest_check.problems(
        folder, registry=KINDS, facts=facts, requirements=folder.parent / "requirements.toml"
    )
    with translation.override(language):
        return [str(problem) for problem in problems]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_good_folder_conforms(scenario: Path) -> None:
    assert found(scenario) == []
    assert manifest_check.quality(()) == "bronze"


def test_the_index_is_read_once_and_gives_apps_listeners_and_hooks(scenario: Path) -> None:
    (scenario.parent / "notes").mkdir()
    root = scenario.parent
    assert manifests.installed_apps(root) == ["linli.scenarios.bulky_waste"]
    assert [s.name for s in manifests.index(root)] == ["bulky_waste"]
    assert manifests.index(root) is manifests.index(root)
    assert manifests.listeners(root) == {
        "linli.scenarios.bulky_waste.counting.count_closed": frozenset({"case.closed"})
    }
    assert manifests.hooks("price", root) == []


def test_settings_read_no_manifest(scenario: Path) -> None:
    (scenario / "scenario.toml").write_text("this is not toml", encoding="utf-8")
    assert manifests.installed_apps(scenario.parent) == ["linli.scenarios.bulky_waste"]
    with pytest.raises(packs.PacksRefused):
        manifests.index(scenario.parent)


def test_the_settings_can_ask_before_they_stand() -> None:
    ask = "from linli.plumbing import manifests; print(manifests.installed_apps())"
    without = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", ask], check=True, env=without, cwd=manifests.SCENARIOS.parents[1])


@pytest.mark.parametrize(
    ("old", "instead", "sentence"),
    [
        (
            'centre = "property"',
            'center = "property"',
            'bulky_waste/scenario.toml line 3: scenario has no key "center"; did you mean "centre"?',
        ),
        (
            'centre = "property"',
            'centre = "proprty"',
            'bulky_waste/scenario.toml line 3: scenario.centre cannot be "proprty"; did you mean "property"?',
        ),
        (
            ', en = "Bulky waste"}',
            "}",
            'bulky_waste/scenario.toml line 2: scenario.label has no key "en", which it needs',
        ),
        (
            'name = "bulky_waste"',
            'name = "bulky_wastes"',
            'bulky_waste/scenario.toml line 1: scenario.name is "bulky_wastes", but the folder is called "bulky_waste"',
        ),
        (
            '"ONE-14"',
            '"ONE-41"',
            'bulky_waste/scenario.toml line 4: scenario.serves names "ONE-41", which is not in'
            ' docs/requirements.toml; did you mean "ONE-14"?',
        ),
        (
            '["ONE-14"]',
            "[]",
            "bulky_waste/scenario.toml line 4: scenario.serves is empty; name the rows of docs/requirements.toml"
            " it works on",
        ),
        (
            '["cases", "places"]',
            '["cases"]',
            'bulky_waste/scenario.toml line 5: scenario.uses lacks "places", which bulky_waste/counting.py:1 uses',
        ),
        (
            '["cases", "places"]',
            '["places"]',
            'bulky_waste/scenario.toml line 5: scenario.uses lacks "cases", which bulky_waste/packs uses',
        ),
        (
            '["cases", "places"]',
            '["cases", "places", "people"]',
            'bulky_waste/scenario.toml line 5: scenario.uses names "people", but no code here imports it and no'
            " pack writes for it",
        ),
        (
            '"places"]',
            '"places", "casses"]',
            'bulky_waste/scenario.toml line 5: scenario.uses names "casses", which is not a room; did you mean'
            ' "cases"?',
        ),
        (
            "count_closed",
            "count_close",
            "bulky_waste/scenario.toml line 8: scenario.listens.case.closed: bulky_waste/counting.py has no"
            ' function "count_close"; did you mean "count_closed"?',
        ),
        (
            "counting.count",
            "counts.count",
            "bulky_waste/scenario.toml line 8: scenario.listens.case.closed: bulky_waste/counts.py has no"
            ' function "count_closed"',
        ),
        (
            "case.closed",
            "case.close",
            "bulky_waste/scenario.toml line 8: scenario.listens.case.close: nobody tells the fact"
            ' "case.close"; did you mean "case.closed"?',
        ),
        (
            'place = "life"',
            'place = "life"\nquality = "gold"',
            'bulky_waste/scenario.toml line 12: scenario.menu has no key "quality"; its keys are: order, place',
        ),
        (
            "[menu]",
            "[menu",
            "bulky_waste/scenario.toml line 10: the file cannot be read (Expected ']' at the end of a table"
            " declaration (at line 10, column 6))",
        ),
    ],
)
def test_a_manifest_that_is_not_true_is_named_with_line_and_remedy(
    scenario: Path, old: str, instead: str, sentence: str
) -> None:
    replace(scenario / "scenario.toml", old, instead)
    assert found(scenario) == [sentence]


@pytest.mark.parametrize("name", manifest_check.REQUIRED)
def test_a_missing_file_is_named(scenario: Path, name: str) -> None:
    (scenario / name).unlink()
    assert [line.split(":")[0] for line in found(scenario)] == [f"bulky_waste/{name}"]


def test_a_missing_manifest_is_named_beside_the_other_files(scenario: Path) -> None:
    (scenario / "scenario.toml").unlink()
    (scenario / "README.md").unlink()
    assert [line.split(":")[0] for line in found(scenario)] == ["bulky_waste/README.md", "bulky_waste/scenario.toml"]


def test_a_scenario_is_data_first(scenario: Path) -> None:
    (scenario / "packs/waste.yaml").unlink()
    replace(scenario / "scenario.toml", '"cases", ', "")
    assert found(scenario) == ["bulky_waste/packs: a scenario is data first: it needs a pack beside demo.yaml"]


def test_its_packs_are_validated(scenario: Path) -> None:
    replace(scenario / "packs/waste.yaml", "label", "lable")
    replace(scenario / "scenario.toml", '"cases", ', "")
    assert found(scenario) == [
        'bulky_waste/packs/waste.yaml line 1: items.bulky has no key "lable"; did you mean "label"?',
    ]


def test_the_sentences_are_said_in_chinese(scenario: Path) -> None:
    (scenario / "README.md").unlink()
    assert found(scenario, language="zh-hans") == ["bulky_waste/README.md：少了半页说明：给谁用，会发生什么，看哪些数"]


# -- linli new scenario

Asked = Callable[..., Namespace]


@pytest.fixture
def asked(root: Path) -> Asked:
    def parse(name: str = "bulky_waste", serves: str = "ONE-15") -> Namespace:
        parser = ArgumentParser()
        new.configure(parser)
        words = ["scenario", name, "--zh", '大件"垃圾', "--en", "Bulky \\ waste", "--centre", "property"]
        return parser.parse_args([*words, "--serves", serves, "--root", str(root)])

    return parse


def test_a_new_scenario_conforms_and_its_story_asks_to_be_told(asked: Asked, root: Path) -> None:
    assert new.run(asked()) == 0
    folder = root / "bulky_waste"
    assert manifest_check.problems(folder) == []
    label = manifests.read(folder / "scenario.toml")[0].label
    assert (label.zh, label.en) == ('大件"垃圾', "Bulky \\ waste")
    story = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(root)]
    ran = subprocess.run(
        [*story, str(folder / "tests/test_story.py")], capture_output=True, text=True, check=False, cwd=root
    )
    assert ran.returncode == 1
    assert "The story of bulky_waste is not told yet" in ran.stdout


@pytest.mark.parametrize(("name", "serves"), [("Bulky", "ONE-15"), ("x", "ONE-15"), ("bulky_waste", "ONE-999")])
def test_a_new_scenario_that_would_not_conform_leaves_nothing_behind(
    asked: Asked, root: Path, capsys: pytest.CaptureFixture[str], name: str, serves: str
) -> None:
    assert new.run(asked(name, serves)) == 1
    assert not (root / name).exists()
    assert capsys.readouterr().err


def test_a_folder_that_is_there_is_left_alone(asked: Asked, scenario: Path) -> None:
    before = (scenario / "scenario.toml").read_text(encoding="utf-8")
    assert new.run(asked()) == 1
    assert (scenario / "scenario.toml").read_text(encoding="utf-8") == before
