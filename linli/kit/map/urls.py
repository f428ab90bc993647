"""The addresses of the map."""

from django.urls import path

from linli.kit.map.layer_tiles import layer_tile
from linli.kit.map.pages import city_map
from linli.kit.map.tiles import tile

urlpatterns = [
    path("map", city_map, name="map"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("map/tiles/<str:code>/<int:z>/<int:x>/<int:y>.mvt", layer_tile, name="layer_tile"),
]
