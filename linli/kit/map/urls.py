"""The addresses of the map."""

from django.urls import path

from linli.kit.map.tiles import tile

urlpatterns = [path("tiles/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile")]
