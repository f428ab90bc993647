"""The pytest plugin that gives tests which share what takes long to make to one worker, so that it is made once.

Their file bears the mark ``xdist_group("name")``: the running city, the ground of the access matrix, a city with a
mail box. xdist 3.8 writes the group into a field that pytest 9.2 no longer reads, so with ``--dist loadgroup`` the
files are told apart here, by the mark they bear. A file of attacks stays together for the same reason.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]
# Files whose tests share what takes long to make.
ON_ONE_GROUND = ("linli/main/tests/test_recovery.py", "tests/attacks/", "tests/test_held.py", "tests/test_walls.py")
MARK = re.compile(r'xdist_group\("([^"]+)"\)')


@cache
def group_of(file: str) -> str:
    """The group a file of tests belongs to as a whole; empty where each of its tests stands alone."""
    if file.startswith(ON_ONE_GROUND):
        return file
    found = MARK.search((ROOT / file).read_text("utf-8"))
    return found[1] if found else ""


class Together(LoadGroupScheduling):  # type: ignore[misc]
    """Tests of one group in one piece, all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together | None:
    """For ``--dist loadgroup``, which ``make test`` asks for."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
