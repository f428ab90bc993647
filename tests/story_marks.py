"""The pytest plugin that writes down which requirements the stories of a full, passing run prove.

A run is full when nothing was left out: no path, no ``-k``, no ``--deselect`` or ``--ignore``. The long
proofs (mark ``proof``) are the other half: a run without them is the part "test", a run of them alone the
part "proof". Under xdist the marks travel to the controller in each report's ``user_properties`` and the
left-out tests in the worker's output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import pytest

from linli.main import coverage

PROPERTY = "linli_story"
OUTPUT = "linli_run"


class StoryMarks:
    """Collects the marks of passing stories and keeps them when the whole run passed."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.repository = config.rootpath
        self.results = coverage.results(self.repository)
        self.known = {row.id for row in coverage.requirements(self.repository)}
        self.marks: set[coverage.Mark] = set()
        self.ran: set[str] = set()  # parts ("test", "proof") of which some test was run
        self.left_out: set[str] = set()  # parts of which some test was not
        self.is_worker = hasattr(config, "workerinput")
        self.tree: str | None = None
        if not self.is_worker and self._everywhere():
            self.tree = coverage.working_tree(self.repository)

    # -- in the process that runs the tests

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Give each story its marks before any is deselected; refuse those that name no requirement."""
        wrong = []
        for item in items:
            for kind, requirement, words in _marks(item):
                if requirement not in self.known or not words:
                    wrong.append(f"{item.nodeid}: {kind}({requirement!r}, {words!r})")
                item.user_properties.append((PROPERTY, [kind, requirement, words]))
        if wrong:
            raise pytest.UsageError(
                "a mark names a row of docs/requirements.toml and the words of it:\n  " + "\n  ".join(wrong)
            )

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Remember of which part tests are left out."""
        self.left_out |= {_part(item) for item in items}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember of which part tests are run."""
        self.ran |= {_part(item) for item in session.items}

    # -- in the process that reports

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A mark counts when its story's call passed; skipped and expected failures do not."""
        if report.when != "call" or not report.passed or hasattr(report, "wasxfail"):
            return
        for name, value in report.user_properties:
            if name == PROPERTY:
                kind, requirement, words = (str(word) for word in cast("list[str]", value))
                self.marks.add(coverage.Mark(kind, requirement, words, report.nodeid))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker hands over what it ran and left out; one that died took tests with it."""
        ran, left_out = getattr(node, "workeroutput", {}).get(OUTPUT, ([], coverage.PARTS))
        self.ran |= set(ran)
        self.left_out |= set(left_out)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Keep the run if it was full, passed, and the files are still the ones it started on."""
        if self.is_worker:
            output = cast("dict[str, object]", self.config.workeroutput)  # type: ignore[attr-defined]
            output[OUTPUT] = [sorted(self.ran), sorted(self.left_out)]
            return
        part = self._part_run()
        if exitstatus != 0 or part is None or self.tree is None:
            return
        if coverage.working_tree(self.repository) == self.tree:
            marks = sorted(self.marks, key=lambda mark: (mark.id, mark.story, mark.kind, mark.words))
            coverage.keep_run(self.results, tree=self.tree, part=part, marks=marks)

    def _part_run(self) -> str | None:
        """Which part this run was whole of; None when tests of it were left out."""
        option = self.config.option
        if option.collectonly or option.ignore or option.ignore_glob:
            return None
        whole = [part for part in coverage.PARTS if part in self.ran and part not in self.left_out]
        return whole[0] if whole else None

    def _everywhere(self) -> bool:
        """Whether every folder of ``testpaths`` was asked for and nothing narrower."""
        asked = {(self.config.invocation_params.dir / word).resolve() for word in self.config.args}
        whole = {(self.config.rootpath / word).resolve() for word in self.config.getini("testpaths")}
        return asked in (whole, {self.config.rootpath.resolve()})


def _part(item: pytest.Item) -> str:
    return "proof" if item.get_closest_marker("proof") else "test"


def _marks(item: pytest.Item) -> Iterator[tuple[str, str, str]]:
    for kind in ("proves", "touches"):
        for mark in item.iter_markers(kind):
            given = [*mark.args, mark.kwargs.get("id"), mark.kwargs.get("words")]
            said = [word for word in given if isinstance(word, str)]
            yield kind, said[0] if said else "", said[1].strip() if len(said) > 1 else ""
