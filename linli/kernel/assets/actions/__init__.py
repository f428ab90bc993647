"""What can be done to facilities, equipment and vehicles."""

from linli.kernel.assets.actions.adding import AssetRefused, NewAsset, add_asset, add_assets_many
from linli.kernel.assets.actions.confirming import confirm_vehicles
from linli.kernel.assets.actions.correcting import correct_asset, end_asset
from linli.kernel.assets.actions.vehicles import (
    NewVehicle,
    VehicleRefused,
    correct_vehicle,
    end_vehicle,
    register_vehicle,
    register_vehicles_many,
)

__all__ = [
    "AssetRefused",
    "NewAsset",
    "NewVehicle",
    "VehicleRefused",
    "add_asset",
    "add_assets_many",
    "confirm_vehicles",
    "correct_asset",
    "correct_vehicle",
    "end_asset",
    "end_vehicle",
    "register_vehicle",
    "register_vehicles_many",
]
