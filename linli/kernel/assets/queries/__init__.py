"""Questions about facilities, equipment and vehicles."""

from linli.kernel.assets.queries.things import asset, assets_at, assets_called, assets_in_bbox, assets_of
from linli.kernel.assets.queries.vehicles import (
    VehicleFace,
    find_vehicles,
    vehicle_plate,
    vehicles_kept_by,
    vehicles_of,
)

__all__ = [
    "VehicleFace",
    "asset",
    "assets_at",
    "assets_called",
    "assets_in_bbox",
    "assets_of",
    "find_vehicles",
    "vehicle_plate",
    "vehicles_kept_by",
    "vehicles_of",
]
