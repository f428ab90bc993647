"""Both surfaces as an attacker walks them: who asks, every route with something real in it, what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from linli.kernel.cases.models import EventBody
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kit.routes import guard_of
from linli.kit.tests import desk_site
from linli.main.checks.routes import routes
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests import addresses, lists
from tests.addresses import Matter
from tests.attacks.forms import Form, forms_of
from tests.ground import laid
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

OWN, FOREIGN = "桃源北社区", "星湖社区"
ENDS = frozenset({"logout", "forget"})  # what ends the session of whoever walks
NO_ROUTE = re.compile(r"open311/\^?\.\+|api/v1/$|open311/\.\+")
# Whose page it is, by how its route begins; the clerk's where nothing is said.
OF = {
    "imports": "officer", "register/export": "officer", "register/division": "officer",
    "catalogue": "editor", "register/rules/set": "editor",
    "pool": "lead", "routes": "lead", "webhooks": "supervisor", "board": "supervisor", "units": "supervisor",
    "api-keys": "supervisor", "map/areas": "supervisor", "patrol": "worker", "visits": "worker", "unread": "supervisor",
}  # fmt: skip


@dataclass(slots=True)
class Walk:
    """A small city with something behind every address, and browsers of those who use it."""

    world: World
    matter: Matter
    values: dict[str, str]
    visits: dict[str, Visit] = field(default_factory=dict)

    def visit(self, who: str) -> Visit:
        """The browser of somebody: a role of ``hat``, ``resident``, ``neighbour``, or ``visitor``."""
        if who not in self.visits:
            self.visits[who] = self._entered(who)
        return self.visits[who]

    def _entered(self, who: str) -> Visit:
        visit = Visit()
        if who in ("resident", "neighbour"):
            visit.enter(phone=self.world.residents[0 if who == "resident" else 2].phone, password=PASSWORD)
        elif who not in ("visitor", "nobody"):
            desk_site.enter(visit, self.world, hat_of(self.world, who))
        return visit

    def owner(self, name: str, route: str) -> str:
        """Who opens a page."""
        if name == "public":
            return "resident"
        return next((who for begins, who in OF.items() if route.startswith(begins)), "clerk")

    def address(self, route: str) -> str:
        """The route with something real wherever it has something in brackets."""
        known = self.values.get(route)
        if known is None:
            begins = max((one for one in self.values if route.startswith(one + "/")), key=len, default="")
            path = self.values.get(begins, "").partition("?")[0] + route[len(begins) :]
            known = re.sub(r"<int:[^>]+>", "1", path)
        return "/" + re.sub(r"<[^>]+>", "nothing", known)

    def pages(self, name: str) -> Iterator[tuple[str, str, Any]]:
        """Who, the address and the answer of every page of a surface, each opened by whose page it is."""
        for route, _methods in ways(name, "GET"):
            who, path = self.owner(name, route), self.address(route)
            yield who, path, self.visit(who).get(path)

    def forms(self, name: str) -> Iterator[tuple[str, Form]]:
        """Every form of every page of a surface that changes something, once for each place it is sent to."""
        seen = set()
        for who, path, answer in self.pages(name):
            if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
                continue
            for form in forms_of(path.partition("?")[0], answer.content.decode()):
                mark = (form.action.partition("?")[0], tuple(sorted(form.fields)))
                if form.is_post and mark not in seen and form.action.strip("/") not in ENDS:
                    seen.add(mark)
                    yield who, form


def ways(name: str, method: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every route of a surface that takes this method, with all it takes; those that end a session aside."""
    for path, view in routes(import_module(f"linli.main.urls_{name}").urlpatterns):
        guard = guard_of(view)
        if guard is not None and method in guard.methods and path not in ENDS and not NO_ROUTE.match(path):
            yield path, guard.methods


def hat_of(world: World, who: str) -> Hat:
    """The hat of a name of this package."""
    hats = world.desks.hats
    own = {"clerk": "clerk", "worker": "grid_worker", "firm": "property_staff"}
    foreign = {"foreign_clerk": "clerk", "foreign_worker": "grid_worker"}
    if who in own:
        return world.hat(own[who], OWN)
    if who in foreign:
        return world.hat(foreign[who], FOREIGN)
    if who == "officer":
        return lists.officer(world)
    if who == "lead":
        return next(one for one in hats if one.role == "street_lead" and world.community(OWN) in one.scopes)
    if who == "foreign_lead":
        return next(one for one in hats if one.role == "street_lead" and world.community(OWN) not in one.scopes)
    if who == "foreign_officer":
        mine = lists.officer(world)
        return next(one for one in hats if one.role == "data_officer" and not set(one.scopes) & set(mine.scopes))
    return world.hat({"editor": "catalogue_editor"}.get(who, who))


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Matter, dict[str, str]]]:
    """What the attacks of a file walk on, laid once and taken back after the last of them."""
    with laid(django_db_blocker) as world:
        with django_db_blocker.unblock():
            found = _walked(world)
        yield found


@pytest.fixture
def walk(ground: tuple[World, Matter, dict[str, str]], world: World, db: None) -> Walk:
    """A city with something behind every address, as it was laid."""
    _world, matter, values = ground
    return Walk(world, matter, dict(values))


def _walked(world: World) -> tuple[World, Matter, dict[str, str]]:
    """A matter of the first resident, answered, with a photo drawn anew; and everything addresses lead to."""
    opened = world.an_open_case(until="confirm", by=world.resident(), reporter=world.a_named())
    robot = world.hat("robot")
    with scope.reading(robot, now=clock()):
        waiting = list(Paper.objects.filter(case_id=opened.case_id).values_list("id", flat=True))
    papers.clean_many(papers=waiting, by=robot, now=clock())
    with as_login(""):
        shown = [one.papers for one in EventBody.objects.filter(case_id=opened.case_id).order_by("event_id")]
    matter = Matter(opened, next(n for n, found in enumerate(shown, 1) if found), 1)
    values = addresses.paths(matter, world)
    number = opened.number
    values |= {"case/<str:number>/<str:action>": f"case/{number}/handled"}
    return world, matter, values


def body_of(answer: Any) -> bytes:
    """All of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


# -- what was written

_OF_THE_DOOR = frozenset(
    {
        "django_session",
        "plumbing_rate_bucket",
        "plumbing_kept_form",
        "plumbing_idempotency",
        "django_content_type",
        "people_sign_in",  # notes by the minute that its holder is still there, whatever they ask for
    }
)


def tables() -> list[str]:
    """Every table of the city but those of sessions, tries and kept forms."""
    with as_login(""), connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        return [name for (name,) in cursor.fetchall() if name not in _OF_THE_DOOR]


def contents(names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of them all."""
    one = "select '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text from {0} t"
    with as_login(""), connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(name) for name in names))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def rows_of(name: str) -> set[str]:
    """Every row of a table, whole."""
    with as_login(""), connection.cursor() as cursor:
        cursor.execute(f"select t::text from {name} t")
        return {row for (row,) in cursor.fetchall()}


def touched() -> dict[str, int]:
    """How many rows of each table this transaction has written so far, also those it took back."""
    with as_login(""), connection.cursor() as cursor:
        cursor.execute("select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables")
        return {name: count for name, count in cursor.fetchall() if name not in _OF_THE_DOOR}


def desk_and_public() -> Iterator[str]:
    """One surface after the other, each as a process of its own would be."""
    for name in ("public", "desk"):
        with surface(name):
            yield name
