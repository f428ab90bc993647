"""Questions about places: the tree, the areas across it, what is near, what an address means."""

from linli.kernel.places.queries.areas import (
    area,
    area_names,
    areas_of,
    buildings_of,
    compound_of,
    grid_of,
    grids_in,
    spots_of,
)
from linli.kernel.places.queries.finding import (
    Found,
    buildings_in_bbox,
    community_of_point,
    inside_city,
    near,
    search,
)
from linli.kernel.places.queries.tiles import MapShape, features
from linli.kernel.places.queries.tree import (
    Standing,
    all_scopes,
    ancestors_of_scope,
    children,
    division_at,
    label,
    path,
    place,
    scopes_under,
    standing,
    written,
)

__all__ = [
    "Found",
    "MapShape",
    "Standing",
    "all_scopes",
    "ancestors_of_scope",
    "area",
    "area_names",
    "areas_of",
    "buildings_in_bbox",
    "buildings_of",
    "children",
    "community_of_point",
    "compound_of",
    "division_at",
    "features",
    "grid_of",
    "grids_in",
    "inside_city",
    "label",
    "near",
    "path",
    "place",
    "scopes_under",
    "search",
    "spots_of",
    "standing",
    "written",
]
