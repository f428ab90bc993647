"""Places hold nothing about a person and are open to every surface; only imports and staff change them."""

from linli.plumbing.policy import Login, Policy, declare, open_table

_WRITE = "select, insert, update"
_MAPPERS = frozenset({"robot", "street_lead", "supervisor"})
_MAPPED = {"public": Login(), **{login: Login(verbs=_WRITE) for login in ("desk", "worker", "ingest")}}

declare(
    Policy(
        table="places_place",
        walled=False,
        logins=_MAPPED,
        actions={"place.add": _MAPPERS | {"clerk", "street_clerk"}, "road.add": frozenset({"robot"})},
    ),
    open_table("places_token", public="select", desk="select, insert, delete", worker=_WRITE, ingest=_WRITE),
    Policy(
        table="places_area",
        walled=False,
        logins=_MAPPED,
        actions={"area.draw": _MAPPERS},
    ),
    open_table("places_area_outline", public="select", desk="select, insert", worker="select, insert", ingest=_WRITE),
    open_table("places_area_building", public="select", desk=_WRITE, worker=_WRITE, ingest=_WRITE),
    open_table("places_road", public="select", desk="select", worker=_WRITE, ingest=_WRITE),
)
