"""Where a thing of a list stands: at a door, at a building, or somewhere in a division that is named beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Row, Run
from linli.kernel.imports.saying import Reason
from linli.plumbing.tabular import Said
from linli.scenarios.population.intake import doors
from linli.scenarios.population.intake.divisions_known import Divisions
from linli.scenarios.population.intake.doors import Door
from linli.scenarios.population.intake.fields import STANDING


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the register; ``odd`` where the address led no further than to a division."""

    place_id: int
    scope_id: int
    label: str
    odd: Reason | None = None


def spots(rows: Sequence[Row], run: Run) -> list[Spot | Reason]:
    """Where each row's thing stands, by its address, else by the division the row names."""
    found = doors.find({row["address"] for row in rows if row["address"]}, scopes=run.by.scopes, whole_houses=True)
    known = Divisions.read()
    return [_spot(row, found.get(row["address"] or ""), known, run) for row in rows]


def _spot(row: Row, door: Door | Said | None, known: Divisions, run: Run) -> Spot | Reason:
    if isinstance(door, Door):
        return Spot(door.place_id, door.scope_id, door.label)
    if not any(row[field.code] for field in STANDING) and not run.chosen.get("within"):
        return Reason(door, "address") if door else Reason(Said(_("Neither address nor community is said.")), "address")
    division = known.of_row(row, run)
    if isinstance(division, Reason):
        return division
    odd = Reason(Said(_("The address is not known, so it stands in %(division)s."), {"division": division.name}))
    return Spot(division.id, division.id, division.name, odd if door else None)
