"""Who may see and move cases.

Staff see a case by key through its tasks, which are kept when done; residents through its subject. Lists and
counts start from the task. The rows of lower rooms that a case opens (the reporter's side, the photos)
are declared here, because only this room knows the tasks.
"""

from linli.kernel.cases.packs_owners import ROLES
from linli.plumbing import robots
from linli.plumbing.policy import (
    Anyone,
    Both,
    ByScope,
    BySubject,
    KeptFor,
    Login,
    NotAbout,
    Policy,
    Through,
    declare,
    open_table,
)
from linli.plumbing.robots import Reach, Robot

VISITORS = frozenset({"visitor", "resident"})
WORKERS = ROLES
OVERSEERS = frozenset({"street_lead", "supervisor"})
CALL_TAKERS = frozenset({"clerk", "street_clerk"})

_WRITE = "select, insert, update"
_ADD = "select, insert"
_OF_PLACE = Both(ByScope(once=True), NotAbout())
_BY_TASK = Through("cases_task", "case_id")
_TASK_OF = Through("cases_task", "case_id", "case_id")
_CASE_OF = Through("cases_case", "id", "case_id")
_WHY = "staff of the units that hold or held a task of the case; the reporter and whoever holds the receipt code"


def _of_case(table: str, verbs: str) -> Policy:
    """A table whose rows belong to a case and are seen by whoever sees the case."""
    return Policy(
        table=table,
        logins={
            "public": Login(verbs=verbs, rows=_CASE_OF),
            "desk": Login(verbs=verbs, rows=_TASK_OF),
            "worker": Login(verbs=verbs, rows=_TASK_OF),
        },
        why=_WHY,
    )


def _of_staff(table: str, verbs: str) -> Policy:
    """The same for what residents do not read."""
    rows = Login(verbs=verbs, rows=_TASK_OF)
    return Policy(table=table, logins={"desk": rows, "worker": rows}, why="staff who see the case")


declare(
    Policy(
        table="cases_case",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=_BY_TASK),
            "worker": Login(verbs=_WRITE, rows=_BY_TASK),
        },
        actions={
            "case.report": VISITORS | WORKERS | {"robot"},
            "case.see": VISITORS | WORKERS,
            "case.add": VISITORS | WORKERS,
            "case.rate": VISITORS,
            "case.act": WORKERS | {"robot"},
            "case.record": frozenset({"robot"}),
            "case.oversee": OVERSEERS,
            "case.supervise": OVERSEERS,
            "case.correct": WORKERS,
            "case.pause": WORKERS,
            "case.withdraw": VISITORS | {"clerk", "robot"},
            "case.cluster": WORKERS,
            "case.cluster_any": frozenset({"clerk", "street_clerk", "street_lead", "supervisor"}),
        },
        why=_WHY,
    ),
    Policy(
        table="cases_task",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=_OF_PLACE),
            "worker": Login(verbs=_WRITE, rows=ByScope()),
        },
        why=_WHY + "; never the unit or the member of staff it is about",
    ),
    _of_case("cases_event", _ADD),
    _of_case("cases_event_body", _ADD),
    _of_case("cases_clock", _WRITE),
    _of_case("cases_handover", _ADD),
    _of_staff("cases_supervision", _WRITE),
    _of_staff("cases_escalation", _ADD),
    _of_staff("cases_pledge", _WRITE),
    Policy(
        table="cases_cluster_member",
        logins={"desk": Login(verbs=_WRITE, rows=_TASK_OF), "worker": Login(verbs=_WRITE, rows=_TASK_OF)},
        why="staff who see the member; never a reporter, so that reporters of one cluster do not meet",
    ),
    Policy(
        table="cases_call",
        logins={
            "desk": Login(verbs=_WRITE, rows=ByScope()),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        actions={"call.take": CALL_TAKERS, "call.see": CALL_TAKERS | OVERSEERS},
        why="the desk that took the call, and those who oversee its place; residents have no list of calls",
    ),
    Policy(
        table="cases_pool_entry",
        logins={"desk": Login(rows=_OF_PLACE)},
        why="the desks of the matter's place, as long as it is open; never the unit or the member of staff it is about",
    ),
    open_table("cases_learning", public="select", desk="select", worker="select, insert, delete"),
    Policy(
        table="cases_origin",
        logins={"worker": Login(verbs=_ADD, rows=_TASK_OF)},
        why="nobody: a keyed hash, read by the import that wrote it",
    ),
    Policy(
        table="people_subject",
        logins={
            "public": Login(verbs=_ADD, rows=BySubject("id")),
            "desk": Login(verbs=_ADD, rows=Both(Through("cases_task", "subject_id"), KeptFor("clerk"))),
            "worker": Login(verbs=_ADD, rows=Through("cases_task", "subject_id")),
            "ingest": Login(verbs=_ADD, rows=Anyone()),
        },
        why=_WHY + "; where the reporter asked for secrecy, of all desks only that of intake",
    ),
    Policy(
        table="papers_paper",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject("owner_subject")),
            "desk": Login(verbs=_WRITE, rows=_TASK_OF),
            "worker": Login(verbs=_WRITE, rows=_TASK_OF),
        },
        why=_WHY,
    ),
    Policy(
        table="papers_owner_key",
        logins={
            "public": Login(verbs=_ADD, rows=BySubject("subject")),
            "desk": Login(verbs=_ADD, rows=Through("papers_paper", "owner_subject", "subject")),
            "worker": Login(verbs="select, insert, delete", rows=Through("papers_paper", "owner_subject", "subject")),
        },
        why=_WHY,
    ),
    open_table("cases_punctuality", public="select", desk="select", worker="select, insert, delete"),
)

robots.declare(
    Robot("tell", "writes the messages that a fact leads to, to reporters, desks and followers"),
    Robot(
        "lamps", "turns lamps, climbs the ladder of a late task, closes what nobody answered", frozenset({"case.act"})
    ),
    Robot("succession", "hands on what ended desks held", frozenset({"case.act"})),
    Robot("parents", "tells a case that one opened for it is closed", frozenset({"case.act"})),
    Robot("clusters", "answers the members of a cluster with their lead, counts who brought a matter"),
    Robot("learning", "counts which words lead to which item", frozenset({"case.act"})),
    Robot("doctor", "reads what waits, for linli doctor"),
    Robot("jobs", "puts jobs of a dead worker back", reach=Reach.NOWHERE),
)
