"""The screens of a patrol: the worker's page on a phone, the plain form of a report, how far plans were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue, pool, sectors
from linli.kernel.cases.models import Case
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit import kept, who, words
from linli.kit.counter import forms
from linli.kit.counter.photos import drawn
from linli.kit.desk import frame, speaking
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import scope
from linli.scenarios.hotline_grid import covering, rounds, sending, syncing, telling
from linli.scenarios.hotline_grid.covering import Covered
from linli.scenarios.hotline_grid.rounds import GridRound

RADIUS = 150.0  # metres; nearer than this the same kind of matter may be the same matter
MOST_ALIKE = 3


@page("patrol.walk")
def patrol(request: Request) -> HttpResponse:
    """My grid: what is due, what is open, the way to report. Scripts make a map and an outbox of it."""
    now, hat = request.now, request.hat
    mine = rounds.grids_of(hat, at=now)
    found = rounds.rounds(mine, week=words.local(now).date(), now=now)
    context = {
        "grids": found,
        "plans": telling.plans(found, now=now),
        "matters": telling.matters(hat, mine, now=now),
        "running": rounds.running_round(hat, now=now),
        "key": forms.fresh_key,
        "is_shell": False,
        "flash_list": _did(request),
    }
    return frame.draw(request, "patrol/patrol.html", context, here="patrol")


EMPTY: dict[str, Any] = {"grids": (), "plans": (), "matters": (), "running": None, "post": None}


@page(OPEN)
def shell(request: Request) -> HttpResponse:
    """The same page without anything in it: a phone keeps it, and fills it from what it took along."""
    return render(request, "patrol/patrol.html", {"is_shell": True, "tabs": [], "here": "patrol", **EMPTY})


@page("patrol.walk")
def data(request: Request) -> HttpResponse:
    """What the phone takes along."""
    now, hat = request.now, request.hat
    mine = rounds.grids_of(hat, at=now)
    found = rounds.rounds(mine, week=words.local(now).date(), now=now)
    running = rounds.running_round(hat, now=now)
    return JsonResponse(
        {
            "who": who.mark_of(hat),
            "csrf": get_token(request),
            "now": now.isoformat(),
            "at": words.moment(now, now),
            "grids": telling.grids(mine),
            "buildings": telling.buildings({one.grid.id: one.buildings for one in found}),
            "items": telling.items(at=now),
            "sectors": telling.sector_names(at=now),
            "plans": telling.plans(found, now=now),
            "matters": telling.matters(hat, mine, now=now),
            "limits": _limits(request),
            "round": {"key": running.key, "since": words.clock(running.at)} if running else None,
        }
    )


def _limits(request: Request) -> list[float]:
    city = catalogue.city(at=request.now)
    return [city.west, city.south, city.east, city.north]


def _did(request: Request) -> list[dict[str, str]]:
    said = {
        "visit": _("Written down"),
        "start": _("The patrol has begun"),
        "end": _("The patrol has ended"),
        "report": _("Reported: %(number)s"),
        "join": _("Added to %(number)s"),
    }.get(request.GET.get("did", ""))
    number = request.GET.get("number", "")[:24]
    return [{"words": said % {"number": number} if "%" in said else said, "kind": ""}] if said else []


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter that may be the one about to be reported."""

    number: str
    title: str
    where: str
    step: str


@page("patrol.walk", methods=("GET", "POST"))
def report(request: Request) -> HttpResponse:
    """The plain form of a report from the way; asked once whether it is a matter that is open already."""
    if request.method != "POST":
        fields, photos = kept.take(request)
        typed = {name: fields.get(name) or request.GET.get(name, "") for name in TYPED}
        return _form(request, {**typed, "key": forms.fresh_key()}, photos=photos)
    typed = {name: request.POST.get(name, "") for name in (*TYPED, "key", "asked")}
    photos, wrong = forms.photos_of(request)
    errors = {"photo": wrong} if wrong else {}
    if not typed["item"]:
        errors["item"] = _("Choose what it is about. If you cannot tell, choose “Something else”.")
    join = request.POST.get("join", "")
    if errors:
        return _again(request, typed, errors=errors)
    if not typed["asked"] and not join:
        with scope.reading(request.hat, now=request.now):
            same = alike(request, typed)
        if same:
            return _again(request, {**typed, "asked": "1"}, same=same, status=200)
    kind = {"kind": "join", "number": join} if join else {"kind": "report"}
    try:
        sent = sending.read(request, photos=tuple(photos), **kind)
        taken = syncing.take(sent, by=request.hat, now=request.now)
    except sending.REFUSED as refused:
        return _again(request, typed, errors={getattr(refused, "field", "item"): str(refused)})
    kept.drop(request)
    return HttpResponseRedirect(f"{reverse('patrol')}?did={sent.kind}&number={taken.number}", status=303)


