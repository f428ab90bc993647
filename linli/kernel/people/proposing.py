"""What a proposal says: its sealed body, and how it stands to what is known now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from linli.kernel.people.knowledge import DWELLING, PERSON, Known
from linli.kernel.people.models import Person
from linli.kernel.people.models_homes import Dwelling, Occupancy
from linli.kernel.people.models_proposals import Proposal
from linli.kernel.people.sealing import opened, seal_column
from linli.plumbing.days import CITY_ZONE

TABLE = "people_proposal"
_NOTHING = Dwelling(use="", occupancy=Occupancy.UNKNOWN)

_OCCUPANCY = Known(
    lambda typed: typed, lambda _place, value: {"occupancy": value}, lambda dwelling: str(dwelling.occupancy)
)
FIELDS: Mapping[str, Mapping[str, Known]] = {"person": PERSON, "dwelling": {**DWELLING, "occupancy": _OCCUPANCY}}


@dataclass(frozen=True, slots=True)
class Body:
    """``changes`` are the new values by field, ``was`` the old ones as the proposer knew them.

    For a tenant to add or to end, ``changes`` hold the person as the landlord knows them (name, phone, id_number).
    ``since`` is the day a tenancy began, ``until`` the day somebody moved out or a tenancy is meant to end.
    """

    changes: dict[str, str] = field(default_factory=dict)
    was: dict[str, str] = field(default_factory=dict)
    until: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a proposal: what the proposer knew, what is known now, what is proposed."""

    field: str
    was: str
    now: str
    proposed: str

    @property
    def is_stale(self) -> bool:
        """Whether somebody else changed it since, to something that is not what is proposed."""
        return self.now not in (self.was, self.proposed)


def sealed(number: int, body: Body) -> bytes:
    blob = seal_column(TABLE, "body", [number], [msgspec.json.encode(body).decode()])[0]
    assert blob is not None
    return blob


def body_of(proposal: Proposal) -> Body:
    """What a proposal says, opened."""
    return msgspec.json.decode(opened(TABLE, "body", proposal.id, proposal.body_sealed), type=Body)


def known_now(kind: str, record: int, fields: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a record as they are known now, as far as the hat sees it; empty texts where it has none."""
    found: Any = None
    if kind == "person":
        found = Person.objects.filter(id=record).first()
    elif kind == "dwelling":
        found = Dwelling.objects.filter(place_id=record).first() or _NOTHING
    known = FIELDS.get(kind, {})
    return {name: known[name].tell(found) if found is not None and name in known else "" for name in fields}


def lines_of(proposal: Proposal, body: Body) -> list[Line]:
    """The proposal field by field beside what is known now."""
    now = known_now(proposal.kind, proposal.record, body.changes) if proposal.act == "change" else {}
    return [Line(name, body.was.get(name, ""), now.get(name, ""), value) for name, value in body.changes.items()]


def moment_of(text: str) -> datetime | None:
    """A day or moment as it was said; a bare day is that of the city."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=CITY_ZONE)
