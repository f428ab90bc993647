"""Two clerks at once, each with a database connection of their own: one wins, the others lose nothing and are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Move, TaskTaken
from linli.kernel.cases.models import Event
from linli.kernel.desks import actions as desks
from linli.kernel.desks.actions import ChangedMeanwhile
from linli.kernel.desks.models import Phrase, Watch
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 6


def at_once(do: Callable[[int], object]) -> Counter[str]:
    """Everybody at the same moment; what became of each: done, or the name of what refused it."""
    gate = Barrier(CLERKS)

    def one(number: int) -> str:
        try:
            gate.wait(20)
            do(number)
        except (TaskTaken, ChangedMeanwhile) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(CLERKS) as pool:
        return Counter(pool.map(one, range(CLERKS)))


def test_one_action_wins_and_every_note_is_kept(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="handle")
    worker, task = world.holder(opened), world.task(opened)
    moves = [Move(action="contacted", task=task.id, text="打过电话"), Move(action="handled", task=task.id, text="清了")]

    def act(number: int) -> None:
        if number % 2:
            desks.note(case_id=opened.case_id, text=f"第{number}条备注", by=worker, now=clock())
        else:
            cases.act(case_id=opened.case_id, move=_with_photo(moves[1]), by=worker, now=clock())

    told = at_once(act)
    assert told == {"done": CLERKS // 2 + 1, "TaskTaken": CLERKS // 2 - 1}
    with scope.reading(worker, now=clock()):
        verbs = Counter(Event.objects.filter(case_id=opened.case_id).values_list("verb", flat=True))
    assert verbs["handled"] == 1
    assert verbs["noted"] == CLERKS // 2


def _with_photo(move: Move) -> Move:
    from dataclasses import replace

    from tests.world import a_photo

    return replace(move, photos=(a_photo(after=True),))


def test_a_task_taken_at_once_has_one_taker_in_the_history(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="accept")
    worker, task = world.holder(opened), world.task(opened)

    def take_or_lay_back(number: int) -> None:
        cases.take(case_id=opened.case_id, task=task.id, by=worker, now=clock(), seen=None)

    at_once(take_or_lay_back)
    assert world.task(opened).taken_by == worker.post
    with as_login(""):
        assert Event.objects.filter(case_id=opened.case_id, verb="taken").count() == 1


def test_a_phrase_changed_at_once_has_one_next_version(world: World) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    root = desks.keep_phrase(name="修好", text="第一版", uses=["answer"], by=clerk, now=clock())

    def change(number: int) -> None:
        desks.keep_phrase(
            name="修好", text=f"第{number}个人改的", uses=["answer"], root=root, version=1, by=clerk, now=clock()
        )

    assert at_once(change) == {"done": 1, "ChangedMeanwhile": CLERKS - 1}
    with as_login(""):
        assert Phrase.objects.filter(root=root).count() == 2
        assert Phrase.objects.filter(root=root, until__isnull=True).count() == 1


def test_watching_twice_at_once_is_one_watch(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish")
    clerk = world.hat("clerk", "桃源北社区")
    assert at_once(lambda _n: desks.watch(case_id=opened.case_id, by=clerk, now=clock())) == {"done": CLERKS}
    with as_login(""):
        assert Watch.objects.filter(case_id=opened.case_id, until__isnull=True).count() == 1
