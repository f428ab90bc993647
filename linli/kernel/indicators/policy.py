"""Who may see figures: staff of the division they are about; the rows behind them by the division of each case."""

from linli.kernel.cases.policy import OVERSEERS, WORKERS
from linli.plumbing import robots
from linli.plumbing.policy import ByScope, Login, Policy, declare, open_table
from linli.plumbing.robots import Robot

_ALL = "select, insert, update, delete"
_ADD = "select, insert"
_WHY = "staff of the division it is about, and of those above it"


def _by_scope(
    table: str,
    *,
    desk: str,
    worker: str,
    actions: dict[str, frozenset[str]] | None = None,
    fresh: tuple[str, ...] = (),
) -> Policy:
    return Policy(
        table=table,
        logins={"desk": Login(verbs=desk, rows=ByScope()), "worker": Login(verbs=worker, rows=ByScope())},
        actions=actions or {},
        fresh=fresh,
        why=_WHY,
    )


declare(
    open_table("indicators_touched", worker=_ALL),
    open_table("indicators_stale", worker=_ALL),
    open_table("indicators_reckoned", worker="select, insert"),
    _by_scope("indicators_measured", desk="select", worker=_ALL),
    _by_scope("indicators_held", desk="select", worker=_ALL),
    _by_scope(
        "indicators_figure",
        desk="select, update",
        worker=_ALL,
        actions={
            "board.see": WORKERS,
            "board.publish": frozenset({"supervisor"}),
            "figure.measure": frozenset({"robot"}),
        },
        fresh=("board.publish",),
    ),
    _by_scope("indicators_topic", desk="select", worker=_ALL),
    open_table("indicators_public_figure", public="select", desk="select, insert", worker="select"),
    open_table("indicators_cube_version", public="select", desk="select", worker="select, insert"),
    _by_scope("indicators_cube_basis", desk="select", worker=_ADD),
    _by_scope(
        "indicators_exclusion",
        desk="select, insert, update",
        worker="select",
        actions={"board.exclude": OVERSEERS, "board.exclude_agree": frozenset({"supervisor"})},
    ),
    _by_scope("indicators_draw", desk=_ADD, worker=_ADD, actions={"board.draw": frozenset({"supervisor", "robot"})}),
    _by_scope("indicators_drawn", desk=_ADD, worker=_ADD),
)

robots.declare(
    Robot(
        "figures",
        "measures figures, draws whom to call back, counts how punctual answers were",
        frozenset({"figure.measure", "board.draw", "case.act"}),
    )
)
