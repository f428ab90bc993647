"""Who may see and make web hooks: those who oversee the cases of the place."""

from linli.plumbing import robots
from linli.plumbing.policy import ByScope, Login, Policy, declare
from linli.plumbing.robots import Robot

_OVERSEERS = frozenset({"street_lead", "supervisor"})
_WHY = "those who oversee the cases of the division the web hook is for"

declare(
    Policy(
        table="webhooks_hook",
        logins={
            "desk": Login(verbs="select, insert, update", rows=ByScope()),
            "worker": Login(verbs="select, update", rows=ByScope()),
        },
        actions={"webhook.keep": _OVERSEERS},
        fresh=("webhook.keep",),
        why=_WHY,
    ),
    Policy(
        table="webhooks_delivery",
        logins={
            "desk": Login(verbs="select, update", rows=ByScope()),
            "worker": Login(verbs="select, insert, update, delete", rows=ByScope()),
        },
        why=_WHY,
    ),
)

robots.declare(Robot("hooks", "sends what happens to a case to those who were allowed to hear of it"))
