"""A body entered by hand: asked for what the community's own rules need, told where its number stands already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.actions import BodyRefused, NewBody
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.scenarios.population.desk import crumbs
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality import saying as quality
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.registers import asked, choosing, placing
from linli.scenarios.population.registers import saying as told
from linli.scenarios.population.registers.asked import Territory
from linli.scenarios.population.registers.body import standing_way
from linli.scenarios.population.registers.placing import NoPlace

ASKED = ("code", "phone")  # fields that rules may ask for; kind, name and place every body has
FIELDS = ("kind", "name", *ASKED, "place_typed", "since", "source")


@page("organisation.register", methods=("GET", "POST"))
def body_new(request: Request) -> HttpResponse:
    """The form of one community; sent, the body stands in the register, or everything wrong is said at once."""
    if request.method != "POST":
        found = asked.territory(request)
        kind = told.REGISTERS[of][1][0] if (of := request.GET.get("of", "")) in told.REGISTERS else ""
        return _form(request, found, {"kind": kind}) if found.is_community else choosing.community(request, found)
    with scope.reading(request.hat, now=request.now):
        found = asked.territory(request)
        row, errors, standing = _read(request, found)
        if row is None:
            return _form(request, found, request.POST, errors, standing=standing, status=422)
    try:
        number = people.register_bodies_many(rows=[row], by=request.hat, now=request.now)[0]
    except BodyRefused as refused:
        with scope.reading(request.hat, now=request.now):
            errors = {_field(refused.field): str(refused)}
            return _form(request, found, request.POST, errors, standing=refused.standing, status=422)
    return HttpResponseRedirect(f"{reverse('register_body', args=[number])}?did=added", status=303)


def _field(name: str) -> str:
    return "place_typed" if name == "place" else name or "name"


def _read(request: Request, found: Territory) -> tuple[NewBody | None, dict[str, str], int | None]:
    """What was typed as a body; else what has to be put right, and the body that stands there already."""
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    errors, place_id, since = {}, found.place.id, None
    for name in sorted(ruled_at(found.path, at=request.now).required(records.ORGANISATION)):
        if not given.get(name):
            field = quality.field(records.ORGANISATION, name)
            errors[name] = _("%(place)s does not enter a body without this: %(field)s") % {
                "place": found.place.name, "field": field,
            }  # fmt: skip
    if given["kind"] not in told.KINDS:
        errors["kind"] = _("Say what sort of body it is.")
    try:
        place_id = placing.place_of(given["place_typed"], by=request.hat, scope_id=found.place.id)
    except NoPlace as wrong:
        errors["place_typed"] = str(wrong)
    try:
        since = asked.day(given["since"])
    except ValueError:
        errors["since"] = _("Write the day as 2026-11-27.")
    there = queries.body_called(given["name"], place_id=place_id) if given["name"] and not given["code"] else None
    if there is not None:
        errors["name"] = _("A body of this name stands at this place already. Another one needs its credit code.")
    if errors:
        return None, errors, there.id if there else None
    source = told.source_of(request)
    return (
        NewBody(given["kind"], given["name"], place_id, source, given["code"], given["phone"], since),
        {},
        None,
    )


def _form(
    request: Request,
    found: Territory,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    standing: int | None = None,
    status: int = 200,
) -> HttpResponse:
    ruled = ruled_at(found.path, at=request.now)
    required, asks = ruled.required(records.ORGANISATION), ruled.asks
    context: dict[str, Any] = {
        "crumbs": crumbs.down_to(request, found.path, _("Enter a body")),
        "place": found.place,
        "typed": {name: typed.get(name, "") for name in FIELDS},
        "kinds": told.kinds(),
        "sources": told.sources(),
        "needed": [(name, name not in required) for name in ASKED if asks(records.ORGANISATION, name)],
        "further": [(name, True) for name in ASKED if not asks(records.ORGANISATION, name)],
        "errors": errors or {},
        "standing": standing_way(standing),
    }
    return frame.draw(request, "population/registers/body_new.html", context, here="register", status=status)
