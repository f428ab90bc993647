"""Who is told when a case moves: those who watch it; who is named in a note; and cases are filed by their words."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.cases import catalogue
from linli.kernel.cases.facts import CaseMoved, CaseOpened
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.kernel.desks import actions, queries
from linli.kernel.desks.facts import Mentioned
from linli.kernel.desks.models import Mention
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact

STALE = timedelta(days=2)  # what an import says of the past is no news to anybody today


def on_opened(opened: CaseOpened, told: Told) -> None:  # noqa: ARG001
    """The case can be found by its words."""
    actions.index_case(case_id=opened.case_id, by=robot("colleagues"), now=clock())


def on_moved(moved: CaseMoved, told: Told) -> None:
    """The desk it came to finds it by its words; whoever watches it learns that it moved."""
    now, hat = clock(), robot("colleagues")
    actions.index_case(case_id=moved.case_id, by=hat, now=now)
    if now - told.at > STALE:
        return
    with scope.reading(hat, now=now):
        watches = queries.watchers_of(moved.case_id)
        if not watches:
            return
        posts = {one.post for one in queries.colleagues_of(moved.case_id, now=now)}
        case = Case.objects.get(id=moved.case_id)
    over = [one.id for one in watches if one.post_id not in posts]
    if over:
        actions.end_watches(watches=over, by=hat, now=now)
    accounts = [one.account_id for one in watches if one.id not in over and one.account_id != told.actor]
    _tell("case_watched", case, accounts, told)


def on_mentioned(mentioned: Mentioned, told: Told) -> None:
    """Whoever is named in a note reads it among their messages."""
    now, hat = clock(), robot("colleagues")
    with scope.reading(hat, now=now):
        rows = Mention.objects.filter(event_id=mentioned.event_id)
        accounts = list(rows.values_list("account_id", flat=True))
        case = Case.objects.get(id=mentioned.case_id)
    _tell("case_mentioned", case, accounts, told)


def _tell(template: str, case: Case, accounts: list[int], told: Told) -> None:
    now = clock()
    messages = [
        Message(
            template=template,
            channel="app",
            scope_id=case.scope_id,
            account_id=account,
            case_id=case.id,
            link=f"{settings.DESK_URL}/case/{case.number}",
            values={"number": case.number, "title": case.title, "where": case.where},
        )
        for account in accounts
    ]
    zone = ZoneInfo(catalogue.city(at=now).zone)
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=robot("colleagues"), now=now)
