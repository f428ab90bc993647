"""Loading the ground and the bodies of a demo city: places, areas, roads, organisations, duties, staff.

Everything is found again by what it is called, so a loading that was cut short goes on where it stopped, and a
finished one adds nothing. Each call of an action is one transaction of less than a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewAccount, NewDuty, NewOrganisation, NewPost
from linli.kernel.people.models import Account, Duty, Organisation, Post
from linli.kernel.places import actions as places
from linli.kernel.places.actions import NewArea, NewPlace
from linli.kernel.places.models import Area, Level, Place, Road
from linli.main.demo.layout import Building, Layout, grid_code, lay_out, values
from linli.main.demo.packs import Body, Colleague, Compound, Division
from linli.plumbing.packs import Piece
from linli.plumbing.scope import Hat

INGEST = Hat(surface="ingest", role="robot", label="导入", purpose="demo")


@dataclass(slots=True)
class Known:
    """The ids of what stands in the database, by the codes of the packs and of the layout."""

    places: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Town:
    """A demo city as its packs lay it out."""

    pieces: Sequence[Piece]
    layout: Layout

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Town:
        return cls(pieces, lay_out(pieces))

    @property
    def bodies(self) -> list[Body]:
        return list(values(self.pieces, Body))

    @property
    def staff(self) -> list[Colleague]:
        return list(values(self.pieces, Colleague))

    @property
    def compounds(self) -> list[Compound]:
        return list(values(self.pieces, Compound))

    @property
    def communities(self) -> list[str]:
        """The communities by code, in the order of the packs."""
        return [one.code for one in values(self.pieces, Division) if one.level == "community"]


def known(town: Town) -> Known:
    """What of the town is there already. Five statements; accounts are not asked for."""
    found = Known()
    above = Place.objects.exclude(level=Level.DWELLING).exclude(code="")
    by_code = dict(above.values_list("code", "id"))
    keys = {row.code: key for key, row in town.layout.divisions}
    found.places = {keys.get(code, code): number for code, number in by_code.items()}
    found.areas = dict(Area.objects.values_list("code", "id"))
    names = dict(Organisation.objects.values_list("name", "id"))
    found.bodies = {body.code: names[body.name] for body in town.bodies if body.name in names}
    return found


def load_ground(town: Town, *, now: datetime) -> None:
    """Divisions, buildings with their dwellings, compounds and grids, roads."""
    there = known(town)
    missing = [row for key, row in town.layout.divisions if key not in there.places]
    rows = [_with_id(row, there) for row in missing]
    there.places |= dict(zip((row.key for row in rows), places.add_many(rows=rows, by=INGEST, now=now), strict=True))
    for community in town.communities:
        _load_buildings([b for b in town.layout.buildings if b.community == community], there, now=now)
    _load_areas(town, now=now)
    if not Road.objects.exists():
        places.add_roads(rows=town.layout.roads, by=INGEST, now=now)


def _with_id(row: NewPlace, there: Known) -> NewPlace:
    """The row with its parent by id where that stands already."""
    parent = there.places.get(row.parent) if isinstance(row.parent, str) else row.parent
    return NewPlace(row.level, row.name, parent or row.parent, row.key, row.code, row.address, outline=row.outline)


def _load_buildings(buildings: Sequence[Building], there: Known, *, now: datetime) -> None:
    rows = []
    for building in buildings:
        if building.key not in there.places:
            rows.append(_with_id(building.row, there))
            rows += [NewPlace("dwelling", door, building.key) for door in building.doors]
    places.add_many(rows=rows, by=INGEST, now=now)


def _load_areas(town: Town, *, now: datetime) -> None:
    there = known(town)
    inside: dict[str, list[int]] = {}
    for building in town.layout.buildings:
        for code in (building.compound, building.grid):
            inside.setdefault(code, []).append(there.places[building.key])
    rows = [
        NewArea(
            area.kind,
            area.code,
            area.name,
            area.outline,
            tuple(inside.get(area.code, ())),
            there.places[area.community],
        )
        for area in town.layout.areas
        if area.code not in there.areas
    ]
    places.draw_areas(rows=rows, by=INGEST, now=now)


def load_bodies(town: Town, *, now: datetime) -> None:
    """Organisations, and the duty table: which of them answers for which role, where."""
    there = known(town)
    rows = [
        NewOrganisation(body.sort, body.name, there.places[body.at], phone=body.phone)
        for body in town.bodies
        if body.code not in there.bodies
    ]
    people.add_organisations_many(rows=rows, by=INGEST, now=now)
    there = known(town)
    held = set(Duty.objects.values_list("role", "organisation_id", "place_id", "area_id"))
    duties = [
        duty
        for duty in _duties(town, there)
        if (duty.role, duty.organisation_id, duty.place_id, duty.area_id) not in held
    ]
    people.assign_duties_many(rows=duties, by=INGEST, now=now)


def _duties(town: Town, there: Known) -> Iterator[NewDuty]:
    """A firm answers for its compounds, every other body for its division."""
    for body in town.bodies:
        for role in body.duties:
            if role == "property_staff":
                managed = [one.code for one in town.compounds if one.firm == body.code]
                yield from (NewDuty(role, there.bodies[body.code], area_id=there.areas[code]) for code in managed)
            else:
                yield NewDuty(role, there.bodies[body.code], place_id=there.places[body.at])


def load_staff(
    town: Town,
    *,
    password: Callable[[str], str],
    authenticator: Callable[[str], str] = lambda _login: "",
    now: datetime,
) -> None:
    """Accounts and posts. A post begins with its account in mind, so both are looked for.

    Whoever is handed no ``authenticator`` sets up a second factor when they first come in.
    """
    logins = dict(Account.objects.filter(login__isnull=False).values_list("login", "id"))
    rows = [
        NewAccount(one.name, one.code, password=password(one.code), authenticator=authenticator(one.code))
        for one in town.staff
        if one.code not in logins
    ]
    for start in range(0, len(rows), 10):  # making a password takes a tenth of a second, on purpose
        people.add_staff_many(rows=rows[start : start + 10], by=INGEST, now=now)
    there = known(town)
    there.accounts = {str(k): v for k, v in Account.objects.filter(login__isnull=False).values_list("login", "id")}
    held = set(Post.objects.values_list("account_id", "role", "place_id"))
    posts = [post for post in _posts(town, there) if (post.account_id, post.role, post.place_id) not in held]
    people.appoint_many(rows=posts, by=INGEST, now=now)


def _posts(town: Town, there: Known) -> Iterator[NewPost]:
    bodies = {body.code: body for body in town.bodies}
    for one in town.staff:
        for at in one.at or [bodies[one.unit].at]:
            areas: tuple[int, ...] = ()
            if one.role == "grid_worker":
                areas = tuple(there.areas[grid_code(at, number)] for number in one.grids)
            elif one.role == "property_staff":
                managed = [c.code for c in town.compounds if c.firm == one.unit and c.inside == at]
                areas = tuple(there.areas[code] for code in managed)
            yield NewPost(
                account_id=there.accounts[one.code],
                organisation_id=there.bodies[one.unit],
                role=one.role,
                title=one.title,
                place_id=there.places[at],
                areas=areas,
                phone=one.phone,
            )
