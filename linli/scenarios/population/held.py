"""Rounds from door to door, and how well the register is kept."""

from linli.plumbing.held import YEAR, Goes, Held, Hold, Keep, OfPerson, declare, not_held

declare(
    Held("population_finding", "home", "duty", Goes(), of=OfPerson(), keep=Keep(3 * YEAR, "t.ended"),
         holds=(Hold("being_decided", "t.state in ('open', 'explained')"),),
         leave_out=frozenset({"about"})),
)  # fmt: skip

not_held("tells of a door and who of the staff was there; what was learnt of a person stands in the register",
         "population_round", "population_visit")  # fmt: skip
not_held("counts records of a community and names nobody",
         "population_tally", "population_counted")  # fmt: skip
