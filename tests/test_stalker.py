"""A stalker's story: signed in, with everything one may know of a neighbour, and every address of the public surface.

They cannot find the neighbour, count them or infer them: what is asked about somebody the city knows is answered like
what is asked about somebody it does not, in words, in what the database is asked, and in time. And no answer changes
when a neighbour comes into the register, whoever they are and wherever they live.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.people.models_proposals import Proposal
from linli.kernel.places.models import Place
from linli.main.checks.routes import routes
from linli.main.urls_desk import urlpatterns as desk_addresses
from tests import addresses
from tests.at_the_screen import Page
from tests.stalking import (
    Whom,
    address,
    answer,
    asked,
    kinds,
    number_of,
    paths,
    plain,
    plant,
    taken_back,
)
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

TURNS, FACTOR = 15, 3.0


@pytest.fixture
def doors(world: World, db: None) -> list[Place]:
    """The doors of the stalker's own building but their own."""
    with as_login(""):
        found = Place.objects.filter(parent_id=world.building(), level="dwelling").order_by("id")
        return [one for one in found if one.id != world.residents[0].dwelling]


@pytest.fixture
def there(world: World, doors: list[Place]) -> Whom:
    """A neighbour the city knows."""
    whom = Whom("欧阳雪雁", "13977712345", number_of("45010319870412242"), doors[0].id, doors[0].name)
    return replace(whom, person=plant(world, whom))


@pytest.fixture
def nobody(doors: list[Place], there: Whom) -> Whom:
    """Somebody the city does not know, who looks just like it; their door is empty."""
    return Whom("欧阳霜鸿", "13977754321", number_of("45010319870412246"), doors[1].id, doors[1].name, there.person + 1)


@pytest.fixture
def stalker(world: World, db: None) -> Iterator[Visit]:
    """The first resident, signed in."""
    with surface("public"):
        visit = Visit()
        visit.enter(phone=world.residents[0].phone, password=PASSWORD)
        visit.get("/my/home")
        yield visit


def echoes(*whom: Whom) -> list[str]:
    """What a stalker types, and the doors they name: an answer may say it back."""
    return [word for one in whom for word in (*one.known().values(), one.door_name)]


@pytest.mark.asvs("V8.2.2")
@pytest.mark.dengbao("8.1.4.11 b")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_answers_about_a_neighbour_as_about_nobody(
    stalker: Visit, there: Whom, nobody: Whom, method: str
) -> None:
    strange = Whom("龙飞", "13900000000", there.id_number, there.door, there.door_name)
    echoed, told, tried = echoes(there, nobody), [], 0
    for path in paths(method):
        answer(stalker, partial(asked, stalker, method, path, strange, "name"), echoed)  # memory is warm
        for kind in kinds(path):
            pair = [
                answer(stalker, partial(asked, stalker, method, path, whom, kind), echoed) for whom in (there, nobody)
            ]
            tried += 1
            if pair[0] != pair[1]:
                told.append(f"{method} /{path} with {kind}: {difference(*pair)}")
    assert tried > 100
    assert not told, "\n".join(told)


def difference(one: Any, other: Any) -> str:
    """Where two answers differ, in short."""
    if one.body == other.body:
        return f"{(one.status, one.leads, one.statements)} and {(other.status, other.leads, other.statements)}"
    at = next((n for n, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b), 0)
    near = slice(max(0, at - 80), at + 80)
    return f"{one.status}, {one.body[near]!r} and {other.status}, {other.body[near]!r}"


def naming(stalker: Visit, whom: Whom) -> Callable[[], Any]:
    """Name somebody as one's tenant, with everything one knows of them."""
    home = Page("", 200, stalker.get("/my/home").content.decode()).form_with("登记这位租户").fields["about"][0]
    given = {"about": home, "name": whom.name, "phone": whom.phone, "id_number": whom.id_number}
    return lambda: stalker.send("/my/home/tenant", given)


def test_naming_a_tenant_tells_nothing_of_them(stalker: Visit, there: Whom, nobody: Whom) -> None:
    echoed = echoes(there, nobody)
    pair = [answer(stalker, naming(stalker, one), echoed) for one in (there, nobody)]
    assert pair[0] == pair[1]
    assert pair[0].status == 303
    pages = []
    for one in (there, nobody):
        with taken_back():
            naming(stalker, one)()
            pages.append(answer(stalker, lambda: stalker.get("/my/home"), [*echoed, "139****2345", "139****4321"]))
    assert pages[0] == pages[1]


def test_a_wrong_number_is_told_by_its_digits_alone(stalker: Visit, there: Whom, nobody: Whom) -> None:
    """One digit off from a number that exists, and one digit off from one that does not."""
    wrong = [replace(one, id_number=one.id_number[:16] + "0" + one.id_number[17:]) for one in (there, nobody)]
    echoed = echoes(there, nobody, *wrong)
    pair = [answer(stalker, naming(stalker, one), echoed) for one in wrong]
    assert pair[0] == pair[1]
    assert pair[0].status == 422


