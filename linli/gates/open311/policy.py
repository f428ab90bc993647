"""Who may use the tables of the gate. Keys are made at the desk; the public surface looks them up by their hash."""

from linli.plumbing import robots
from linli.plumbing.policy import BySubject, Login, Policy, Through, declare, open_table
from linli.plumbing.robots import Robot

declare(
    Policy(
        table="open311_key",
        walled=False,
        logins={"public": Login(), "desk": Login(verbs="select, insert, update"), "worker": Login()},
        actions={"key.make": frozenset({"supervisor"})},
        fresh=("key.make",),
        why="supervisors of the city; found by the keyed hash of the key",
    ),
    open_table("open311_relayed", desk="select", worker="select, insert, update"),
    open_table("open311_filed", public="select, insert", desk="select", worker="select"),
    Policy(
        table="open311_media",
        logins={
            "public": Login(verbs="select, insert", rows=BySubject()),
            "worker": Login(verbs="select, update, delete", rows=Through("cases_task", "case_id", "case_id")),
        },
        why="whoever sent the address, in the request that sends it; the worker that fetches it",
    ),
)

robots.declare(
    Robot("relay", "passes cases on to contractors and writes down what they answer"),
    Robot("pictures", "fetches a picture that a program has named and adds it to its case"),
)
