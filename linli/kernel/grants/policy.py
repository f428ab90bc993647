"""Who opens data, asks for it, decides and uses it; and who may read what a person agreed to.

Which body receives what is no secret, so those tables have no wall; they hold no resident. Whether a post belongs to
the unit that owns or asked is checked by the action. A requester never decides: the database refuses it.
"""

from linli.plumbing.policy import BySubject, Login, Policy, Through, declare, open_table

_STAFF = frozenset(
    {"clerk", "street_clerk", "street_lead", "coordinator", "supervisor", "data_officer"}
    | {"enforcement_staff", "emergency_staff", "public_order_staff"}
)
_OFFICERS = frozenset({"data_officer"})
_WRITE = "select, insert, update"
_BY_LINK = Through("people_residence", "subject_id", "subject_id")
_TAKE_BACK = ("withdrawn", "withdrawn_by")

declare(
    Policy(
        table="grants_item",
        walled=False,
        logins={"public": Login(), "desk": Login(verbs="select, insert"), "worker": Login()},
        actions={
            "open_list.see": _STAFF | {"grid_worker"},
            "open_list.draft": _STAFF,
            "open_list.own": _STAFF,
            "open_list.publish": _OFFICERS,
        },
        fresh=("open_list.publish",),
        why="everybody: which unit answers for which data is no secret",
    ),
    open_table("grants_revision", desk=_WRITE, worker="select"),
    open_table("grants_listing", public="select", desk=_WRITE, worker="select"),
    Policy(
        table="grants_request",
        walled=False,
        logins={"desk": Login(verbs=_WRITE), "worker": Login()},
        actions={
            "grant.ask": _STAFF,
            "grant.decide": _STAFF,
            "grant.release": _OFFICERS,
            "grant.revoke": _STAFF,
        },
        fresh=("grant.decide", "grant.release", "grant.revoke"),
        why="staff: which unit asked for what, and who decided it",
    ),
    Policy(
        table="grants_grant",
        walled=False,
        logins={
            "public": Login(),
            "desk": Login(verbs="select, insert", changes=("revoked", "revoked_by", "reason")),
            "worker": Login(),
        },
        actions={"grant.use": _STAFF | {"grid_worker", "program"}},
        why="everybody: who receives what, for which purpose, until when",
    ),
    open_table("grants_key", desk=_WRITE, worker="select"),
    open_table("grants_use", desk="select, insert", worker="select"),
    open_table("grants_nonce", desk="select, insert, delete", worker="select, delete"),
    Policy(
        table="grants_agreement",
        walled=False,
        logins={"public": Login(), "desk": Login(verbs="select, insert"), "worker": Login()},
        actions={"agreement.publish": _OFFICERS},
        why="everybody: what persons are asked to agree to",
    ),
    open_table("grants_agreement_revision", public="select", desk="select, insert", worker="select"),
    Policy(
        table="grants_acknowledgement",
        walled=False,
        logins={"desk": Login(verbs="select, insert"), "worker": Login()},
        actions={"manual.read": _STAFF | {"grid_worker", "property_staff"}},
        why="staff: who has read which manual is what a colleague may ask",
    ),
    Policy(
        table="grants_consent",
        logins={
            "public": Login(verbs="select, insert", rows=BySubject(), changes=_TAKE_BACK),
            "desk": Login(verbs="select, insert", rows=_BY_LINK, changes=_TAKE_BACK),
            "worker": Login(verbs="select, delete", rows=_BY_LINK, changes=_TAKE_BACK),
        },
        actions={
            "consent.give": frozenset({"resident", "clerk"}),
            "consent.withdraw": frozenset({"resident", "clerk"}),
        },
        why="the person; staff of the communities a person has a link to",
    ),
)
