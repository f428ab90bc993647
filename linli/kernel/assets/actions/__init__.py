"""What can be done to facilities, equipment and vehicles."""

from linli.kernel.assets.actions.adding import AssetRefused, NewAsset, add_asset, add_assets_many, write_assets
from linli.kernel.assets.actions.confirming import confirm_vehicles
from linli.kernel.assets.actions.correcting import correct_asset, end_asset, put_asset_right
from linli.kernel.assets.actions.taking_back import remove_assets, remove_vehicles
from linli.kernel.assets.actions.vehicles import (
    NewVehicle,
    VehicleRefused,
    confirm_vehicle,
    correct_vehicle,
    end_vehicle,
    move_vehicle,
    put_vehicle_right,
    register_vehicle,
    register_vehicles_many,
    write_vehicles,
)

__all__ = [
    "AssetRefused",
    "NewAsset",
    "NewVehicle",
    "VehicleRefused",
    "add_asset",
    "add_assets_many",
    "confirm_vehicle",
    "confirm_vehicles",
    "correct_asset",
    "correct_vehicle",
    "end_asset",
    "end_vehicle",
    "move_vehicle",
    "put_asset_right",
    "put_vehicle_right",
    "register_vehicle",
    "register_vehicles_many",
    "remove_assets",
    "remove_vehicles",
    "write_assets",
    "write_vehicles",
]
