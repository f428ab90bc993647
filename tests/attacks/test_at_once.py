"""Class 7 (Decidim CVE-2023-47634, endorsements in parallel count several times): sixty-four at once are one.

Each of them on a database connection of its own: twelve at any moment in ``make test``, where the server is shared,
all sixty-four in ``make proof``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Key, TaskTaken
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.reports import NotAReport
from linli.kernel.imports import actions as imports
from linli.kernel.imports.actions.running import NotNow
from linli.kernel.imports.models import Import, ImportRow, RowState
from linli.kernel.people import actions as people
from linli.kernel.people.actions.codes import CodeRefused
from linli.kernel.people.models import Account
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import Follower, PublicFace
from linli.kernel.ratings.actions import AlreadyRated
from linli.kernel.ratings.models import Rating
from linli.plumbing import idempotency
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests import lists
from tests.surfaces import as_login
from tests.world import World, standing

ALL = 64
REFUSALS = (AlreadyRated, TaskTaken, KeyReused, CodeRefused, NotAllowed, NotNow, NotAReport)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The city as everybody's connection sees it, emptied once after the last of these and not after each."""
    with django_db_blocker.unblock():
        yield standing()
        with as_login(""):
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many at any moment."""

    side_by_side: int

    def do(self, deed: Callable[[int], Any]) -> Counter[str]:
        """Sixty-four of one deed; what became of each: done, or the name of what refused it."""
        gate = Barrier(self.side_by_side)

        def one(number: int) -> str:
            try:
                if number < self.side_by_side:
                    gate.wait(30)
                deed(number)
            except REFUSALS as refused:
                return type(refused).__name__
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(self.side_by_side) as pool:
            return Counter(pool.map(one, range(ALL)))


@pytest.fixture(params=[12, pytest.param(64, marks=pytest.mark.proof)])
def crowd(request: pytest.FixtureRequest) -> Crowd:
    return Crowd(request.param)


def test_one_answer_is_rated_once(world: World, crowd: Crowd) -> None:
    opened = world.an_open_case(until="confirm")
    told = crowd.do(lambda number: world.rate(opened, 3 + number % 3))
    assert told["done"] == 1, told
    with as_login(""):
        assert Rating.objects.filter(case_id=opened.case_id).count() == 1


def test_a_bad_grade_opens_a_matter_again_once(world: World, crowd: Crowd) -> None:
    opened = world.an_open_case(until="confirm")
    told = crowd.do(lambda _number: world.rate(opened, 1))
    assert told["done"] == 1, told
    with as_login(""):
        assert Case.objects.get(id=opened.case_id).reopened == 1
        assert Task.objects.filter(case_id=opened.case_id, done__isnull=True).count() == 1


def test_one_person_follows_a_matter_once(world: World, crowd: Crowd) -> None:
    opened = world.an_open_case()
    with as_login(""):
        face = PublicFace.objects.get(case_id=opened.case_id)
    resident = world.resident(1)
    crowd.do(lambda _number: publications.follow(code=face.code, by=resident, now=clock()))
    with as_login(""):
        assert Follower.objects.filter(case_id=opened.case_id).count() == 1


def test_one_key_files_one_matter(world: World, crowd: Crowd) -> None:
    report, key = world.a_report(), Key(idempotency.client_of("attack"), "key-of-64-at-once", b"1" * 32)
    found: set[str] = set()
    told = crowd.do(lambda _number: found.add(cases.open_case(report=report, by=VISITOR, now=clock(), key=key).number))
    assert told == {"done": ALL}
    assert len(found) == 1
    with as_login(""):
        assert Case.objects.filter(number__in=found).count() == 1


def test_one_key_with_other_words_files_nothing_more(world: World, crowd: Crowd) -> None:
    client = idempotency.client_of("attack")

    def file(number: int) -> None:
        key = Key(client, "one-key-64-contents", bytes([number]) * 32)
        cases.open_case(report=world.a_report(text=f"第{number}种说法"), by=VISITOR, now=clock(), key=key)

    assert crowd.do(file) == {"done": 1, "KeyReused": ALL - 1}


@pytest.mark.asvs("V2.3.4")
def test_one_task_is_done_once(world: World, crowd: Crowd) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="accept")
    holder, task = world.holder(opened), world.task(opened)
    told = crowd.do(lambda _number: world.act(opened, "accept", by=holder, task=task.id))
    assert told["done"] == 1, told
    with as_login(""):
        assert Event.objects.filter(case_id=opened.case_id, verb="accept").count() == 1


@pytest.mark.asvs("V6.5.1", "V2.3.4")
def test_one_code_lets_one_in(world: World, crowd: Crowd) -> None:
    """A one-time code of a phone nobody knew: it opens once, and makes one account."""
    with as_login(""):
        before = Account.objects.count()
    code = people.ask_code(phone="13955501234", now=clock())
    told = crowd.do(lambda _number: people.check_code(phone="13955501234", code=code, now=clock()))
    assert told["done"] == 1, told
    with as_login(""):
        assert Account.objects.count() == before + 1


@pytest.mark.asvs("V6.6.3")
def test_guesses_at_once_are_no_more_than_five(world: World, crowd: Crowd) -> None:
    code = people.ask_code(phone="13955501235", now=clock())
    wrong = [f"{(int(code) + 1 + number) % 1_000_000:06d}" for number in range(ALL)]
    told = crowd.do(lambda number: people.check_code(phone="13955501235", code=wrong[number], now=clock()))
    assert told["CodeWrong"] == 4, told
    assert told["CodeSpent"] == ALL - 4
    with pytest.raises(CodeRefused):
        people.check_code(phone="13955501235", code=code, now=clock())


def test_an_import_is_given_back_once(world: World, crowd: Crowd) -> None:
    one, officer = lists.handed_in(world), lists.as_worker(lists.officer(world))
    for _progress in imports.carry_out(import_id=one.id, by=officer, clock=clock):
        pass
    told = crowd.do(lambda _number: list(imports.undo(import_id=one.id, by=officer, clock=clock)))
    assert set(told) <= {"done", "NotNow"}
    with as_login(""):
        after = Import.objects.get(id=one.id)
        rows = Counter(ImportRow.objects.filter(of=one).values_list("state", flat=True))
    assert rows[RowState.TAKEN] == 0
    assert sum(after.counts["undo"].values()) == rows[RowState.GIVEN_BACK] + rows[RowState.KEPT]


@pytest.mark.asvs("V2.4.1")
def test_one_hit_of_the_limit_is_counted_once_for_each(world: World, crowd: Crowd) -> None:
    """Sixty-four tries at once are sixty-four tries: no more than the limit gets through."""
    from datetime import timedelta

    from linli.plumbing import rates

    now, passed = clock(), []

    def one(_number: int) -> None:
        if rates.allow("attack", "one", most=10, per=timedelta(hours=1), now=now):
            passed.append(1)

    crowd.do(one)
    assert len(passed) == 10
