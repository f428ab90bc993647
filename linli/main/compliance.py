"""Which rows of a security standard which tests prove: read from the marks in the tests, written as a page.

A row of ``docs/standards/*.toml`` has our own words for what it asks. Tests that carry its mark (``asvs`` or
``dengbao``) prove it; a row without one says why: it is ``absent`` (there is nothing here it could be about), the
``operator``'s (the house they run it in), or ``open`` (asked for and not proven yet). A row has tests or a reason.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
REASONS = ("absent", "operator", "open")


class Unreadable(Exception):
    """A standard's file or a mark in a test cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard: the mark of its tests, its file, the page that is written, and what stands above the rows."""

    mark: str
    title: str
    head: str

    @property
    def source(self) -> str:
        return f"docs/standards/{self.mark}.toml"

    @property
    def page(self) -> str:
        return f"docs/reference/{self.mark}.md"


STANDARDS = (
    Standard(
        "asvs",
        "ASVS 5.0, levels 1 and 2",
        "Numbers are those of the OWASP Application Security Verification Standard 5.0.0; the words are ours and say "
        "in short what a number asks. The standard itself has the full text.",
    ),
    Standard(
        "dengbao",
        "等保三级 GB/T 22239-2019",
        "条款号是《信息安全技术 网络安全等级保护基本要求》第三级安全通用要求的编号；"
        "文字是我们自己的概括，原文以标准为准。测评由有资质的机构做，这张表只说产品这一边拿什么证明。",
    ),
)


@dataclass(slots=True)
class Row:
    """One requirement: its chapter, level (0 where the standard has none), our words, the tests or the reason."""

    id: str
    chapter: str
    level: int
    words: str
    kind: str = ""
    reason: str = ""
    tests: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        return "proven" if self.tests else self.kind


def rows(standard: Standard, repository: Path = REPOSITORY) -> list[Row]:
    """Every row with its tests, in the order of the file. Raises :class:`Unreadable` for what does not fit."""
    path = repository / standard.source
    try:
        chapters = tomllib.loads(path.read_text(encoding="utf-8"))
        found = {row.id: row for row in _read(chapters)}
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from error
    for test, number in marks(standard.mark, repository):
        if number not in found:
            raise Unreadable(f"{test} is marked {standard.mark}({number!r}), which {standard.source} does not have")
        found[number].tests.append(test)
    return list(found.values())


def _read(chapters: dict[str, dict[str, dict[str, str | int]]]) -> Iterator[Row]:
    for chapter, entries in chapters.items():
        for number, said in entries.items():
            kind = next((one for one in REASONS if one in said), "")
            yield Row(number, chapter, int(said.get("level", 0)), str(said["words"]), kind, str(said.get(kind, "")))


def unsettled(found: list[Row]) -> list[str]:
    """Rows with neither tests nor a reason, and rows with both."""
    neither = [f"{row.id} has no test and no reason" for row in found if not row.tests and not row.kind]
    both = [f"{row.id} is proven by {row.tests[0]}: take its reason away" for row in found if row.tests and row.kind]
    return neither + both


def marks(mark: str, repository: Path = REPOSITORY) -> Iterator[tuple[str, str]]:
    """Every test that carries a mark, with each number it names; read from the source, nothing is run."""
    for path in sorted([*(repository / "linli").rglob("test_*.py"), *(repository / "tests").rglob("test_*.py")]):
        text = path.read_text(encoding="utf-8")
        if f"mark.{mark}(" not in text:
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                test = f"{path.relative_to(repository).as_posix()}::{node.name}"
                yield from ((test, number) for one in node.decorator_list for number in _numbers(one, mark, test))


def _numbers(decorator: ast.expr, mark: str, test: str) -> list[str]:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != f"pytest.mark.{mark}":
        return []
    given = [one.value for one in decorator.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if not given or len(given) != len(decorator.args):
        raise Unreadable(f"{test}: {mark}(…) takes the numbers of rows as texts")
    return given


def page(standard: Standard, found: list[Row]) -> str:
    """The standard's page: counts, then every row with its tests or its reason."""
    counts = {state: sum(row.state == state for row in found) for state in ("proven", *REASONS)}
    lines = [
        f"# {standard.title}",
        "",
        "Made by `linli compliance --write` from the marks in the tests and "
        f"[{standard.source}](../standards/{standard.mark}.toml); a test holds this page to them.",
        "",
        standard.head,
        "",
        f"{len(found)} rows: {counts['proven']} proven by tests, {counts['absent']} about something that is not here, "
        f"{counts['operator']} for the operator's house, {counts['open']} open.",
    ]
    chapter = ""
    for row in found:
        if row.chapter != chapter:
            chapter = row.chapter
            lines += ["", f"## {chapter}", "", "| | asks | proven by, or why not |", "|---|---|---|"]
        lines.append(f"| {_number(row)} | {row.words} | {_proof(row)} |")
    return "\n".join(lines) + "\n"


def _number(row: Row) -> str:
    return f"{row.id} (L{row.level})" if row.level else row.id


def _proof(row: Row) -> str:
    if not row.tests:
        return f"*{row.kind}*: {row.reason}"
    shown = [f"[{test.rpartition('::')[2]}](../../{test.partition('::')[0]})" for test in row.tests]
    return "<br>".join(shown)
