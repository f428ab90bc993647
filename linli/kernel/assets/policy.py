"""Facilities and equipment are open to everybody; a vehicle is seen by staff of its community and by its keeper."""

from linli.plumbing.policy import Anyone, ByScope, BySubject, Login, Policy, declare

_WRITE = "select, insert, update"
_TAKES_BACK = _WRITE + ", delete"  # the worker's: what an import brought and nobody has touched since goes again
_STAFF = frozenset({"clerk", "grid_worker", "street_clerk", "street_lead", "data_officer", "supervisor", "robot"})

declare(
    Policy(
        table="assets_asset",
        walled=False,
        logins={
            "public": Login(),
            "desk": Login(verbs=_WRITE),
            "worker": Login(verbs=_TAKES_BACK),
            "ingest": Login(verbs=_WRITE),
        },
        actions={"asset.add": _STAFF, "asset.correct": _STAFF},
    ),
    Policy(
        table="assets_vehicle",
        logins={
            "public": Login(rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=ByScope()),
            "worker": Login(verbs=_TAKES_BACK, rows=ByScope()),
            "ingest": Login(verbs="select, insert", rows=Anyone()),
        },
        actions={"vehicle.register": _STAFF - {"supervisor", "street_lead"}},
        why="staff of the community it is kept in; its keeper",
    ),
)
