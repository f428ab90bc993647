"""The first screen: where I am, what I want, my matters, what can be reported. And the list of my matters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.engines import worktime
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.packs import Item
from linli.kernel.notices import queries as notices
from linli.kernel.places import queries as places
from linli.kernel.publications.models_talks import Publication
from linli.kernel.publications.queries import talks
from linli.kit import words
from linli.kit.counter import here, telling
from linli.kit.counter.here import Here, page_of
from linli.kit.counter.telling import Held
from linli.kit.routes import OPEN, Request, page

ON_HOME, ON_HOME_ELDER, ON_BOARD = 3, 1, 2
SERVICES = 15  # doors to the report form; the form itself has every matter
MOST = 50
DOORS = 4
NOON, EVENING = 12, 18


@page(OPEN)
def home(request: Request) -> HttpResponse:
    """The home page of both editions."""
    now = request.now
    elder = request.COOKIES.get("linli_edition") == "elder"
    at = here.here_of(request)
    matters = _matters(request, open_only=True)
    items = catalogue.items(at=now)
    return page_of(
        request,
        "home.html",
        here="home",
        at=at,
        hat=request.hat,
        greeting=_greeting(now),
        now=now,
        matters=matters[: ON_HOME_ELDER if elder else ON_HOME],
        count=len(matters),
        told=notices.unread(request.hat, limit=3) if request.hat.subjects else [],
        announced=[] if elder or at is None else _announced(at, request.now),
        services=[_service(item) for item in items[:SERVICES]],
        more=len(items) > SERVICES,
        doors=_doors(items) if elder else [],
    )


@page(OPEN)
def my(request: Request) -> HttpResponse:
    """我的事: everything this resident or this browser has reported, what is open first."""
    matters = _matters(request)
    return page_of(
        request,
        "my.html",
        here="my_cases",
        hat=request.hat,
        going=[one for one in matters if not one["closed"]],
        over=[one for one in matters if one["closed"]],
        full=len(matters) == MOST,
    )


def _matters(request: Request, *, open_only: bool = False) -> list[dict[str, Any]]:
    """My matters as lines. A hat without a subject has none, and the database is not asked."""
    if not request.hat.subjects:
        return []
    cases = [case for case in queries.mine(limit=MOST) if not (open_only and case.closed)]
    if not cases:
        return []
    calendar = catalogue.calendar(at=request.now)
    return [_line(held, calendar, request.now) for held in telling.of_list(cases)]


def _line(held: Held, calendar: worktime.Calendar, now: datetime) -> dict[str, Any]:
    return {
        "href": reverse("matter", args=(held.case.number,)),
        "name": telling.title(held),
        "words": telling.headline(held),
        "lamp": telling.lamp(held, calendar=calendar, now=now),
        "cells": telling.rule(held, calendar=calendar, now=now),
        "colour": telling.colour(held),
        "waits": held.waits_for_reporter,
        "closed": held.case.closed,
        "at": held.case.at,
    }


def _announced(at: Here, now: datetime) -> list[dict[str, Any]]:
    """The two latest announcements of the chosen community and of the divisions above it."""
    scopes = places.ancestors_of_scope(at.id)
    found = talks.standing(scopes, kind=Publication.Kind.ANNOUNCEMENT, now=now, limit=ON_BOARD)
    return [
        {"href": reverse("neighbour", args=[one.number]), "title": one.title, "at": words.day(one.published, now)}
        for one in found
    ]


def _service(item: Item) -> dict[str, str]:
    return {
        "href": f"{reverse('report')}?item={item.code}",
        "icon": item.icon or "megaphone",
        "words": item.label.text(here.language()),
    }


def _doors(items: list[Item]) -> list[dict[str, str]]:
    """Four doors in words of daily life: what the catalogue has such words for, 我的事, and what is left."""
    named: dict[str, list[Item]] = {}
    for item in items:
        if item.elder is not None:
            named.setdefault(item.elder.text(here.language()), []).append(item)
    doors = [_door(title, inside) for title, inside in named.items()]
    doors = doors or [{**_door(_("Report"), items), "icon": "wrench"}]
    others = [
        {"href": reverse("my_cases"), "icon": "task", "title": _("My matters"), "words": _("how far it is")},
        {"href": reverse("track"), "icon": "search", "title": _("Follow"), "words": _("with number and code")},
        {"href": reverse("me"), "icon": "text", "title": _("Text size"), "words": _("larger, or another language")},
    ]
    return [*doors[: DOORS - 1], *others][:DOORS]


def _door(title: str, items: list[Item]) -> dict[str, str]:
    href = reverse("report") + (f"?item={items[0].code}" if len(items) == 1 else "")
    return {"href": href, "icon": items[0].icon or "wrench", "title": title, "words": _items_words(items[:3])}


def _items_words(items: list[Item]) -> str:
    return pgettext("list", ", ").join(item.label.text(here.language()) for item in items)


def _greeting(now: datetime) -> str:
    hour = words.local(now).hour
    if hour < NOON:
        return _("Good morning")
    return _("Good afternoon") if hour < EVENING else _("Good evening")
