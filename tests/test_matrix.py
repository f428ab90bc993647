"""The access matrix: every address × method × role × record, asked of the running product and held to the policies.

Nobody wrote the expected answers down. They are worked out from the declarations (:mod:`tests.matrix.declared`), and
the addresses are read from the urlconfs, so that a new route, a new role or a new rule brings its own cells. And each
line of the policies is one that its own cells would miss: deleted, they are answered otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests import two_sides
from tests import world as worlds
from tests.before_walls import as_superuser, run
from tests.matrix import deeds, ground, lines, rows
from tests.matrix.actor import Actor
from tests.matrix.actors import POSTS, everybody, quick_hashes
from tests.matrix.asking import Asker
from tests.matrix.choosing import chosen
from tests.matrix.counting import LEAST, PROPERTY
from tests.matrix.declared import Cell, Declared, Verdict, cells
from tests.matrix.desk_names import API, OF_A_CASE, PAGES
from tests.matrix.lines import Ground, Line
from tests.matrix.newer_names import NEWER_DESK, NEWER_PUBLIC
from tests.matrix.public_names import PUBLIC
from tests.matrix.register_names import REGISTER
from tests.matrix.relating import relation
from tests.matrix.rows import Sides
from tests.matrix.walking import METHODS, SURFACES, walked
from tests.surfaces import surface

NAMES = {"public": {**PUBLIC, **NEWER_PUBLIC}, "desk": {**PAGES, **OF_A_CASE, **API, **REGISTER, **NEWER_DESK}}
AT_THE_DESK = ("nobody at the desk", *(name for name, _role, _place in POSTS), "whose post has ended",
               "resident with the cookie of the other surface")  # fmt: skip
OUTSIDE = (
    "visitor", "resident", "resident with a mandate", "another resident", "whose mandate has ended",
    "whose account has ended", "with a receipt of taoyuanbei", "with a receipt of xinghu",
    "clerk with the cookie of the desk", "program with a key", "program whose key has ended",
)  # fmt: skip
ACTORS = [("public", name) for name in OUTSIDE] + [("desk", name) for name in AT_THE_DESK]
HALVES = {"public": 4, "desk": 8}  # in how many tests the addresses of a surface are asked
PARTS = [(where, part) for where in SURFACES for part in range(HALVES[where])]
SAMPLE = 10
# Each test inside the transaction of the ground, which one worker builds: it takes as long as two thousand cells.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("matrix")]
LOGINS = ("public", "desk", "worker")


@dataclass(slots=True)
class Standing:
    """The ground with everybody signed in."""

    town: ground.Town
    actors: dict[str, Actor]
    declared: Declared


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Standing]:
    """Built once in one transaction that is rolled back at the end; each request inside it is taken back too."""
    with django_db_blocker.unblock():
        world = worlds.standing()
        with AsATest(), quick_hashes():
            town = ground.build(world)
            actors = {one.name: one for found in everybody(town).values() for one in found}
            yield Standing(town, actors, Declared(town))


class AsATest:
    """A transaction that actions may open theirs in, as in Django's own TestCase; nothing of it stays."""

    def __enter__(self) -> None:
        self._block = transaction.atomic()
        self._block._from_testcase = True  # type: ignore[attr-defined]
        self._block.__enter__()

    def __exit__(self, *problem: object) -> None:
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)


@pytest.fixture(scope="module")
def asked(standing: Standing) -> Ground:
    """What the cells of single lines are asked of, two communities with one of everything among them."""
    as_superuser()  # the last surface that was asked may be worn still
    town = two_sides.build(standing.town.world)
    run("set constraints all immediate")  # a table with a check still to come cannot be altered
    return Ground(
        standing.declared,
        standing.actors,
        {where: walked(where) for where in SURFACES},
        NAMES,
        tuple(deeds.verbs()),
        Sides(town.own, town.foreign),
    )


@pytest.mark.parametrize("where", SURFACES)
def test_every_address_is_named(where: str) -> None:
    """A route nobody has named is no cell of the matrix, and a name without a route is nothing."""
    routes = walked(where)
    assert sorted(routes.keys() - NAMES[where].keys()) == [], "say in tests/matrix which record these addresses name"
    assert sorted(NAMES[where].keys() - routes.keys()) == [], "no urlconf has these addresses any more"


