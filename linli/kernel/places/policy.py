"""Places hold nothing about a person and are open to every surface; only imports and staff change them."""

from linli.plumbing import robots
from linli.plumbing.policy import Login, Policy, declare, open_table
from linli.plumbing.robots import Robot

_WRITE = "select, insert, update"
_UNDO = "select, insert, update, delete"  # only an import that is undone takes places away
_MAPPERS = frozenset({"robot", "street_lead", "supervisor", "data_officer"})
_READERS = frozenset(
    {"visitor", "resident", "clerk", "grid_worker", "property_staff", "street_clerk", "street_lead", "coordinator"}
    | {"supervisor", "data_officer", "enforcement_staff", "emergency_staff", "public_order_staff"}
)
_MAPPED = {"public": Login(), "worker": Login(verbs=_UNDO), **dict.fromkeys(("desk", "ingest"), Login(verbs=_WRITE))}

declare(
    Policy(
        table="places_place",
        walled=False,
        logins=_MAPPED,
        actions={
            "place.add": _MAPPERS | {"clerk", "street_clerk", "data_officer"},
            "place.remove": frozenset({"robot", "data_officer"}),
            "place.correct": _MAPPERS | {"clerk", "street_clerk", "data_officer"},
            "building.assign": _MAPPERS | {"clerk", "street_clerk"},
            "division.change": frozenset({"robot", "supervisor", "data_officer"}),
            "road.add": frozenset({"robot"}),
        },
    ),
    open_table("places_past", public="select", desk="select, insert", worker=_UNDO, ingest="select, insert"),
    open_table("places_building", public="select", desk=_WRITE, worker=_UNDO, ingest=_WRITE),
    Policy(
        table="places_alias",
        walled=False,
        logins=_MAPPED,
        actions={"alias.change": _MAPPERS | {"clerk", "street_clerk"}},
    ),
    open_table("places_token", public="select", desk="select, insert, delete", worker=_UNDO, ingest=_WRITE),
    Policy(
        table="places_area",
        walled=False,
        logins=_MAPPED,
        actions={"area.draw": _MAPPERS, "area.hand_on": frozenset({"robot"}), "map.see": _READERS},
    ),
    open_table("places_area_outline", public="select", desk="select, insert", worker=_UNDO, ingest=_WRITE),
    open_table("places_area_building", public="select", desk=_WRITE, worker=_UNDO, ingest=_WRITE),
    open_table("places_road", public="select", desk="select", worker=_WRITE, ingest=_WRITE),
)

robots.declare(
    Robot("areas", "hands on what hung on areas whose end has come", frozenset({"area.hand_on", "case.act"}))
)
