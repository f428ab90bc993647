"""The pytest plugin that adds up how many cells of the access matrix were asked, over all workers, and says it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

PROPERTY = "matrix cells"


class CellsAsked:
    """What each test of the matrix asked, by how it had to be answered."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            for name, value in report.user_properties:
                if name == PROPERTY:
                    self.counted.update(dict(value))  # type: ignore[call-overload]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.counted:
            parts = ", ".join(f"{count:,} {what}" for what, count in self.counted.most_common())
            terminalreporter.write_line(f"access matrix: {self.counted.total():,} distinct cells asked: {parts}")
