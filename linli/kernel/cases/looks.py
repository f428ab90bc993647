"""Whoever was looked at hears of it: who looked, and why."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.cases import catalogue
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.notices.templates import template
from linli.kernel.people.facts import PersonLooked
from linli.kernel.people.models_looks import Look
from linli.kernel.places import queries as places
from linli.plumbing import scope
from linli.plumbing.days import local
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact

TEMPLATE = "person_looked"


def on_looked(fact: PersonLooked, told: Told) -> None:
    """A message in the app; the page it leads to names every look there was."""
    now = clock()
    if not fact.subject_id or template(TEMPLATE, at=now) is None:
        return
    hat = scope.robot(places.all_scopes(), purpose="tell")
    with scope.reading(hat, now=now):
        look = Look.objects.get(id=fact.look_id)
        zone = ZoneInfo(catalogue.city(at=now).zone)
    values = {"unit": look.who, "due": _written(look.at), "reason": look.reason}
    message = Message(
        template=TEMPLATE,
        channel="app",
        scope_id=look.scope_id,
        subject_id=fact.subject_id,
        case_id=look.case_id,
        link=f"{settings.PUBLIC_URL}/my/looks",
        values=values,
    )
    notices.tell_many(fact=told.id, messages=[message], zone=zone, by=hat, now=now)


def _written(moment: datetime) -> str:
    there = local(moment)
    return f"{there.month}月{there.day}日{there.hour}:{there.minute:02d}"
