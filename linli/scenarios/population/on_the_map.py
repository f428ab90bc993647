"""What the register adds to the map: check-ups, vehicles, how well it is kept; and from the map to its pages."""

from __future__ import annotations

from linli.kit.map.sources import Source
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk import map_ways as desk
from linli.scenarios.population.intake import survey
from linli.scenarios.population.quality import on_the_map as quality
from linli.scenarios.population.registers import on_the_map as registers


def map_sources() -> list[Source]:
    """The sources layers may be made of."""
    return [*survey.SOURCES, *registers.SOURCES, *quality.SOURCES]


def map_ways(hat: Hat, kind: str, number: int) -> list[tuple[str, str]]:
    """From a thing on the map to its pages here, for those who may open them."""
    return [*desk.ways(hat, kind, number), *quality.ways(hat, kind, number)]
