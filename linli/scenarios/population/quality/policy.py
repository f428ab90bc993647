"""Who sees how well the register is kept: staff of the division, and nobody else, however small or large a number."""

from linli.plumbing.policy import ByScope, Login, Policy, declare

KEEPERS = frozenset({"grid_worker", "clerk", "street_clerk", "street_lead", "data_officer", "supervisor"})
_ALL = "select, insert, update, delete"

declare(
    Policy(
        table="population_tally",
        logins={"desk": Login(rows=ByScope()), "worker": Login(verbs=_ALL, rows=ByScope())},
        actions={
            "quality.see": KEEPERS,
            "rules.see": KEEPERS | {"catalogue_editor", "catalogue_publisher"},
            "quality.count": frozenset({"robot"}),
            "quality.confirm": frozenset({"grid_worker", "clerk", "street_clerk", "data_officer"}),
        },
        why="staff of the community it counts",
    ),
    Policy(
        table="population_counted",
        logins={"desk": Login(rows=ByScope()), "worker": Login(verbs=_ALL, rows=ByScope())},
        why="staff of the community it counts",
    ),
    Policy(
        table="population_finding",
        logins={
            "desk": Login(verbs="select, update", rows=ByScope()),  # its community, when that is redrawn
            "worker": Login(verbs=_ALL, rows=ByScope()),
        },
        why="staff of the community it was found in",
    ),
)
