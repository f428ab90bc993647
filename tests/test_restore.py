"""A machine that is lost with everything on it: the city comes back from its backup place and life goes on in it.

The drills as an operator holds them. A small city is wiped and brought back in linli/main/tests/test_recovery.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drilling import drilled


@pytest.mark.proof
def test_a_lost_machine_costs_seconds_and_nothing_else(tmp_path: Path) -> None:
    rows = drilled(tmp_path, "restore")
    assert rows["acknowledged before the machine was lost"]["value"] >= 100
    assert rows["journal with another root"]["value"] == 0
    assert rows["matters opened and answered afterwards"]["value"] == 1
    assert rows["photos that open with the keys"]["value"] >= 1
    assert rows["time that is lost"]["bar"] == 5
    assert [rows[f"as it was then: cases {which}"]["value"] for which in ("from later", "that lack")] == [0, 0]


@pytest.mark.proof
def test_a_full_disk_refuses_in_words_and_loses_nothing(tmp_path: Path) -> None:
    rows = drilled(tmp_path, "disk-full")
    for what in ("data", "log"):
        assert rows[f"{what} full: acknowledged and lost"]["value"] == 0
        assert rows[f"{what} full: refused without a sentence"]["value"] == 0


@pytest.mark.proof
def test_migrations_of_this_release_let_writers_through(tmp_path: Path) -> None:
    rows = drilled(tmp_path, "migrate")
    assert rows["control: a default of every row's own"]["value"] > 500, "a drill that does not feel this feels nothing"
