"""What the register adds to the map: the findings of a check-up, and how well the register itself is kept."""

from __future__ import annotations

from linli.kit.map.sources import Source
from linli.scenarios.population.intake import survey
from linli.scenarios.population.quality import on_the_map as quality


def map_sources() -> list[Source]:
    """The sources layers may be made of."""
    return [*survey.SOURCES, *quality.SOURCES]
