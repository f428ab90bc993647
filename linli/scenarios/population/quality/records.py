"""What the register holds records of, what may be asked of each, and how the database tells whether it is there.

The one list of what rules may name. A field that a rule names is needed; one that no rule names counts nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PERSON, LINK, DWELLING, BUILDING, VEHICLE, ORGANISATION = (
    "person", "link", "dwelling", "building", "vehicle", "organisation",
)  # fmt: skip
ADULT = 18
OTHER = "other"  # in a rule: every kind of record that is not named


@dataclass(frozen=True, slots=True)
class Field:
    """One field: whether it is filled, and of whom it can be asked at all, as SQL over the record ``t``."""

    filled: str
    asked: str = "true"


_HAS = "coalesce({0}, '') <> ''".format


def _known(column: str) -> Field:
    return Field(f"t.{column} is not null")


def _said(column: str) -> Field:
    return Field(_HAS(f"t.{column}"))


# Who counts as grown up when the year of birth is missing: everybody, so that a gap does not hide another one.
_GROWN = f"coalesce(date_part('year', %(now)s::timestamptz) - t.birth_year >= {ADULT}, true)"

FIELDS: Mapping[str, Mapping[str, Field]] = {
    PERSON: {
        "phone": Field("t.phone_sealed is not null", asked=_GROWN),
        "id_number": Field("t.id_number_sealed is not null"),
        "document": Field("t.document <> 'none'"),
        "birth": Field("t.born_sealed is not null or t.birth_year is not null"),
        "sex": _said("sex"),
        "registered_in": _said("registered_in"),
        "source": _said("source"),
    },
    LINK: {"source": _said("source")},
    DWELLING: {
        "area": _known("floor_area"),
        "rooms": _known("rooms"),
        "use": _said("use"),
        "property_unit_no": _said("property_unit_no"),
        "occupancy": Field("t.judged <> 'unknown'"),
        "people": Field("t.people > 0", asked="t.judged not in ('empty', 'unknown')"),
        "source": _said("source"),
    },
    BUILDING: {
        "position": Field("t.lon is not null and t.lat is not null"),
        "compound": Field("t.in_compound"),
        "grid": Field("t.in_grid"),
        "dwellings": Field("t.children > 0"),
        "floors": _known("floors"),
        "year_built": _known("built"),
        "structure": _said("structure"),
    },
    VEHICLE: {
        "energy": _said("energy"),
        "keeper": Field("t.person_id is not null or t.organisation_id is not null"),
        "source": _said("source"),
    },
    ORGANISATION: {"code": _said("code"), "phone": _said("phone")},
}

# By which column a confirmation holds longer or shorter.
KINDS: Mapping[str, tuple[str, ...]] = {
    LINK: ("owner", "occupant", "tenant", "registered", "guardian", "carer"),
    DWELLING: ("self", "let", "empty", "mixed", "unknown"),
}
UNDATED = frozenset({ORGANISATION})  # nobody says of these when they were last known true
RECORDS = tuple(FIELDS)
