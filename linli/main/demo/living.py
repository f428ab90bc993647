"""Carrying plans out: every report and deed by whoever it belongs to, through the product's own actions.

A report carries an idempotency key made of its plan, and a case tells by its history how far it has come, so a
plan that was cut short is taken up where it stopped. What somebody else did in the meantime is left to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import OperationalError
from django.db.models import Count

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Key, Move, NotTogether, Opened, TaskTaken
from linli.kernel.cases.models import Event, Task
from linli.kernel.cases.reports import NotAReport, Photo, Report
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Owner
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings.actions import AlreadyRated
from linli.main.demo import pictures
from linli.main.demo.desks import Desks
from linli.main.demo.plans import RATE, Deed, Plan
from linli.main.demo.surfaces import serve
from linli.plumbing import idempotency, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR, Hat

CLIENT = ("demo",)
MOVED_ON = (TaskTaken, AlreadyRated, NotAllowed, NotAReport, LookupError)  # somebody was quicker, or it is done
TAGS = {5: ("quick", "kind"), 4: ("clear",), 2: ("not_done",), 1: ("slow", "not_done")}
A_MOMENT = timedelta(seconds=1)
BAD_WORDS = "来看过，可是没修好，第二天又是老样子。"


@dataclass(slots=True)
class Running:
    """A plan while it is carried out."""

    plan: Plan
    opened: Opened
    reporter: Hat
    done: int = 0
    left: bool = False

    @property
    def next(self) -> Deed | None:
        deeds = self.plan.deeds
        return deeds[self.done] if self.done < len(deeds) and not self.left else None

    def seen_at(self, now: datetime) -> datetime:
        """When what comes out of the next deed is looked at: now, or for a finished matter when it went on."""
        return seen_at(self.plan, self.done, now)


Doing = Callable[[Running, Deed, datetime], None]


def seen_at(plan: Plan, deed: int, now: datetime) -> datetime:
    """The lamps of a finished matter stay as they stood when the next deed was done (``deed`` -1: the report)."""
    if plan.open:
        return now
    after = plan.deeds[deed + 1 :]
    return after[0].at - A_MOMENT if after else plan.deeds[deed].at if deed >= 0 else plan.report.at


@dataclass(slots=True)
class Living:
    """Who acts: the desks, and the accounts of the neighbours by their number."""

    desks: Desks
    neighbours: Sequence[int] = ()
    left: list[str] = field(default_factory=list)

    def carry_out(self, plans: Iterable[Plan], *, now: datetime) -> int:
        """Carry out these plans; how many came to where they should stand. What did not is in ``left``."""
        running = self._open(list(plans), now=now)
        self._find_out(running, now=now)
        while pending := [one for one in running if one.next]:
            rating = [one for one in pending if one.next and one.next.verb == RATE]
            if len(rating) == len(pending):
                serve("public")
                for one in rating:
                    self._do(one, self._rate, now=now)
            else:
                serve("desk")
                for one in [one for one in pending if one not in rating]:
                    while one.next and one.next.verb != RATE:
                        self._do(one, self._act, now=now)
        self.left += [one.plan.key for one in running if one.left]
        return len(running) - sum(one.left for one in running)

    def gather(self, plans: Sequence[Plan], *, now: datetime) -> None:
        """The clerk puts these reports of one event together; where somebody has done so, it is left."""
        opened = [one.opened.case_id for one in self._open(plans, now=now)]
        serve("desk")
        with suppress(NotTogether):
            cases.gather(lead=opened[0], members=opened[1:], by=self._clerk(plans[0]), now=now)

    def _open(self, plans: Sequence[Plan], *, now: datetime) -> list[Running]:
        serve("public")
        online = [self._report(plan, self._reporter(plan, now), now) for plan in plans if plan.report.channel == "web"]
        serve("desk")
        calls = [self._report(plan, self._clerk(plan), now) for plan in plans if plan.report.channel != "web"]
        return [*online, *calls]

    def _report(self, plan: Plan, by: Hat, now: datetime) -> Running:
        client = idempotency.client_of(*CLIENT)
        key = Key(client, plan.key, idempotency.digest_of(plan.key.encode()))
        moment = seen_at(plan, -1, now)
        opened = cases.open_case(report=self._named(plan.report, by), by=by, now=moment, key=key)
        reporter = by if by.surface == "public" else VISITOR
        return Running(plan, opened, reporter.seeing(opened.subject_id))

    def _reporter(self, plan: Plan, now: datetime) -> Hat:
        if plan.resident is None or plan.resident >= len(self.neighbours):
            return VISITOR
        worn = people.hat_for_resident(self.neighbours[plan.resident], at=now)
        return worn.hat if worn else VISITOR

    def _named(self, report: Report, by: Hat) -> Report:
        """A resident who has logged in stands behind their report as the person they are."""
        if not by.person or report.reporter.kind != "named":
            return report
        return replace(report, reporter=replace(report.reporter, person=by.person))

    def _clerk(self, plan: Plan) -> Hat:
        return self.desks.of("clerk", place=plan.report.scope)

    def _find_out(self, running: Sequence[Running], *, now: datetime) -> None:
        """How far each case has come: an event for the report and one for every deed."""
        serve("desk")
        again = {one.opened.case_id: one for one in running if one.opened.repeated}
        if not again:
            return
        with scope.reading(self.desks.of("supervisor"), now=now):
            counted = Event.objects.filter(case_id__in=again).values("case_id").annotate(events=Count("id"))
            for row in counted:
                again[row["case_id"]].done = row["events"] - 1

    def _do(self, one: Running, how: Doing, *, now: datetime) -> None:
        """One deed. A deadlock with somebody who works in the same city is tried again, as a person would."""
        deed = one.next
        assert deed is not None
        for last_try in (False, False, True):
            try:
                how(one, deed, now)
                one.done += 1
            except MOVED_ON:
                one.left = True
            except OperationalError:
                if last_try:
                    raise
                continue
            return

    def _act(self, one: Running, deed: Deed, now: datetime) -> None:
        case_id = one.opened.case_id
        task = self.desks.open_tasks([case_id], now=now).get(case_id)
        if task is None:
            raise TaskTaken
        turn = hash_of(one.plan.key)
        by = self.desks.holder(task, turn=turn)
        moment = one.seen_at(now)
        cases.act(case_id=case_id, move=self._move(deed, task, by, turn, moment), by=by, now=moment, at=deed.at)

    def _move(self, deed: Deed, task: Task, by: Hat, take: int, now: datetime) -> Move:
        photos: tuple[Photo, ...] = ()
        if deed.picture:
            photos = (Photo(pictures.photo(deed.picture, after=True, take=take % 6), "IMG_0001.jpg"),)
        return Move(
            action=deed.verb,
            task=task.id,
            text=deed.text,
            photos=photos,
            outcome=deed.outcome,
            basis=deed.basis,
            place=deed.place,
            next_owner=self._desk_for(deed.to_role, task, by, now) if deed.to_role else None,
            release=deed.outcome == "fixed" and take % 2 == 0,
        )

    def _desk_for(self, role: str, task: Task, by: Hat, now: datetime) -> Owner:
        with scope.reading(by, now=now):
            units = people.units_to_hand_over(task.scope_id, at=now)
        return next(unit for unit in units if unit.role == role and unit.unit_id != task.unit_id)

    def _rate(self, one: Running, deed: Deed, _now: datetime) -> None:
        text = BAD_WORDS if deed.grade <= 2 else ""
        ratings.rate(
            case_id=one.opened.case_id,
            grade=deed.grade,
            by=one.reporter,
            now=deed.at,
            tags=TAGS.get(deed.grade, ()),
            text=text,
        )


def hash_of(key: str) -> int:
    """A number that is the same for the same plan at every start."""
    return sum(key.encode())