def test_the_desks_pages_are_no_pages_of_the_public_surface(stalker: Visit, there: Whom, nobody: Whom) -> None:
    """The house register, its imports, its lists and tiles: guessed by address, one is told the same of each."""
    here = {path for path, _view in routes(_public())}
    told = set()
    for path, _view in routes(desk_addresses):
        if path in here or not path.startswith(("register", "visits", "imports", "import", "units", "ledger")):
            continue
        for whom in (there, nobody):
            for value in whom.known().values():
                got = stalker.get(address(path, value))
                told.add((got.status_code, plain(got.content.decode(), [*echoes(there, nobody), path])))
    assert {status for status, _body in told} == {404}
    assert len(told) == 1


def _public() -> list[Any]:
    from linli.main import urls_public

    return urls_public.urlpatterns


def test_numbers_of_proposals_stand_in_no_address_and_lead_nowhere(stalker: Visit, there: Whom) -> None:
    naming(stalker, there)()
    with as_login(""):
        number = Proposal.objects.order_by("-id").values_list("id", flat=True)[0]
    page = stalker.get("/my/home").content.decode()
    assert f'value="{number}"' not in page
    assert f"/{number}" not in page
    for guess in (number, number - 1, number + 1):
        got = stalker.send("/my/home/tenant-left", {"about": str(guess), "day": ""})
        assert got.status_code == 404


def test_it_takes_no_longer_about_a_neighbour_than_about_nobody(stalker: Visit, there: Whom, nobody: Whom) -> None:
    """Medians of turns that take each other's place, with a generous factor: a slow machine is slow for both."""
    ways: dict[str, Callable[[Whom], Callable[[], Any]]] = {
        "naming": lambda whom: naming(stalker, whom),
        "places": lambda whom: lambda: stalker.get("/report/places", {"q": whom.name}),
        "door": lambda whom: lambda: stalker.get("/report/similar", {"place": whom.door, "item": "hotline.noise"}),
    }
    for name, way in ways.items():
        spent: dict[str, list[float]] = {one.name: [] for one in (there, nobody)}
        for turn in range(TURNS):
            for one in (there, nobody) if turn % 2 else (nobody, there):
                ask = way(one)
                with taken_back():
                    began = perf_counter()
                    ask()
                    spent[one.name].append(perf_counter() - began)
        known, unknown = (statistics.median(spent[one.name]) for one in (there, nobody))
        assert known < unknown * FACTOR, (name, known, unknown)
        assert unknown < known * FACTOR, (name, known, unknown)


# -- no answer changes when a neighbour comes

SURNAMES = st.sampled_from(["欧阳", "买买提·", "司徒", "贝", "㛃", "黄"])
GIVEN = st.text("雪雁霜鸿秋月㷆𫍯吐尔逊", min_size=2, max_size=6)
KINDS = st.sampled_from(["owner", "occupant", "tenant", "registered", "guardian", "carer"])
DAYS = st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 12, 31))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    surname=SURNAMES, name=GIVEN, kind=KINDS, born=DAYS, order=st.integers(100, 999),
    phone=st.integers(10**7, 10**8 - 1), door=st.integers(0, 40),
)  # fmt: skip
def test_no_answer_changes_when_a_neighbour_comes(
    world: World, stalker: Visit, doors: list[Place], surname: str, name: str, kind: str, born: Any, order: int,
    phone: int, door: int,
) -> None:  # fmt: skip
    """Also when they come into the stalker's own dwelling."""
    own = world.residents[0].dwelling
    place = doors[door % len(doors)].id if door % 7 else own
    whom = Whom(surname + name, f"131{phone:08d}", number_of(f"450103{born:%Y%m%d}{order:03d}"), place, "")
    with taken_back():
        values = values_of(world)
        before = everything(stalker, values)
        plant(world, whom, kind)
        after = everything(stalker, values)
    assert [path for path in before if before[path] != after[path]] == []
    told = [(path, token) for path, (_status, body) in after.items() for token in whom.tokens() if token in body]
    assert told == []


def values_of(world: World) -> dict[str, str]:
    """Real addresses for routes with something in brackets: a matter, a topic, a public face."""
    opened = world.an_open_case(until="confirm", by=world.resident(), reporter=world.a_named())
    with as_login(""):
        return addresses.paths(addresses.Matter(opened, 1, 1), world)


def everything(visit: Visit, values: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Every page of the public surface as it is answered to whoever is signed in."""
    found = {}
    for path in paths("GET"):
        got = visit.get("/" + values.get(path, path)) if path in values or "<" not in path else None
        if got is not None:
            body = b"".join(got.streaming_content) if got.streaming else got.content
            found[path] = (got.status_code, plain(body.decode(errors="replace"), []))
    return found
