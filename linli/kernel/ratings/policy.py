"""Who may give and see ratings: the reporter gives one; staff who see the case see the grade, never the rater."""

from linli.kernel.cases.policy import WORKERS
from linli.plumbing import robots
from linli.plumbing.policy import Login, Policy, Through, declare
from linli.plumbing.robots import Robot

CALLERS = frozenset({"clerk", "supervisor"})
KEEPERS = WORKERS - {"grid_worker", "coordinator"}  # whose unit answers, and who oversees it

declare(
    Policy(
        table="ratings_rating",
        logins={
            "public": Login(verbs="select, insert", rows=Through("cases_case", "id", "case_id")),
            "desk": Login(verbs="select, insert", rows=Through("cases_task", "case_id", "case_id")),
            "worker": Login(verbs="select, insert", rows=Through("cases_task", "case_id", "case_id")),
        },
        why="whoever sees the case sees its grade; nobody sees who gave it",
    ),
    Policy(
        table="ratings_follow_up",
        logins={
            "desk": Login(verbs="select, insert, update", rows=Through("cases_task", "case_id", "case_id")),
            "worker": Login(verbs="select, insert, update", rows=Through("cases_task", "case_id", "case_id")),
        },
        actions={
            "follow_up.record": CALLERS,
            "follow_up.ask": CALLERS | {"street_lead", "robot"},
        },
        why="staff who see the case; who has handled it cannot record a call about it",
    ),
    Policy(
        table="ratings_rectification",
        logins={
            "public": Login(verbs="select, insert", rows=Through("cases_case", "id", "case_id")),
            "desk": Login(verbs="select, insert, update", rows=Through("cases_task", "case_id", "case_id")),
            "worker": Login(verbs="select, insert", rows=Through("cases_task", "case_id", "case_id")),
        },
        actions={"ledger.see": KEEPERS},
        why="staff who see the case, and its reporter",
    ),
    Policy(
        table="ratings_exclusion",
        logins={
            "desk": Login(verbs="select, insert", rows=Through("cases_task", "case_id", "case_id")),
            "worker": Login(verbs="select", rows=Through("cases_task", "case_id", "case_id")),
        },
        why="staff who see the case",
    ),
)

robots.declare(Robot("call_backs", "puts on the callers' list who has no account", frozenset({"follow_up.ask"})))
