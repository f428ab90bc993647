"""kill -9 of anything at any moment: nothing acknowledged is lost, nothing is half, one form makes one case."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from linli.main.commands.drill import apart
from linli.main.drill import crash, victim
from linli.main.drill.reckoning import HALVES, TAKEN
from linli.main.launcher import testing
from linli.main.terminal import Progress
from tests.drilling import drilled, told

NOTHING = (
    "acknowledged and lost",
    "half written",
    "cases nobody was told of",
    "forms that count twice",
    "reporters not told exactly once",
    "wrong by linli doctor",
    "control: missing rows not noticed",
)


def held(rows: dict[str, dict[str, Any]], *, kills: int, acknowledged: int) -> None:
    """All bars hold; they are bars, and they are what they should be."""
    assert rows["kills"]["value"] == kills
    assert rows["forms acknowledged"]["value"] >= acknowledged
    assert rows["forms sent again because of a kill"]["value"] >= 1, "no form was in hand at a kill"
    assert {what: (rows[what]["value"], rows[what]["bar"]) for what in NOTHING} == dict.fromkeys(NOTHING, (0, 0))
    assert rows["control: lost where commits are not waited for"]["value"] >= 1, "a count that finds nothing is blind"
    back = {what: row for what, row in rows.items() if what.startswith("at work again after")}
    assert len(back) == min(kills, len(back))
    assert all(row["bar"] == 30 and row["value"] <= 30 for row in back.values())


def test_five_kills_lose_nothing(schema: Path) -> None:
    with apart(), victim.standing(partial(testing.settle, schema)) as city:
        rows = told(crash.run(city, kills=5, hands=1, pause=0.3, progress=Progress(quiet=True)))
    held(rows, kills=5, acknowledged=60)
    assert {what.split()[4] for what in rows if what.startswith("at work again after")} == {
        "public",
        "worker",
        "database",
        "desk",
        "backend",
    }


def test_every_row_that_could_be_missing_is_taken_away_once() -> None:
    assert HALVES.keys() == TAKEN.keys()


@pytest.mark.proof
def test_twenty_five_kills_lose_nothing(tmp_path: Path) -> None:
    held(drilled(tmp_path, "crash", "--kills", "25", "--writers", "4"), kills=25, acknowledged=2000)
