"""A small city for tests: one district, two streets, three communities, a few buildings, staff for every role.

It is cut out of the demo packs and built by the same actions, committed once into the database of each test
process. A test that empties the tables (``transactional_db``) finds it built again.

    def test_x(world, db):
        opened = world.an_open_case()                 # waits at the first desk that has to act
        world.act(opened, "accept")                   # by whoever holds the task
        world.hat("clerk", "桃源北社区")
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import CoHandler, Move, Opened
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import Photo, Report, Reporter
from linli.kernel.people import queries as people_queries
from linli.kernel.people.models import Account
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kernel.publications import actions as publications
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings.models import Rating
from linli.main import founding
from linli.main.demo import ground, pictures
from linli.main.demo.desks import Desks
from linli.plumbing import packs, scope, walls
from linli.plumbing.pack_versions import AlreadyFounded
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock
from tests import factors
from tests.residents import Neighbour, move_in
from tests.small_packs import small

PASSWORD = "world-2026"
COMMUNITIES = {"taoyuanbei": "桃源北社区", "tiantao": "天桃社区", "xinghu": "星湖社区"}
WORDS: Mapping[str, Mapping[str, Any]] = {
    "placed": {},
    "confirmed_on_site": {"text": "到现场看过，情况属实。"},
    "not_found": {"text": "到现场看过，没有这回事。", "photo": True},
    "accept": {},
    "contacted": {"text": "打过电话，约好明天上午去。"},
    "handled": {"text": "换了声控灯头，两层都试亮了。", "photo": True},
    "answer": {"text": "灯修好了，请您看一眼。", "outcome": "fixed"},
    "send_back": {"text": "再去看一次，把二楼也换了。"},
    "explain": {"text": "配件三天后到，到了就换。"},
    "helped": {"text": "路灯线路查过了，没有漏电。", "photo": True},
    "cannot_help": {"text": "这一段线路不归我们管。"},
    "let_go": {"text": "他们的部分已经办了。"},
    "assign": {"text": "线路在楼里，由物业办。"},
    "pass_up": {"text": "两个街道都说不归自己，请市里定。"},
}
ONWARD = {"place": "placed", "verify": "confirmed_on_site", "accept": "accept", "handle": "handled", "answer": "answer"}


class Quick(Argon2PasswordHasher):
    """The same hash with little work in it, so that twenty passwords cost nothing."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@dataclass(slots=True)
class World:
    """Ids by code, hats by role, and builders that call the product's own actions."""

    began: datetime
    places: dict[str, int]
    areas: dict[str, int]
    bodies: dict[str, int]
    desks: Desks
    dwellings: dict[str, int] = field(default_factory=dict)
    residents: list[Neighbour] = field(default_factory=list)
    logins: dict[int, str] = field(default_factory=dict)

    # -- where

    @property
    def city(self) -> int:
        return self.places["nanning"]

    def community(self, name: str = "桃源北社区") -> int:
        """A community by its name or code."""
        codes = {name: code for code, name in COMMUNITIES.items()}
        return self.places[codes.get(name, name)]

    def building(self, code: str = "taoyuan_36-2") -> int:
        """A building by compound and number: ``taoyuan_36-2`` is 桃源路36号院2栋."""
        return self.places[code]

    # -- who

    def hat(self, role: str, community: str | None = None, *, login: str = "") -> Hat:
        """The first who holds a role: ``world.hat("grid_worker", "桃源北社区")``, or the holder of a login."""
        if login:
            return next(hat for hat in self.desks.hats if self.logins[hat.account] == login and hat.role == role)
        if role in ("robot", "visitor"):
            return scope.robot(self.scopes()) if role == "robot" else VISITOR
        return self.desks.of(role, place=self.community(community) if community else None)

    def login(self, hat: Hat) -> str:
        """What the holder of a post types at the desk, with ``PASSWORD``."""
        return self.logins[hat.account]

    def resident(self, number: int = 0) -> Hat:
        """The hat of a resident as it is now: it sees what they have reported so far."""
        worn = people_queries.hat_for_resident(self.residents[number].account)
        assert worn is not None
        return worn.hat

    def holder(self, case: Opened | int) -> Hat:
        """Whoever holds the open task of a case."""
        return self.desks.holder(self.task(case))

    def parts(self, case: Opened | int) -> list[Task]:
        """The open tasks of the units that take part, in the order in which they were asked."""
        with scope.reading(self.hat("robot"), now=clock()):
            return list(Task.objects.filter(case_id=_id(case), done__isnull=True).exclude(branch="").order_by("id"))

    def units(self, *roles: str, case: Opened | int) -> tuple[CoHandler, ...]:
        """Desks around a case that may take part, each asked for something."""
        with scope.reading(self.hat("robot"), now=clock()):
            found = people_queries.units_to_hand_over(self.case_row(case).scope_id, at=clock())
        return tuple(CoHandler(next(one for one in found if one.role == role), f"请{role}查一查") for role in roles)

    def case_row(self, case: Opened | int) -> Case:
        """The case, inside a transaction that is open already."""
        return Case.objects.get(id=_id(case))

    def scopes(self) -> tuple[int, ...]:
        return places.scopes_under(self.city)

    # -- what

    def a_report(self, **changes: Any) -> Report:
        """A stairwell light at 桃源路36号院2栋, an hour ago."""
        plain = Report(
            item="hotline.stair_light",
            text="二单元三层的楼道灯不亮两天了，老人晚上下楼怕摔。",
            scope=self.community(),
            at=clock() - timedelta(hours=1),
            place=self.building(),
            where="2单元3层",
        )
        return replace(plain, **changes)

    def a_named(self, number: int = 0, **changes: Any) -> Reporter:
        """A resident as they give their name and phone."""
        neighbour = self.residents[number]
        return Reporter("named", name=neighbour.name, phone=neighbour.phone, person=neighbour.person, **changes)

    def an_open_case(
        self, *, by: Hat | None = None, until: str = "", now: datetime | None = None, **changes: Any
    ) -> Opened:
        """A case from ``a_report(**changes)``; ``until`` a step, it is moved on by whoever holds it."""
        opened = cases.open_case(report=self.a_report(**changes), by=by or VISITOR, now=now or clock())
        while until and self.step(opened) != until:
            self.act(opened, ONWARD[self.step(opened)], now=now)
        return opened

    def act(
        self, case: Opened | int, action: str, *, by: Hat | None = None, now: datetime | None = None, **given: Any
    ) -> None:
        """One action with everything it asks for, by whoever holds the task unless told otherwise."""
        words = dict(WORDS.get(action, {}))
        if words.pop("photo", False):
            words["photos"] = (a_photo(after=action == "handled"),)
        if action == "placed":
            words["place"] = self.building()
        move = Move(action=action, **{**words, **given})
        cases.act(case_id=_id(case), move=move, by=by or self.holder(case), now=now or clock())

    def a_topic(self, title: str = "院里的树挡了路灯", text: str = "天一黑就看不见路。", **given: Any) -> str:
        """A topic the first resident raised in 桃源北社区, shown by the clerk; its public number."""
        now, clerk = clock(), self.hat("clerk", "桃源北社区")
        said = publications.Said(text, "三楼老覃", now + timedelta(days=1), title, self.community())
        sent = publications.submit(said=said, subject=self.residents[0].subject, by=self.resident(), now=now)
        year = timedelta(days=365)
        words = publications.Words(self.community(), title, text, now + year, "NN", year, year, **given)
        return publications.accept(submission=sent, words=words, answer_due=now + year, by=clerk, now=now)

    def rate(self, opened: Opened, grade: int = 5, *, by: Hat | None = None, **given: Any) -> Rating:
        """Rate as whoever holds the receipt, or as ``by``."""
        hat = (by or VISITOR).seeing(opened.subject_id)
        return ratings.rate(case_id=opened.case_id, grade=grade, by=hat, now=clock(), **given)

    def case(self, case: Opened | int) -> Case:
        with scope.reading(self.hat("robot"), now=clock()):
            return Case.objects.get(id=_id(case))

    def step(self, case: Opened | int) -> str:
        return self.case(case).step

    def task(self, case: Opened | int) -> Task:
        """The open task of a case's main line."""
        with scope.reading(self.hat("robot"), now=clock()):
            return Task.objects.get(case_id=_id(case), branch="", done__isnull=True)


