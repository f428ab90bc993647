"""The access matrix: every address × method × role × record, asked of the running product and held to the policies.

Nobody wrote the expected answers down. They are worked out from the declarations (:mod:`tests.matrix.declared`), and
the addresses are read from the urlconfs, so that a new route, a new role or a new rule brings its own cells. And each
line of the policies is one that its own cells would miss: deleted, they are answered otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests import two_sides
from tests import world as worlds
from tests.before_walls import run
from tests.matrix import deeds, ground, lines, rows
from tests.matrix.actor import Actor
from tests.matrix.actors import POSTS, everybody
from tests.matrix.asking import Asker, relation
from tests.matrix.counting import PROPERTY
from tests.matrix.declared import Declared, Verdict, cells
from tests.matrix.desk_names import API, OF_A_CASE, PAGES
from tests.matrix.lines import Ground, Line
from tests.matrix.newer_names import NEWER_DESK, NEWER_PUBLIC
from tests.matrix.public_names import PUBLIC
from tests.matrix.register_names import REGISTER
from tests.matrix.rows import Sides
from tests.matrix.walking import SURFACES, walked
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
LEAST, SAMPLE = 25_000, 10
pytestmark = pytest.mark.django_db  # each test inside the transaction of the ground
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
        with AsATest():
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
    names, relations = set(), Counter[str]()
    for where, name in ACTORS:
        for cell in cells(standing.town, walked(where), NAMES[where], standing.actors[name]):
            names.add(cell.name)
            relations[relation(cell, standing.declared)] += 1
    assert len(names) == relations.total() >= LEAST
    assert len({one.role for one in standing.actors.values()}) >= 14
    for one in ("own", "same subtree", "foreign", "ended", "nothing"):
        assert relations[one] > 500, relations


@pytest.mark.parametrize(("where", "name"), ACTORS, ids=[name for _where, name in ACTORS])
def test_nobody_may_more_or_less_than_is_declared(
    standing: Standing, where: str, name: str, record_property: Callable[[str, object], None]
) -> None:
    actor, asker = standing.actors[name], Asker(standing.declared)
    with surface(where):
        for cell in cells(standing.town, walked(where), NAMES[where], actor):
            asker.judge(cell)
    record_property(PROPERTY, {verdict.value: count for verdict, count in asker.counted.items()})
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
