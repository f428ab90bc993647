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
)
from linli.kernel.places.actions.drawing import (
    AreaRefused,
    NewArea,
    NewRoad,
    add_roads,
    draw_area,
    draw_areas,
    redraw,
)

__all__ = [
    "AreaRefused",
    "LevelWrong",
    "NewArea",
    "NewPlace",
    "NewRoad",
    "OffTheMap",
    "ParentUnknown",
    "PlaceFull",
    "PlaceRefused",
    "add",
    "add_many",
    "add_roads",
    "draw_area",
    "draw_areas",
    "redraw",
]
