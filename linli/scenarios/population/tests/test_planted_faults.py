"""A list with faults in it: exactly those are told, everything else goes in, and undone it was never there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from linli.kernel.imports import actions, queries
from linli.kernel.imports.actions import Sender
from linli.kernel.imports.models import Import
from linli.kernel.people.models import Person
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.population.tests.planted import FAULTS, PER_BUILDING, Planted, compound, planted
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
TABLES = {
    "people_person": "*",
    "people_residence": "*",
    "people_subject": "*",
    "people_household": "*",
    "people_household_member": "*",
    "people_past_value": "*",
    "plumbing_name_token": "token, scope_id, unnest(record || more)",
    "places_place": "*",
}


def digest() -> dict[str, str]:
    """What stands in every table an import of people writes to, whatever the order of the rows."""
    found = {}
    with as_login(""), connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"select {columns} from {table}")
            rows = sorted(repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)) for row in cursor)
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def officer(world: World) -> Hat:
    """The data officer of the street, as the worker acts for them."""
    found = next(one for one in world.desks.hats if one.role == "data_officer" and one.place == world.places["xinzhu"])
    return Hat("worker", found.role, account=found.account, post=found.post, place=found.place, unit=found.unit,
               scopes=found.scopes, label=found.label)  # fmt: skip


def taken_in(path: Path, hat: Hat) -> Import:
    with as_login("worker"):
        one = actions.open_import(kind="people", path=path, sender=Sender(hat.place, hat.unit), by=hat, clock=clock)
        for _progress in actions.look_through(import_id=one.id, by=hat, clock=clock):
            pass
        return one


def ended(portions: Iterator[object]) -> None:
    for _portion in portions:
        pass


def refused(one: Import, hat: Hat) -> dict[int, str]:
    with scope.reading(hat, now=clock()), translation.override("zh-hans"):
        found = queries.every_row(Import.objects.get(id=one.id), verdicts=["refused"])
        return {row.number: " ".join(str(reason.said) for reason in row.told.reasons) for row in found}


def counts(one: Import, hat: Hat) -> dict[str, int]:
    with scope.reading(hat, now=clock()):
        return queries.counts(Import.objects.get(id=one.id))


def told_right(made: Planted, said: dict[int, str]) -> list[str]:
    """Lines that are told wrongly: not at all, without need, or in other words."""
    wrong = [f"{line} {made.faults[line].code}: not told" for line in made.faults if line not in said]
    wrong += [f"{line}: told without need: {words}" for line, words in said.items() if line not in made.faults]
    return wrong + [
        f"{line} {fault.code}: {said[line]!r} instead of {made.reason(line)!r}"
        for line, fault in made.faults.items()
        if line in said and made.reason(line) not in said[line]
    ]


@pytest.mark.parametrize(
    ("rows", "faults"), [(1_000, 60), pytest.param(10_000, 300, marks=pytest.mark.proof)], ids=["1,000", "10,000"]
)
def test_faults_are_told_the_rest_goes_in_and_undone_nothing_is_left(
    world: World, tmp_path: Path, rows: int, faults: int
) -> None:
    compound(world, buildings=rows * 2 // 5 // PER_BUILDING + 2)
    made, hat = planted(rows=rows, faults=faults), officer(world)
    assert len({fault.code for fault in made.faults.values()}) == len(FAULTS) == 30
    before, people = digest(), Person.objects.count()
    one = taken_in(made.write(tmp_path / "people.xlsx"), hat)
    assert not told_right(made, refused(one, hat))
    assert digest() == before
    with as_login("worker"):
        ended(actions.carry_out(import_id=one.id, by=hat, clock=clock))
    assert not told_right(made, refused(one, hat))
    assert counts(one, hat) == {"new": rows - faults, "refused": faults}
    assert Person.objects.count() == people + rows - faults
    with as_login("worker"):
        ended(actions.undo(import_id=one.id, by=hat, clock=clock))
    assert digest() == before
