"""What is known of dwellings: their facts, and who lives in them as somebody has declared it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.kernel.people.knowledge import DWELLING, checked
from linli.kernel.people.models_homes import Dwelling, Occupancy
from linli.kernel.people.models_proposals import PastFact
from linli.kernel.people.telling import changed_in
from linli.kernel.places.models import Level
from linli.kernel.places.queries import scopes_of
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.scope import Hat

KIND = "dwelling"
_STATES = frozenset(Occupancy.values) - {Occupancy.UNKNOWN.value}
# Who may declare how a dwelling is lived in. Whatever a meter or a camera suggests opens a check and declares nothing.
DECLARERS = frozenset(
    {"owner", "resident", "landlord", "visit", "letting", "property", "police", "housing", "department", "import"}
)


class DwellingRefused(ValueError):
    """Something about a dwelling cannot be. ``row`` counts from 0 where there are several."""

    def __init__(self, sentence: str | Promise, *, row: int = 0, **words: object) -> None:
        super().__init__(row, words)
        self.row, self.sentence, self.words = row, sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


@dataclass(frozen=True, slots=True)
class NewDwelling:
    """What is known of a dwelling of the tree. ``facts`` as texts by field: floor_area, rooms, use, most_people, …"""

    place_id: int
    facts: Mapping[str, str]
    source: str
    occupancy: str = Occupancy.UNKNOWN
    occupancy_source: str = ""
    occupancy_since: datetime | None = None
    confirmed: datetime | None = None


_COLUMNS = {
    "place_id": "int",
    "scope_id": "int",
    "floor_area": "int",
    "rooms": "smallint",
    "most_people": "smallint",
    "use": "text",
    "property_unit_no": "text",
    "occupancy": "text",
    "occupancy_source": "text",
    "occupancy_since": "timestamptz",
    "source": "text",
    "confirmed": "timestamptz",
}


def add_dwellings_many(*, rows: Sequence[NewDwelling], by: Hat, now: datetime) -> None:
    """Write down what is known of dwellings nothing was known of before. One transaction.

    Raises ``DwellingRefused`` or ``ChangeRefused`` for the first row that cannot be; then nothing is written.
    """
    with scope.writing(by, now=now):
        add_dwelling_rows(rows=rows, by=by, now=now)


def add_dwelling_rows(*, rows: Sequence[NewDwelling], by: Hat, now: datetime) -> None:
    """A part: the same for the lines of an import."""
    policy.require(by, "dwelling.correct")
    scope.require_action()
    if not rows:
        return
    places = standing_dwellings([row.place_id for row in rows])
    values = [_row(number, row, places, now) for number, row in enumerate(rows)]
    bulk.insert("people_dwelling", _COLUMNS, values)
    payload = {"dwellings": ids.spans(sorted(row.place_id for row in rows))}
    journal.append(verb="dwelling.add", kind=KIND, record=rows[0].place_id, by=by, at=now, payload=payload)


def told_dwellings(wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Everything that is known of each of these dwellings, by column, times as texts; no entry where nothing is."""
    return {row["place_id"]: _plain(row) for row in Dwelling.objects.filter(place_id__in=wanted).values()}


def corrected_by_others(wanted: Sequence[int], source: str) -> set[int]:
    """Those of the dwellings about which somebody else than ``source`` has put something right."""
    said = PastFact.objects.filter(kind=KIND, record__in=list(wanted)).exclude(new_source=source)
    return set(said.values_list("record", flat=True))


def restore_dwellings(*, before: Mapping[int, Mapping[str, Any] | None], source: str, by: Hat, now: datetime) -> None:
    """A part: dwellings are known as they were before ``source`` said otherwise, for an import that is undone."""
    policy.require(by, "import.undo")
    scope.require_action()
    numbers = sorted(before)
    PastFact.objects.filter(kind=KIND, record__in=numbers, new_source=source).delete()
    Dwelling.objects.filter(place_id__in=[one for one in numbers if before[one] is None])._raw_delete("default")
    for place, row in before.items():
        if row is not None:
            Dwelling.objects.filter(place_id=place).update(**{name: _read(name, value) for name, value in row.items()})
    if numbers:
        journal.append(
            verb="dwelling.restore", kind=KIND, record=numbers[0], by=by, at=now, payload={"dwellings": numbers}
        )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and _COLUMNS[name] == "timestamptz" else value


def _row(number: int, row: NewDwelling, places: Mapping[int, int], now: datetime) -> tuple[Any, ...]:
    if row.place_id not in places:
        raise DwellingRefused(_NOT_A_DWELLING, row=number)
    facts = checked(DWELLING, row.facts)
    if row.occupancy != Occupancy.UNKNOWN:
        _check_declared(row.occupancy, row.occupancy_source)
    area = int(Decimal(facts["floor_area"]) * 100) if facts.get("floor_area") else None
    rooms, most = (int(facts[field]) if facts.get(field) else None for field in ("rooms", "most_people"))
    head = (row.place_id, places[row.place_id], area, rooms, most, facts.get("use", "home"))
    declared = (row.occupancy, row.occupancy_source, row.occupancy_since)
    return (*head, facts.get("property_unit_no", ""), *declared, row.source, row.confirmed or now)


