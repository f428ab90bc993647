"""What all ticked rows offer together, and doing it to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.engines import flow
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import Move, NotAColleague, TaskTaken
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.desks import actions as desks
from linli.kernel.desks.models import Batch, BatchRow
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Owner
from linli.kit.desk import doing, speaking, tokens
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

FOR_MANY = frozenset({"text", "next_owner", "outcome"})  # a photo or a place belongs to one case alone
NOTE, WATCH, TAKE, GIVE = "note", "watch", "take", "give"
MOST_SCOPES = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done to all ticked rows: its name, its words, what it asks (and whether it must)."""

    name: str
    label: str
    asks: Mapping[str, bool]
    note: str = ""
    of_flow: bool = False

    @property
    def is_bare(self) -> bool:
        return not self.asks


def ticked(wanted: Mapping[str, str]) -> list[Task]:
    """The open tasks whose marks were ticked, in the order of the list. One statement."""
    found = Task.objects.filter(number__in=list(wanted), done__isnull=True)
    tasks = {one.number: one for one in found if constant_time_compare(tokens.task_mark(one), wanted[one.number])}
    return [tasks[number] for number in wanted if number in tasks]


def offered(rows: Sequence[Task], *, hat: Hat) -> list[Offer]:
    """The actions of the flow that every row offers to this hat, then what can be done to any matter."""
    versions = Case.objects.in_bulk({task.case_id for task in rows})
    sets = [_actions(task, versions, hat) for task in rows]
    common = [one for one in sets[0].values() if all(one.name in other for other in sets)] if sets else []
    made = [
        Offer(one.name, speaking.label_of(one), {ask.field: ask.required for ask in one.asks}, of_flow=True)
        for one in common
    ]
    if rows and all(cases.holds(hat, task) for task in rows):
        made.append(Offer(TAKE, _("I take them"), {}, _("Colleagues see that they are with you.")))
        made.append(Offer(GIVE, _("Give them to a colleague"), {"colleague": True}))
    made.append(Offer(NOTE, _("Write one note to all"), {"text": True}, _("Colleagues read it, residents do not.")))
    made.append(Offer(WATCH, _("Watch them"), {}, _("You are told when one of them moves.")))
    return made


def _actions(task: Task, versions: Mapping[int, Case], hat: Hat) -> dict[str, flow.Action]:
    case = versions.get(task.case_id)
    if case is None or not cases.holds(hat, task):
        return {}
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    return {
        one.name: one
        for one in flow.allowed(matter.flow, task.step)
        if all(ask.field in FOR_MANY or not ask.required for ask in one.asks)
    }


def owners(rows: Sequence[Task], *, now: datetime) -> list[Owner]:
    """The desks all of these matters may be handed to: those around every division they lie in."""
    scopes = sorted({task.community_id or task.scope_id for task in rows})[:MOST_SCOPES]
    around = [people.units_to_hand_over(scope_id, at=now) for scope_id in scopes]
    common = set.intersection(*({one.duty_id for one in found} for found in around)) if around else set()
    return [one for one in around[0] if one.duty_id in common] if around else []


def colleagues(rows: Sequence[Task], *, hat: Hat, now: datetime) -> list[tuple[str, str]]:
    """Who may take all of these tasks, as choices; oneself left out."""
    if not rows:
        return []
    desks_ = [{one.post: one.label for one in cases.desk_of(task, now=now)} for task in _one_a_desk(rows)]
    common = set.intersection(*(set(one) for one in desks_)) - {hat.post}
    return [(tokens.mark("post", post), label) for post, label in desks_[0].items() if post in common]


def _one_a_desk(rows: Sequence[Task]) -> list[Task]:
    return list({(task.role, task.scope_id, task.unit_id, task.area_id): task for task in rows}.values())[:MOST_SCOPES]


