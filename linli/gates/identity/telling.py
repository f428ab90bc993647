"""Telling somebody that their account was used with a browser it was never used with before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.cases import catalogue
from linli.kernel.cases.listeners import robot
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.notices.templates import template
from linli.kernel.people import queries as people
from linli.kernel.people.facts import NewBrowser
from linli.kernel.places import queries as places
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact

TEMPLATE = "new_sign_in"
OWN_KEYS = "/me/keys"  # the worker has no addresses of the desk


def on_new_browser(came: NewBrowser, told: Told) -> None:
    """A member of staff reads it among their messages; residents were sent a code, which tells them."""
    now, hat = clock(), robot("tell")
    if template(TEMPLATE, at=now) is None:
        return  # a city that has ended this message says nothing
    with scope.reading(hat, now=now):
        posts = people.posts_of(came.account_id, at=now)
        place = places.place(posts[0].place_id) if posts else None
    if place is None:
        return
    message = Message(
        TEMPLATE,
        channel="app",
        scope_id=place.scope_id,
        account_id=came.account_id,
        link=settings.DESK_URL + OWN_KEYS,
    )
    zone = ZoneInfo(catalogue.city(at=now).zone)
    notices.tell_many(fact=told.id, messages=[message], zone=zone, by=hat, now=now)
