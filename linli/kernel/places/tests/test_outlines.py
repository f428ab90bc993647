"""Divisions nobody has drawn: they are their communities as a whole, and nothing where one of these is missing."""

from __future__ import annotations

from datetime import timedelta

from linli.kernel.places import actions, geo, queries
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.tests.towns import INGEST, NOW, Town, square, town

__all__ = ["town"]


def test_a_street_is_its_communities_as_long_as_all_are_drawn(town: Town) -> None:
    drawn = {one.name: one for one in queries.outlines(None, layers={"district", "street"}, at=NOW)}
    both = geo.shape_of(square(108.33, 22.81)).union(geo.shape_of(square(108.34, 22.81)))
    assert drawn["建政街道"].shape.equals(both)
    assert drawn["南湖街道"].shape.equals(geo.shape_of(square(108.35, 22.81)))
    assert drawn["青秀区"].shape.area > both.area
    found = queries.outline_of_division(town["建政街道"], at=NOW)
    assert found is not None
    assert found.shape.equals(both)
    assert queries.outline_of_division(town["桃源2栋"], at=NOW) is None
    later = NOW + timedelta(days=1)
    actions.add_many(rows=[NewPlace("community", "新社区", town["南湖街道"])], by=INGEST, now=later)
    names = {one.name for one in queries.outlines(None, layers={"district", "street"}, at=later)}
    assert names == {"建政街道"}, "a street or district of which a part is missing would be drawn wrong"


def test_an_outline_of_its_own_holds(town: Town) -> None:
    row = NewPlace("street", "新竹街道", town["青秀区"], outline=square(108.36, 22.81))
    number = actions.add_many(rows=[row], by=INGEST, now=NOW)[0]
    actions.add_many(rows=[NewPlace("community", "新竹社区", number, outline=square(108.361, 22.811, 0.001))],
                     by=INGEST, now=NOW)  # fmt: skip
    found = queries.outline_of_division(number, at=NOW)
    assert found is not None
    assert found.shape.equals(geo.shape_of(square(108.36, 22.81)))