def a_photo(subject: str = "stairs", *, after: bool = False, take: int = 0) -> Photo:
    """A small JPEG as a phone sends it."""
    return Photo(pictures.photo(subject, after=after, take=take), "IMG_0417.jpg")


def _id(case: Opened | int) -> int:
    return case if isinstance(case, int) else case.case_id


# -- building it


def build(now: datetime) -> World:
    """Found the packs and build the world; everything in it has stood for a year."""
    began = now - timedelta(days=365)
    with suppress(AlreadyFounded):  # a running city was founded by its first start
        founding.found(founding.city_folder(), now=now)
    catalogue.forget()
    town = ground.Town.of(tuple(small(packs.read(founding.scenario_files(), founding.city_folder()))))
    ground.load_ground(town, now=began)
    ground.load_bodies(town, now=began)
    with override_settings(PASSWORD_HASHERS=[f"{Quick.__module__}.{Quick.__qualname__}"]):
        ground.load_staff(town, password=lambda _login: PASSWORD, authenticator=factors.secret_of, now=began)
        there = ground.known(town)
        world = World(began, there.places, there.areas, there.bodies, Desks.at(now))
        world.logins = {one.id: one.login for one in Account.objects.exclude(login=None) if one.login}
        doors = Place.objects.filter(level="dwelling").values_list("parent__code", "name", "id")
        world.dwellings = {f"{building}-{door}": number for building, door, number in doors}
        world.residents = move_in(world.dwellings, password=PASSWORD, began=began)
    return world


_built: dict[str, World] = {}


def standing() -> World:
    """The world as it stands in the database of this process, built where it does not."""
    if "built" not in _built or not Place.objects.filter(id=_built["built"].city).exists():
        _built["built"] = build(clock())
    catalogue.forget()
    return _built["built"]


@pytest.fixture
def world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    """The world, built where it does not stand. Asks for ``db`` itself unless the test has a database already."""
    with django_db_blocker.unblock():
        standing()
    if not {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("db")
    catalogue.forget()
    return _built["built"]


@pytest.fixture
def bare(db: None) -> None:
    """A database in which nobody has founded anything: the world is taken away for the length of the test.

    Where nothing stands yet, as before the first test that wants a world, there is nothing to take away.
    """
    tables = [model._meta.db_table for model in walls.models()]
    with connection.cursor() as cursor:
        cursor.execute("select " + " or ".join(f"exists (select 1 from {table})" for table in tables))
        if cursor.fetchone() != (False,):
            cursor.execute(f"truncate {', '.join(tables)} cascade")
    catalogue.forget()


def wants_a_bare_city(request: pytest.FixtureRequest) -> None:
    """For the conftest of a room whose tests build everything themselves: give those with a database a bare one."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("bare")
