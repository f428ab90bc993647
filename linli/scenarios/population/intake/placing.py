"""What waits for its community: found, sorted by what tells where it belongs, and put there, one or many at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.places import actions as places
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.models import AreaBuilding, AreaKind, Level, Place
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.intake.divisions_known import Divisions, tidy
from linli.scenarios.population.intake.standing_in import unassigned_in
from linli.scenarios.population.intake.surroundings import Surroundings, Told, named_in


class PlacingRefused(ValueError):
    """Buildings cannot be put there. ``str()`` says why."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.sentence, self.words = sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


@dataclass(slots=True)
class Group:
    """Buildings of one stand-in that belong together: of one compound, or in none and with the same surroundings.

    ``named`` is what lists call their community, with how many say so.
    """

    code: str
    compound: str
    told: Told | None
    buildings: list[Place] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)


def stand_ins(scopes: Collection[int]) -> list[tuple[Place, int]]:
    """The stand-ins among these divisions in which buildings wait, with how many. Two statements."""
    found = Place.objects.filter(id__in=list(scopes), level=Level.COMMUNITY, unassigned=True, until__isnull=True)
    every = list(found.select_related("parent").defer("outline", "parent__outline").order_by("lo"))
    waiting = Place.objects.filter(parent_id__in=[one.id for one in every], until__isnull=True)
    counts = dict(waiting.values_list("parent_id").annotate(Count("id")).order_by())
    return [(one, counts[one.id]) for one in every if counts.get(one.id)]


def groups(stand_in: Place) -> list[Group]:
    """What waits in one, the largest groups first. Six statements."""
    known = Divisions.read()
    around = Surroundings.read(known)
    inside = next(one for one in known.line(stand_in.id) if not one.unassigned)
    buildings = list(Place.objects.filter(parent_id=stand_in.id, until__isnull=True).defer("outline").order_by("name"))
    held = AreaBuilding.objects.filter(
        building_id__in=[one.id for one in buildings], until__isnull=True, area__kind=AreaKind.COMPOUND
    )
    compounds = {building: (area, name) for building, area, name in
                 held.values_list("building_id", "area_id", "area__name")}  # fmt: skip
    made: dict[str, Group] = {}
    for one in buildings:
        area, name = compounds.get(one.id, (0, ""))
        at = None if one.lon is None or one.lat is None else (one.lon, one.lat)
        told = around.of(at, area or None, inside, Level.COMMUNITY)
        code = f"{area}-{told.division.id if told else 0}"
        made.setdefault(code, Group(code, name, told)).buildings.append(one)
    named = named_in({area for area, _name in compounds.values()})
    for code, group in made.items():
        group.named = named.get(int(code.partition("-")[0]), Counter())
    return sorted(made.values(), key=lambda one: (-len(one.buildings), one.compound, one.code))


def targets(stand_in: Place, scopes: Collection[int]) -> list[tuple[Place, list[Place]]]:
    """Where buildings of a stand-in may go: the real streets around it, each with its communities. One statement."""
    known = Divisions.read()
    inside = next(one for one in known.line(stand_in.id) if not one.unassigned)
    offered: dict[int, list[Place]] = defaultdict(list)
    streets = []
    for one in sorted(known.by_id.values(), key=lambda place: place.lo):
        if one.unassigned or one.id not in scopes or not known.lies_in(one.id, inside.id):
            continue
        if one.level == Level.STREET:
            streets.append(one)
        elif one.level == Level.COMMUNITY:
            offered[one.parent_id or 0].append(one)
    return [(street, offered[street.id]) for street in streets]


def place_waiting(*, buildings: Sequence[int], to_id: int, new: str = "", source: str, by: Hat, now: datetime) -> Place:
    """Put buildings out of their stand-in: into a community; into a street, where its community is not known yet; into
    a new community of a street, where ``new`` is its name. Where they are now. Raises ``PlacingRefused``.
    """
    policy.require(by, "building.assign")
    if not buildings:
        raise PlacingRefused(_("Choose what is to be put somewhere."))
    with scope.writing(by, now=now):
        known = Divisions.read()
        to = known.by_id.get(to_id)
        if to is None or to.unassigned or to.id not in by.scopes:
            raise PlacingRefused(_("Choose a community, or the street where its community is not known."))
        if new.strip():
            to = _founded(new.strip(), to, known, by, now)
        left = unassigned_in(to, room=len(buildings), by=by, now=now)
        wider = by.reaching(*(community for community, _room in left))
        scope.widen(by, wider.scopes)
        slots = [community for community, room in left for _one in range(min(room, len(buildings)))]
        try:
            places.assign_rows(rows=dict(zip(buildings, slots, strict=False)), source=source, by=wider, now=now)
        except (places.DivisionRefused, places.PlaceRefused) as refused:
            raise PlacingRefused("%(why)s", why=str(refused)) from refused
    return to


def _founded(name: str, street: Place, known: Divisions, by: Hat, now: datetime) -> Place:
    """A community of a street, made if there is none of that name."""
    if street.level == Level.COMMUNITY:
        street = known.by_id[street.parent_id or 0]
    if street.level != Level.STREET:
        raise PlacingRefused(_("In which street does “%(name)s” lie? Choose it."), name=name)
    for one in known.inside[street.id]:
        if tidy(one.name) == tidy(name):
            return one
    [made] = places.add_rows(rows=[NewPlace(Level.COMMUNITY, name[:60], street.id)], by=by, now=now)
    return Place.objects.get(id=made)