def read(given: QueryDict, offer: Offer, found: Sequence[Owner]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was filled in for all rows, and what is to be put right."""
    text = tidy(given.get("text", ""))
    owner = next((one for one in found if tokens.owner_mark(one) == given.get("next_owner")), None)
    values: dict[str, Any] = {
        "text": text if "text" in offer.asks else "",
        "duty": owner.duty_id if owner and "next_owner" in offer.asks else None,
        "outcome": given.get("outcome", "") if "outcome" in offer.asks else "",
        "colleague": given.get("colleague", "") if "colleague" in offer.asks else "",
    }
    errors = {}
    if offer.asks.get("text") and not text:
        errors["text"] = _("Write a sentence; it goes to every one of them.")
    if len(text) > doing.MOST_TEXT:
        errors["text"] = _("The text has %(count)s characters; 2,000 fit.") % {"count": f"{len(text):,}"}
    if offer.asks.get("next_owner") and owner is None:
        errors["next_owner"] = _("Say who takes over. A matter cannot be handed on to nobody.")
    if offer.asks.get("outcome") and values["outcome"] not in dict(speaking.outcomes()):
        errors["outcome"] = _("Say how they came out.")
    if offer.asks.get("colleague") and not values["colleague"]:
        errors["colleague"] = _("Choose a colleague.")
    return values, errors


def do(row: BatchRow, batch: Batch, *, owner: Owner | None, by: Hat, now: datetime) -> str:
    """Do it to one case; returns why not, or nothing. A row that was done already is done."""
    try:
        with scope.reading(by, now=now):
            case = Case.objects.get(number=row.number)
            task = tokens.task_of(_open_tasks(case), row.mark)
            if _is_done(case, row, batch, by):
                return ""
        _carry_out(case, task, batch, owner=owner, by=by, now=now)
    except Case.DoesNotExist:
        return _("It is no longer to be seen from your desk.")
    except (TaskTaken, NotAllowed, NotAReport, NotAColleague) as refused:
        return _told(row, refused, by, now)
    return ""


def mark_again(row: BatchRow, *, by: Hat) -> str:
    """What a refused row is tried again at: the ticked task while it is open, else the one this desk holds."""
    tasks = [task for case in Case.objects.filter(number=row.number) for task in _open_tasks(case)]
    held = tokens.task_of(tasks, row.mark) or next((one for one in tasks if cases.holds(by, one)), None)
    return tokens.task_mark(held) or row.mark


def _open_tasks(case: Case) -> list[Task]:
    return list(Task.objects.filter(case_id=case.id, done__isnull=True).order_by("id"))


def _is_done(case: Case, row: BatchRow, batch: Batch, by: Hat) -> bool:
    """Whether this very deed stands in the history already: the machine stopped before the row could be marked.

    A deed of the flow is known by the task it was done at; a note, which is at no task, by its words.
    """
    since = Event.objects.filter(case_id=case.id, actor=by.account, at__gte=batch.at)
    same = since.filter(body__text=batch.given.get("text", ""))
    if batch.action == NOTE:
        return same.filter(verb="noted").exists()
    at_tasks = same.filter(verb=batch.action, task_id__isnull=False).values_list("task_id", flat=True)
    return any(constant_time_compare(tokens.mark("task", one), row.mark) for one in at_tasks)


def _carry_out(case: Case, task: Task | None, batch: Batch, *, owner: Owner | None, by: Hat, now: datetime) -> None:
    given = batch.given
    if batch.action == NOTE:
        desks.note(case_id=case.id, text=given["text"], by=by, now=now)
        return
    if batch.action == WATCH:
        desks.watch(case_id=case.id, by=by, now=now)
        return
    if task is None:
        raise TaskTaken
    if batch.action == TAKE:
        cases.take(case_id=case.id, task=task.id, by=by, now=now, seen=task.taken_by)
    elif batch.action == GIVE:
        post = _post(task, given["colleague"], now, by)
        cases.give(case_id=case.id, task=task.id, post=post, by=by, now=now, seen=task.taken_by)
    else:
        move = Move(
            action=batch.action, task=task.id, text=given["text"], outcome=given["outcome"], next_owner=owner
        )  # fmt: skip
        cases.act(case_id=case.id, move=move, by=by, now=now)


def _post(task: Task, given: str, now: datetime, by: Hat) -> int:
    with scope.reading(by, now=now):
        found = cases.desk_of(task, now=now)
    post = next((one.post for one in found if constant_time_compare(tokens.mark("post", one.post), given)), None)
    if post is None:
        raise NotAColleague
    return post


def _told(row: BatchRow, refused: Exception, by: Hat, now: datetime) -> str:
    """Why not; of a case that somebody else has moved on, who did what."""
    if not isinstance(refused, TaskTaken):
        return str(refused)
    with scope.reading(by, now=now):
        last = (
            Event.objects.filter(case_id__in=Case.objects.filter(number=row.number).values("id"))
            .order_by("-id")
            .first()
        )
    who = last.who if last and last.role not in ("visitor", "resident", "robot") else ""
    return _("%(who)s was faster and has moved it on.") % {"who": who} if who else str(refused)
