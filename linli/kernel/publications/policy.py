"""What is published is open to everybody; who sent it is not.

The public face of cases is written by the surfaces that open and answer cases; only a desk takes one away, where a
case turns out to be about staff, or to be a matter that is not shown. Announcements, topics and replies
are written by the desks of their place, also where a resident's words are shown; what residents send lies behind
the walls. Who follows a matter is seen by the follower alone, and by the worker that sends the news.
"""

from linli.plumbing import robots
from linli.plumbing.policy import Anyone, ByScope, BySubject, Login, Policy, Through, declare, open_table
from linli.plumbing.robots import Reach, Robot

EDITORS = frozenset({"clerk", "street_clerk", "street_lead"})
OVERSEERS = frozenset({"street_lead", "supervisor"})

_ADD = "select, insert"
_WRITE = "select, insert, update"
_ALL = "select, insert, update, delete"
_FOLLOWERS = frozenset({"visitor", "resident"})
_WHY = "everybody reads it; the desks of its place and of the divisions above write it"
_OF_PUBLICATION = Through("publications_publication", "id", "publication_id")

declare(
    open_table("publications_public_face", public=_WRITE, desk=_ALL, worker=_WRITE),
    open_table("publications_public_event", public="select, insert", desk="select, insert, delete", worker=_ADD),
    open_table("publications_public_photo", public="select", desk=_ALL, worker="select, update"),
    Policy(
        table="publications_follower",
        logins={
            "public": Login(verbs=_ALL, rows=BySubject()),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        actions={"face.follow": _FOLLOWERS},
        why="the follower; the worker, which sends the news",
    ),
    Policy(
        table="publications_publication",
        logins={
            "public": Login(verbs="select", rows=Anyone()),
            "desk": Login(verbs=_WRITE, rows=ByScope()),
            "worker": Login(verbs="select, update", rows=ByScope()),
        },
        actions={
            "publication.see": EDITORS | OVERSEERS,
            "publication.submit": frozenset({"resident"}),
            "publication.write": EDITORS,
            "publication.oversee": OVERSEERS,
        },
        why=_WHY,
    ),
    Policy(
        table="publications_wording",
        logins={"desk": Login(verbs="select, insert", rows=_OF_PUBLICATION)},
        why="the desks of the place",
    ),
    Policy(
        table="publications_reply",
        logins={
            "public": Login(verbs="select", rows=Anyone()),
            "desk": Login(verbs=_WRITE, rows=_OF_PUBLICATION),
            "worker": Login(verbs="select", rows=_OF_PUBLICATION),
        },
        why=_WHY,
    ),
    Policy(
        table="publications_submission",
        logins={
            "public": Login(verbs=_WRITE, rows=BySubject()),
            "desk": Login(verbs="select, update", rows=ByScope()),
            "worker": Login(verbs="select, delete", rows=ByScope()),
        },
        why="whoever sent it, and the desks of the place",
    ),
)

robots.declare(
    Robot("editors", "reminds editors of what has to be looked at"),
    Robot("photos", "draws photos anew, copies released ones for everybody", reach=Reach.DIVISION),
    Robot("sweeper", "takes away what is over: codes, sessions, kept forms, followers, lines of lists"),
)