TYPED = ("item", "text", "place", "where", "lon", "lat")


def alike(request: Request, typed: dict[str, str]) -> list[Alike]:
    """Open matters of the same item at the same building or nearby, among those of my grids."""
    place = places.place(int(typed["place"])) if typed["place"].isdigit() and len(typed["place"]) < 10 else None
    lon, lat = (place.lon, place.lat) if place else (sending._degrees(typed, "lon"), sending._degrees(typed, "lat"))
    if lon is None or lat is None:
        return []
    mine = rounds.grids_of(request.hat, at=request.now)
    found = pool.in_grids(request.hat, grids=[one.id for one in mine], limit=telling.MOST_MATTERS)
    near = [one for one in found if one.item == typed["item"] and _metres(one, lon, lat) <= RADIUS]
    near.sort(key=lambda one: _metres(one, lon, lat))
    return [
        Alike(one.number, one.title, one.where, speaking.step_of(one.item, one.step, now=request.now)[0])
        for one in near[:MOST_ALIKE]
    ]


def _metres(case: Case, lon: float, lat: float) -> float:
    return geo.metres(lon, lat, case.lon, case.lat) if case.lon is not None and case.lat is not None else RADIUS + 1


def _again(
    request: Request,
    typed: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    same: Sequence[Alike] = (),
    status: int = 422,
) -> HttpResponse:
    photos = kept.take(request)[1] if kept.keep(request) else []
    with scope.reading(request.hat, now=request.now):
        return _form(request, typed, photos=photos, errors=errors, same=same, status=status)


def _form(
    request: Request,
    typed: dict[str, str],
    *,
    photos: Any = (),
    errors: dict[str, str] | None = None,
    same: Sequence[Alike] = (),
    status: int = 200,
) -> HttpResponse:
    now = request.now
    names = {one.code: one.label.text(speaking.language()) for one in sectors.sectors(at=now)}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in telling.items(at=now):
        words_ = f"{one['label']}（{'、'.join(one['names'][:2])}）" if one["names"] else one["label"]
        groups.setdefault(names.get(one["sector"], _("no sector")), []).append((one["code"], words_))
    context = {
        "typed": {"asked": "", **typed},
        "errors": errors or {},
        "same": same,
        "items": list(groups.items()),
        "buildings": [(one["id"], one["name"]) for one in telling.buildings(_buildings(request))],
        "kept_photos": drawn(photos),
    }
    return frame.draw(request, "patrol/report.html", context, here="patrol", status=status)


def _buildings(request: Request) -> dict[int, list[Place]]:
    mine = rounds.grids_of(request.hat, at=request.now)
    return places.buildings_of([one.id for one in mine], at=request.now)


@page("patrol.see")
def coverage(request: Request) -> HttpResponse:
    """How far the plans were kept, by grid and plan, in one week; and what is due and overdue now."""
    today = words.local(request.now).date()
    monday = covering.period("week", _week(request.GET.get("week", ""), today))[0]
    found = rounds.rounds(rounds.grids_of(request.hat, at=request.now), week=monday, now=request.now)
    shown = [one for one in found if one.plans]
    context = {
        "grids": [_row(one) for one in shown],
        "covered": sum((one.covered for one in shown), Covered()),
        "week": _("%(first)s–%(last)s") % {"first": words.day(monday), "last": words.day(monday + timedelta(days=6))},
        "before": f"{reverse('patrol_coverage')}?week={monday - timedelta(days=7)}",
        "after": f"{reverse('patrol_coverage')}?week={monday + timedelta(days=7)}" if monday + 7 * DAY <= today else "",
        "is_now": monday == covering.period("week", today)[0],
    }
    return frame.draw(request, "patrol/coverage.html", context, here="patrol_coverage")


DAY = timedelta(days=1)


def _week(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text[:10]), today)
    except ValueError:
        return today


def _row(one: GridRound) -> dict[str, Any]:
    return {
        "name": one.grid.name,
        "covered": one.covered,
        "due": one.count(covering.DUE),
        "overdue": one.count(covering.OVERDUE),
        "plans": [
            {
                "label": each.plan.entry.label.text(speaking.language()),
                "often": telling.often(each),
                "monthly": each.plan.entry.per == "month",
                "covered": each.covered,
                "due": each.count(covering.DUE),
                "overdue": each.count(covering.OVERDUE),
                "late": [target.target.name for target in each.targets if target.state == covering.OVERDUE][:12],
            }
            for each in one.plans
        ],
    }
