"""The residents of the small city: who they are, where they live, what they log in with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewAccount, NewPerson, NewResidence
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models import Person
from linli.kernel.places.models import Place
from linli.main.demo import ground


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resident of the world: who they are, where they live, what they log in with (and the world's ``PASSWORD``)."""

    name: str
    phone: str
    account: int
    person: int
    subject: int
    dwelling: int


PEOPLE = (
    ("覃秀兰", "13800138001", "450103195803120029", "taoyuan_36-2-2单元301", "owner"),
    ("韦建国", "13800138002", "450103198511020037", "taoyuan_36-1-1单元102", "tenant"),
    ("莫德明", "13800138003", "450103197207150053", "tiantao_17-1-1单元201", "owner"),
)


def move_in(dwellings: Mapping[str, int], *, password: str, began: datetime) -> list[Neighbour]:
    """They live there and have an account each."""
    behind = [dwellings[door] for _name, _phone, _number, door, _kind in PEOPLE]
    scopes = dict(Place.objects.filter(id__in=behind).values_list("id", "scope_id"))
    rows = [
        NewPerson(
            name,
            (NewResidence(dwelling, scopes[dwelling], kind, began, source="world"),),
            id_number=number[:17] + check_digit(number[:17]),
            phone=phone,
        )
        for (name, phone, number, _door, kind), dwelling in zip(PEOPLE, behind, strict=True)
    ]
    persons = people.add_people_many(rows=rows, by=ground.INGEST, now=began)
    logins = [
        NewAccount(phone=row.phone, password=password, person_id=person)
        for row, person in zip(rows, persons, strict=True)
    ]
    accounts = people.register_accounts_many(rows=logins, by=ground.INGEST, now=began)
    subjects = dict(Person.objects.filter(id__in=persons).values_list("id", "subject_id"))
    return [
        Neighbour(row.name, row.phone, account, person, subjects[person], dwelling)
        for row, account, person, dwelling in zip(rows, accounts, persons, behind, strict=True)
    ]
