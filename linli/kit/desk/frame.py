"""What stands around every desk page: the post that is worn, the tabs it has, the bell, the search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases.policy import WORKERS
from linli.kernel.notices import queries as notices
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kit.desk import speaking
from linli.kit.routes import Request
from linli.plumbing import policy
from linli.plumbing.scope import Hat

MOST_TOLD = 10  # the bell counts no further
NAMES_HOLD = 300  # seconds; names of places and units hardly ever change

FRIENDLY = WORKERS | {"catalogue_editor", "catalogue_publisher"}


@dataclass(frozen=True, slots=True)
class Worn:
    """The post as the top bar says it: 桃源北社区 综合服务中心, 黄志强 网格员."""

    place: str
    unit: str
    name: str
    role: str


def draw(
    request: Request, template: str, context: dict[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """A desk page in its frame. Runs inside the page's reading transaction."""
    told = context.get("told")  # a page that asks for the bell beside other things has it already
    return render(request, template, {**around(request, told=told), "here": here, **context}, status=status)


def around(request: Request, *, told: int | None = None) -> dict[str, Any]:
    """The context of layouts/desk.html. One statement (the bell) once the names are known."""
    hat = request.hat
    return {
        "post": worn(hat, int(request.now.timestamp()) // NAMES_HOLD),
        "tabs": tabs(hat),
        "told": notices.count_unread(hat.account, most=MOST_TOLD) if told is None else told,
        "most_told": MOST_TOLD,
        "is_told": policy.may(hat, "case.act"),
        "search_action": reverse("inbox") if policy.may(hat, "case.see") else "",
        "search_words": _("Number, address or matter"),
        "search_value": "",
        "role": hat.role,
        "view_words": speaking.view_words,
    }


def tabs(hat: Hat) -> list[tuple[str, str]]:
    """The screens this post has."""
    every = [
        ("inbox", _("Inbox"), "case.act"),
        ("pool", _("One pool"), "case.oversee"),
        ("patrol", _("Patrol"), "patrol.walk"),
        ("visits", _("Visits"), "visit.see"),
        ("register", _("Register"), "register.see"),
        ("quality", _("Register quality"), "quality.see"),
        ("imports", _("Imports"), "import.see"),
        ("proposals", _("Changes proposed"), "proposal.decide"),
        ("open_list", _("Open list"), "open_list.see"),
        ("erasures", _("Erasures"), "erasure.decide"),
        ("holds", _("Legal holds"), "hold.see"),
        ("intake", _("Take a report"), "case.act"),
        ("routes", _("Routing"), "case.oversee"),
        ("calls", _("Calls"), "call.see"),
        ("callers", _("Call back"), "follow_up.record"),
        ("ledger", _("Ledgers"), "ledger.see"),
        ("looks", _("Looks"), "look.agree"),
        ("board", _("Board"), "board.see"),
        ("map", _("Map"), "map.see"),
        ("publications", _("Announcements"), "publication.see"),
        ("patrol_coverage", _("Patrol coverage"), "patrol.see"),
        ("catalogue", _("Catalogue"), "pack.see"),
        ("audit", _("Audit"), "journal.see"),
    ]
    return [(route, words) for route, words, action in every if policy.may(hat, action)]


def worn(hat: Hat, round_: int) -> Worn:
    """How the post is called; read again every few minutes."""
    name, _space, role = hat.label.partition(" ")
    place, unit = _names(hat.place, hat.unit, round_)
    return Worn(place, unit, name, role)


@lru_cache(maxsize=512)
def _names(place: int, unit: int, round_: int) -> tuple[str, str]:  # noqa: ARG001  part of what is remembered
    found = places.place(place)
    body = people.organisation(unit)
    return found.name if found else "", body.name if body else ""
