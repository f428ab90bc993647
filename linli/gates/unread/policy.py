"""Who may see what could not be read: the city's own desks. The doors add to it and read none of it."""

from linli.plumbing.policy import Anyone, ByScope, Login, Policy, declare

declare(
    Policy(
        table="unread_message",
        logins={
            "public": Login(verbs="insert", rows=Anyone()),
            "desk": Login(verbs="select, update", rows=ByScope()),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        actions={"unread.settle": frozenset({"clerk", "supervisor"})},
        why="staff of the division it came to: nobody knows yet where it belongs, so that is the city",
    )
)
