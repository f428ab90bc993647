"""Who may see notices: the one they are for. The worker writes and sends them."""

from linli.plumbing import robots
from linli.plumbing.policy import ByAccount, ByScope, BySubject, Login, Policy, declare
from linli.plumbing.robots import Robot

declare(
    Policy(
        table="notices_notice",
        logins={
            "public": Login(verbs="select, update", rows=BySubject()),
            "desk": Login(verbs="select, update", rows=ByAccount()),
            "worker": Login(verbs="select, insert, update, delete", rows=ByScope()),
        },
        why="the reader it is addressed to",
    )
)

robots.declare(Robot("messages", "sends one notice by text message, mail or in the app"))
