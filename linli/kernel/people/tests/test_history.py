"""Whatever is put right in whatever order: history tells every value there was, without gap, to who sees the record."""

from __future__ import annotations

import itertools
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import ChangeRefused
from linli.kernel.people.knowledge import DWELLING, PERSON
from linli.kernel.people.models import Person
from linli.kernel.people.models_homes import Dwelling
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.plumbing import scope

__all__ = ["office", "town"]

HOUR = timedelta(hours=1)
VALUES = {
    "name": ["莫大兰", "莫大蘭", "覃𫍯妮", "Mo Dalan"],
    "phone": ["", "13800000001", "138 0000 0001", "0771-5550012", "99"],
    "born": ["", "1951", "1951-03-04", "1951-02-30"],
    "sex": ["", "f", "m"],
    "registered_in": ["", "450103", "450103001009", "45"],
    "died": ["", "2026-02-01"],
    "id_number": ["", "11010519491231002X", "110105491231002", "H1234567801", "E1234567", "123"],
}
OF_PERSON = st.tuples(
    st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 9), min_size=1, max_size=3),
    st.sampled_from(["wei", "nong", "huang"]),
    st.sampled_from(["visit", "police", "resident", "import:7"]),
)
OF_DWELLING = st.tuples(
    st.sampled_from(["floor_area", "rooms", "use", "most_people"]), st.sampled_from(["", "2", "89.5", "home", "shop"])
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(OF_PERSON, min_size=1, max_size=6))
def test_the_history_of_a_person_is_every_value_there_was(
    office: Office, steps: list[tuple[dict[str, int], str, str]]
) -> None:
    before, person = transaction.savepoint(), office["莫大兰"]
    try:
        at, seen = LATER, {field: [(_told(person, field), "")] for field in PERSON}
        for chosen, login, source in steps:
            at += HOUR
            changes = {field: VALUES[field][number % len(VALUES[field])] for field, number in chosen.items()}
            former = {field: _told(person, field) for field in PERSON}
            try:
                done = actions.correct_person(
                    person_id=person, changes=changes, source=source, by=office.hat(login), now=at
                )
            except ChangeRefused:
                assert {field: _told(person, field) for field in PERSON} == former
                continue
            assert set(done) == {field for field in PERSON if _told(person, field) != former[field]}
            for field in done:
                seen[field].append((_told(person, field), source))
        for login in ("wei", "nong"):
            with scope.reading(office.hat(login), now=at):
                for field, values in seen.items():
                    _compare(queries.history_of_person(person, field=field, whole=True), values)
        with scope.reading(scope.VISITOR, now=at):
            assert not Person.objects.exists()
    finally:
        transaction.savepoint_rollback(before)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(OF_DWELLING, min_size=1, max_size=6))
def test_so_is_the_history_of_a_dwelling(office: Office, steps: list[tuple[str, str]]) -> None:
    before, door, wei = transaction.savepoint(), office.town["301"], office.hat("wei")
    try:
        actions.correct_dwelling(place_id=door, changes={"rooms": "1"}, source="housing", by=wei, now=LATER)
        at, seen = LATER, {field: [(_fact(door, field), "housing")] for field in DWELLING}
        for field, value in steps:
            at += HOUR
            former = _fact(door, field)
            try:
                actions.correct_dwelling(place_id=door, changes={field: value}, source="visit", by=wei, now=at)
            except ChangeRefused:
                assert _fact(door, field) == former
            if _fact(door, field) != former:
                seen[field].append((_fact(door, field), "visit"))
        with scope.reading(wei, now=at):
            for field, values in seen.items():
                past = queries.history_of_place(door, scope_id=office.town["桃源社区"], field=field)
                _compare([one for one in past if one.until > LATER], values)
        with scope.reading(office.hat("nong"), now=at):
            assert queries.history_of_place(door, scope_id=office.town["桃源社区"]) == []
    finally:
        transaction.savepoint_rollback(before)


def _compare(past: list[queries.Past], values: list[tuple[str, str]]) -> None:
    """The replaced values in their order, each with who had said so and who said otherwise, each since the last."""
    told = list(reversed(past))
    assert [one.value for one in told] == [value for value, _source in values[:-1]]
    assert [one.new_source for one in told] == [source for _value, source in values[1:]]
    assert [one.source for one in told[1:]] == [source for _value, source in values[1:-1]]
    assert all(former.until == later.since for former, later in itertools.pairwise(told))


def _told(person: int, field: str) -> str:
    return PERSON[field].tell(Person.objects.get(id=person))


def _fact(door: int, field: str) -> str:
    return DWELLING[field].tell(Dwelling.objects.get(place_id=door))
