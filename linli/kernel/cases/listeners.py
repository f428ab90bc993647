"""Who is told what when a case moves: messages for the reporter, a line in the app for the desks."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.cases import catalogue
from linli.kernel.cases.actions.escalating import climb
from linli.kernel.cases.actions.parenting import let_in
from linli.kernel.cases.facts import (
    CaseAnswered,
    CaseClosed,
    CaseCorrected,
    CaseOpened,
    CaseReopened,
    CaseShared,
    CaseSupervised,
    IntakeAsked,
    PartsIn,
    TaskLate,
)
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.models_oversight import Supervision
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people import queries as people
from linli.kernel.people.models import Subject
from linli.kernel.places import queries as places
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact

STALE = timedelta(days=2)  # what an import says of the past is no news to anybody today


def on_opened(opened: CaseOpened, told: Told) -> None:
    """The reporter gets number and secret link, where a phone or a mail address was left."""
    _tell_reporter("case_opened", opened.case_id, told)


def on_answered(answered: CaseAnswered, told: Told) -> None:
    """The reporter gets the answer and is asked how it was."""
    _tell_reporter("case_answered", answered.case_id, told)


def on_corrected(corrected: CaseCorrected, told: Told) -> None:
    """The reporter learns what it is handled as from now on; the desk it came to, that it has come."""
    _tell_reporter("case_corrected", corrected.case_id, told)
    _tell_desk("case_came", corrected.case_id, corrected.task_id, told)


def on_reopened(reopened: CaseReopened, told: Told) -> None:
    """The street's lead learns that somebody was not content."""
    if reopened.task_id:
        _tell_desk("case_reopened", reopened.case_id, reopened.task_id, told)


def on_shared(shared: CaseShared, told: Told) -> None:
    """A unit that was asked to take part learns of it."""
    _tell_desk("case_shared", shared.case_id, shared.task_id, told)


def on_parts_in(parts: PartsIn, told: Told) -> None:
    """The lead learns that everybody's part is in."""
    _tell_desk("case_parts_in", parts.case_id, parts.task_id, told)


def on_closed(closed: CaseClosed, told: Told) -> None:  # noqa: ARG001  what every listener is given
    """The case it was opened for learns that a case under it is closed."""
    let_in(case_id=closed.case_id, by=robot("parents"), now=clock())


def on_late(late: TaskLate, told: Told) -> None:
    """A late task climbs the ladder: whoever stands on a rung it reaches learns of it, once for each rung."""
    now, hat = clock(), robot("lamps")
    rungs = climb(task_id=late.task_id, lamp=late.lamp, by=hat, now=now)
    if not any(rung.accounts for rung in rungs):
        return
    with scope.reading(hat, now=now):
        case = Case.objects.get(id=late.case_id)
        zone = ZoneInfo(catalogue.city(at=now).zone)
        values = _values(case, zone)
    link = f"{settings.DESK_URL}/case/{case.number}"
    above = {account for rung in rungs if rung.level != "person" for account in rung.accounts}
    desk = {account for rung in rungs if rung.level == "person" for account in rung.accounts}
    readers = [("case_late", account) for account in sorted(desk)]
    readers += [("case_escalated", account) for account in sorted(above - desk)]
    messages = [_message(name, "app", case, values, account_id=account, link=link) for name, account in readers]
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=hat, now=now)


def on_supervised(supervised: CaseSupervised, told: Told) -> None:
    """The unit learns of an order, and who gave it learns of the answer."""
    now, hat = clock(), robot("tell")
    with scope.reading(hat, now=now):
        case, order = Case.objects.get(id=supervised.case_id), Supervision.objects.get(id=supervised.order_id)
        verb = Event.objects.get(id=supervised.event_id).verb
        zone = ZoneInfo(catalogue.city(at=now).zone)
        held = Task.objects.filter(case_id=case.id, done__isnull=True).exclude(role="reporter").first()
        desk = [] if held is None else _holders(held, now)
        values = _values(case, zone) | {"due": _day(order.due, zone)}
    readers = [order.account] if verb == "order_answered" else desk
    link = f"{settings.DESK_URL}/case/{case.number}"
    messages = [_message(f"case_{verb}", "app", case, values, account_id=one, link=link) for one in readers]
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=hat, now=now)


