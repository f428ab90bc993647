"""Masked by default: no page, list, file or answer of the desk shows a whole name or number that nobody asked for.

Somebody is planted in the register, reports a matter, keeps a car, proposes a change; then every address of the desk
that can be read is read by every post there is, and what comes back is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest

from linli.kernel.cases.actions import calling
from linli.kernel.people.actions import NewProposal, propose
from linli.kit.routes import guard_of
from linli.main.checks.routes import routes
from linli.plumbing.time import now as clock
from tests import lists
from tests.addresses import Matter, paths
from tests.stalking import Whom, number_of, plant
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

ROLES = ("clerk", "grid_worker", "property_staff", "street_clerk", "street_lead", "supervisor")


@pytest.fixture
def whom(world: World, db: None) -> Whom:
    """Somebody of the clerk's own community, with everything one may know of them."""
    first = world.residents[0]
    number = number_of("45010319870412242")
    found = Whom("欧阳雪雁", "13977712345", number, first.dwelling, "")
    return replace(found, person=plant(world, found))


def secrets_of(whom: Whom) -> tuple[str, ...]:
    return whom.name, whom.phone, whom.id_number, f"{whom.phone[:3]} {whom.phone[3:7]} {whom.phone[7:]}"


def readable() -> Iterator[str]:
    for path, view in routes(import_module("linli.main.urls_desk").urlpatterns):
        guard = guard_of(view)
        if guard is not None and "GET" in guard.methods:
            yield path


def text_of(answer: Any) -> str:
    """The words of an answer, those inside an Excel file too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    try:
        with ZipFile(BytesIO(body)) as book:
            return "\n".join(book.read(name).decode(errors="ignore") for name in book.namelist())
    except BadZipFile:
        return body.decode(errors="ignore")


def seen_by(visit: Visit, values: dict[str, str], secrets: tuple[str, ...]) -> list[str]:
    """The addresses whose answer holds one of the secrets."""
    found = []
    for path in readable():
        answer = visit.get(f"/{values.get(path, path)}")
        if answer.status_code == 200 and any(secret in text_of(answer) for secret in secrets):
            found.append(path)
    return found


def test_no_post_reads_a_whole_name_or_number_it_has_not_asked_for(world: World, whom: Whom) -> None:
    reporter = replace(world.a_named(), name=whom.name, phone=whom.phone, person=whom.person)
    opened = world.an_open_case(until="confirm", by=world.resident(), reporter=reporter)
    calling.ring(phone=whom.phone, rang=clock(), by=world.hat("clerk", "桃源北社区"), now=clock())
    change = NewProposal("change", "person", whom.person, changes={"phone": "13977712399", "name": "欧阳雪燕"})
    propose(row=change, by=world.hat("grid_worker"), now=clock())
    values = paths(Matter(opened, 1, 1), world)
    values["register/person/<str:at>"] = f"register/person/{_pointer(whom.person)}"
    secrets = (*secrets_of(whom), "13977712399", "欧阳雪燕")
    leaks: dict[str, list[str]] = {}
    with surface("desk"):
        for hat in [*(world.hat(role) for role in ROLES), lists.officer(world)]:
            visit = Visit()
            visit.enter(login=world.login(hat), password=PASSWORD)
            leaks[hat.role] = seen_by(visit, values, secrets)
    assert not any(leaks.values()), leaks


def _pointer(person: int) -> str:
    from linli.plumbing.pointers import pointer

    return pointer("person", person)


def test_the_search_that_finds_leaks_finds_what_a_look_shows(world: World, whom: Whom) -> None:
    """The same search at the page of a look finds everything: so what it finds nowhere is nowhere shown."""
    with surface("desk"):
        clerk = Visit()
        clerk.enter(login=world.login(world.hat("clerk", "桃源北社区")), password=PASSWORD)
        at = _pointer(whom.person)
        shut = text_of(clerk.get(f"/register/person/{at}"))
        answer = clerk.send(f"/register/person/{at}/whole", {"reason": "核对低保"})
        whole = text_of(answer)
    assert not any(secret in shut for secret in secrets_of(whom))
    assert all(secret in whole for secret in (whom.name, whom.phone, whom.id_number))
    assert re.fullmatch(r"(8\d\d|900); url=/register/person/.+", answer["Refresh"])
    with as_login(""):
        from linli.kernel.people.models_looks import Look

        assert Look.objects.filter(record=whom.person, kind="person").count() == 1