def test_there_are_enough_cells_of_every_kind(standing: Standing) -> None:
    """Distinct ones, from at least fourteen roles, about what is own, below, foreign, ended and not there."""
    assert sorted(name for _where, name in ACTORS) == sorted(standing.actors)
    every = [cell for where, part in PARTS for cell in of_part(standing, where, part)]
    relations = Counter(relation(cell, standing.declared) for cell in every)
    assert len({cell.name for cell in every}) == len(every) >= LEAST
    assert len({one.role for one in standing.actors.values()}) >= 14
    for one in ("own", "same subtree", "foreign", "ended", "nothing"):
        assert relations[one] > 500, relations
    for where in SURFACES:
        here = [cell for cell in every if cell.route.surface == where]
        assert {(cell.route.path, cell.method) for cell in here} == set(product(walked(where), METHODS))
        roles = {actor.role for actor in standing.actors.values() if actor.surface == where}
        assert {(cell.route.path, cell.actor.role) for cell in here} == set(product(walked(where), roles))


def of_part(standing: Standing, where: str, part: int) -> Iterator[Cell]:
    """The cells of every so many addresses of a surface."""
    held = walked(where)
    routes = {path: held[path] for path in sorted(held)[part :: HALVES[where]]}
    actors = [standing.actors[name] for at, name in ACTORS if at == where]
    return chosen(standing.declared, routes, NAMES[where], actors)


@pytest.mark.parametrize(("where", "part"), PARTS)
def test_nobody_may_more_or_less_than_is_declared(
    standing: Standing, where: str, part: int, record_property: Callable[[str, object], None]
) -> None:
    asker, asked = Asker(standing.declared), list(of_part(standing, where, part))
    with surface(where):
        for cell in asked:
            asker.judge(cell)
    record_property(PROPERTY, {verdict.value: count for verdict, count in asker.counted.items()})
    assert len({cell.name for cell in asked}) == asker.counted.total()
    assert not asker.wrong, f"{len(asker.wrong)} cells:\n" + "\n".join(asker.wrong[:200])
    assert asker.counted[Verdict.NO_METHOD]


@pytest.mark.proof
@pytest.mark.parametrize(("where", "name"), ACTORS, ids=[name for _where, name in ACTORS])
def test_nobody_may_more_or_less_about_any_record(standing: Standing, where: str, name: str) -> None:
    """Everybody about every record there is, not one of each kind."""
    actor, asker = standing.actors[name], Asker(standing.declared)
    with surface(where):
        for cell in cells(standing.town, walked(where), NAMES[where], actor):
            asker.judge(cell)
    assert not asker.wrong, f"{len(asker.wrong)} cells:\n" + "\n".join(asker.wrong[:200])
    assert asker.counted[Verdict.NO_METHOD]


# -- the doors of the verbs, the rows behind the pages


def test_every_verb_refuses_whom_the_policy_does(standing: Standing) -> None:
    found = deeds.verbs()
    assert len(found) > 120
    assert [sentence for one in found for sentence in deeds.wrong(one, standing.declared.roles)] == []


@pytest.mark.parametrize("login", LOGINS)
def test_every_login_may_ask_what_is_declared_and_reads_those_rows(asked: Ground, login: str) -> None:
    tables = asked.declared.tables.values()
    assert [sentence for one in tables for sentence in rows.wrong(one, login, asked.sides)] == []


# -- no line without a cell


def test_a_sample_of_lines_would_be_missed(asked: Ground) -> None:
    every = lines.every_line(asked)
    assert len(every) > 1_000
    sample = Random(len(every)).sample(every, SAMPLE)
    assert [line.says for line in sample if line.survives(asked)] == []


@pytest.mark.proof
def test_every_line_would_be_missed(asked: Ground) -> None:
    left: list[Line] = [line for line in lines.every_line(asked) if line.survives(asked)]
    assert [line.says for line in left] == []
