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
    open_table,
)

_WRITE = "select, insert, update"
_INGEST = Login(verbs="select, insert", rows=Anyone())

declare(
    Policy(
        table="people_person",
        logins={
            "public": Login(verbs="select", rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=Through("people_residence", "person_id")),
            "worker": Login(verbs=_WRITE, rows=Through("people_residence", "person_id")),
            "ingest": _INGEST,
        },
        why="staff of the communities a person has a link to; the person",
    ),
    Policy(
        table="people_residence",
        logins={
            "public": Login(verbs="select", rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=ByScope()),
            "worker": Login(verbs=_WRITE, rows=ByScope()),
            "ingest": _INGEST,
        },
        why="staff of the community the dwelling lies in; the person",
    ),
    Policy(
        table="people_account",
        logins={
            "public": Login(verbs=_WRITE, rows=ByAccount("id")),
            "desk": Login(verbs="select, update", rows=ByAccount("id")),
            "worker": Login(verbs="select", rows=ByAccount("id")),
            "ingest": _INGEST,
        },
        why="the holder of the account",
    ),
    Policy(
        table="people_mandate",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject("taker_subject_id")),
            "desk": Login(verbs="select", rows=Through("people_residence", "subject_id", "subject_id")),
            "worker": Login(verbs="select", rows=Through("people_residence", "subject_id", "subject_id")),
        },
        why="who acts under the mandate; staff of the giver's community",
    ),
    Policy(
        table="people_login_code",
        logins={"public": Login(verbs="select, insert, update, delete", rows=Anyone())},
        why="nobody: found by the keyed hash of a phone, and holding only hashes",
    ),
    open_table("people_organisation", public="select", desk="select", worker="select", ingest="select, insert"),
    open_table("people_post", desk="select", worker="select", ingest="select, insert"),
    open_table("people_duty", public="select", desk="select", worker="select", ingest="select, insert"),
)
