"""Who may see what a person asked about their data: the person; of an erasure, the data officers of their division.

The worker makes copies, carries erasures out and takes away what is over; rows of looks it may only take away.
"""

from linli.plumbing import robots
from linli.plumbing.policy import Anyone, ByScope, BySubject, Login, Policy, declare
from linli.plumbing.robots import Robot

OFFICERS = frozenset({"data_officer"})
READERS = OFFICERS | {"supervisor", "auditor"}
_TAKES = frozenset({"person.forget", "copy.make"})  # how a room takes away what is more than a row

declare(
    Policy(
        table="rights_look",
        logins={
            "public": Login(verbs="select", rows=BySubject()),
            "desk": Login(verbs="insert", rows=Anyone()),
            "worker": Login(verbs="select, insert, delete", rows=Anyone()),
        },
        actions={"held.see": frozenset({"resident"}), "held.ask": frozenset({"resident"})},
        why="whom the look was about; who looked adds it and reads none",
    ),
    Policy(
        table="rights_copy",
        logins={
            "public": Login(verbs="select, insert, update", rows=BySubject()),
            "worker": Login(verbs="select, update, delete", rows=Anyone()),
        },
        actions={"copy.make": frozenset({"robot"}), "terms.keep": frozenset({"robot"})},
        why="whoever asked for it; the worker, which makes it and takes it away",
    ),
    Policy(
        table="rights_erasure",
        logins={
            "public": Login(verbs="select, insert, update", rows=BySubject()),
            "desk": Login(verbs="select, update", rows=ByScope()),
            "worker": Login(verbs="select, update, delete", rows=ByScope()),
        },
        actions={"erasure.decide": OFFICERS, "erasure.see": READERS, "erasure.do": frozenset({"robot"})},
        fresh=("erasure.decide",),
        why="whoever asked for it; data officers of the division they live in",
    ),
    Policy(
        table="rights_hold",
        logins={
            "public": Login(rows=BySubject("told_subject_id")),
            "desk": Login(verbs="select, insert", rows=ByScope()),
            "worker": Login(verbs="select, delete", rows=Anyone()),
        },
        actions={"hold.place": OFFICERS, "hold.end": OFFICERS, "hold.see": OFFICERS | {"auditor"}},
        fresh=("hold.place", "hold.end"),
        why="data officers and auditors of the division the person lives in; the person, unless the basis forbids it",
    ),
    Policy(
        table="rights_sweep",
        walled=False,
        logins={"desk": Login(), "worker": Login(verbs="select, insert, delete")},
        actions={"terms.see": OFFICERS | {"auditor"}},
    ),
    Policy(
        table="rights_assessment",
        walled=False,
        logins={"desk": Login(verbs="select, insert"), "worker": Login(verbs="select, delete")},
        actions={"assessment.see": READERS, "assessment.write": OFFICERS},
    ),
)

robots.declare(
    Robot("copy", "makes the copy of what is held about somebody, takes it away in time", frozenset({"copy.make"})),
    Robot("erase", "erases what a data officer has decided is to be erased", _TAKES | {"erasure.do"}),
    Robot("retention", "takes away what is older than its rule", _TAKES | {"terms.keep"}),
)
