"""Passes over an import from their beginning to their end, in portions that take less than a second each."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import columns, kinds
from linli.kernel.imports.actions import undoing
from linli.kernel.imports.actions.mapping import FieldMissing
from linli.kernel.imports.actions.opening import ImportRefused
from linli.kernel.imports.actions.passes import Pass, Progress
from linli.kernel.imports.models import Import, State
from linli.kernel.imports.saying import kept
from linli.kernel.journal import actions as journal
from linli.plumbing import jobs, policy, scope
from linli.plumbing.scope import Hat
from linli.plumbing.tabular import Said

Clock = Callable[[], datetime]
Holds = Callable[[Hat, datetime], bool]  # whether the wearer of a hat holds its post at a moment
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


def work(*, import_id: int, worker: Hat, holds: Holds, clock: Clock) -> Progress | None:
    """What the import is waiting for, to its end, with the divisions of who asked for it. For the worker's job.

    It is done in their name, so it stops before the next portion once they hold the post no more.
    """
    with scope.reading(worker, now=clock()):
        one = Import.objects.get(id=import_id)
    by = hat_of(one)
    passes = {State.LOOKING: look_through, State.RUNNING: carry_out, State.UNDOING: undo}
    asked = passes.get(State(one.state))
    if asked is None:
        return None
    last = None
    if holds(by, clock()):
        for last in asked(import_id=import_id, by=by, clock=clock):
            if last.finished or not holds(by, clock()):
                break
    if last is None or not last.finished:
        _leave(import_id, by=worker, now=clock())
    return last


def _leave(import_id: int, *, by: Hat, now: datetime) -> None:
    """Whoever asked has left: what is in stays in, and whoever has the post now goes on or gives it back."""
    with scope.writing(by, now=now):
        one = Import.objects.select_for_update().get(id=import_id)
        undone = State.DONE if one.finished else State.STOPPED
        left = {State.LOOKING: State.STAGED, State.RUNNING: State.STOPPED, State.UNDOING: undone}
        if one.state not in left:
            return
        reason = _("%(who)s no longer holds the post this was asked with, so it has stopped. You can go on with it.")
        said = kept(Said(reason, {"who": one.by_name}))
        one.state, one.moved = left[State(one.state)], now
        one.remarks = [*(remark for remark in one.remarks if remark != said), said]
        one.save(update_fields=["state", "moved", "remarks"])
        journal.append(verb="import.stop", kind="import", record=import_id, by=by, at=now)


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
    policy.require(by, kinds.kinds()[one.kind].action)
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
