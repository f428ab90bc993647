"""What a demo city's packs say: its divisions, roads, compounds, bodies and staff.

All of them are samples: they are read, checked and loaded through the product's own actions, and never become
part of the catalogue. Measures on the ground are metres east and north of the corner the city names.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem
from linli.plumbing.packs.shapes import Filled

Metres = tuple[float, float]  # east and north
ROLES = Literal[
    "grid_worker", "clerk", "property_staff", "street_clerk", "street_lead", "coordinator", "supervisor",
    "enforcement_staff", "emergency_staff", "public_order_staff", "data_officer", "catalogue_editor",
    "catalogue_publisher", "auditor", "system_administrator", "security_administrator",
]  # fmt: skip
BODIES = Literal[
    "street_office", "residents_committee", "property_firm", "owners_committee", "enforcement_team",
    "emergency_station", "public_order_centre", "district_office", "city_office",
]  # fmt: skip


def check_division(entry: Division, context: Context) -> list[Problem]:
    """The division it lies in stands in the packs as well."""
    return context.missing("inside", kind="divisions", code=entry.inside) if entry.inside else []


@packs.kind("divisions", check=check_division, sample=True)
class Division(Entry, frozen=True, kw_only=True):
    """One division of the tree. A community has an ``outline``; its grids cover it, or what ``patrolled`` says.

    What is ``generated`` was made up; everything else is a fact.
    """

    name: Filled
    official: str = ""
    level: Literal["city", "district", "street", "community"]
    inside: str = ""
    outline: list[Metres] = msgspec.field(default_factory=list)
    patrolled: list[Metres] = msgspec.field(default_factory=list)
    grids: int = 3
    generated: bool = False


@packs.kind("roads", sample=True)
class Road(Entry, frozen=True, kw_only=True):
    """One road: its name, how wide it is drawn, the points it runs through."""

    name: Filled
    sort: Literal["main", "street", "lane", "path"] = "street"
    through: list[Metres]


def check_compound(entry: Compound, context: Context) -> list[Problem]:
    """Its community and its firm stand in the packs."""
    found = context.missing("inside", kind="divisions", code=entry.inside)
    return found + (context.missing("firm", kind="organisations", code=entry.firm) if entry.firm else [])


@packs.kind("compounds", check=check_compound, sample=True)
class Compound(Entry, frozen=True, kw_only=True):
    """One compound: rows of equal buildings on a plot.

    ``grid`` is the patrol cell of its community it lies in, counted from 1. Without a ``firm`` nobody manages it.
    """

    name: Filled
    inside: str
    grid: int
    corner: Metres
    buildings: int
    stairwells: int = 2
    floors: int = 7
    doors: int = 2
    firm: str = ""


def check_organisation(entry: Body, context: Context) -> list[Problem]:
    """The division it works for stands in the packs."""
    return context.missing("at", kind="divisions", code=entry.at)


@packs.kind("organisations", check=check_organisation, sample=True)
class Body(Entry, frozen=True, kw_only=True):
    """One body that holds duties, and for which roles it answers in its division or its compounds."""

    name: Filled
    sort: BODIES
    at: str
    phone: str = ""
    duties: list[ROLES] = msgspec.field(default_factory=list)
    generated: bool = False


def check_staff(entry: Colleague, context: Context) -> list[Problem]:
    """The body stands in the packs."""
    found = context.missing("unit", kind="organisations", code=entry.unit)
    for place, code in enumerate(entry.at):
        found += context.missing("at", place, kind="divisions", code=code)
    return found


@packs.kind("staff", check=check_staff, sample=True)
class Colleague(Entry, frozen=True, kw_only=True):
    """One member of staff: the code is the login. ``grids`` are the patrol cells of a grid worker, from 1.

    ``at`` are the communities whose compounds a firm's staff look after, a post each; others work where their
    body does. The ``shown`` ones stand in the list the start prints, the ``played`` ones are worked by the simulator.
    """

    name: Filled
    role: ROLES
    title: Filled
    unit: str
    phone: str = ""
    at: list[str] = msgspec.field(default_factory=list)
    grids: list[int] = msgspec.field(default_factory=list)
    shown: bool = False
    played: bool = False


def check_talk(entry: Talk, context: Context) -> list[Problem]:
    """Its place stands in the packs."""
    return context.missing("at", kind="divisions", code=entry.at)


@packs.kind("sample_talks", check=check_talk, sample=True)
class Talk(Entry, frozen=True, kw_only=True):
    """What a community of the demo has on its board: an announcement, or a topic a neighbour signed, and its answer.

    ``days`` is how long ago it was shown; a topic without ``signed`` is an announcement.
    """

    at: str
    title: Filled
    text: Filled
    signed: str = ""
    answer: str = ""
    days: int = 1
    pinned: bool = False
