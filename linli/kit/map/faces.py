"""The face of one thing on the map: what it is, where it belongs, what is known of it, where to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.assets import queries as assets
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import DIVISIONS, AreaKind, Level, Place
from linli.kernel.places.queries import Stood
from linli.kit import words
from linli.kit.map import finding, living
from linli.kit.map.listing import Looked
from linli.kit.routes import Request
from linli.plumbing import manifests, policy


@dataclass(frozen=True, slots=True)
class Face:
    """One thing, opened: its name, what sort of thing it is, facts as (label, value), ways on as (words, address)."""

    name: str
    sort: str
    facts: Sequence[tuple[str, str]]
    ways: Sequence[tuple[str, str]]
    box: Bounds
    at: tuple[float, float] | None = None


def face(request: Request, named: str, at: Looked) -> Face | None:
    """What an address such as ``building/12`` names; None where there is no such thing."""
    kind, _slash, number = named.partition("/")
    draw = _FACES.get(kind)
    if draw is None or not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    found = draw(request, int(number), at)
    if found is None:
        return None
    return Face(found.name, found.sort, found.facts, [*found.ways, *_further(request, kind, int(number))],
                found.box, found.at)  # fmt: skip


def sort_words(sort: str) -> str:
    """What a level or a kind of area is called."""
    named: dict[str, str] = {
        Level.CITY: _("City"),
        Level.DISTRICT: _("District"),
        Level.STREET: _("Street office"),
        Level.COMMUNITY: _("Community"),
        Level.BUILDING: _("Building"),
        AreaKind.COMPOUND: _("Compound"),
        AreaKind.GRID: _("Grid"),
    }
    return str(named.get(sort, ""))


def _division(request: Request, number: int, at: Looked) -> Face | None:
    line = places.path(number)
    if not line or line[-1].level not in DIVISIONS:
        return None
    place, then = line[-1], places.line_on(number, on=at.day) or line
    facts = [(_("Lies in"), _names(then[:-1])), (_("Code"), then[-1].code)]
    if request.hat.surface == "desk" and policy.may(request.hat, "person.see") and place.id in request.hat.scopes:
        own = [one for one in places.scopes_under(place.id) if one in request.hat.scopes]
        count = sum(living for living, _doors in living.counts(own, at.day).values())
        said = _("fewer than %(num)s") % {"num": people.FEWEST} if 0 < count < people.FEWEST else f"{count:,}"
        facts.append((_("People living here"), said))
    box = finding.box_of_division(place.id, (place.lon, place.lat), at=at.day, known=at.version) or at.box
    return Face(then[-1].name, sort_words(place.level), _kept(facts), _ways_of_division(request, place), box)


def _building(_request: Request, number: int, at: Looked) -> Face | None:
    line = places.path(number)
    if not line or line[-1].level != Level.BUILDING:
        return None
    place = line[-1]
    then = places.line_on(number, on=at.day) or line
    facts = [(_("Lies in"), _names(then[1:-1])), (pgettext("map", "Doors"), f"{place.children:,}")]
    for kind in (AreaKind.GRID, AreaKind.COMPOUND):
        named = "、".join(one.name for one in places.areas_of(place.id, kind, at=at.day))
        facts.append((sort_words(kind), named or _("none on this day")))
    lon, lat = place.lon, place.lat
    box = finding.around(lon, lat) if lon is not None and lat is not None else at.box
    point = (lon, lat) if lon is not None and lat is not None else None
    return Face(places.label(place.id), sort_words(Level.BUILDING), _kept(facts), [], box, point)


def _area(request: Request, number: int, at: Looked) -> Face | None:
    area = places.area(number)
    if area is None:
        return None
    held = places.buildings_of([area.id], at=at.day)[area.id]
    drawn = next((one for one in places.past_outlines(area.id) if one.stood(at.day)), None)
    lies = places.line_on(area.scope_id, on=at.day) or places.path(area.scope_id)
    facts = [
        (_("Lies in"), _names(lies[1:])),
        (_("Buildings"), f"{len(held):,}"),
        (pgettext("map", "Doors"), f"{sum(one.children for one in held):,}"),
        (_("Outline since"), words.day(drawn.since, request.now) if drawn else _("none on this day")),
    ]
    ways = []
    if request.hat.surface == "desk" and policy.may(request.hat, "area.draw") and area.scope_id in request.hat.scopes:
        ways.append((_("Redraw"), reverse("map_area", args=[area.id])))
    box = at.box if drawn is None else _box(drawn.shape.bounds)
    return Face(area.name, sort_words(area.kind), _kept(facts), ways, box)


def _body(_request: Request, number: int, at: Looked) -> Face | None:
    body = people.body(number, at=at.day)
    if body is None:
        return None
    facts = [(_("Where it is"), body.where), (_("Phone"), body.phone)]
    return Face(body.name, "", _kept(facts), [], finding.around(body.lon, body.lat), (body.lon, body.lat))


def _facility(request: Request, number: int, at: Looked) -> Face | None:
    one = assets.asset(number)
    if one is None:
        return None
    facts = [
        (_("Where it is"), one.address or places.label(one.place_id)),
        (_("Open"), one.opening_hours),
        (_("Phone"), one.phone),
        (_("Room for"), f"{one.capacity:,}" if one.capacity else ""),
        (_("Without steps"), _yes_or_no(one.barrier_free)),
        (_("Run by"), one.operator.name if one.operator else ""),
        (_("Last confirmed"), words.day(one.confirmed, request.now) if one.confirmed else ""),
    ]
    point = (one.lon, one.lat) if one.lon is not None and one.lat is not None else None
    return Face(one.name, "", _kept(facts), [], finding.around(*point) if point else at.box, point)


_FACES: dict[str, Callable[[Request, int, Looked], Face | None]] = {
    "division": _division,
    "building": _building,
    "area": _area,
    "body": _body,
    "facility": _facility,
}


def register(kind: str, draw: Callable[[Request, int, Looked], Face | None]) -> None:
    """Add the face of another kind of thing; a higher room or a scenario draws it."""
    if _FACES.setdefault(kind, draw) is not draw:
        raise ValueError(f"two faces are drawn of {kind}")


def _further(request: Request, kind: str, number: int) -> list[tuple[str, str]]:
    """The ways on that scenarios offer (hook ``map_ways``): the page of a building in the register, for one."""
    offers = (import_string(name) for name in manifests.hooks("map_ways"))
    return [way for offer in offers for way in offer(request.hat, kind, number)]


def _ways_of_division(request: Request, place: Place) -> list[tuple[str, str]]:
    if request.hat.surface != "desk":
        return [(_("Matters around"), f"{reverse('around')}?community={place.id}")]
    if policy.may(request.hat, "board.see") and place.id in request.hat.scopes:
        return [(_("Board"), f"{reverse('board')}?place={place.id}")]
    return []


def _yes_or_no(said: bool | None) -> str:
    return "" if said is None else pgettext("a fact", "yes") if said else pgettext("a fact", "no")


def _names(line: Sequence[Place | Stood]) -> str:
    return " ".join(place.name for place in line)


def _kept(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in facts if value]


def _box(edges: tuple[float, ...]) -> Bounds:
    west, south, east, north = edges
    return west, south, east, north
