"""What can be done to places: adding to the tree, drawing and redrawing areas, adding roads."""

from linli.kernel.places.actions.adding import (
    LevelWrong,
    NewPlace,
    OffTheMap,
    ParentUnknown,
    PlaceFull,
    PlaceRefused,
    add,
    add_many,
    add_rows,
)
from linli.kernel.places.actions.buildings import (
    BuildingRefused,
    Facts,
    describe_buildings_many,
    describe_rows,
    restore_facts,
)
from linli.kernel.places.actions.changing import Changed, change_areas, change_rows
from linli.kernel.places.actions.drawing import (
    AreaRefused,
    NewArea,
    NewRoad,
    add_roads,
    draw_area,
    draw_areas,
    draw_rows,
    join_areas,
    leave_areas,
    redraw,
)
from linli.kernel.places.actions.removing import remove_areas, remove_rows
from linli.kernel.places.actions.replanning import Planned, replan

__all__ = [
    "AreaRefused",
    "BuildingRefused",
    "Changed",
    "Facts",
    "LevelWrong",
    "NewArea",
    "NewPlace",
    "NewRoad",
    "OffTheMap",
    "ParentUnknown",
    "PlaceFull",
    "PlaceRefused",
    "Planned",
    "add",
    "add_many",
    "add_roads",
    "add_rows",
    "change_areas",
    "change_rows",
    "describe_buildings_many",
    "describe_rows",
    "draw_area",
    "draw_areas",
    "draw_rows",
    "join_areas",
    "leave_areas",
    "redraw",
    "remove_areas",
    "remove_rows",
    "replan",
    "restore_facts",
]
