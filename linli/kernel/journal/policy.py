"""Every surface may add to the journal. Reading it takes a hat of its own: the auditor's, or a robot's by name.

Nobody changes or removes a line: no login has the right, and a trigger refuses it to whoever takes it. The sealer adds
seals, nodes and checkpoints and can change none. Payloads are read by the verifier and taken away by the eraser.
"""

from linli.plumbing.policy import Anyone, Login, Policy, ToRoles, declare

_ADD = Login(verbs="insert", rows=Anyone())
_ADD_AND_READ = "select, insert"
_AUDITOR = Login(rows=ToRoles(("auditor",)))
_ROBOTS = ToRoles(("sealer", "verifier", "eraser"))
_SEALED = {"desk": _AUDITOR, "worker": Login(verbs=_ADD_AND_READ, rows=ToRoles(("sealer",)), reads=_ROBOTS)}
_WHY = "the auditor of the city, without what a line says in detail; the robots that seal and verify"

declare(
    Policy(
        table="journal_line",
        logins={
            "public": _ADD,
            "desk": Login(verbs=_ADD_AND_READ, rows=Anyone(), reads=ToRoles(("auditor",))),
            "worker": Login(verbs=_ADD_AND_READ, rows=Anyone(), reads=_ROBOTS),
            "ingest": _ADD,
        },
        actions={
            "journal.seal": frozenset({"sealer"}),
            "journal.verify": frozenset({"verifier"}),
            "journal.see": frozenset({"auditor"}),
        },
        why=_WHY,
    ),
    Policy(
        table="journal_payload",
        logins={
            "public": _ADD,
            "desk": _ADD,
            "worker": Login(verbs="select, insert, delete", rows=Anyone(), reads=ToRoles(("verifier", "eraser"))),
            "ingest": _ADD,
        },
        actions={"journal.erase": frozenset({"eraser"})},
        why="nobody: the robots that verify it and erase it",
    ),
    Policy(table="journal_seal", logins=_SEALED, why=_WHY),
    Policy(table="journal_node", logins=_SEALED, why=_WHY),
    Policy(
        table="journal_checkpoint",
        logins={
            "public": Login(rows=Anyone()),
            "desk": Login(rows=Anyone()),
            "worker": Login(verbs=_ADD_AND_READ, rows=ToRoles(("sealer",)), reads=Anyone()),
        },
        why="everybody: a checkpoint is published",
    ),
)
