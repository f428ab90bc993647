"""Measuring: a throw-away city, the load of the stories, and what one request costs.

A figure is only worth its conditions, so every bench makes its own city on its own server, runs the very
processes that ``linli up`` runs, and measures a peer, where one is named, in the same run by the same means.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

TIMES = "×"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure: what, how much, the bar it is held to (none: only told), the peer's figure.

    ``bar`` is the most that is allowed; of a comparison (unit ×), and where ``least`` says so, it is the least.
    """

    what: str
    value: float
    unit: str
    bar: float | None = None
    peer: float | None = None
    least: bool = False

    @property
    def is_least(self) -> bool:
        """Whether the bar is the least and not the most."""
        return self.least or self.unit == TIMES

    @property
    def holds(self) -> bool | None:
        """Whether the bar holds; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.is_least else self.value <= self.bar

    def as_json(self) -> dict[str, object]:
        told = asdict(self) | {"holds": self.holds}
        del told["least"]
        return told
