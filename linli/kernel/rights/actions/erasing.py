"""Erasure in two steps: the person asks, a data officer decides, and only then the worker carries it out.

What holds a row (an open matter, a running tenancy, a duty to keep) is asked anew when it is carried out, so nobody
can agree to more than the rules allow. Everything is done again without harm: a worker that dies is followed by
another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.journal.robots import ERASER
from linli.kernel.rights.facts import ErasureAnswered
from linli.kernel.rights.models import Erasure
from linli.kernel.rights.queries.holds import running_over
from linli.kernel.rights.queries.plans import Line, free, keys_of, plan
from linli.plumbing import facts, held, ids, jobs, policy, scope
from linli.plumbing.held import Done, Held, NotHeld, Whose
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

TASK, QUEUE = "rights.erase", "copies"
ANSWERED_WITHIN = timedelta(days=15)
KIND = "erasure"
MOST = 10_000
State = Erasure.State


class ErasureRefused(ValueError):
    """It cannot be asked or decided like this. ``str()`` says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def ask_erasure(
    *, whose: Whose, scope_id: int, with_login: bool, words: str, found: Sequence[Line], by: Hat, now: datetime
) -> int:
    """Ask for it; ``found`` is the plan the person has read. One at a time. Returns its id."""
    policy.require(by, "held.ask")
    with scope.writing(by, now=now):
        open_ones = Erasure.objects.filter(subject_id=whose.own, state__in=(State.ASKED, State.AGREED))
        if open_ones.exists():
            raise ErasureRefused(_("You have asked for this already. What becomes of it stands on this page."))
        number = ids.reserve("rights_erasure")
        Erasure.objects.bulk_create([
            Erasure(
                id=number, subject_id=whose.own, account_id=whose.account, person_id=whose.person, scope_id=scope_id,
                with_login=with_login, asked=now, due=now + ANSWERED_WITHIN, words=words.strip()[:300],
                plan=[one.plain() for one in found],
            )
        ])  # fmt: skip
        journal.append(verb="erasure.ask", kind=KIND, record=number, by=by, at=now)
    return number


def take_back_erasure(*, whose: Whose, by: Hat, now: datetime) -> None:
    """The person changes their mind before it was decided."""
    policy.require(by, "held.ask")
    with scope.writing(by, now=now):
        one = Erasure.objects.select_for_update().filter(subject_id=whose.own, state=State.ASKED).first()
        if one is None:
            raise ErasureRefused(_("This has been decided already."))
        Erasure.objects.filter(id=one.id).update(state=State.TAKEN_BACK, words="")
        journal.append(verb="erasure.take_back", kind=KIND, record=one.id, by=by, at=now)


def decide_erasure(*, erasure_id: int, agrees: bool, reason: str, by: Hat, now: datetime) -> None:
    """A data officer agrees, or refuses with the reason the person reads. Nobody decides their own."""
    policy.require(by, "erasure.decide")
    if not agrees and not reason.strip():
        raise ErasureRefused(_("Write down why not. The person reads it."))
    with scope.writing(by, now=now):
        one = Erasure.objects.select_for_update().filter(id=erasure_id).first()
        if one is None:
            raise NotAllowed
        if one.account_id == by.account or (by.person and one.person_id == by.person):
            raise ErasureRefused(_("This is about yourself. A colleague decides."))
        if one.state != State.ASKED:
            raise ErasureRefused(_("This has been decided already."))
        if agrees and running_over([one.subject_id]):
            raise ErasureRefused(_("An authority has asked that it be kept. You can agree when the hold has ended."))
        Erasure.objects.filter(id=one.id).update(
            state=State.AGREED if agrees else State.REFUSED, reason=reason.strip()[:300], decided=now,
            decided_by=by.account, decided_who=by.label[:80],
        )  # fmt: skip
        verb = "erasure.agree" if agrees else "erasure.refuse"
        line = journal.append(verb=verb, kind=KIND, record=one.id, by=by, at=now)
        if agrees:
            jobs.defer(TASK, queue=QUEUE, lock=f"erasure {one.id}", erasure_id=one.id)
        else:
            facts.tell(ErasureAnswered(one.id, one.scope_id), line=line, by=by, at=now)


def carry_out(*, erasure_id: int, whose: Whose, by: Hat, now: datetime) -> list[Line]:
    """Erase what nothing holds, table by table, and write down the answer. Does nothing a second time.

    Under a legal hold nothing goes: the answer says so, unless the basis forbids it, and the next sweep asks again.
    """
    policy.require(by, "erasure.do")
    with scope.reading(by, now=now):
        one = Erasure.objects.filter(id=erasure_id, state=State.AGREED).first()
        if one is None:
            return []
        found = plan(whose, with_login=one.with_login)
        holds = running_over(whose.subjects)
    if holds:
        _hold_back(one, found if any(hold.told_subject_id for hold in holds) else [], by=by, now=now)
        return found
    goes = {part.table for part in found if part.goes}
    for declared in held.every():
        if declared.table in goes:
            _erase(declared, whose, with_login=one.with_login, by=by, now=now)
    answer: list[dict[str, Any]] = [part.plain() for part in found]
    with scope.writing(by, now=now):
        Erasure.objects.filter(id=erasure_id, state=State.AGREED).update(
            state=State.DONE, done=now, answer=answer, words=""
        )
        gone = sum(part.goes for part in found)
        line = journal.append(verb="erasure.do", kind=KIND, record=erasure_id, by=by, at=now, payload={"rows": gone})
        facts.tell(ErasureAnswered(erasure_id, one.scope_id), line=line, by=by, at=now)
    return found


def _hold_back(one: Erasure, told: Sequence[Line], *, by: Hat, now: datetime) -> None:
    """It waits as it was agreed to; what the person may read of why stands in its answer."""
    answer = [part.plain() for part in told]
    if one.answer == answer:
        return
    with scope.writing(by, now=now):
        Erasure.objects.filter(id=one.id, state=State.AGREED).update(answer=answer)
        journal.append(verb="erasure.hold_back", kind=KIND, record=one.id, by=by, at=now)


def _erase(one: Held, whose: Whose, *, with_login: bool, by: Hat, now: datetime) -> int:
    condition = f"{one.rows()} and {free(one, with_login=with_login)}"
    return take_away(one, condition, whose.values(), by=by, now=now)


def take_away(one: Held | NotHeld, condition: str, values: dict[str, Any], *, by: Hat, now: datetime) -> int:
    """Take away the rows of a condition as their declaration says; how many. At most ``MOST`` at a time.

    What the journal says of them in detail goes first, so that a sweep that breaks off is made up by the next.
    """
    if isinstance(one, NotHeld) and one.by is not None:
        by = one.by
    if isinstance(one, Held) and one.lines:
        with scope.reading(by, now=now):
            rows = keys_of(one.table, "id", condition, values, most=MOST)
        journal.erase_about(kind=one.lines, records=rows, reason=by.purpose, by=ERASER, now=now)
    if isinstance(one.erase, Done):
        with scope.reading(by, now=now):
            keys = keys_of(one.table, one.erase.key, condition, values, most=MOST)
        return one.erase.call(keys, by, now) if keys else 0
    with scope.writing(by, now=now), connection.cursor() as cursor:
        rows_of = f"select t.ctid from {one.table} t where {condition} limit {MOST}"  # noqa: S608
        cursor.execute(f"delete from {one.table} where ctid in ({rows_of})", values)  # noqa: S608
        return int(cursor.rowcount)
