"""What becomes of a cluster when its lead is answered or closed, and how many people stand behind it. Worker's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from linli.engines import flow
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import clustering
from linli.kernel.cases.actions.carrying import carry_out
from linli.kernel.cases.actions.following import Move, Moving
from linli.kernel.cases.actions.moving import spot_of
from linli.kernel.cases.actions.tasks import new_task
from linli.kernel.cases.catalogue import Matter, has_effect
from linli.kernel.cases.crowd import people_behind
from linli.kernel.cases.facts import CaseAnswered, CaseApart, CaseClosed, CaseClustered, CaseReopened
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.models_clusters import ClusterMember
from linli.kernel.cases.owners import Owner
from linli.kernel.people.models import Subject
from linli.kernel.places import queries as places
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import PublicFace
from linli.plumbing import ids, scope
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact

ANSWERED, CLOSED = "answered", "closed"


def on_lead_moved(fact: CaseAnswered | CaseClosed, told: Told) -> None:  # noqa: ARG001  a listener's signature
    """The lead was answered: so is every member, to its own reporter. Closed without: they go on by themselves."""
    now, hat = clock(), robot("clusters")
    for number in _members(fact.case_id, hat, now):
        if isinstance(fact, CaseAnswered):
            answer_member(case_id=number, lead_id=fact.case_id, event_id=fact.event_id, by=hat, now=now)
        else:
            let_go(case_id=number, lead_id=fact.case_id, by=hat, now=now)
    if isinstance(fact, CaseClosed):
        left(case_id=fact.case_id, by=hat, now=now)


def on_regrouped(fact: CaseClustered | CaseApart, told: Told) -> None:  # noqa: ARG001  a listener's signature
    """Count anew how many different people stand behind a lead, and behind whoever left it."""
    recount(fact.lead_id, by=robot("clusters"), now=clock())
    if isinstance(fact, CaseApart):
        recount(fact.case_id, by=robot("clusters"), now=clock())


def on_reopened(fact: CaseReopened, told: Told) -> None:  # noqa: ARG001  a listener's signature
    """A matter that was answered with others and is open again shows its own face again."""
    with scope.writing(robot("clusters"), now=clock()):
        publications.join([fact.case_id], lead=None)


def answer_member(*, case_id: int, lead_id: int, event_id: int, by: Hat, now: datetime) -> bool:
    """Answer one member with its lead's words, once; False where it has left or was closed meanwhile."""
    with scope.writing(by, now=now):
        cases = {case.id: case for case in clustering.lock({case_id, lead_id})}
        case, lead = cases[case_id], cases[lead_id]
        member = ClusterMember.objects.select_for_update().filter(case_id=case_id, lead_id=lead_id, until=None).first()
        if member is None:
            return False
        clustering.end(case, lead, member, ended=CLOSED if case.closed else ANSWERED, now=now)
        if case.closed is not None:
            case.save(update_fields=["lead_id"])
            return False
        event = Event.objects.select_related("body").get(id=event_id)
        _answer(case, event, lead, by=replace(by, label=event.who), now=now)
        return True


def let_go(*, case_id: int, lead_id: int, by: Hat, now: datetime) -> bool:
    """The lead ended without an answer: a member that still waits for one goes on where it stood."""
    with scope.writing(by, now=now):
        cases = {case.id: case for case in clustering.lock({case_id, lead_id})}
        if not ClusterMember.objects.filter(case_id=case_id, lead_id=lead_id, until=None).exists():
            return False
        clustering.take_out(cases[case_id], cases[lead_id], ended=CLOSED, reason="", by=by, now=now)
        return True


def left(*, case_id: int, by: Hat, now: datetime) -> bool:
    """A member was closed by itself, as when its reporter withdraws it: its lead stands for one fewer."""
    with scope.writing(by, now=now):
        member = ClusterMember.objects.filter(case_id=case_id, until__isnull=True).first()
        if member is None:
            return False
        locked = {case.id: case for case in clustering.lock({case_id, member.lead_id})}
        case, lead = locked[case_id], locked[member.lead_id]
        if case.closed is None or case.lead_id is None:
            return False
        clustering.end(case, lead, member, ended=CLOSED, now=now)
        case.save(update_fields=["lead_id"])
        publications.join([case_id], lead=None)
    recount(lead.id, by=by, now=now)
    return True


def recount(case_id: int, *, by: Hat, now: datetime) -> int:
    """How many different people stand behind a case and those it leads; kept on it and on its public face."""
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        ever = ClusterMember.objects.filter(lead_id=case_id, ended__in=["", ANSWERED]).values("case_id")
        subjects = Case.objects.filter(id__in=ever).values_list("subject_id", flat=True)
        sides = list(Subject.objects.filter(id__in=[case.subject_id, *subjects]))
        case.people = people_behind(sides)
        case.save(update_fields=["people"])
        publications.count_people({case.id: case.people})
        return case.people


def robot(name: str) -> Hat:
    """The worker's hat over the whole city, its scopes written out."""
    return scope.robot(places.all_scopes(), purpose=name)


def _members(lead: int, by: Hat, now: datetime) -> list[int]:
    with scope.reading(by, now=now):
        rows = ClusterMember.objects.filter(lead_id=lead, until__isnull=True).order_by("id")
        return list(rows.values_list("case_id", flat=True))


def _answer(case: Case, event: Event, lead: Case, *, by: Hat, now: datetime) -> None:
    """The lead's answer as an answer of this case, by its own flow; the unit that gave it is the one that is graded."""
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    step, action = _answering(matter)
    calendar, spot = catalogue.calendar(at=now), spot_of(case, matter, at=now)
    given = Task.objects.filter(id=event.task_id or 0).first()
    to = Owner(
        role=given.role if given else "clerk",
        unit_id=given.unit_id if given else None,
        unit_name=given.unit_name if given else event.unit_name,
        scope_id=case.scope_id,
        area_id=None,
    )
    number = ids.reserve("cases_task")
    task = new_task(case, matter, step, spot=spot, calendar=calendar, now=event.at, task_id=number, read_at=now, to=to)
    Task.objects.bulk_create([task])
    released = bool(event.body.text) and PublicFace.objects.filter(case_id=lead.id, answer=event.body.text).exists()
    move = Move(action.name, text=event.body.text, outcome=event.body.data.get("outcome", ""), release=released)
    carry_out(Moving(case, task, matter, action, calendar, spot, [task]), move, by=by, at=event.at, now=now)


def _answering(matter: Matter) -> tuple[str, flow.Action]:
    """The step and the action by which this flow answers; what it asks for was given with the lead."""
    for step in matter.flow.steps:
        for action in step.actions:
            if has_effect(action, "answers"):
                return step.name, replace(action, asks=())
    raise LookupError("this flow has no answer")
