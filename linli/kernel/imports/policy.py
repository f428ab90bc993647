"""Who may bring files in: data officers for their divisions; the worker takes the lines in on their behalf."""

from linli.plumbing import robots
from linli.plumbing.policy import ByScope, Login, Policy, Through, declare
from linli.plumbing.robots import Robot

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

_REGISTER = (
    "person.add", "person.correct", "person.confirm", "dwelling.correct", "letting.register", "household.form",
    "organisation.add", "organisation.register", "organisation.take_in", "vehicle.register", "asset.add",
    "asset.correct", "survey.add", "proposal.make",
)  # fmt: skip
_GROUND = (
    "place.add", "place.remove", "place.correct", "building.assign", "division.change", "road.add", "alias.change",
    "area.draw",
)  # fmt: skip

robots.declare(
    Robot(
        "import",
        "takes in lists that whoever runs the platform hands in at the command line",
        frozenset(
            {*_REGISTER, *_GROUND, "import.open", "import.carry_out", "import.undo", "import.see"}
            | {"case.record", "figure.measure"}
        ),
    )
)
