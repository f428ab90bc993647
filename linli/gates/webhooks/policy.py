"""Who may see and make web hooks: those who oversee the cases of the place."""

from linli.plumbing.policy import ByScope, Login, Policy, declare

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
