"""Who may see letters: staff of the division the case lies in. The receiver adds them and reads none."""

from linli.plumbing import robots
from linli.plumbing.policy import Anyone, ByScope, Login, Policy, declare
from linli.plumbing.robots import Robot

declare(
    Policy(
        table="mail_letter",
        logins={
            "public": Login(verbs="insert", rows=Anyone()),
            "desk": Login(verbs="select", rows=ByScope()),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        why="staff of the division the case of the letter lies in",
    ),
    Policy(
        table="mail_thread",
        logins={
            "public": Login(verbs="select", rows=Anyone()),
            "worker": Login(verbs="select, insert, delete", rows=Anyone()),
        },
        why="nobody: found by the keyed hash of a token that stands in one mail only, and holding only ids",
    ),
)

robots.declare(Robot("letters", "remembers by which mails a case can be answered, tells whose letter was cut short"))
