"""What lies behind a door: who, in which sense, since when, who said so, when it was last known true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from linli.kernel.people.models import Residence
from linli.kernel.people.models_homes import Dwelling, Household, HouseholdMember, Letting
from linli.kernel.people.queries.persons import PersonFace, face_of

MOST_BEHIND = 200  # a dormitory; a list says so when there are more


@dataclass(frozen=True, slots=True)
class Behind:
    """One link to a dwelling: whose, in which sense, since when, who said so, when it was last known true."""

    id: int
    kind: str
    person: PersonFace
    since: datetime
    source: str
    confirmed: datetime


@dataclass(frozen=True, slots=True)
class HouseholdFace:
    """A household with its members as (relation, person id, since), the head first; and who left it, and when."""

    household: Household
    members: tuple[tuple[str, int, datetime], ...]
    left: tuple[tuple[str, int, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class DwellingPage:
    """Everything known of one dwelling. ``facts`` is None where nothing but its place is known."""

    place_id: int
    facts: Dwelling | None
    behind: tuple[Behind, ...]
    lettings: tuple[Letting, ...]
    households: tuple[HouseholdFace, ...]
    past_lettings: tuple[Letting, ...] = ()

    @property
    def confirmed(self) -> datetime | None:
        """Since when all of it is known true: its oldest part."""
        known = [one.confirmed for one in self.behind]
        if self.facts is not None and self.facts.confirmed is not None:
            known.append(self.facts.confirmed)
        return min(known, default=None)

    @property
    def living(self) -> int:
        """How many live here: whoever is linked as occupant or tenant, each once."""
        return len({one.person.id for one in self.behind if one.kind in ("occupant", "tenant")})


@dataclass(slots=True)
class DoorCounts:
    """One dwelling of a building in numbers. ``living`` counts occupants and tenants, each person once."""

    place_id: int
    living: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    confirmed: datetime | None = None
    occupancy: str = "unknown"
    most_people: int | None = None
    floor_area: int | None = None
    is_let: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A building or grid with links nobody has said to be true for too long. ``oldest`` is the longest such wait."""

    id: int
    due: int
    links: int
    dwellings: int
    oldest: datetime


def dwelling_page(place_id: int, *, scope_id: int, at: datetime) -> DwellingPage:
    """What is known of a dwelling of this division. Five statements, however many live there."""
    running = Q(until__isnull=True) | Q(until__gt=at)
    links = Residence.objects.filter(running, place_id=place_id, scope_id=scope_id, since__lte=at)
    lettings = list(Letting.objects.filter(scope_id=scope_id, place_id=place_id).order_by("since", "id"))
    runs = [one for one in lettings if one.until is None or one.until > at]
    return DwellingPage(
        place_id,
        Dwelling.objects.filter(place_id=place_id).first(),
        tuple(_behind(one) for one in links.select_related("person").order_by("kind", "since", "id")[:MOST_BEHIND]),
        tuple(runs),
        _households(Household.objects.filter(running, scope_id=scope_id, place_id=place_id, since__lte=at)),
        tuple(one for one in lettings if one not in runs),
    )


def households_of(person_id: int) -> tuple[HouseholdFace, ...]:
    """The running households somebody is in. One statement: each has a member at least."""
    inside = HouseholdMember.objects.filter(person_id=person_id, until__isnull=True).values("household_id")
    rows = HouseholdMember.objects.filter(household_id__in=inside, household__until__isnull=True)
    order = ("household__kind", "household__since", "household_id", "since", "id")
    members = list(rows.select_related("household").order_by(*order))
    return _faces(list({one.household_id: one.household for one in members}.values()), members)


def _households(found: QuerySet[Household]) -> tuple[HouseholdFace, ...]:
    households = list(found.order_by("kind", "since", "id"))
    rows = HouseholdMember.objects.filter(household_id__in=[one.id for one in households]).order_by("since", "id")
    return _faces(households, list(rows) if households else [])


def _faces(households: Sequence[Household], rows: Sequence[HouseholdMember]) -> tuple[HouseholdFace, ...]:
    members: dict[int, list[tuple[str, int, datetime]]] = {one.id: [] for one in households}
    left: dict[int, list[tuple[str, int, datetime]]] = {one.id: [] for one in households}
    for one in rows:
        if one.until is None:
            members[one.household_id].append((one.relation, one.person_id, one.since))
        else:
            left[one.household_id].append((one.relation, one.person_id, one.until))
    return tuple(
        HouseholdFace(
            one, tuple(sorted(members[one.id], key=lambda member: member[0] != "head")), _gone(one.id, members, left)
        )
        for one in households
    )


