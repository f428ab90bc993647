"""The registers of enterprises, social organisations and stationed units: lists by place, sifted, paged, as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.bodies import REGISTERED
from linli.kernel.people.models import Organisation
from linli.kernel.people.queries import Wanted
from linli.kernel.places.models import Place
from linli.kit.desk import frame, paging
from linli.kit.routes import Request, page
from linli.plumbing import policy
from linli.scenarios.population.desk import crumbs, saying, taking_out
from linli.scenarios.population.desk.wheres import where
from linli.scenarios.population.intake.outgoing import Taken, organisation_rows
from linli.scenarios.population.registers import asked
from linli.scenarios.population.registers import saying as told
from linli.scenarios.population.registers.asked import SIZE, Territory

MOST_TYPED = 40
FILTERS = ("of", "q", "lacks", "ended")


def filters(request: Request) -> dict[str, str]:
    """What the list is sifted by, as its address says it. What is unknown sifts nothing."""
    given = {name: request.GET.get(name, "")[:MOST_TYPED].strip() for name in FILTERS}
    known = {"of": told.REGISTERS, "lacks": ("code", "phone"), "ended": ("1",)}
    return {name: value if name == "q" or value in known[name] else "" for name, value in given.items()}


def wanted(found: Territory, sifted: dict[str, str]) -> Wanted:
    kinds: Sequence[str] = told.REGISTERS[sifted["of"]][1] if sifted["of"] else REGISTERED
    return Wanted(found.scopes, kinds, sifted["q"], sifted["lacks"], ended=bool(sifted["ended"]))


@page("register.see")
def bodies(request: Request) -> HttpResponse:
    """One register of a division, or all three: who is there, where, under which number, last confirmed when."""
    found, sifted = asked.territory(request), filters(request)
    what, first = wanted(found, sifted), (asked.page_of(request) - 1) * SIZE
    rows = people.registered(what, first=first, most=SIZE)
    total = people.count_registered(what, most=paging.MOST_COUNTED + 1)
    given = {"place": found.place.id, **sifted}
    at = reverse("register_bodies")
    names = {} if found.is_community else community_names(rows)
    context = {
        "crumbs": crumbs.down_to(request, found.path, _("Bodies registered here")),
        "place": found.place,
        "is_community": found.is_community,
        "sifted": sifted,
        "title": str(told.REGISTERS[sifted["of"]][0]) if sifted["of"] else _("All bodies"),
        "registers": [
            ("", _("All bodies"), asked.address(at, given, of="")),
            *((code, str(name), asked.address(at, given, of=code)) for code, (name, _k) in told.REGISTERS.items()),
        ],
        "lacks": [("code", _("without a credit code")), ("phone", _("without a telephone"))],
        "total": f"{paging.MOST_COUNTED:,}+" if total > paging.MOST_COUNTED else f"{total:,}",
        "rows": [_row(one, names, request.now) for one in rows],
        "pages": asked.pages(request, at, given, count=len(rows), total=total),
        "page_address": lambda number: asked.address(at, given, page=number),
        "sheet": asked.address(reverse("register_bodies_table"), given),
        "new": asked.address(reverse("register_body_new"), {"place": found.place.id, "of": sifted["of"]}),
        "may_add": policy.may(request.hat, "organisation.register"),
        "may_export": policy.may(request.hat, "register.export"),
        "flash_list": told.did(request),
    }
    return frame.draw(request, "population/registers/bodies.html", context, here="register")


def community_names(rows: Sequence[Any]) -> dict[int, str]:
    """The names of the divisions in which rows stand. One statement, none for no row."""
    stand = {one.scope_id for one in rows}
    return dict(Place.objects.filter(id__in=stand).values_list("id", "name")) if stand else {}


def _row(one: Organisation, names: dict[int, str], now: datetime) -> dict[str, Any]:
    label = where(one.place).label
    community = names.get(one.scope_id, "")
    return {
        "href": reverse("register_body", args=[one.id]),
        "name": one.name,
        "kind": told.kind(one.kind),
        "code": one.code,
        "phone": one.phone,
        "where": label,
        "community": community if community != label else "",
        "confirmed": saying.confirmed(one.until or one.confirmed, now),
    }


@page("register.export", step_up=True)
def bodies_table(request: Request) -> HttpResponse:
    """The same as an Excel file under the heads that imports read."""
    found = asked.territory(request)
    rows = people.registered(wanted(found, filters(request)), most=taking_out.MOST + 1)
    taken = Taken(organisation_rows(rows[: taking_out.MOST]), is_cut=len(rows) > taking_out.MOST)
    answer = taking_out.file_of(request, "organisations", found.place, taken)
    taking_out.written_down(request, "organisations", found.place, taken)
    return answer
