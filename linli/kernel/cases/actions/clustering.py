"""Gathering cases about one event under a lead case, and taking them apart again.

A member's open tasks are parked, so that nobody works on the same thing twice; its clocks run on, because its
reporter still waits. Everything happens under the locks of all cases concerned, taken in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.actions import events
from linli.kernel.cases.actions.moving import holds
from linli.kernel.cases.facts import CaseApart, CaseClustered
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.models_clusters import ClusterMember
from linli.kernel.journal import actions as journal
from linli.kernel.publications import actions as publications
from linli.plumbing import facts, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

CLUSTERED, GATHERED, APART = "clustered", "gathered", "apart"
MOST = 200  # members of one cluster


class NotTogether(Exception):
    """These cases cannot be handled together. ``str()`` says why and what can be done."""

    def __init__(self, sentence: str | Promise, number: str = "") -> None:
        super().__init__(number)
        self.sentence, self.number = sentence, number

    def __str__(self) -> str:
        return str(self.sentence) % {"number": self.number}


@dataclass(slots=True)
class _Cluster:
    """A lead, who is to join it, and everybody's open tasks; all of them locked."""

    lead: Case
    joining: list[Case]
    tasks: Mapping[int, list[Task]]
    moved: Mapping[int, ClusterMember]  # members of clusters that are taken over whole: their parked tasks stay parked


def gather(*, lead: int, members: Sequence[int], by: Hat, now: datetime) -> int:
    """Handle cases together under a lead; how many joined. Who leads others brings them along.

    Raises ``NotTogether``, also for whoever came second: of two who gather the same case one wins, and the other
    is told.
    """
    policy.require(by, "case.cluster")
    wanted = sorted(set(members) - {lead})
    with scope.writing(by, now=now):
        cluster = _locked(lead, wanted, by)
        _check(cluster, wanted, by)
        lines = journal.append_many(
            [journal.Doing("case.cluster", "case", case.id, {"lead": lead}) for case in cluster.joining], by=by, at=now
        )
        _park(cluster, now=now)
        _tell(cluster, lines, by=by, now=now)
        publications.join([case.id for case in cluster.joining], lead=lead)
        return len(cluster.joining)


def apart(*, case_id: int, reason: str, by: Hat, now: datetime) -> None:
    """Take a case out of its cluster; it goes on where it stood, with the time its tasks had run."""
    policy.require(by, "case.cluster")
    with scope.writing(by, now=now):
        member = ClusterMember.objects.filter(case_id=case_id, until__isnull=True).first()
        if member is None:
            raise NotTogether(_("This matter is not handled together with another one."))
        scope.widen(by, [member.lead_scope])
        locked = {case.id: case for case in _lock({case_id, member.lead_id})}
        case, lead = locked[case_id], locked[member.lead_id]
        if case.lead_id is None or _is_answered(lead):
            raise NotTogether(_("The answer is given already and on its way to everybody."))
        take_out(case, lead, ended=APART, reason=reason, by=by, now=now)


def take_out(case: Case, lead: Case, *, ended: str, reason: str, by: Hat, now: datetime) -> None:
    """A part: the case, locked with its lead, stands for itself again; its parked tasks are open as they were."""
    member = ClusterMember.objects.select_for_update().get(case_id=case.id, until__isnull=True)
    scope.widen(by, case.scopes)
    _unpark(case, member, now=now)
    end(case, lead, member, ended=ended, now=now)
    case.save(update_fields=["lead_id"])
    payload = {"lead": lead.id, "why": reason}
    line = journal.append(verb="case.apart", kind="case", record=case.id, by=by, at=now, payload=payload)
    happening = events.Happening(case.id, APART, case.step, line, now, to_step=case.step, text=reason, shown=False)
    events.write([happening], by=by)
    facts.tell(CaseApart(case.id, lead.id), line=line, by=by, at=now)
    publications.join([case.id], lead=None)


def end(case: Case, lead: Case, member: ClusterMember, *, ended: str, now: datetime) -> None:
    """A part: the membership is over; the caller saves the case."""
    member.until, member.ended = now, ended
    member.save(update_fields=["until", "ended"])
    case.lead_id = None
    lead.leads = max(0, lead.leads - 1)
    lead.save(update_fields=["leads"])


def lock(ids: Iterable[int]) -> list[Case]:
    """A part: these cases, locked in the order of their ids, as whoever locks several does."""
    return _lock(set(ids))


def _lock(wanted: set[int]) -> list[Case]:
    found = list(Case.objects.select_for_update().filter(id__in=wanted).order_by("id"))
    if len(found) != len(wanted):
        raise Case.DoesNotExist
    return found


