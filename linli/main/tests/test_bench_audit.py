"""The rows of the audit bench: the audited side is held to 60 % of the other, the seal to two seconds."""

from __future__ import annotations

import pytest

from linli.main.bench import audit
from linli.main.bench.audit import Measured
from linli.main.terminal import Progress


def found(audited: float, lag: float) -> Measured:
    return Measured(
        rates={"plain": [1000.0, 1200.0, 1100.0], "audited": [audited * one for one in (1000.0, 1200.0, 1100.0)]},
        times={"plain": [1.0, 2.0, 3.0], "audited": [2.0, 3.0, 4.0]},
        lags=[0.3, lag, lag + 1],
        bulk={"count": 1000, "written": 2.0, "sealed": 0.5},
        verify={"lines": 500_000, "problems": 0, "seconds": 10.0},
        controls=[1.0],
    )


def test_each_row_has_its_bar() -> None:
    rows = {row.what: row for row in audit.rows(found(0.7, 1.2))}
    assert rows["with the journal, of the rate without"].holds
    assert rows["a line waits for its seal: p99"].holds
    assert rows["a million lines verified"].value == 20
    assert rows["1000 lines in one transaction: sealed"].value == 2000
    worse = {row.what: row for row in audit.rows(found(0.59, 2.1))}
    assert worse["with the journal, of the rate without"].holds is False
    assert worse["a line waits for its seal: p99"].holds is False


@pytest.mark.proof
def test_the_bars_hold() -> None:
    """The whole bench, as ``linli bench audit`` runs it."""
    rows = audit.run(progress=Progress(quiet=True))
    assert [row for row in rows if row.holds is False] == []
