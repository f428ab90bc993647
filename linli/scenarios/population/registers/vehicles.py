"""The register of vehicles: a list by place, sifted, paged, as Excel. Plates and keepers are masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.assets.actions.vehicles import KINDS
from linli.kernel.assets.models import Vehicle
from linli.kernel.assets.queries import WantedVehicles, count_vehicles, face_of_vehicle, vehicles_in
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kit.desk import frame, paging
from linli.kit.routes import Request, page
from linli.plumbing import policy
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import belonging, crumbs, saying, taking_out
from linli.scenarios.population.desk.wheres import wheres
from linli.scenarios.population.intake.outgoing import vehicle_rows
from linli.scenarios.population.registers import asked
from linli.scenarios.population.registers import saying as told
from linli.scenarios.population.registers.asked import SIZE, Territory
from linli.scenarios.population.registers.bodies import community_names

FILTERS = ("kind", "energy", "keeper", "ended")
KEEPERS = ("person", "organisation")


def filters(request: Request) -> dict[str, str]:
    """What the list is sifted by, as its address says it. What is unknown sifts nothing."""
    known = {"kind": KINDS, "energy": (*told.ENERGIES, "unsaid"), "keeper": KEEPERS, "ended": ("1",)}
    return {name: value if (value := request.GET.get(name, "")) in known[name] else "" for name in FILTERS}


def wanted(found: Territory, sifted: dict[str, str], plate: str = "") -> WantedVehicles:
    return WantedVehicles(
        found.scopes, sifted["kind"], sifted["energy"], sifted["keeper"], plate, ended=bool(sifted["ended"])
    )


@page("register.see")
def vehicles(request: Request) -> HttpResponse:
    """The vehicles of a division: what each is, where it is kept and by whom, last confirmed when."""
    found, sifted = asked.territory(request), filters(request)
    what, first = wanted(found, sifted), (asked.page_of(request) - 1) * SIZE
    rows = vehicles_in(what, first=first, most=SIZE)
    total = count_vehicles(what, most=paging.MOST_COUNTED + 1)
    given = {"place": found.place.id, **sifted}
    at = reverse("register_vehicles")
    context = {
        "crumbs": crumbs.down_to(request, found.path, _("Vehicles")),
        "place": found.place,
        "is_community": found.is_community,
        "sifted": sifted,
        "kinds": [(code, belonging.vehicle(code)) for code in KINDS],
        "energies": [*told.energies(), ("unsaid", _("nobody has said"))],
        "keepers": [("person", _("kept by a person")), ("organisation", _("kept by a body"))],
        "total": f"{paging.MOST_COUNTED:,}+" if total > paging.MOST_COUNTED else f"{total:,}",
        "rows": lines(rows, request.now, named=not found.is_community),
        "pages": asked.pages(request, at, given, count=len(rows), total=total),
        "page_address": lambda number: asked.address(at, given, page=number),
        "sheet": asked.address(reverse("register_vehicles_table"), given),
        "new": asked.address(reverse("register_vehicle_new"), {"place": found.place.id}),
        "may_add": policy.may(request.hat, "vehicle.register"),
        "may_export": policy.may(request.hat, "register.export"),
        "flash_list": told.did(request),
    }
    return frame.draw(request, "population/registers/vehicles.html", context, here="register")


def lines(found: Sequence[Vehicle], now: datetime, *, named: bool = False) -> list[dict[str, Any]]:
    """Vehicles as rows of a list, masked. Three statements and one more where communities are named; none for none."""
    if not found:
        return []
    places = wheres(one.place_id for one in found)
    faces = people.faces_of(one.person_id for one in found if one.person_id is not None)
    owned = {one.organisation_id for one in found if one.organisation_id}
    bodies = dict(Organisation.objects.filter(id__in=owned).values_list("id", "name")) if owned else {}
    communities = community_names(found) if named else {}
    rows = []
    for one in found:
        face, place = face_of_vehicle(one), places.get(one.place_id)
        person = faces.get(one.person_id or 0)
        rows.append(
            {
                "href": reverse("register_vehicle", args=[pointer("vehicle", one.id)]),
                "plate": face.plate,
                "kind": belonging.vehicle(one.kind),
                "energy": told.energy(one.energy),
                "where": place.label if place else "",
                "community": communities.get(one.scope_id, ""),
                "keeper": person.name if person else bodies.get(one.organisation_id or 0, ""),
                "confirmed": saying.confirmed(one.until or one.confirmed, now),
            }
        )
    return rows


@page("register.export", step_up=True)
def vehicles_table(request: Request) -> HttpResponse:
    """The same as an Excel file under the heads that imports read, plates and keepers masked."""
    found = asked.territory(request)
    rows = vehicles_in(wanted(found, filters(request)), most=taking_out.MOST + 1)
    taken = vehicle_rows(rows[: taking_out.MOST], is_cut=len(rows) > taking_out.MOST)
    answer = taking_out.file_of(request, "vehicles", found.place, taken)
    taking_out.written_down(request, "vehicles", found.place, taken)
    return answer
