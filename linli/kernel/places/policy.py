"""Places hold nothing about a person and are open to every surface; only imports and staff change them."""

from linli.plumbing.policy import declare, open_table

_WRITE = "select, insert, update"

declare(
    open_table("places_place", public="select", desk=_WRITE, worker=_WRITE, ingest=_WRITE),
    open_table("places_token", public="select", desk="select, insert, delete", worker=_WRITE, ingest=_WRITE),
    open_table("places_area", public="select", desk=_WRITE, worker=_WRITE, ingest=_WRITE),
    open_table("places_area_building", public="select", desk=_WRITE, worker=_WRITE, ingest=_WRITE),
    open_table("places_road", public="select", desk="select", worker=_WRITE, ingest=_WRITE),
)
