"""What staff and the worker do about the cases under a case: open one, and let it in when it is closed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import branching, carrying, children, events
from linli.kernel.cases.actions.following import Moving
from linli.kernel.cases.actions.moving import holds, spot_of
from linli.kernel.cases.catalogue import UnknownItem
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.reports import NotAReport, check_text
from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def open_child(*, case_id: int, item: str, text: str, awaited: bool = True, by: Hat, now: datetime) -> str:
    """Open a case of its own for a part of one that lies on this desk; returns its number.

    ``awaited``: the parent is not answered before it is closed.
    """
    policy.require(by, "case.act")
    said = check_text(text)
    try:
        catalogue.matter(item, at=now)
    except UnknownItem as unknown:
        raise NotAReport("item", UnknownItem.sentence) from unknown
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        waiting = Task.objects.filter(case_id=case_id, done__isnull=True)
        if case.closed is not None or not any(holds(by, task) for task in waiting):
            raise NotAllowed
        if case.parent_id is not None:
            raise NotAReport("item", _("This matter was itself opened for another one. Open it from that one."))
        line = journal.append(verb="case.child", kind="case", record=case_id, by=by, at=now, payload={"item": item})
        number = children.open_one(case, item=item, text=said, awaited=awaited, line=line, by=by, now=now)
        case.save(update_fields=["waits"])
    return number


def let_in(*, case_id: int, by: Hat, now: datetime) -> None:
    """A case under another was closed: its parent learns the answer, and goes on if it waited for nothing else.

    May be heard twice: what is counted is counted anew, and the history says it once.
    """
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        child = Case.objects.get(id=case_id)
        if child.parent_id is None:
            return
        parent = Case.objects.select_for_update().get(id=child.parent_id)
        waited, data = parent.waits, {"number": child.number, "outcome": child.outcome}
        parent.waits = Case.objects.filter(parent_id=parent.id, awaited=True, closed__isnull=True).count()
        parent.save(update_fields=["waits"])
        known = Event.objects.filter(case_id=parent.id, verb=children.CLOSED).values_list("body__data", flat=True)
        if child.number in {one["number"] for one in known}:
            return
        line = journal.append(verb="case.child_closed", kind="case", record=parent.id, by=by, at=now)
        happening = events.Happening(
            parent.id, children.CLOSED, parent.step, line, now, to_step=parent.step, text=child.answer, data=data,
            shown=False,
        )  # fmt: skip
        events.write([happening], by=by)
        if waited and not parent.waits and parent.closed is None:
            _go_on(parent, line, by=by, now=now)


def _go_on(parent: Case, line: int, *, by: Hat, now: datetime) -> None:
    matter = catalogue.of_versions(parent.item_version, parent.flow_version)
    beside = list(Task.objects.filter(case_id=parent.id, done__isnull=True).order_by("id"))
    joined, calendar = flow.Action(branching.JOINED, ""), catalogue.calendar(at=now)
    moving = Moving(parent, None, matter, joined, calendar, spot_of(parent, matter, at=now), beside, line)
    if parent.step in matter.flow and matter.flow[parent.step].is_fork:
        carrying.all_in(moving, moving.parts, by=by, at=now, now=now)
    else:
        branching.tell_lead(moving, by=by, at=now)  # whoever has it learns that nothing is waited for any longer
