"""The pytest plugin that adds up how many cells of the access matrix were asked, over all workers, and says it.

A run in which every part of the matrix was asked fails where they were fewer than the house promises.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

PROPERTY = "matrix cells"
LEAST = 25_000
ASKING = "test_nobody_may_more_or_less_than_is_declared"


class CellsAsked:
    """What each test of the matrix asked, by how it had to be answered."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.parts = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and ASKING in report.nodeid:
            self.parts += 1
            for name, value in report.user_properties:
                if name == PROPERTY:
                    self.counted.update(dict(value))  # type: ignore[call-overload]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.is_whole() and self.counted.total() < LEAST:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def is_whole(self) -> bool:
        """Whether all parts were asked in this run, and not a few that somebody picked."""
        from tests.test_matrix import PARTS

        return self.parts >= len(PARTS)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self.counted:
            return
        parts = ", ".join(f"{count:,} {what}" for what, count in self.counted.most_common())
        terminalreporter.write_line(f"access matrix: {self.counted.total():,} distinct cells asked: {parts}")
        if self.is_whole() and self.counted.total() < LEAST:
            terminalreporter.write_line(f"access matrix: fewer than {LEAST:,} cells", red=True, bold=True)
