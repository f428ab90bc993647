"""The rows of the register's bench: searches are held to 5 ms, walls to 1 ms, pages to the small city's."""

from __future__ import annotations

from linli.kit.pacing import SEARCH
from linli.main.bench import registry
from linli.main.bench.load import Cost
from linli.main.bench.registry import Found
from linli.main.bench.stages_registry import COLLEAGUES, SAMPLES


def found(people: int, slower: float) -> Found:
    spent = [slower * one for one in range(1, 21)]
    walled = {"surname, city": spent, "surname, community": spent, "doors of a building": spent}
    pages = {"door page": Cost({}, p50=4 * slower, p95=9 * slower)}
    unwalled = {what: [one - 0.5 for one in every] for what, every in walled.items()}
    return Found(people, load=2, size=8_000, walled=walled, unwalled=unwalled, pages=pages)


def test_each_row_has_its_bar() -> None:
    rows = {row.what: row for row in registry.rows(found(2_000, 0.2), found(4_000, 0.25))}
    assert rows["people a second"].value == 2_000
    assert rows["bytes a person"].value == 2
    assert rows["surname, city: database p95"].holds
    assert rows["surname, community: the walls"].bar == registry.WALLS_MS
    assert rows["surname, community: the walls"].value == 0.5
    assert rows["doors of a building: database p95"].bar is None
    assert rows["door page: p95"].holds
    assert "surname, city: the walls" not in rows
    worse = {row.what: row for row in registry.rows(found(2_000, 0.2), found(registry.FULL, 0.4))}
    assert worse["surname, city: database p95"].holds is False
    assert worse["door page: p95"].holds is False
    assert worse["database"].bar == registry.SIZE_GB
    assert worse["loading 3,500,000 people"].holds


def test_there_are_enough_colleagues_for_what_one_may_search_for() -> None:
    """Each opens the form once; what is beyond the pace is answered with a refusal."""
    asked = len(registry.OF_PERSONS) * (SAMPLES + registry.ROUNDS)
    assert asked <= COLLEAGUES * (SEARCH.most - 1)
