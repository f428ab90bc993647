"""Lists of the register as Excel files under the heads that imports read: masked, or whole with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.imports import kinds
from linli.kernel.imports.kinds import Field
from linli.kernel.people import actions as people
from linli.kernel.places.models import Level, Place
from linli.kit import sheets, words
from linli.kit.desk import frame
from linli.kit.imports.speaking import masked_cell
from linli.kit.routes import Request, owe, page
from linli.kit.sheets import Column, Sheet
from linli.plumbing import policy, scope
from linli.scenarios.population import taking_out as deeds
from linli.scenarios.population.intake.outgoing import WAYS, Taken

MOST, MOST_WHOLE = 10_000, 2_000  # rows in a file


@page("register.export", methods=("GET", "POST"), step_up=True)
def export(request: Request) -> HttpResponse:
    """What to take out, of which community, and whether whole; the answer is the file."""
    if request.method != "POST":
        return _form(request)
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "").strip()
    whole = bool(request.POST.get("whole")) and policy.may(request.hat, "person.export")
    with scope.reading(request.hat, now=request.now):
        place = next((one for one in _communities(request) if str(one.id) == request.POST.get("community")), None)
        errors = {}
        if kind not in WAYS:
            errors["kind"] = _("Say what the list holds.")
        if place is None:
            errors["community"] = _("Choose the community.")
        if whole and not reason:
            errors["reason"] = str(people.ReasonMissing())
        if errors or place is None:
            return _form(request, errors, status=422)
        taken = WAYS[kind](place.id, most=MOST_WHOLE if whole else MOST)
        answer = file_of(request, kind, place, taken, whole=whole)
    written_down(request, kind, place, taken, reason if whole else "")
    return answer


def _communities(request: Request) -> list[Place]:
    mine = Place.objects.filter(id__in=request.hat.scopes, level=Level.COMMUNITY, until__isnull=True)
    return list(mine.defer("outline").order_by("lo"))


def _form(request: Request, errors: Mapping[str, str] | None = None, *, status: int = 200) -> HttpResponse:
    offered = kinds.kinds()
    context: dict[str, Any] = {
        "kinds": [(code, str(offered[code].label)) for code in WAYS if code in offered],
        "communities": [(str(one.id), one.name) for one in _communities(request)],
        "may_be_whole": policy.may(request.hat, "person.export"),
        "typed": {name: request.POST.get(name, "") for name in ("kind", "community", "whole", "reason")},
        "most": MOST,
        "most_whole": MOST_WHOLE,
        "errors": errors or {},
    }
    return frame.draw(request, "population/export.html", context, here="register", status=status)


def file_of(request: Request, kind: str, place: Place, taken: Taken, *, whole: bool = False) -> HttpResponse:
    """A list as a file under the heads its import reads, with where it comes from."""
    found = kinds.kinds()[kind]
    heads = [Column(one.heads[0]) for one in found.fields]
    rows = [[_cell(one, row, whole=whole) for one in found.fields] for row in taken.rows]
    about = [
        (_("Place"), place.name),
        (_("Taken out by"), request.hat.label),
        (_("Taken out at"), words.moment(request.now, request.now)),
        (_("Rows"), f"{len(rows):,}"),
    ]
    if not whole and kind in ("people", "vehicles"):
        about.append((_("Masked"), _("Names and numbers are masked, so this file cannot be handed in again.")))
    if taken.is_cut:
        about.append((_("Left out"), _("The file is full; what comes after its last row is not in it.")))
    name = f"{place.name} {found.label} {words.local(request.now):%Y-%m-%d}"
    return sheets.download([Sheet(str(found.label), heads, rows)], name=name, about=about)


def _cell(one: Field, row: Mapping[str, Any], *, whole: bool) -> str:
    """A cell, masked by what belongs in it."""
    written = str(row.get(one.code, ""))
    if whole or not written:
        return written
    if one.form == "plate":
        return f"{written[:2]}***{written[-2:]}"
    if one.code == "born":
        return f"{written[:4]}-**-**"
    return masked_cell(one.form, written) if one.form in ("name", "phone", "document") else written


def written_down(request: Request, kind: str, place: Place, taken: Taken, reason: str = "") -> None:
    """That a list has left; for every person of a whole one a line of their own."""
    owe(request, deeds.note_export, kind=kind, scope_id=place.id, rows=len(taken.rows), whole=bool(reason))
    if reason and taken.persons:
        persons = list(dict.fromkeys(taken.persons))
        owe(request, people.note_persons_export, persons=persons, fields=[kind], reason=reason)
