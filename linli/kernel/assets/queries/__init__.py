"""Questions about facilities, equipment and vehicles."""

from linli.kernel.assets.queries.things import (
    asset,
    assets_at,
    assets_called,
    assets_in_bbox,
    assets_of,
    assets_run_by,
)
from linli.kernel.assets.queries.vehicles import (
    VehicleFace,
    WantedVehicles,
    a_vehicle,
    count_vehicles,
    face_of_vehicle,
    find_vehicles,
    vehicle_plate,
    vehicles_in,
    vehicles_kept_by,
    vehicles_of,
)

__all__ = [
    "VehicleFace",
    "WantedVehicles",
    "a_vehicle",
    "asset",
    "assets_at",
    "assets_called",
    "assets_in_bbox",
    "assets_of",
    "assets_run_by",
    "count_vehicles",
    "face_of_vehicle",
    "find_vehicles",
    "vehicle_plate",
    "vehicles_in",
    "vehicles_kept_by",
    "vehicles_of",
]
