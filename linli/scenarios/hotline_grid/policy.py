"""Who walks a patrol, and who sees how far the plans were kept: staff of the division the grid lies in."""

from linli.plumbing.policy import ByScope, Login, Policy, declare

declare(
    Policy(
        table="hotline_grid_patrol_entry",
        logins={"desk": Login(verbs="select, insert", rows=ByScope())},
        actions={
            "patrol.walk": frozenset({"grid_worker"}),
            "patrol.see": frozenset({"grid_worker", "clerk", "street_clerk", "street_lead", "supervisor"}),
        },
        why="staff of the division the grid lies in; of a worker's way nothing is kept but visits and reports",
    )
)
