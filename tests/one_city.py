"""The pytest plugin that gives all tests of the running city to one worker, so that there is one city.

The access matrix is asked in two halves, so that two workers share it and each builds its ground once. A file of
attacks stays together for the same reason.

They carry the mark ``xdist_group("city")``. xdist 3.8 writes the group into a field that pytest 9.2 no longer reads,
so with ``--dist loadgroup`` the files are told apart here: by the mark they bear, and the names the controller has.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

MATRIX = "tests/test_matrix.py"
# Files whose tests share what takes long to make.
ON_ONE_GROUND = ("linli/main/tests/test_recovery.py", "tests/attacks/", "tests/test_held.py")
PART = re.compile(r"-(\d+)\]$")
BROWSER = Path(__file__).with_name("browser")
MARK = 'xdist_group("city")'
CITY = tuple(f"tests/browser/{path.name}" for path in BROWSER.glob("test_*.py") if MARK in path.read_text("utf-8"))


class Together(LoadGroupScheduling):  # type: ignore[misc]
    """Tests of the city in one piece, all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(MATRIX):
            return f"matrix {sum(map(int, PART.findall(nodeid))) % 2}"
        if nodeid.startswith(ON_ONE_GROUND):
            return nodeid.partition("::")[0]
        return "city" if nodeid.startswith(CITY) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together | None:
    """For ``--dist loadgroup``, which ``make test`` asks for."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
