"""The public face of cases is open to everybody; the surfaces that open and answer cases write it.

Who follows a matter is seen by the follower alone, and by the worker that sends the news.
"""

from linli.plumbing.policy import ByScope, BySubject, Login, Policy, declare, open_table

_WRITE = "select, insert, update"
_ALL = "select, insert, update, delete"
_FOLLOWERS = frozenset({"visitor", "resident"})

declare(
    open_table("publications_public_face", public=_ALL, desk=_ALL, worker=_ALL),
    open_table("publications_public_event", public=_ALL, desk=_ALL, worker=_ALL),
    open_table("publications_public_photo", public="select, delete", desk=_ALL, worker=_ALL),
    Policy(
        table="publications_follower",
        logins={
            "public": Login(verbs=_ALL, rows=BySubject()),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        actions={"face.see": _FOLLOWERS, "face.follow": _FOLLOWERS},
        why="the follower; the worker, which sends the news",
    ),
)
