"""Putting the item of a running case right: it is another matter than it was taken for.

The case begins anew as what it is, under the catalogue of today, and goes to whoever answers for that. What it has
waited stays waited: clocks go on under the new limits with the time they have run, nobody's lateness is undone by
it, and the resident's own clock knows nothing of all this.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.actions import carrying, events, opening, relimiting, showing
from linli.kernel.cases.actions.following import Move, Moving, TaskTaken
from linli.kernel.cases.actions.moving import holds, spot_of
from linli.kernel.cases.actions.relimiting import Limits
from linli.kernel.cases.catalogue import CORRECTED, Matter, UnknownItem
from linli.kernel.cases.facts import CaseCorrected, CaseMoved
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.models_clusters import ClusterMember
from linli.kernel.cases.reports import NotAReport, check_text, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import facts, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

MOST = 3  # times; from then on it is for whoever oversees the desks


def correct(*, case_id: int, item: str, reason: str, task: int | None = None, by: Hat, now: datetime) -> None:
    """Put a case under the item it really is; by whoever holds it, or oversees it. The resident reads the reason.

    ``task`` is the task the person saw: of two who correct at once one wins, and the other gets ``TaskTaken``.
    """
    policy.require(by, "case.correct")
    if not tidy(reason):
        raise NotAReport("why", _("Write why it is another matter. The resident reads it."))
    words, matter = check_text(reason)[:500], _matter(item, now=now)
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if not set(case.scopes) <= set(by.scopes):
            scope.widen(by, case.scopes)
        waiting = list(Task.objects.filter(case_id=case_id, done__isnull=True).order_by("id"))
        main = next((one for one in waiting if not one.branch), None)
        if task is not None and (main is None or main.id != task):
            raise TaskTaken
        was = catalogue.of_versions(case.item_version, case.flow_version)
        _check(case, was, matter, waiting, by)
        _begin_anew(case, was, matter, waiting, words, by=by, now=now)


def _matter(item: str, *, now: datetime) -> Matter:
    try:
        return catalogue.matter(item, at=now)
    except UnknownItem as unknown:
        raise NotAReport("item", UnknownItem.sentence) from unknown


def _check(case: Case, was: Matter, matter: Matter, waiting: Sequence[Task], by: Hat) -> None:
    """Whether it can be put right as it stands, and what has to be done first where it cannot."""
    main = next((one for one in waiting if not one.branch), None)
    oversees = policy.may(by, "case.oversee")
    if case.closed is not None:
        raise NotAReport("item", _("It is closed. What is new is reported as a matter of its own."))
    if case.lead_id is not None:
        raise NotAReport("item", _("It is handled together with another matter. Take it out first."))
    if main is None or was.flow[main.step].is_wait:
        raise NotAReport("item", _("It is answered, and the resident has the word. Put it right if it comes back."))
    if not oversees and not holds(by, main):
        raise NotAllowed
    if matter.item.code == case.item:
        raise NotAReport("item", _("It stands under this matter already. Choose another."))
    if case.bound and not oversees:
        raise NotAReport("item", _("The coordinator has decided that it is yours. Ask them to put the matter right."))
    _check_family(case, matter, [one for one in waiting if one.branch])
    if not oversees and Event.objects.filter(case_id=case.id, verb=CORRECTED).count() >= MOST:
        raise NotAReport("item", _("It was put right three times already. Ask who oversees your desk to decide."))


def _check_family(case: Case, matter: Matter, parts: Sequence[Task]) -> None:
    """Nobody is left at work for a matter that is none any more."""
    if parts:
        names = "、".join(one.unit_name or one.role for one in parts)
        said = _("These units are still at it: %(units)s. Wait for their part or release them, then put it right.")
        raise NotAReport("item", said % {"units": names})
    if case.waits:
        raise NotAReport("item", _("A matter that was opened for this one is not closed yet. Put it right when it is."))
    if case.leads:
        members = ClusterMember.objects.filter(lead_id=case.id, until__isnull=True).values("case_id")
        if Case.objects.filter(id__in=members).exclude(item=matter.item.code).exists():
            raise NotAReport("item", _("Others are handled together with it as another matter. Take them out first."))


def _begin_anew(
    case: Case, was: Matter, matter: Matter, waiting: Sequence[Task], words: str, *, by: Hat, now: datetime
) -> None:
    if case.title == opening.named(was, case.text):
        case.title = opening.named(matter, case.text)
    case.item, case.item_version, case.flow_version = matter.item.code, matter.item_version, matter.flow_version
    case.item_since, case.bound, case.returns = now, False, 0
    placed, child = case.area_id is not None, case.parent_id is not None
    case.step = matter.enter(matter.flow.start, placed=placed, child=child)
    payload = {"was": was.item.code, "item": case.item}
    line = journal.append(verb="case.correct", kind="case", record=case.id, by=by, at=now, payload=payload)
    Task.objects.filter(id__in=[one.id for one in waiting]).update(done=now, action=CORRECTED)
    Task.objects.filter(case_id=case.id).update(title=case.title)
    limits = relimiting.put_under(case, matter, now=now)
    action, calendar = flow.Action(CORRECTED, case.step), catalogue.calendar(at=now)
    moving = Moving(case, None, matter, action, calendar, spot_of(case, matter, at=now), line=line)
    following, opened = carrying.next_tasks(moving, Move(CORRECTED), case.step, by=by, at=now, now=now)
    assert following is not None  # every flow has a step where somebody acts
    clocks.hold_still([following, *opened], calendar=calendar, now=now)
    event = events.write([_said(case, was, matter, words, limits, line=line, at=now)], by=by)[0]
    case.save()
    showing.renew(case, matter, at=now)
    told: list[facts.Fact] = [
        CaseMoved(case.id, event.id, following.id),
        CaseCorrected(case.id, event.id, following.id),
    ]
    facts.tell_many(told, line=line, by=by, at=now)


def _said(
    case: Case, was: Matter, matter: Matter, words: str, limits: Limits, *, line: int, at: datetime
) -> events.Happening:
    """The entry in the history: from what to what, why, and what that does to the limits."""
    before, after = was.item, matter.item
    return events.Happening(
        case.id,
        CORRECTED,
        was.flow.start,
        line,
        at,
        to_step=case.step,
        text=words,
        data={
            "was": before.code,
            "item": after.code,
            "was_label": {"zh": before.label.zh, "en": before.label.en},
            "label": {"zh": after.label.zh, "en": after.label.en},
            "versions": [was.item_version, was.flow_version],
            "limits": limits,
        },
    )
