"""Many at once, when it does not go through in one: a machine that stopped, a row that is tried again."""

from __future__ import annotations

from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Event
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries
from linli.kernel.desks.models import BatchRow
from linli.kit.desk import tokens
from linli.kit.tests.desk_site import enter
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import WORDS, World

ANSWER = {"label": "答复居民", "duty": None, "colleague": "", **WORDS["answer"]}


def begun(world: World, opened: Opened, action: str, given: dict[str, object], *, by: Hat) -> str:
    """A batch that was written down and not gone on with, as when the machine stops."""
    row = (opened.number, opened.number, tokens.task_mark(world.task(opened)))
    return desks.begin_batch(action=action, given=given, rows=[row], by=by, now=clock())


def row_of(code: str, *, by: Hat) -> BatchRow:
    with scope.reading(by, now=clock()):
        return next(iter(queries.batch(code)[1]))


def times(world: World, opened: Opened, verb: str) -> int:
    with scope.reading(world.hat("robot"), now=clock()):
        return Event.objects.filter(case_id=opened.case_id, verb=verb).count()


def test_what_was_done_before_the_machine_stopped_is_not_done_again(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="answer")
    worker = world.holder(opened)
    code = begun(world, opened, "answer", ANSWER, by=worker)
    world.act(opened, "answer")  # done, and the row was not yet marked
    enter(desk, world, worker)
    assert desk.send(f"/many/{code}").status_code == 303
    assert row_of(code, by=worker).state == "done"
    assert times(world, opened, "answer") == 1


def test_the_same_words_at_an_earlier_task_do_not_make_a_row_done(world: World, desk: Visit) -> None:
    """Refused, answered by hand with these words, come back: tried again, it is the new task that is answered."""
    opened = world.an_open_case(until="answer")
    worker = world.holder(opened)
    code = begun(world, opened, "answer", ANSWER, by=worker)
    desks.set_row(row=row_of(code, by=worker).id, state="refused", why="以后再来", by=worker, now=clock())
    world.act(opened, "answer")
    world.rate(opened, 1, text="又不亮了")
    world.act(opened, "send_back")
    world.act(opened, "handled")
    assert world.step(opened) == "answer"
    assert world.holder(opened).account == worker.account
    enter(desk, world, worker)
    assert desk.send(f"/many/{code}", {"again": "1"}).status_code == 303
    assert row_of(code, by=worker).state == "done"
    assert times(world, opened, "answer") == 2
    assert world.step(opened) != "answer"


def test_a_note_to_all_is_written_once(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    worker = world.holder(opened)
    code = begun(world, opened, "note", {"label": "备注", "text": "下午一起去看"}, by=worker)
    enter(desk, world, worker)
    desk.send(f"/many/{code}")
    assert row_of(code, by=worker).state == "done"
    row = row_of(code, by=worker).id
    desks.set_row(row=row, state="waiting", by=worker, now=clock())  # the machine stopped before it was marked
    desk.send(f"/many/{code}")
    assert row_of(code, by=worker).state == "done"
    assert times(world, opened, "noted") == 1