def _locked(lead: int, wanted: Sequence[int], by: Hat) -> _Cluster:
    """Everything a gathering concerns: the cases, and the members of those that lead a cluster themselves."""
    brought = set(_members(wanted).values_list("case_id", flat=True))
    cases = {case.id: case for case in _lock({lead, *wanted, *brought})}
    moved = {row.case_id: row for row in _members(wanted).select_for_update()}
    if set(moved) != brought:
        raise NotTogether(_("Somebody else is gathering these at this moment. Look once more."))
    for case in (cases[number] for number in wanted):
        if case.leads != sum(row.lead_id == case.id for row in moved.values()):
            raise NotTogether(
                _("%(number)s leads matters of other places too. Let it lead, or ask above."), case.number
            )
    scope.widen(by, {one for case in cases.values() for one in case.scopes})
    tasks: dict[int, list[Task]] = {number: [] for number in cases}
    for task in Task.objects.filter(case_id__in=cases, done__isnull=True).order_by("id"):
        tasks[task.case_id].append(task)
    joining = [cases[number] for number in sorted({*wanted, *brought} - {lead})]
    return _Cluster(cases[lead], joining, tasks, moved)


def _members(leads: Sequence[int]) -> QuerySet[ClusterMember]:
    return ClusterMember.objects.filter(lead_id__in=leads, until__isnull=True).order_by("case_id")


def _check(cluster: _Cluster, wanted: Sequence[int], by: Hat) -> None:
    """Whether all of them may be gathered; the first that may not is named."""
    lead = cluster.lead
    if not wanted:
        raise NotTogether(_("Choose the matters that belong together."))
    if lead.leads + len(cluster.joining) > MOST:
        raise NotTogether(_("A cluster this large cannot be looked through. Begin another one."))
    if lead.lead_id is not None:
        raise NotTogether(_("%(number)s is handled together with another one already. Let that one lead."), lead.number)
    if _is_answered(lead) or not cluster.tasks[lead.id]:
        raise NotTogether(_("%(number)s is answered already and cannot lead others."), lead.number)
    for case in cluster.joining:
        if case.id not in cluster.moved:
            _check_one(case, cluster.tasks[case.id], by)


def _check_one(case: Case, tasks: Sequence[Task], by: Hat) -> None:
    if case.lead_id is not None:
        raise NotTogether(_("Somebody has already put %(number)s together with another matter."), case.number)
    if _is_answered(case) or not tasks:
        raise NotTogether(_("%(number)s is answered already: its reporter has the word."), case.number)
    if case.parent_id is not None or case.waits:
        raise NotTogether(_("%(number)s is part of a larger matter and goes its own way."), case.number)
    if not policy.may(by, "case.cluster_any") and not any(holds(by, task) for task in tasks):
        raise NotAllowed


def _is_answered(case: Case) -> bool:
    """Whether there is nothing left to do before the reporter has the word, or the matter is closed."""
    if case.closed is not None:
        return True
    flow = catalogue.of_versions(case.item_version, case.flow_version).flow
    return case.step in flow and flow[case.step].is_wait


def _park(cluster: _Cluster, *, now: datetime) -> None:
    lead = cluster.lead
    rows = []
    for case in cluster.joining:
        before = cluster.moved.get(case.id)
        parked = before.parked if before else [task.id for task in cluster.tasks[case.id]]
        if before is not None:
            before.until, before.ended = now, "moved"
            before.save(update_fields=["until", "ended"])
        rows.append(
            ClusterMember(
                id=ids.reserve("cases_cluster_member"),
                case_id=case.id,
                lead_id=lead.id,
                lead_scope=lead.scope_id,
                since=now,
                parked=parked,
            )
        )
        case.lead_id, case.leads = lead.id, 0
        case.save(update_fields=["lead_id", "leads"])
    open_ones = [task.id for case in cluster.joining for task in cluster.tasks[case.id]]
    Task.objects.filter(id__in=open_ones).update(done=now, action=CLUSTERED, turns=None)
    ClusterMember.objects.bulk_create(rows)
    lead.leads += len(rows)
    lead.save(update_fields=["leads"])


def _unpark(case: Case, member: ClusterMember, *, now: datetime) -> None:
    """The parked tasks are open again; since their limits run from when they were opened, nothing is forgotten."""
    calendar, pauses = catalogue.calendar(at=now), clocks.standing_still([case.id]).get(case.id, [])
    taken = set(Task.objects.filter(case_id=case.id, done__isnull=True).values_list("branch", flat=True))
    for task in Task.objects.filter(id__in=member.parked, action=CLUSTERED).order_by("id"):
        if task.branch in taken:
            continue
        task.done, task.action = None, ""
        clocks.set_task(task, calendar=calendar, now=now, pauses=pauses)
        task.save(update_fields=["done", "action", "due", "turns", "lamp"])


def _tell(cluster: _Cluster, lines: Sequence[int], *, by: Hat, now: datetime) -> None:
    """The history of each member and of the lead, and the facts. Nobody's entry names anybody else's number."""
    lead = cluster.lead
    happenings = [
        events.Happening(case.id, CLUSTERED, case.step, line, now, to_step=case.step)
        for case, line in zip(cluster.joining, lines, strict=True)
    ]
    data = {"count": len(cluster.joining)}
    happenings.append(
        events.Happening(lead.id, GATHERED, lead.step, lines[0], now, to_step=lead.step, data=data, shown=False)
    )
    events.write(happenings, by=by)
    told: list[facts.Fact] = [CaseClustered(case.id, lead.id) for case in cluster.joining]
    facts.tell_many(told, line=lines[0], by=by, at=now)
