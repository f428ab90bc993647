"""What the addresses of the register at the desk name."""

from __future__ import annotations

from tests.matrix.naming import NAMES, RUNS, Asks

REGISTER: dict[str, Asks] = {
    "register": Asks(),
    "register/export": Asks(of="community", sends={"community": "{number}", "kind": "people"}, says=False, misses=200),
    "register/person/<str:at>": Asks("register/person/{at}", of="person"),
    "register/person/<str:at>/twins": Asks("register/person/{at}/twins", of="person", says=False),
    "register/person/<str:at>/who": Asks("register/person/{at}/who", of="person", says=False),
    "register/person/<str:at>/whole": Asks("register/person/{at}/whole", of="person", sends={"reason": "核对"}),
    "register/person/<str:at>/say/<str:act>": Asks(
        "register/person/{at}/say/correct", of="person", sends={"name": "农玉兰", "source": "visit"}
    ),
    "register/door/<int:number>": Asks("register/door/{number}", of="door"),
    "register/door/<int:number>/say/<str:act>": Asks("register/door/{number}/say/dwelling", of="door"),
    "register/regions": Asks("register/regions?registered_in=天心"),
    "register/building/<int:number>": Asks("register/building/{number}", of="building"),
    "register/building/<int:number>/door": Asks(
        "register/building/{number}/door", of="building", sends={"name": "9单元909"}
    ),
    "register/community/<int:number>": Asks("register/community/{number}", of="community"),
    "register/division/<int:number>": Asks("register/division/{number}", of="division"),
    "register/grid/<int:number>": Asks("register/grid/{number}", of="grid"),
    "register/bodies": Asks(),
    "register/bodies/table": Asks(),
    "register/bodies/new": Asks(),
    "register/bodies/<int:number>": Asks("register/bodies/{number}", of="body"),
    "register/bodies/<int:number>/say": Asks(
        "register/bodies/{number}/say", of="body", sends={"did": "confirm"}, finer=RUNS
    ),
    "register/vehicles": Asks(),
    "register/vehicles/table": Asks(),
    "register/vehicles/new": Asks(),
    "register/vehicles/<str:at>": Asks("register/vehicles/{at}", of="vehicle"),
    "register/vehicles/<str:at>/say": Asks(
        "register/vehicles/{at}/say", of="vehicle", sends={"did": "confirm"}, finer=RUNS
    ),
    "register/rules": Asks(),
    "register/rules/set": Asks(),
    "register/places/<int:number>/names": Asks(
        "register/places/{number}/names",
        of="building",
        sends={"whose": "place", "name": "老楼", "kind": "popular"},
        finer=NAMES,
    ),
    "register/places/<int:number>/names/<int:alias>/end": Asks(
        "register/places/{number}/names/{alias}/end", of="alias"
    ),
    "register/quality": Asks(),
    "register/quality/table": Asks(),
    "register/quality/building/<int:number>": Asks("register/quality/building/{number}", of="building"),
    "register/quality/due": Asks(),
    "register/quality/due/table": Asks(misses=404, bare=True),
    "register/quality/confirm": Asks(),
    "register/quality/findings": Asks(),
    "register/quality/findings/table": Asks(misses=404, bare=True),
    "register/quality/unplaced": Asks(),
    "register/waiting": Asks(),
    "register/waiting/assign": Asks(),
    "register/proposals": Asks(),
    "register/proposals/<str:at>": Asks("register/proposals/{at}", of="proposal"),
    "register/proposals/<str:at>/decide": Asks(
        "register/proposals/{at}/decide", of="proposal", sends={"decision": "refuse", "reason": "查过了"}
    ),
    "visits": Asks(lists="round"),
    "visits/begin": Asks(of="community", sends={"purpose": "核对", "due": "2030-01-01", "where": "c{number}"}),
    "visits/end": Asks(of="round", sends={"round": "{mark}"}, blind="a round that is over is over"),
    "visits/sync": Asks(),
    "visits/building/<int:number>": Asks("visits/building/{number}", of="building"),
    "visits/door/<int:number>": Asks("visits/door/{number}", of="door"),
}
