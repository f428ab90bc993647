"""The addresses of the map that the desk alone has."""

from django.urls import path

from linli.kit.map.drawing_pages import map_area, map_area_new, map_areas
from linli.kit.map.ending_pages import map_area_end

urlpatterns = [
    path("map/areas", map_areas, name="map_areas"),
    path("map/areas/new", map_area_new, name="map_area_new"),
    path("map/areas/<int:number>", map_area, name="map_area"),
    path("map/areas/<int:number>/end", map_area_end, name="map_area_end"),
]
