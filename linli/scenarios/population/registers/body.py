"""One body of a register: what is known of it and what was, put right, moved, confirmed, ended; and a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.assets import actions as assets
from linli.kernel.assets import queries as asset_queries
from linli.kernel.assets.actions import AssetRefused
from linli.kernel.assets.models import Asset
from linli.kernel.assets.queries import WantedVehicles
from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.actions import BodyRefused
from linli.kernel.people.models import Organisation
from linli.kernel.places import queries as places
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.scenarios.population.desk import crumbs, history, saying
from linli.scenarios.population.desk.wheres import where
from linli.scenarios.population.registers import placing
from linli.scenarios.population.registers import saying as told
from linli.scenarios.population.registers.placing import NoPlace
from linli.scenarios.population.registers.vehicles import lines

FIELDS = ("name", "kind", "code", "phone")
MOST_VEHICLES = 50


@page("register.see")
def body(request: Request, number: int) -> HttpResponse:
    """A body as the register holds it. One of another division is shown without its history, and nothing to press."""
    return _drawn(request, number)


def _drawn(
    request: Request,
    number: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    standing: int | None = None,
    status: int = 200,
) -> HttpResponse:
    one = queries.registered_body(number)
    if one is None:
        raise Http404
    path, is_own = places.path(one.place_id), one.scope_id in request.hat.scopes
    past = queries.history_of_record("organisation", number, scope_id=one.scope_id) if is_own else []
    found = asset_queries.vehicles_in(WantedVehicles((one.scope_id,), body=number), most=MOST_VEHICLES)
    may = is_own and policy.may(request.hat, "organisation.register")
    given = typed or {}
    context = {
        "crumbs": crumbs.down_to(request, path, one.name),
        "one": one,
        "facts": _facts(one, where(one.place).label if is_own else path[-1].name, request.now),
        "where": where(one.place).href if is_own else "",
        "typed": {name: given.get(name, getattr(one, name)) for name in FIELDS}
        | {name: given.get(name, "") for name in ("place", "facility")},
        "kinds": told.kinds(),
        "sources": told.sources(),
        "source": given.get("source", told.SOURCES[0]),
        "deed": given.get("did", ""),
        "errors": errors or {},
        "standing": standing_way(standing),
        "runs": one.until is None,
        "may": may and one.until is None,
        "facilities": [(item.name, item.address) for item in _facilities(one)],
        "vehicles": lines(found, request.now),
        "new_vehicle": f"{reverse('register_vehicle_new')}?place={one.scope_id}&number={one.code}" if one.code else "",
        "history": history.told(past, request.now, own=("organisation",)),
        "flash_list": told.did(request),
    }
    return frame.draw(request, "population/registers/body.html", context, here="register", status=status)


def _facilities(one: Organisation) -> list[Asset]:
    return asset_queries.assets_run_by(one.id, scope_ids=[one.scope_id])


def _facts(one: Organisation, label: str, now: datetime) -> list[tuple[str, str]]:
    """What is known of it, with what nobody has said named as such."""
    return [
        (saying.field("kind"), told.kind(one.kind)),
        (saying.field("code"), told.unsaid(one.code)),
        (saying.field("phone"), told.unsaid(one.phone)),
        (saying.field("place"), label),
        (pgettext("body", "Here since"), words.day(one.since, now)),
        *([(_("Gone since"), words.day(one.until, now))] if one.until else []),
        (_("Who said so"), saying.source(one.source)),
        (_("Last confirmed"), saying.confirmed(one.confirmed, now)),
    ]


def standing_way(number: int | None) -> tuple[str, str] | None:
    """The body that has the number already: its name and the way to it."""
    one = queries.registered_body(number) if number else None
    return (one.name, reverse("register_body", args=[one.id])) if one else None


@page("organisation.register", methods=("POST",))
def say(request: Request, number: int) -> HttpResponse:
    """One thing that is said of a body: put right, moved, still so, gone, runs a facility."""
    deed = _DEEDS.get(request.POST.get("did", ""))
    if deed is None:
        raise Http404
    try:
        done = deed(request, number)
    except (BodyRefused, NoPlace, AssetRefused) as refused:
        field = refused.field if isinstance(refused, BodyRefused) else ""
        standing = refused.standing if isinstance(refused, BodyRefused) else None
        field = field or ("facility" if request.POST["did"] == "runs" else "place")
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, number, request.POST, {field: str(refused)}, standing=standing, status=422)
    return HttpResponseRedirect(f"{reverse('register_body', args=[number])}?did={done}", status=303)


def _correct(request: Request, number: int) -> str:
    changes = {name: request.POST[name] for name in FIELDS if name in request.POST}
    source = told.source_of(request)
    changed = people.correct_body(body_id=number, changes=changes, source=source, by=request.hat, now=request.now)
    return "correct" if changed else "same"


def _move(request: Request, number: int) -> str:
    with scope.reading(request.hat, now=request.now):
        one = queries.registered_body(number)
        if one is None:
            raise Http404
        to = placing.place_of(request.POST.get("place", ""), by=request.hat)
    source = told.source_of(request)
    moved = people.move_body(body_id=number, place_id=to, source=source, by=request.hat, now=request.now)
    return "move" if moved else "same"


def _confirm(request: Request, number: int) -> str:
    people.confirm_body(body_id=number, by=request.hat, now=request.now)
    return "confirm"


def _end(request: Request, number: int) -> str:
    people.end_body(body_id=number, source=told.source_of(request), by=request.hat, now=request.now)
    return "end"


def _runs(request: Request, number: int) -> str:
    """Name the body at a facility of its community as the one that runs it."""
    name = request.POST.get("facility", "").strip()
    with scope.reading(request.hat, now=request.now):
        one = queries.registered_body(number)
        called = Asset.objects.filter(scope_id=one.scope_id if one else 0, name=name, until__isnull=True)
        found = list(called.order_by("id")[:2]) if name else []
    if len(found) != 1:
        none = _("No facility of this community has this name. Write it as the map has it.")
        raise AssetRefused(_("Several facilities here have this name.") if found else none)
    changes = {"operator_id": number}
    source = told.source_of(request)
    changed = assets.correct_asset(
        asset_id=found[0].id, changes=changes, source=source, by=request.hat, now=request.now
    )
    return "runs" if changed else "same"


_DEEDS: Mapping[str, Callable[[Request, int], str]] = {
    "correct": _correct,
    "move": _move,
    "confirm": _confirm,
    "end": _end,
    "runs": _runs,
}
