"""Passes over an import from their beginning to their end, in portions that take less than a second each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import columns, kinds
from linli.kernel.imports.actions import undoing
from linli.kernel.imports.actions.mapping import FieldMissing
from linli.kernel.imports.actions.opening import ImportRefused
from linli.kernel.imports.actions.passes import Pass, Progress
from linli.kernel.imports.models import Import, State
from linli.kernel.journal import actions as journal
from linli.plumbing import jobs, policy, scope
from linli.plumbing.scope import Hat

Clock = Callable[[], datetime]
TASK, QUEUE = "imports.work", "imports"
FIRST, FEWEST, MOST = 200, 10, 5_000
AIM = timedelta(seconds=0.5)  # what one portion may take, half of what the design allows

_MAY_BEGIN = {
    State.LOOKING: (State.STAGED, State.LOOKED, State.LOOKING),
    State.RUNNING: (State.STAGED, State.LOOKING, State.LOOKED, State.STOPPED, State.RUNNING),
    State.UNDOING: (State.DONE, State.STOPPED, State.RUNNING, State.UNDOING),
}


class NotNow(ImportRefused):
    sentence = _("Import %(number)d cannot do this now: it is %(state)s.")


class Swept(ImportRefused):
    sentence = _("The lines of import %(number)d are no longer kept, so it cannot be undone as a whole.")


def look_through(*, import_id: int, by: Hat, clock: Clock) -> Generator[Progress]:
    """A dry run: what every line would do. Writes only what is said about the lines."""
    _begin(import_id, State.LOOKING, by=by, now=clock())
    return _portions(Pass(import_id, by, may_write=False).step, clock)


def carry_out(*, import_id: int, by: Hat, clock: Clock) -> Generator[Progress]:
    """Take the lines in, or go on where an earlier try was stopped or killed."""
    _begin(import_id, State.RUNNING, by=by, now=clock())
    return _portions(Pass(import_id, by, may_write=True).step, clock)


def undo(*, import_id: int, by: Hat, clock: Clock) -> Generator[Progress]:
    """Give a whole import back, newest line first."""
    _begin(import_id, State.UNDOING, by=by, now=clock())
    return _portions(lambda *, most, now: undoing.step(import_id=import_id, by=by, most=most, now=now), clock)


def stop(*, import_id: int, by: Hat, now: datetime) -> Import:
    """Stop taking in after the portion under way; what is in stays in, and it can go on or be undone."""
    policy.require(by, "import.carry_out")
    with scope.writing(by, now=now):
        one = Import.objects.select_for_update().get(id=import_id)
        if one.state not in (State.RUNNING, State.LOOKING):
            raise NotNow(number=import_id, state=State(one.state).label)
        one.state = State.STOPPED if one.state == State.RUNNING else State.STAGED
        one.moved = now
        one.save(update_fields=["state", "moved"])
        journal.append(verb="import.stop", kind="import", record=import_id, by=by, at=now)
    return one


def defer_work(*, import_id: int, to: State, by: Hat, now: datetime) -> int:
    """Have the worker look through, take in or undo, as who asks for it now; the job's id."""
    with scope.writing(by, now=now):
        _turn(import_id, to, by=by, now=now)
        Import.objects.filter(id=import_id).update(
            account_id=by.account, post_id=by.post, role=by.role, by_name=by.label[:120], scopes=list(by.scopes)
        )
        return jobs.defer(TASK, queue=QUEUE, lock=f"import-{import_id}", import_id=import_id)


def work(*, import_id: int, worker: Hat, clock: Clock) -> Progress | None:
    """What the import is waiting for, to its end, with the divisions of who asked for it. For the worker's job."""
    with scope.reading(worker, now=clock()):
        one = Import.objects.get(id=import_id)
    by = hat_of(one)
    passes = {State.LOOKING: look_through, State.RUNNING: carry_out, State.UNDOING: undo}
    asked = passes.get(State(one.state))
    return deque(asked(import_id=import_id, by=by, clock=clock), maxlen=1).pop() if asked else None


def hat_of(one: Import) -> Hat:
    """Who asked for it last, as the worker acts for them: their role, their divisions and no others."""
    return Hat(
        surface="worker",
        role=one.role,
        account=one.account_id,
        post=one.post_id,
        unit=one.organisation_id,
        scopes=tuple(one.scopes),
        label=one.by_name,
        purpose=f"import {one.id}",
    )


def _begin(import_id: int, to: State, *, by: Hat, now: datetime) -> None:
    with scope.writing(by, now=now):
        _turn(import_id, to, by=by, now=now)


def _turn(import_id: int, to: State, *, by: Hat, now: datetime) -> None:
    """Put an import on its way. A pass that was interrupted goes on; a dry run begins anew."""
    policy.require(by, "import.undo" if to == State.UNDOING else "import.carry_out")
    one = Import.objects.select_for_update().get(id=import_id)
    if one.state not in _MAY_BEGIN[to]:
        raise NotNow(number=import_id, state=State(one.state).label)
    if to == State.UNDOING and one.swept:
        raise Swept(number=import_id)
    if to != State.UNDOING and (missing := columns.missing(kinds.kinds()[one.kind], one.mapping)):
        raise FieldMissing(fields="、".join(missing))
    if one.state not in (State.RUNNING, State.STOPPED) and to != State.UNDOING:
        one.at_number = 0
        one.counts = {**one.counts, "look": {}} if to == State.LOOKING else {**one.counts, "run": {}}
    if one.state != to:
        one.state, one.moved = to, now
        journal.append(verb=f"import.{to}", kind="import", record=import_id, by=by, at=now)
    one.save(update_fields=["state", "moved", "at_number", "counts"])


def _portions(step: Callable[..., Progress], clock: Clock) -> Generator[Progress]:
    """Portion after portion; each is as large as the last one's pace allows."""
    most, finished = FIRST, False
    while not finished:
        began = clock()
        progress: Progress = step(most=most, now=began)
        finished = progress.finished
        yield progress
        took = max(clock() - began, timedelta(milliseconds=1))
        most = max(FEWEST, min(MOST, round(most * min(4.0, AIM / took))))
