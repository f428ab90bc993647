"""Who is told what when a case moves: messages for the reporter, a line in the app for the desks."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.cases import catalogue
from linli.kernel.cases.facts import CaseAnswered, CaseOpened, CaseReopened, TaskLate
from linli.kernel.cases.models import Case, Task
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


def on_reopened(reopened: CaseReopened, told: Told) -> None:
    """The street's lead learns that somebody was not content."""
    if reopened.task_id:
        _tell_desk("case_reopened", reopened.case_id, reopened.task_id, told)


def on_late(late: TaskLate, told: Told) -> None:
    """The desk that holds the task learns that its lamp has turned."""
    _tell_desk("case_late", late.case_id, late.task_id, told)


def robot() -> Hat:
    """The worker's hat over the whole city, its scopes written out."""
    return scope.robot(places.all_scopes(), purpose="tell")


def _tell_reporter(template: str, case_id: int, told: Told) -> None:
    now, hat = clock(), robot()
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
    now, hat = clock(), robot()
    with scope.reading(hat, now=now):
        case, task = Case.objects.get(id=case_id), Task.objects.get(id=task_id)
        zone = ZoneInfo(catalogue.city(at=now).zone)
        holders = people.accounts_at(task.role, scope_id=task.scope_id, area_id=task.area_id, at=now)
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
    due = case.due.astimezone(zone) if case.due else None
    return {
        "number": case.number,
        "title": case.title,
        "where": case.where,
        "due": f"{due.month}月{due.day}日{due.hour}:{due.minute:02d}" if due else "",
    }
