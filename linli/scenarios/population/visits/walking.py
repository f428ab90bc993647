"""The screens of a round, made for a phone: my grids and rounds, a building's doors, one door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.grants import queries as grants
from linli.kernel.people.queries import PersonFace, residents_of
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, Level, Place
from linli.kit import words
from linli.kit.counter import forms
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.scenarios.population.desk import community, saying
from linli.scenarios.population.desk.wheres import own_path, own_place, where, wheres
from linli.scenarios.population.hand import offered
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.visits import doors as doors_
from linli.scenarios.population.visits import finding, rounds, telling
from linli.scenarios.population.visits.doors import Door
from linli.scenarios.population.visits.models import Round
from linli.scenarios.population.visits.rounds import NewRound, NotARound, Progress

MOST_GRIDS = 40


@page("visit.see")
def visits(request: Request) -> HttpResponse:
    """Rounds that run and how far they are; my grids with what is left in each building."""
    return _visits(request, {}, {})


def _visits(
    request: Request, typed: Mapping[str, Any], errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    now = request.now
    mine, runs = rounds.grids_of(request.hat, at=now), rounds.running(at=now)
    done = rounds.progress(runs, at=now)
    shown = mine if len(mine) <= MOST_GRIDS else []
    communities = {one.id: one for one in wheres(request.hat.scopes).values() if one.level == Level.COMMUNITY}
    names = places.area_names(one.area_id for one in runs if one.area_id is not None)
    context = {
        "rounds": [
            _round(one, done[one.id], names.get(one.area_id or 0) or communities[one.scope_id].label, request)
            for one in runs
        ],
        "grids": _grids(shown, runs, request),
        "wheres": [
            *((f"c{one.id}", one.label) for one in communities.values()),
            *((f"g{one.id}", one.name) for one in shown),
        ],
        "typed": {"due": (words.local(now).date() + timedelta(days=30)).isoformat(), **typed},
        "errors": errors,
        "is_manual_new": bool(grants.unread(request.hat, at=now)),
        "flash_list": did(request),
    }
    return frame.draw(request, "population/visits.html", context, here="visits", status=status)


def _round(one: Round, done: Progress, where_: str, request: Request) -> dict[str, Any]:
    late = one.due < words.local(request.now).date()
    return {
        "mark": pointer("round", one.id),
        "purpose": one.purpose,
        "where": where_,
        "who": one.who,
        "due": words.day(one.due, request.now),
        "is_late": late,
        "done": done.done,
        "total": done.total,
    }


def _grids(grids: Sequence[Area], runs: Sequence[Round], request: Request) -> list[dict[str, Any]]:
    """My grids with their buildings: settled of all doors where a round runs, else doors that have grown stale."""
    inside = places.buildings_of([one.id for one in grids], at=request.now)
    stale = {
        row.id: row
        for scope_id in sorted({one.scope_id for one in grids})
        for row in community.buildings(scope_id, now=request.now)
    }
    found = []
    for grid in grids:
        held = [one.id for one in inside[grid.id]]
        own = [one for one in runs if one.scope_id == grid.scope_id and one.area_id in (None, grid.id)]
        latest = rounds.latest([one for one in own if not one.buildings or set(one.buildings) & set(held)])
        seen = rounds.settled(held, latest) if latest else {}
        through = set(latest.buildings or held) if latest else set()
        rows = [
            _building(one, stale.get(one.id), latest if one.id in through else None, seen) for one in inside[grid.id]
        ]
        found.append({"name": grid.name, "purpose": latest.purpose if latest else "", "rows": rows})
    return found


def _building(
    building: Place, row: community.BuildingRow | None, round_: Round | None, seen: Mapping[int, int]
) -> dict[str, Any]:
    total = row.doors if row else 0
    left = total - seen.get(building.id, 0) if round_ else (row.stale if row else 0)
    return {
        "href": reverse("visit_building", args=[building.id]),
        "name": where(building).label,
        "total": total,
        "left": left,
        "is_done": left == 0,
    }


@page("round.set", methods=("POST",))
def begin(request: Request) -> HttpResponse:
    """Begin a round: what for, until when, where."""
    typed = {name: request.POST.get(name, "") for name in ("purpose", "due")}
    typed_where = request.POST.getlist("where")
    try:
        due = date.fromisoformat(typed["due"])
    except ValueError:
        return _again(request, typed, typed_where, {"due": _("Say by which day the round is meant to be done.")})
    with scope.reading(request.hat, now=request.now):
        grids = {f"g{one.id}": one for one in rounds.grids_of(request.hat, at=request.now)}
    chosen = [
        NewRound(grids[one].scope_id, typed["purpose"], due, grids[one].id)
        if one in grids
        else NewRound(int(one[1:]), typed["purpose"], due)
        for one in typed_where
        if one in grids or (one[:1] == "c" and one[1:].isdecimal() and len(one) < 10)
    ]
    try:
        rounds.begin(rows=chosen, today=words.local(request.now).date(), by=request.hat, now=request.now)
    except NotARound as wrong:
        return _again(request, typed, typed_where, {wrong.field: str(wrong)})
    return HttpResponseRedirect(f"{reverse('visits')}?did=begun", status=303)


def _again(
    request: Request, typed: Mapping[str, Any], typed_where: Sequence[str], errors: Mapping[str, str]
) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        return _visits(request, {**typed, "where": typed_where}, errors, status=422)


@page("round.set", methods=("POST",))
def end(request: Request) -> HttpResponse:
    """End a round."""
    try:
        number = number_at("round", request.POST.get("round", ""))
    except NoSuchPointer:
        raise Http404 from None
    rounds.end(round_id=number, by=request.hat, now=request.now)
    return HttpResponseRedirect(f"{reverse('visits')}?did=ended", status=303)


def did(request: Request) -> list[dict[str, str]]:
    """What was just done, in a line."""
    said = {
        "begun": _("The round has begun"),
        "ended": _("The round has ended"),
        "noted": _("Written down"),
        "repeated": _("That was written down already"),
    }.get(request.GET.get("did", ""))
    return [{"words": said, "kind": ""}] if said else []


@page("visit.see")
def building(request: Request, number: int) -> HttpResponse:
    """The doors of a building as one walks past them, with what is due and the two answers given most."""
    place = own_place(request.hat, number, Level.BUILDING)
    round_ = rounds.latest(rounds.of_building(place, rounds.running(at=request.now), at=request.now))
    found = doors_.doors_of(place, round_=round_, now=request.now)
    context = {
        "label": where(place).label,
        "purpose": round_.purpose if round_ else "",
        "stairwells": [
            (one.name, [_door(each, request) for _floor, inside in reversed(one.floors) for each in inside]
             + [_door(each, request) for each in one.others])
            for one in doors_.stairwells(found)
        ],
        "done": sum(not one.is_due for one in found),
        "total": len(found),
        "key": forms.fresh_key,
        "flash_list": did(request),
    }  # fmt: skip
    return frame.draw(request, "population/visit_building.html", context, here="visits")


def _door(door: Door, request: Request) -> dict[str, Any]:
    return {
        "id": door.place.id,
        "href": reverse("visit_door", args=[door.place.id]),
        "name": door.name,
        "counts": [(saying.kind(kind), door.counts[kind]) for kind in saying.KINDS if door.counts[kind]],
        "is_due": door.is_due,
        "last": telling.last(door.visit, request.now),
    }


@page("visit.see")
def door(request: Request, number: int) -> HttpResponse:
    """At the door: who should be here, and one tap for each answer."""
    return door_page(request, number, {}, {})


def door_page(
    request: Request, number: int, typed: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    """The page of a door, with a form that came back where there is one."""
    path = own_path(request.hat, number, Level.DWELLING)
    place, building_place = path[-1], path[-2]
    ruled = ruled_at(path, at=request.now)
    required = ruled.required(records.PERSON)
    round_ = rounds.latest(rounds.of_building(building_place, rounds.running(at=request.now), at=request.now))
    around = doors_.doors_of(building_place, round_=round_, ruled=ruled, now=request.now)
    this = next(one for one in around if one.place.id == number)
    context = {
        "label": where(place).label,
        "door": number,
        "building": reverse("visit_building", args=[building_place.id]),
        "building_label": where(building_place).label,
        "purpose": round_.purpose if round_ else "",
        "people": _people(residents_of(number, at=request.now)),
        "occupancies": [(state, saying.occupancy(state)) for state in finding.STATES],
        "occupancy": saying.lived_in(this.dwelling, request.now),
        "next": next_due(around, number),
        "kinds": [(kind, saying.kind(kind)) for kind in finding.KINDS],
        "asked": {name: name not in required for name in finding.ASKED if ruled.asks(records.PERSON, name)},
        "visits": telling.told(this.visits[::-1], request.now),
        "today": words.local(request.now).date().isoformat(),
        "documents": offered.documents(),
        "regions": offered.regions(typed, errors),
        "typed": typed,
        "errors": errors,
        "key": forms.fresh_key,
        "flash_list": did(request),
    }
    return frame.draw(request, "population/visit_door.html", context, here="visits", status=status)


def next_due(around: Sequence[Door], number: int) -> dict[str, str] | None:
    """The next door that is due, as one walks on from this one: up the same stairwell first, then from the bottom."""
    place = next((index for index, one in enumerate(around) if one.place.id == number), -1)
    ahead = [*around[place + 1 :], *around[: max(place, 0)]]
    found = next((one for one in ahead if one.is_due), None)
    return {"href": reverse("visit_door", args=[found.place.id]), "name": found.place.name} if found else None


def _people(found: Sequence[tuple[str, PersonFace]]) -> list[dict[str, Any]]:
    """Everybody once, with the senses in which they belong here."""
    order = list(saying.KINDS)
    kinds: dict[int, list[str]] = {}
    for kind, face in sorted(found, key=lambda one: order.index(one[0])):
        kinds.setdefault(face.id, []).append(saying.kind(kind))
    faces = {face.id: face for _kind, face in found}
    return [
        {
            "at": pointer("person", number),
            "name": faces[number].name,
            "about": saying.of_person(faces[number].sex, faces[number].birth_year),
            "kinds": held,
        }
        for number, held in kinds.items()
    ]