def correct_dwelling(*, place_id: int, changes: Mapping[str, str], source: str, by: Hat, now: datetime) -> list[str]:
    """Put facts of one dwelling right; returns which really changed."""
    policy.require(by, "dwelling.correct")
    with scope.writing(by, now=now):
        return put_dwelling_right(place_id, changes, source=source, by=by, now=now)


def put_dwelling_right(place_id: int, changes: Mapping[str, str], *, source: str, by: Hat, now: datetime) -> list[str]:
    """A part: the facts, their history and the line in the journal."""
    kept = checked(DWELLING, changes)
    dwelling = _locked(place_id, source=source, now=now)
    changed = {field: value for field, value in kept.items() if DWELLING[field].tell(dwelling) != value}
    if not changed:
        return []
    columns: dict[str, Any] = {"confirmed": now}
    for field, value in changed.items():
        columns |= DWELLING[field].keep(place_id, value)
    old = {field: DWELLING[field].tell(dwelling) for field in changed}
    _replace(dwelling, old, columns, source=source, by=by, now=now)
    return sorted(changed)


def declare_occupancy(
    *, place_id: int, state: str, source: str, since: datetime | None = None, by: Hat, now: datetime
) -> None:
    """Write down how a dwelling is lived in, as its owner, a resident, a visit or a department has declared it.

    Raises ``DwellingRefused`` where the source is none that can declare it.
    """
    policy.require(by, "dwelling.correct")
    with scope.writing(by, now=now):
        declare_lived_in(place_id, state, source=source, since=since, by=by, now=now)


def declare_lived_in(
    place_id: int, state: str, *, source: str, since: datetime | None = None, by: Hat, now: datetime
) -> None:
    """A part: the state of occupancy, what it was, and who has declared it. The same state of another day is news."""
    _check_declared(state, source)
    if since is not None and since > now:
        raise DwellingRefused(_("This day is still to come. Write it down on the day itself."))
    dwelling = _locked(place_id, source=source, now=now)
    columns: dict[str, Any] = {"occupancy_source": source, "confirmed": now}
    old = {}
    if dwelling.occupancy != state:
        columns |= {"occupancy": state, "occupancy_since": since or now}
        old = {"occupancy": dwelling.occupancy}
    elif since is not None and since != dwelling.occupancy_since:
        columns |= {"occupancy_since": since}
        was = dwelling.occupancy_since
        old = {"occupancy_since": was.isoformat() if was else ""}
    _replace(dwelling, old, columns, source=source, by=by, now=now)


def _check_declared(state: str, source: str) -> None:
    if state not in _STATES:
        raise DwellingRefused(_("“%(state)s” is no way to live in a dwelling."), state=state)
    if source.partition(":")[0] not in DECLARERS:
        raise DwellingRefused(
            _(
                "How a dwelling is lived in is declared by its owner, a resident, a visit or a department,"
                " not by “%(source)s”."
            ),
            source=source,
        )


def _replace(
    dwelling: Dwelling, old: Mapping[str, str], columns: dict[str, Any], *, source: str, by: Hat, now: datetime
) -> None:
    place = dwelling.place_id
    since, said = dwelling.occupancy_since, dwelling.occupancy_source
    values = [
        Was(
            KIND,
            place,
            field,
            value,
            since if field == "occupancy" else None,
            said if field == "occupancy" else dwelling.source,
        )
        for field, value in old.items()
    ]
    keep_of_place(place, dwelling.scope_id, values, source=source, by=by, now=now)
    Dwelling.objects.filter(place_id=place).update(**columns)
    payload = {"fields": sorted(old), "source": source}
    line = journal.append(verb="dwelling.correct", kind=KIND, record=place, by=by, at=now, payload=payload)
    changed_in([dwelling.scope_id], line=line, by=by, at=now)


def _locked(place_id: int, *, source: str, now: datetime) -> Dwelling:
    """The row of a dwelling, made where nothing was known of it yet; locked."""
    scope.require_action()
    places = standing_dwellings([place_id])
    if place_id not in places:
        raise DwellingRefused(_NOT_A_DWELLING)
    found = Dwelling.objects.select_for_update().filter(place_id=place_id).first()
    if found is None:
        fresh = (place_id, places[place_id], None, None, None, "home", "", Occupancy.UNKNOWN, "", None, source, now)
        bulk.insert("people_dwelling", _COLUMNS, [fresh])
        found = Dwelling.objects.select_for_update().get(place_id=place_id)
    return found


_NOT_A_DWELLING = _("This is no dwelling of the address list.")


def standing_dwellings(wanted: Sequence[int]) -> dict[int, int]:
    """The scope of each of these dwellings that stands."""
    return scopes_of(wanted, level=Level.DWELLING)
