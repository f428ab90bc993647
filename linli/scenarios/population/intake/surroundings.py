"""In which division a spot lies where no list names one: told by outlines, by its compound, by what is known around it.

Outlines are certain. What surveys have found around a spot counts only where all of it names one division, and then
only for the stand-in of a street, or as a proposal to a person: nobody's community is guessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely

from linli.kernel.places import geo
from linli.kernel.places.geo import Point
from linli.kernel.places.models import Level, Place
from linli.scenarios.population.intake.divisions_known import Divisions
from linli.scenarios.population.intake.models import SurveyFinding

# The nearest spots, and how near in metres, that have to agree. Of 273 spots of a check-up each told from the others
# so, 257 came out right, none wrong, and of 16 nothing was told: they lie where streets meet.
VOICES, RADIUS = 3, 200.0
OUTLINE, COMPOUND, AROUND = "outline", "compound", "around"


@dataclass(frozen=True, slots=True)
class Told:
    """The division a spot lies in, by what that is told, and how many spots say so."""

    division: Place
    how: str
    count: int = 1


@dataclass(slots=True)
class Surroundings:
    """What tells of divisions: outlines of streets and communities, and spots of which lists have named theirs."""

    known: Divisions
    outlined: list[int]
    outlines: shapely.STRtree
    named: list[int]
    spots: shapely.STRtree
    compounds: Mapping[int, Counter[int]]
    middle: float  # latitude

    @classmethod
    def read(cls, known: Divisions, memory: MutableMapping[str, Any] | None = None) -> Surroundings:
        """Two statements; with a pass's ``memory`` once for all its portions."""
        held = memory if memory is not None else {}
        if "surroundings" not in held:
            held["surroundings"] = cls._read(known)
        found: Surroundings = held["surroundings"]
        found.known = known
        return found

    @classmethod
    def _read(cls, known: Divisions) -> Surroundings:
        drawn = Place.objects.filter(
            level__in=(Level.STREET, Level.COMMUNITY), outline__isnull=False, until__isnull=True, unassigned=False
        )
        outlines = list(drawn.order_by("id").values_list("id", "outline"))
        exact = [one.id for one in known.by_id.values() if one.level in (Level.STREET, Level.COMMUNITY)]
        told = SurveyFinding.objects.filter(scope_id__in=exact).order_by("id")
        rows = list(told.values_list("scope_id", "area_id", "lon", "lat"))
        compounds: dict[int, Counter[int]] = defaultdict(Counter)
        for scope_id, area, _lon, _lat in rows:
            if area is not None:
                compounds[area][scope_id] += 1
        # Several findings about one spot are one voice.
        spots = sorted({(scope_id, round(lon, 5), round(lat, 5)) for scope_id, _area, lon, lat in rows})
        middle = spots[len(spots) // 2][2] if spots else 0.0
        return cls(
            known,
            [number for number, _outline in outlines],
            shapely.STRtree([geo.shape_of(outline or b"") for _number, outline in outlines]),
            [scope_id for scope_id, _lon, _lat in spots],
            shapely.STRtree([shapely.Point(*_metres(lon, lat, middle)) for _scope, lon, lat in spots]),
            compounds,
            middle,
        )

    def of(self, at: Point | None, compound: int | None, inside: Place, level: Level) -> Told | None:
        """The division of a level, or of the level above where only that is told, which lies inside a larger one."""
        told = self._outlined(at) or self._named(self.compounds.get(compound or 0, Counter()), COMPOUND, 1, level)
        if told is None and at is not None:
            told = self._named(Counter(self._near(at)), AROUND, VOICES, level)
        if told is None or told.division.id == inside.id or not self.known.lies_in(told.division.id, inside.id):
            return None
        return told

    def _outlined(self, at: Point | None) -> Told | None:
        """The one community whose outline holds the spot, else the one street."""
        if at is None:
            return None
        held = [self.outlined[one] for one in self.outlines.query(shapely.Point(*at), predicate="intersects")]
        divisions = [self.known.by_id[number] for number in held if number in self.known.by_id]
        for level in (Level.COMMUNITY, Level.STREET):
            of_level = [one for one in divisions if one.level == level]
            if len(of_level) == 1:
                return Told(of_level[0], OUTLINE)
        return None

    def _near(self, at: Point) -> list[int]:
        """The divisions that the nearest spots name."""
        here = shapely.Point(*_metres(*at, self.middle))
        near = self.spots.query(here, predicate="dwithin", distance=RADIUS)
        far = shapely.distance(self.spots.geometries[near], here)
        return [self.named[one] for one in near[far.argsort(kind="stable")][:VOICES]]

    def _named(self, voices: Mapping[int, int], how: str, least: int, level: Level) -> Told | None:
        """The one division all voices name: of the level, else of the street above."""
        for wanted in (level, Level.STREET):
            named = [self.real(number, wanted) for number in voices]
            if sum(voices.values()) >= least and None not in named and len(set(named)) == 1 and named[0] is not None:
                return Told(self.known.by_id[named[0]], how, sum(voices.values()))
        return None

    def real(self, number: int, level: Level) -> int | None:
        """The real division of a level that one lies in."""
        return next((one.id for one in self.known.line(number) if one.level == level and not one.unassigned), None)


def _metres(lon: float, lat: float, middle: float) -> Point:
    """A spot on a plane of metres around a latitude."""
    return lon * geo.METRES_A_DEGREE * cos(radians(middle)), lat * geo.METRES_A_DEGREE


def named_in(compounds: Iterable[int]) -> dict[int, Counter[str]]:
    """What lists call the community of each compound, where they name one the register does not know."""
    told: dict[int, Counter[str]] = defaultdict(Counter)
    found = SurveyFinding.objects.filter(area_id__in=list(compounds)).exclude(community="")
    for area, name in found.values_list("area_id", "community"):
        told[area or 0][name] += 1
    return told
