"""Who may see what colleagues keep: oneself, the unit's division, or those who may see the case."""

from linli.kernel.cases.policy import WORKERS
from linli.plumbing import robots
from linli.plumbing.policy import ByAccount, ByScope, Login, Policy, Through, declare
from linli.plumbing.robots import Robot

_ALL = "select, insert, update, delete"
_OF_CASE = Through("cases_task", "case_id", "case_id")
_OWN = "whoever keeps it, and nobody else"
_CASE = "staff of the units that hold or held a task of the case"
_UNIT = "staff of the division the unit works for"


def _own(table: str) -> Policy:
    return Policy(table=table, logins={"desk": Login(verbs=_ALL, rows=ByAccount())}, why=_OWN)


declare(
    Policy(
        table="desks_own_view",
        logins={"desk": Login(verbs=_ALL, rows=ByAccount())},
        actions={
            "desk.keep": WORKERS,
            "desk.export": WORKERS,
            "desk.find_reporter": frozenset({"clerk", "street_clerk", "street_lead", "supervisor"}),
        },
        why=_OWN,
    ),
    Policy(table="desks_unit_view", logins={"desk": Login(verbs=_ALL, rows=ByScope())}, why=_UNIT),
    Policy(
        table="desks_watch",
        logins={
            "desk": Login(verbs="select, insert, update", rows=_OF_CASE),
            "worker": Login(verbs="select, update", rows=_OF_CASE),
        },
        why=_CASE,
    ),
    Policy(
        table="desks_mention",
        logins={
            "desk": Login(verbs="select, insert, update", rows=_OF_CASE),
            "worker": Login(verbs="select", rows=_OF_CASE),
        },
        why=_CASE,
    ),
    Policy(
        table="desks_presence",
        logins={
            "desk": Login(verbs=_ALL, rows=_OF_CASE),
            "worker": Login(verbs="select, delete", rows=_OF_CASE),
        },
        why=_CASE,
    ),
    Policy(table="desks_phrase", logins={"desk": Login(verbs="select, insert, update", rows=ByScope())}, why=_UNIT),
    _own("desks_batch"),
    _own("desks_batch_row"),
)

robots.declare(
    Robot("colleagues", "tells who watches a case or is named in a note, sweeps who was at it", frozenset({"case.act"}))
)
