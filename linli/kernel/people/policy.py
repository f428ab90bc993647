"""Who may see persons, links, accounts and posts.

A subject and a person's papers are opened to staff by the cases they stand behind; that part is declared
in ``cases/policy.py``, the higher room. Accounts are found at login by key through one narrow function.
"""

from linli.plumbing.policy import (
    Anyone,
    ByAccount,
    ByScope,
    BySubject,
    Login,
    Policy,
    Through,
    declare,
)

_WRITE = "select, insert, update"
_ADD = "select, insert"  # whose row a person or account is decides what is seen, so no surface may change it
_STAFF = frozenset(
    {"clerk", "grid_worker", "property_staff", "street_clerk", "street_lead", "coordinator", "supervisor"}
    | {"enforcement_staff", "emergency_staff", "public_order_staff", "data_officer"}
)
_KEEPERS = frozenset({"supervisor", "robot"})
_INGEST = Login(verbs="select, insert", rows=Anyone())


def _of_the_city(table: str, *actions: str, public: bool) -> Policy:
    """Who holds which office is no secret; imports change it, and who keeps the units of the city."""
    logins = {"desk": Login(verbs=_WRITE), "worker": Login(), "ingest": Login(verbs=_WRITE)}
    if public:
        logins["public"] = Login()
    return Policy(table=table, walled=False, logins=logins, actions=dict.fromkeys(actions, _KEEPERS))


declare(
    Policy(
        table="people_person",
        logins={
            "public": Login(verbs="select", rows=BySubject()),
            "desk": Login(verbs=_ADD, rows=Through("people_residence", "person_id")),
            "worker": Login(verbs=_ADD, rows=Through("people_residence", "person_id")),
            "ingest": _INGEST,
        },
        actions={
            "person.add": frozenset({"clerk", "grid_worker", "street_clerk", "data_officer", "robot"}),
            "person.see": _STAFF,
        },
        why="staff of the communities a person has a link to; the person",
    ),
    Policy(
        table="people_residence",
        logins={
            "public": Login(verbs="select", rows=BySubject()),
            "desk": Login(verbs=_ADD, rows=ByScope()),
            "worker": Login(verbs=_ADD, rows=ByScope()),
            "ingest": _INGEST,
        },
        why="staff of the community the dwelling lies in; the person",
    ),
    Policy(
        table="people_account",
        logins={
            "public": Login(verbs=_ADD, rows=ByAccount("id")),
            "desk": Login(rows=ByAccount("id")),
            "worker": Login(verbs="select", rows=ByAccount("id")),
            "ingest": _INGEST,
        },
        actions={
            "account.register": frozenset({"visitor", "robot"}),
            "staff.add": frozenset({"robot"}),
        },
        why="the holder of the account",
    ),
    Policy(
        table="people_mandate",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=Through("people_residence", "subject_id", "subject_id")),
            "worker": Login(verbs="select", rows=Through("people_residence", "subject_id", "subject_id")),
        },
        actions={
            "mandate.give": frozenset({"resident", "clerk"}),
            "mandate.revoke": frozenset({"resident", "clerk"}),
        },
        why="the giver; who acts under it, whose hat then sees the giver's subject; staff of the giver's community",
    ),
    Policy(
        table="people_login_code",
        logins={
            "public": Login(verbs="select, insert, update, delete", rows=Anyone()),
            "worker": Login(verbs="select, delete", rows=Anyone()),
        },
        why="nobody: found by the keyed hash of a phone, and holding only hashes",
    ),
    _of_the_city("people_organisation", "organisation.add", "organisation.end", public=True),
    _of_the_city("people_post", "post.add", "post.end", public=False),
    _of_the_city("people_duty", "duty.add", "duty.end", public=True),
)
