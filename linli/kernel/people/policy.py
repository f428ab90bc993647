"""Who may see persons, links, accounts and posts.

A subject and a person's papers are opened to staff by the cases they stand behind; that part is declared
in ``cases/policy.py``, the higher room. Accounts are found at login by key through one narrow function.
"""

from dataclasses import replace

from linli.plumbing.policy import (
    Anyone,
    ByAccount,
    ByScope,
    BySubject,
    Login,
    OwnAt,
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
STAFF = _STAFF
_REGISTRARS = frozenset({"clerk", "grid_worker", "street_clerk", "data_officer", "robot"})
_DECIDERS = frozenset({"clerk", "street_clerk", "data_officer", "robot"})
_OFFICERS = frozenset({"data_officer", "robot"})
_KEEPERS = frozenset({"supervisor", "robot"})
_GIVERS = _KEEPERS | {"street_lead", "security_administrator"}
_INGEST = Login(verbs="select, insert", rows=Anyone())
_TAKES_BACK = ", delete"  # the worker's: what an import brought and nobody touched, what is over, what is erased


# Of a person's own row everything may be put right but whose row it is.
_OF_PERSON = (
    "name_sealed", "sort", "id_number_sealed", "id_number_blind", "phone_sealed", "phone_blind", "birth_year", "sex",
    "born_sealed", "document", "registered_in", "died", "source", "confirmed", "until", "merged_into",
)  # fmt: skip
_OF_LINK = ("scope_id", "until", "source", "confirmed")  # a division may be split, and its links move with it
_OF_LOOK = (
    "state", "until", "agreed", "agreed_by", "agreed_who", "reviewed", "reviewed_by", "reviewed_who", "fit", "remark",
)  # fmt: skip
_BY_LINK = Through("people_residence", "person_id")
_BY_PERSON = Through("people_residence", "person_id", "person_id")
_OF_HOUSEHOLD = Through("people_household", "id", "household_id")
_OF_THEMSELVES = Login(rows=Through("people_person", "id", "person_id"))


def _of_the_community(table: str, *actions: str, who: frozenset[str] = _REGISTRARS, **public: Login) -> Policy:
    """What staff write down about a dwelling of their communities."""
    rows = Login(verbs=_WRITE, rows=ByScope())
    return Policy(
        table=table,
        logins={**public, "desk": rows, "worker": replace(rows, verbs=_WRITE + _TAKES_BACK), "ingest": _INGEST},
        actions=dict.fromkeys(actions, who),
        why="staff of the community the dwelling lies in" + ("; whose dwelling it is" if public else ""),
    )


def _past(table: str, rows: ByScope | Through, *changes: str, **public: Login) -> Policy:
    kept = Login(verbs=_ADD, rows=rows, changes=changes)
    worker = replace(kept, verbs=_ADD + _TAKES_BACK)
    return Policy(
        table=table,
        logins={**public, "desk": kept, "worker": worker, "ingest": _INGEST},
        why="staff who see the record it is of" + ("; the person" if public else ""),
    )


def _at_the_door(
    table: str, verbs: str, *changes: str, worker: Anyone | None = None, ingest: Login | None = None
) -> Policy:
    """What opens a door: whoever comes in sees their own of this surface. The worker takes it away with the login, and
    hands it out in the copy its holder asked for, so it sees what is of the one it acts for.
    """
    logins = {one: Login(verbs=verbs, rows=OwnAt(one), changes=changes) for one in ("public", "desk")}
    logins["worker"] = Login(verbs="select, delete", rows=worker or ByAccount())
    if ingest is not None:
        logins["ingest"] = ingest
    return Policy(table=table, logins=logins, why="the holder of the account, at the surface it belongs to")


def _of_the_city(
    table: str, *actions: str, public: bool, worker: str = "select", who: frozenset[str] = _KEEPERS
) -> Policy:
    """Who holds which office is no secret; imports change it, and who keeps the units of the city, freshly proven."""
    logins = {"desk": Login(verbs=_WRITE), "worker": Login(verbs=worker), "ingest": Login(verbs=_WRITE)}
    if public:
        logins["public"] = Login()
    return Policy(table=table, walled=False, logins=logins, actions=dict.fromkeys(actions, who), fresh=actions)


declare(
    Policy(
        table="people_person",
        logins={
            "public": Login(verbs="select", rows=BySubject(), changes=("confirmed",)),
            "desk": Login(verbs=_ADD, rows=_BY_LINK, changes=_OF_PERSON),
            "worker": Login(verbs=_ADD + _TAKES_BACK, rows=_BY_LINK, changes=_OF_PERSON),
            "ingest": _INGEST,
        },
        actions={
            "person.add": _REGISTRARS,
            "person.correct": _REGISTRARS,
            "person.confirm": _REGISTRARS | {"resident"},
            "person.merge": _DECIDERS,
            "person.see": _STAFF,
            "person.export": frozenset({"data_officer"}),
            "person.forget": frozenset({"robot"}),
        },
        fresh=("person.export",),
        why="staff of the communities a person has a link to; the person",
    ),
    Policy(
        table="people_residence",
        logins={
            "public": Login(verbs="select", rows=BySubject(), changes=("confirmed",)),
            "desk": Login(verbs=_ADD, rows=ByScope(), changes=_OF_LINK),
            "worker": Login(verbs=_ADD + _TAKES_BACK, rows=ByScope(), changes=_OF_LINK),
            "ingest": _INGEST,
        },
        why="staff of the community the dwelling lies in; the person",
    ),
    _of_the_community(
        "people_dwelling",
        "dwelling.correct",
        public=Login(rows=Through("people_residence", "place_id", "place_id", running=True)),
    ),
    _of_the_community("people_letting", "letting.register", public=Login(rows=BySubject())),
    _of_the_community(
        "people_household",
        "household.form",
        public=Login(rows=Through("people_household_member", "household_id", running=True)),
    ),
    Policy(
        table="people_household_member",
        logins={
            "public": _OF_THEMSELVES,
            "desk": Login(verbs=_WRITE, rows=_OF_HOUSEHOLD),
            "worker": Login(verbs=_WRITE + _TAKES_BACK, rows=_OF_HOUSEHOLD),
            "ingest": _INGEST,
        },
        why="staff who see the household; of its members each sees that they are one, and nobody else",
    ),
    _past("people_past_value", _BY_PERSON, public=_OF_THEMSELVES),
    _past("people_past_fact", ByScope(), "scope_id"),
    Policy(
        table="people_proposal",
        logins={
            "public": Login(verbs=_ADD, rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=ByScope()),
            "worker": Login(verbs=_WRITE + _TAKES_BACK, rows=ByScope()),
        },
        actions={
            "proposal.make": _STAFF | {"resident", "robot", "program"},
            "proposal.decide": _DECIDERS | {"grid_worker"},
            "organisation.take_in": _OFFICERS,
        },
        why="staff of the community it is about; the resident who proposed it",
    ),
    Policy(
        table="people_look",
        logins={
            "public": Login(rows=BySubject()),
            "desk": Login(verbs=_ADD, rows=ByScope(), changes=_OF_LOOK),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        actions={
            "look.agree": frozenset({"street_lead", "supervisor"}),
            "look.review": frozenset({"supervisor"}),
        },
        fresh=("look.agree",),
        why="whoever was looked at; staff who oversee the desk that looked",
    ),
    Policy(
        table="people_account",
        logins={
            "public": Login(verbs=_ADD, rows=ByAccount("id")),
            "desk": Login(rows=ByAccount("id"), changes=("password",)),
            "worker": Login(verbs="select", rows=ByAccount("id")),
            "ingest": _INGEST,
        },
        actions={
            "account.register": frozenset({"visitor", "robot"}),
            "staff.add": frozenset({"robot"}),
            "login.keep": frozenset({"system_administrator"}),
        },
        fresh=("login.keep",),
        why="the holder of the account",
    ),
    Policy(
        table="people_mandate",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject()),
            "desk": Login(verbs=_WRITE, rows=Through("people_residence", "subject_id", "subject_id")),
            "worker": Login(verbs="select, delete", rows=Through("people_residence", "subject_id", "subject_id")),
        },
        actions={
            "mandate.give": frozenset({"resident", "clerk"}),
            "mandate.revoke": frozenset({"resident", "clerk"}),
            "mandate.take": frozenset({"resident"}),
        },
        fresh=("mandate.give", "mandate.revoke"),
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
    _at_the_door("people_factor", _ADD, "last_step", "signs", "used", "until", ingest=_INGEST),
    _at_the_door("people_recovery_code", _ADD, "used"),
    _at_the_door("people_sign_in", _ADD, "seen", "ended", worker=Anyone()),
    Policy(
        table="people_mandate_offer",
        logins={
            "public": Login(verbs=_ADD, rows=BySubject(), changes=("until",)),
            "worker": Login(verbs="select, delete", rows=Anyone()),
        },
        why="who offers the mandate",
    ),
    Policy(
        table="people_city_login",
        logins={
            "public": Login(verbs=_ADD, rows=ByAccount()),
            "worker": Login(verbs="select, delete", rows=ByAccount()),
        },
        why="the holder of the account",
    ),
    Policy(
        table="people_identity_check",
        logins={
            "public": Login(rows=ByAccount()),
            "desk": Login(rows=_BY_PERSON),
            "worker": Login(verbs="select, delete", rows=_BY_PERSON),
        },
        actions={"identity.check": frozenset({"clerk", "street_clerk"})},
        fresh=("identity.check",),
        why="the holder of the account; staff of the communities the person has a link to",
    ),
    Policy(
        table="people_organisation",
        walled=False,
        logins={
            "public": Login(),
            "desk": Login(verbs=_WRITE),
            "worker": Login(verbs=_WRITE + _TAKES_BACK),
            "ingest": Login(verbs=_WRITE),
        },
        actions={
            "organisation.add": _KEEPERS,
            "organisation.end": _KEEPERS,
            "organisation.register": _REGISTRARS,
        },
        fresh=("organisation.end",),
    ),
    _of_the_city("people_post", "post.add", "post.end", public=False, worker="select, update", who=_GIVERS),
    _of_the_city("people_duty", "duty.add", "duty.end", public=True, worker=_WRITE),
)
