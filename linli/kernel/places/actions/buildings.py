"""What is known of a building besides where it stands: floors, stairwells, year, structure, state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places.actions.adding import require_reach
from linli.kernel.places.models import BuildingFacts, Level, Place, Structure
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

MOST_FLOORS = 200
OLDEST = 1000


class BuildingRefused(ValueError):
    """A building cannot be like this. ``row`` counts from 0; ``str()`` says why."""

    def __init__(self, sentence: str | Promise, *, row: int = 0) -> None:
        super().__init__(row)
        self.row, self.sentence = row, sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one building; None and empty where it is not."""

    place_id: int
    floors: int | None = None
    floors_below: int | None = None
    stairwells: int | None = None
    lifts: int | None = None
    built: int | None = None
    structure: str = ""
    quality: str = ""
    source: str = ""
    confirmed: datetime | None = None


def describe_buildings_many(*, rows: Sequence[Facts], by: Hat, now: datetime) -> None:
    """Write down what is known of buildings; what a row leaves out stays as it was. What was goes into the journal."""
    with scope.writing(by, now=now):
        describe_rows(rows=rows, by=by, now=now)


def describe_rows(*, rows: Sequence[Facts], by: Hat, now: datetime) -> dict[int, dict[str, Any] | None]:
    """A part: write it down; everything that was known of each building before, None where nothing was."""
    policy.require(by, "place.correct")
    scope.require_action()
    if not rows:
        return {}
    wanted = [row.place_id for row in rows]
    standing = Place.objects.filter(id__in=wanted, level=Level.BUILDING, until__isnull=True)
    scopes = dict(standing.values_list("id", "scope_id"))
    for number, row in enumerate(rows):
        _check(number, row, scopes.keys(), now)
    require_reach(by, scopes.values())
    known = {one.place_id: one for one in BuildingFacts.objects.select_for_update().filter(place_id__in=wanted)}
    before = {number: _told(facts) for number, facts in known.items()}
    fresh = []
    for row in rows:
        facts = known.get(row.place_id) or BuildingFacts(place_id=row.place_id)
        for field, value in asdict(row).items():
            if value not in (None, "") and field != "place_id":
                setattr(facts, field, value)
        facts.confirmed = row.confirmed or now
        if row.place_id not in known:
            fresh.append(facts)
    BuildingFacts.objects.bulk_create(fresh)
    BuildingFacts.objects.bulk_update(known.values(), [*_FIELDS, "source", "confirmed"])
    payload = {"buildings": wanted, "before": {str(number): _plain(facts) for number, facts in before.items()}}
    journal.append(verb="building.describe", kind="place", record=wanted[0], by=by, at=now, payload=payload)
    return {number: before.get(number) for number in wanted}


def restore_facts(*, before: Mapping[int, Mapping[str, Any] | None], by: Hat, now: datetime) -> None:
    """A part: what is known of buildings becomes what it was, nothing where nothing was. For an undone import."""
    policy.require(by, "place.remove")
    scope.require_action()
    unknown = [number for number, facts in before.items() if facts is None]
    BuildingFacts.objects.filter(place_id__in=unknown)._raw_delete("default")
    known = [BuildingFacts(place_id=number, **facts) for number, facts in before.items() if facts is not None]
    BuildingFacts.objects.bulk_update(known, [*_FIELDS, "source", "confirmed"])
    numbers = sorted(before)
    journal.append(
        verb="building.restore", kind="place", record=numbers[0], by=by, at=now, payload={"buildings": numbers}
    )


_FIELDS = ("floors", "floors_below", "stairwells", "lifts", "built", "structure", "quality")


def _told(facts: BuildingFacts) -> dict[str, object]:
    return {field: getattr(facts, field) for field in (*_FIELDS, "source", "confirmed")}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {field: facts[field] for field in _FIELDS}


def _check(number: int, row: Facts, buildings: object, now: datetime) -> None:
    floors = [row.floors, row.floors_below, row.stairwells, row.lifts]
    wrong = {
        _("This is no building of the address list."): row.place_id not in buildings,  # type: ignore[operator]
        _("A building has 0 to 200 floors, stairwells and lifts."): any(
            one is not None and not 0 <= one <= MOST_FLOORS for one in floors
        ),
        _("The year it was built lies in the future or before the year 1000."): row.built is not None
        and not OLDEST <= row.built <= now.year + 1,
        _("There is no such structure."): row.structure not in ("", *Structure.values),
        _("The state of a building is A, B, C or D."): row.quality not in ("", "A", "B", "C", "D"),
    }
    for sentence, is_so in wrong.items():
        if is_so:
            raise BuildingRefused(sentence, row=number)
