"""Who may bring files in: data officers for their divisions; the worker takes the lines in on their behalf."""

from linli.plumbing.policy import ByScope, Login, Policy, Through, declare

_OFFICERS = frozenset({"data_officer", "robot"})
_OF_THE_IMPORT = Through("imports_import", "id", "import_id")
_WHY = "staff of the division the sender works for"

declare(
    Policy(
        table="imports_import",
        logins={
            "desk": Login(verbs="select, insert, update", rows=ByScope()),
            "worker": Login(verbs="select, insert, update, delete", rows=ByScope()),
        },
        actions={
            "import.open": _OFFICERS,
            "import.carry_out": _OFFICERS,
            "import.undo": _OFFICERS,
            "import.see": _OFFICERS,
        },
        why=_WHY,
    ),
    Policy(
        table="imports_row",
        logins={
            "desk": Login(verbs="select, insert", rows=_OF_THE_IMPORT),
            "worker": Login(verbs="select, insert, update, delete", rows=_OF_THE_IMPORT),
        },
        why=_WHY,
    ),
    Policy(
        table="imports_mapping",
        logins=dict.fromkeys(("desk", "worker"), Login(verbs="select, insert, update", rows=ByScope())),
        why=_WHY,
    ),
)