def _gone(
    number: int,
    members: dict[int, list[tuple[str, int, datetime]]],
    left: dict[int, list[tuple[str, int, datetime]]],
) -> tuple[tuple[str, int, datetime], ...]:
    """Who is in the household no more, each once, the latest first; a change of relation is no leaving."""
    here = {person for _relation, person, _since in members[number]}
    last = {person: (relation, person, until) for relation, person, until in left[number] if person not in here}
    return tuple(sorted(last.values(), key=lambda one: one[2], reverse=True))


def _behind(link: Residence) -> Behind:
    return Behind(link.id, link.kind, face_of(link.person), link.since, link.source, link.confirmed or link.since)


_DOORS = """
with door as materialized (
    select id from places_place where parent_id = %(building)s and level = 'dwelling' and until is null),
held as materialized (
    select r.place_id, r.kind, r.person_id, coalesce(r.confirmed, r.since) as confirmed
    from people_residence r join door on door.id = r.place_id
    where r.since <= %(at)s and (r.until is null or r.until > %(at)s)),
link as (
    select place_id, kind, count(*) as held, min(confirmed) as confirmed from held group by 1, 2),
living as (
    select place_id, count(distinct person_id) as living from held where kind in ('occupant', 'tenant') group by 1),
let as (
    select distinct t.place_id from people_letting t join door on door.id = t.place_id
    where t.scope_id = %(scope)s and (t.until is null or t.until > %(at)s))
select door.id, coalesce(max(living.living), 0), coalesce(json_object_agg(link.kind, link.held)
       filter (where link.kind is not null), '{}'), min(link.confirmed), max(d.occupancy), max(d.most_people),
       max(d.floor_area), max(d.confirmed), bool_or(let.place_id is not null)
from door left join link on link.place_id = door.id left join living on living.place_id = door.id
left join people_dwelling d on d.place_id = door.id left join let on let.place_id = door.id
group by door.id order by door.id
"""


def doors_of(building_id: int, *, scope_id: int, at: datetime) -> list[DoorCounts]:
    """Every dwelling of a building of this division in numbers. One statement, however many doors there are."""
    with connection.cursor() as cursor:
        cursor.execute(_DOORS, {"building": building_id, "scope": scope_id, "at": at})
        rows = cursor.fetchall()
    return [
        DoorCounts(number, living, kinds, min((one for one in (links, own) if one), default=None), use or "unknown",
                   most, area, is_let)
        for number, living, kinds, links, use, most, area, own, is_let in rows
    ]  # fmt: skip


_DUE = """
select b.id, count(*) filter (where coalesce(r.confirmed, r.since) < %(before)s), count(*),
       count(distinct r.place_id), min(coalesce(r.confirmed, r.since))
from people_residence r join places_place p on p.id = r.place_id {joined}
where r.scope_id = %(scope)s and r.until is null
group by b.id having count(*) filter (where coalesce(r.confirmed, r.since) < %(before)s) > 0
order by 2 desc, b.id limit %(most)s
"""
_TO_BUILDING = (
    "join places_place b on b.level = 'building' and b.id = case p.level when 'dwelling' then p.parent_id else p.id end"
)
_TO_GRID = (
    "join places_area_building m on m.building_id = case p.level when 'dwelling' then p.parent_id else p.id end"
    " and m.since <= now() and (m.until is null or m.until > now())"
    " join places_area b on b.id = m.area_id and b.kind = 'grid' and (b.until is null or b.until > now())"
)


def due_by_building(scope_id: int, *, before: datetime, most: int = 500) -> list[Due]:
    """The buildings of a community by how many links were last known true before a day. One statement."""
    return _due(_TO_BUILDING, scope_id, before, most)


def due_by_grid(scope_id: int, *, before: datetime, most: int = 500) -> list[Due]:
    """The same by the grids its buildings belong to now."""
    return _due(_TO_GRID, scope_id, before, most)


def _due(joined: str, scope_id: int, before: datetime, most: int) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(joined=joined), {"scope": scope_id, "before": before, "most": most})
        return [Due(*row) for row in cursor.fetchall()]


def due_in(place_ids: Sequence[int], *, before: datetime, limit: int = MOST_BEHIND) -> list[Behind]:
    """The running links of these dwellings that were last known true before a day, the oldest first."""
    links = Residence.objects.filter(place_id__in=place_ids, until__isnull=True)
    aged = links.annotate(known=Coalesce(F("confirmed"), F("since"))).filter(known__lt=before)
    return [_behind(link) for link in aged.select_related("person").order_by("known", "id")[:limit]]