def _holders(task: Task, now: datetime) -> list[int]:
    return people.accounts_at(task.role, scope_id=task.scope_id, area_id=task.area_id, unit_id=task.unit_id, at=now)


def on_intake_asked(asked: IntakeAsked, told: Told) -> None:
    """The clerks of the desk the secret is kept for learn that a unit has a question."""
    now, hat = clock(), robot("tell")
    with scope.reading(hat, now=now):
        case = Case.objects.get(id=asked.case_id)
        unit = Subject.objects.get(id=case.subject_id).kept_for
        zone = ZoneInfo(catalogue.city(at=now).zone)
        accounts = people.accounts_of_unit(unit, role="clerk", at=now)
        values = _values(case, zone)
    link = f"{settings.DESK_URL}/case/{case.number}"
    messages = [_message("case_intake_asked", "app", case, values, account_id=one, link=link) for one in accounts]
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=hat, now=now)


def robot(name: str = "") -> Hat:
    """The hat of a declared robot of the worker over the whole city, its scopes written out."""
    return scope.robot(places.all_scopes(), purpose=name)


def _tell_reporter(template: str, case_id: int, told: Told) -> None:
    now, hat = clock(), robot("tell")
    if now - told.at > STALE:
        return
    with scope.reading(hat, now=now):
        case = Case.objects.get(id=case_id)
        subject = Subject.objects.get(id=case.subject_id)
        phone, mail, code = people.phone_of(subject), people.mail_of(subject), people.receipt_of(subject)
        zone = ZoneInfo(catalogue.city(at=now).zone)
        values = _values(case, zone)
    messages = []
    if phone or mail:
        channel = "mail" if mail and (not phone or case.channel == "mail") else "sms"  # whoever wrote is written to
        link = f"{settings.PUBLIC_URL}/c/{code}" if code else settings.PUBLIC_URL
        to = mail if channel == "mail" else phone
        messages.append(_message(template, channel, case, values, subject_id=subject.id, address=to, link=link))
    if subject.person_id is not None:
        link = f"{settings.PUBLIC_URL}/case/{case.number}"
        messages.append(_message(template, "app", case, values, subject_id=subject.id, link=link))
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=hat, now=now)


def _tell_desk(template: str, case_id: int, task_id: int, told: Told) -> None:
    now, hat = clock(), robot("tell")
    with scope.reading(hat, now=now):
        case, task = Case.objects.get(id=case_id), Task.objects.get(id=task_id)
        zone = ZoneInfo(catalogue.city(at=now).zone)
        holders = _holders(task, now)
        values = _values(case, zone)
    if task.done is not None:
        return  # somebody was faster than the news
    link = f"{settings.DESK_URL}/case/{case.number}"
    messages = [_message(template, "app", case, values, account_id=account, link=link) for account in holders]
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=hat, now=now)


def _message(
    template: str,
    channel: str,
    case: Case,
    values: dict[str, str],
    *,
    link: str,
    subject_id: int | None = None,
    account_id: int | None = None,
    address: str = "",
) -> Message:
    return Message(
        template=template,
        channel=channel,
        scope_id=case.scope_id,
        subject_id=subject_id,
        account_id=account_id,
        case_id=case.id,
        address=address,
        link=link,
        values=values,
    )


def _values(case: Case, zone: ZoneInfo) -> dict[str, str]:
    return {
        "number": case.number,
        "title": case.title,
        "where": case.where,
        "due": _day(case.due, zone) if case.due else "",
    }


def _day(moment: datetime, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone)
    return f"{there.month}月{there.day}日{there.hour}:{there.minute:02d}"
