"""What docs/ says is so: every requirement is listed once, every noun of the code stands in the glossary."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest
from django.apps import apps

from linli.main.coverage import REPOSITORY
from linli.plumbing import packs

DOCS = REPOSITORY / "docs"
PER_GROUP = {
    "REG": 12,
    "ONE": 17,
    "PRP": 8,
    "SEC": 9,
    "PKG": 6,
    "CAR": 14,
    "COM": 15,
    "GOV": 13,
    "INS": 5,
    "ECO": 9,
    "PRJ": 15,
    "DAT": 12,
    "PPL": 6,
    "CHN": 7,
    "CRD": 8,
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TABLE_LINE = re.compile(r"^\| (?P<first>.+?) \| (?P<second>.+?) \|(?P<third>.*)\|$")
IN_CODE = re.compile(r"`([^`]+)`")


def plain(word: str) -> str:
    """One spelling for ``PackVersion``, ``pack_version`` and ``pack version``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", word).lower().strip()


def tables() -> Iterator[tuple[str, re.Match[str]]]:
    """Every line of every table of the glossary, with the heading of its section."""
    heading = ""
    for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line
        elif (found := TABLE_LINE.match(line)) and "`" in line:
            yield heading, found


def glossary() -> set[str]:
    """The words the glossary allows."""
    return {
        plain(word)
        for heading, line in tables()
        if "do not use" not in heading
        for word in IN_CODE.findall(line["second"])
    }


@cache
def banned() -> dict[str, str]:
    """The words it refuses, with the word to use instead."""
    return {
        plain(word): line["second"]
        for heading, line in tables()
        if "do not use" in heading
        for word in IN_CODE.findall(line["first"])
    }


# -- requirements.toml


def test_every_requirement_is_listed_once_and_in_both_languages() -> None:
    listed = tomllib.loads((DOCS / "requirements.toml").read_text(encoding="utf-8"))
    rows = listed["requirement"]
    expected = [f"{group}-{n:02}" for group, count in PER_GROUP.items() for n in range(1, count + 1)]
    assert [row["id"] for row in rows] == expected
    assert len(rows) == 156
    assert Counter(row["group"] for row in rows) == PER_GROUP
    assert [group["code"] for group in listed["group"]] == list(PER_GROUP)
    for row in rows:
        assert row["group"] == row["id"][:3]
        assert row["who"], row["id"]
        assert CHINESE.search(row["zh"]), row["id"]
        assert not CHINESE.search(row["en"]), row["id"]
        assert row["en"].strip(), row["id"]
        assert "\n" not in row["zh"] + row["en"], row["id"]
    for words in ("zh", "en"):
        assert len({row[words] for row in rows}) == len(rows)


# -- glossary.md


def test_each_word_of_the_glossary_is_explained_once() -> None:
    words = Counter(
        plain(word)
        for heading, line in tables()
        if "do not use" not in heading
        for word in IN_CODE.findall(line["second"])
    )
    assert [word for word, times in words.items() if times > 1] == []
    assert glossary() & set(banned()) == set()
    for heading, line in tables():
        if "do not use" not in heading:
            assert CHINESE.search(line["first"]), line[0]


def test_every_record_type_is_in_the_glossary() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("linli.")]
    missing = sorted({plain(model.__name__) for model in models} - glossary())
    assert not missing, f"write a line in docs/glossary.md for: {', '.join(missing)}"


def pack_rooms() -> Iterator[str]:
    """The modules in which rooms and scenarios declare their kinds of pack."""
    for app in apps.get_app_configs():
        if app.name.startswith("linli.") and importlib.util.find_spec(f"{app.name}.packs"):
            yield f"{app.name}.packs"


def test_every_kind_of_pack_and_every_key_of_one_is_in_the_glossary() -> None:
    for module in pack_rooms():
        importlib.import_module(module)
    words = glossary()
    missing = []
    for name in packs.KINDS.names():
        keys = [field.encode_name for field in msgspec.structs.fields(packs.KINDS[name].shape)]
        missing += [f"{name}.{key}" for key in keys if plain(key) not in words]
        missing += [name] * (plain(name) not in words)
    assert not missing, f"write a line in docs/glossary.md for: {', '.join(missing)}"


def identifiers(path: Path) -> Iterator[tuple[int, str]]:
    """Every name a Python file gives or uses, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for attribute in ("id", "attr", "arg", "name"):
            word = getattr(node, attribute, None)
            if isinstance(word, str):
                yield getattr(node, "lineno", 0), word


def misnamed(path: Path) -> list[str]:
    """Where a file uses a word the glossary refuses."""
    return [f"{path}:{line}: {word}: say {but}" for line, word in identifiers(path) for but in instead(word)]


@cache
def instead(word: str) -> list[str]:
    """What to say instead of each refused word in an identifier; most stand in many files."""
    said = f" {plain(word)} "
    return [but for not_this, but in banned().items() if f" {not_this} " in said]


def test_no_identifier_uses_a_word_the_glossary_refuses() -> None:
    wrong = [found for path in (REPOSITORY / "linli").rglob("*.py") for found in misnamed(path)]
    assert not wrong, "\n".join(wrong)


def test_a_refused_word_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text("class WorkOrder:\n    home_id = 1\n\ndef yellow_lamp(ticket): ...\n", encoding="utf-8")
    assert [found.split(": ")[1] for found in misnamed(page)] == [
        "WorkOrder",
        "yellow_lamp",
        "home_id",
        "ticket",
    ]


# -- the pages


@pytest.mark.parametrize("page", sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")]), ids=lambda path: path.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    drawn = (DOCS / "pictures").exists()  # the pictures are taken from the running demo, last of all
    local = [name for name in targets if "://" not in name and (drawn or "pictures/" not in name)]
    missing = [name for name in local if not (page.parent / name).exists()]
    assert not missing, f"{page.name} links to {', '.join(missing)}"


NAME_IN_A_FILE = re.compile(r"\[([A-Za-z_]+)\]\(([^)#]+\.py)\)")


def test_every_name_of_the_tour_stands_in_the_file_it_leads_to() -> None:
    named = NAME_IN_A_FILE.findall((DOCS / "tour.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    lost = [f"{name} in {path}" for name, path in named if name not in {*defined(DOCS / path), Path(path).stem}]
    assert not lost, f"the tour speaks of {', '.join(lost)}"


def defined(path: Path) -> set[str]:
    """What a file defines at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8")).body
    return {node.name for node in tree if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def test_decisions_are_numbered_and_fit_a_page() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} "), page.name
        assert len(text.split()) <= 520, f"{page.name} is longer than a page"
