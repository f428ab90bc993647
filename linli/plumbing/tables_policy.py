"""Who may use the technical tables. They name no person; rows are found by keys nobody can guess."""

from linli.plumbing import robots
from linli.plumbing.policy import Anyone, ByScope, Login, Policy, declare, open_table
from linli.plumbing.robots import Reach, Robot

ALL = "select, insert, update, delete"

declare(
    Policy(
        table="plumbing_search_token",
        logins={
            "public": Login(verbs="insert", rows=Anyone()),
            "desk": Login(verbs=ALL, rows=ByScope()),
            "worker": Login(verbs=ALL, rows=ByScope()),
            "ingest": Login(verbs="select, insert", rows=Anyone()),
        },
        why="staff of the division the record lies in; whoever adds a record files it without reading",
    ),
    Policy(
        table="plumbing_name_token",
        logins={
            "desk": Login(verbs=ALL, rows=ByScope()),
            "worker": Login(verbs=ALL, rows=ByScope()),
            "ingest": Login(verbs=ALL, rows=Anyone()),
        },
        why="staff of the division the person has a link to; whoever adds a person files it",
    ),
    open_table(
        "plumbing_outbox",
        public="insert",
        desk="insert",
        worker="select, insert, delete",
        live="select",
        ingest="insert",
    ),
    open_table("plumbing_cursor", worker=ALL),
    open_table("plumbing_failed_fact", worker=ALL),
    open_table(
        "plumbing_idempotency",
        public="select, insert, update",
        desk="select, insert, update",
        worker="select, insert, update, delete",
    ),
    open_table("plumbing_kept_form", public=ALL, desk=ALL, worker=ALL),
    open_table("plumbing_rate_bucket", public=ALL, desk=ALL, worker=ALL),
    open_table("plumbing_pack_founding", public="select", desk="select", worker="select, insert"),
    Policy(
        table="plumbing_pack_version",
        walled=False,
        logins={
            "public": Login(),
            "desk": Login(verbs="select, insert, update"),
            "worker": Login(verbs="select, insert"),
        },
        actions={
            "pack.see": frozenset({"catalogue_editor", "catalogue_publisher"}),
            "pack.draft": frozenset({"catalogue_editor"}),
            "pack.publish": frozenset({"catalogue_publisher"}),
        },
        fresh=("pack.publish",),
    ),
)

robots.declare(Robot("found", "publishes the packs a new city is founded with, once", reach=Reach.NOWHERE))
