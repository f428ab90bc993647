"""Who looks into the register, who goes from door to door, and who sets a round."""

from linli.plumbing import robots
from linli.plumbing.policy import ByScope, Login, Policy, declare
from linli.plumbing.robots import Robot
from linli.scenarios.population.quality import policy as quality  # noqa: F401  declares its own tables

KEEPERS = frozenset({"grid_worker", "clerk", "street_clerk", "street_lead"})

declare(
    Policy(
        table="population_survey",
        walled=False,
        logins={"desk": Login(), "worker": Login(verbs="select, insert, delete")},
        actions={
            "survey.see": KEEPERS | {"supervisor", "data_officer"},
            "survey.add": frozenset({"robot", "data_officer"}),
        },
    ),
    Policy(
        table="population_round",
        logins=dict.fromkeys(("desk", "worker"), Login(verbs="select, insert, update", rows=ByScope())),
        actions={
            "register.see": KEEPERS | {"data_officer"},
            "register.keep": frozenset({"grid_worker", "clerk", "street_clerk", "data_officer"}),
            "register.export": frozenset({"clerk", "street_clerk", "street_lead", "data_officer"}),
            "round.set": KEEPERS,
            "home.see": frozenset({"resident"}),
        },
        fresh=("register.export",),
        why="staff of the community the round goes through",
    ),
    Policy(
        table="population_visit",
        logins={"desk": Login(verbs="select, insert", rows=ByScope()), "worker": Login(rows=ByScope())},
        actions={"visit.make": frozenset({"grid_worker", "clerk"}), "visit.see": KEEPERS},
        why="staff of the community the door lies in; of a worker's way nothing is kept but the doors",
    ),
)

robots.declare(
    Robot(
        "population",
        "counts how well the register is kept and looks it through",
        frozenset({"quality.count", "case.report"}),
    )
)
