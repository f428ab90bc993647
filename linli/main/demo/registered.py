"""What the demo's register holds beyond people and doors: households, vehicles, facilities, a round, open proposals.

Households and vehicles come house by house with the people; the rest once. Everything goes through the actions of
whoever would do it: imports, a clerk, a grid worker, a street's data officer, a resident.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

import shapely

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewAsset, NewVehicle
from linli.kernel.assets.models import Asset
from linli.kernel.people import actions as people
from linli.kernel.people import phones
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import NewHousehold, NewMember, NewProposal
from linli.kernel.people.models import Account, Residence
from linli.kernel.people.models_proposals import Proposal
from linli.kernel.places import actions as places
from linli.kernel.places.actions.buildings import Facts
from linli.kernel.places.models import BuildingFacts
from linli.main.demo.desks import Desks
from linli.main.demo.doors import Doors, seen
from linli.main.demo.folk import FIRST, Soul
from linli.main.demo.ground import INGEST, Town, known
from linli.main.demo.layout import SEED, Building, grid_code
from linli.main.demo.surfaces import serve
from linli.plumbing import scope
from linli.plumbing.days import begin_of, day_of
from linli.plumbing.scope import Hat
from linli.scenarios.population.visits import rounds
from linli.scenarios.population.visits.models import Round
from linli.scenarios.population.visits.rounds import NewRound

MOTORISED, ELECTRIC = 0.3, 0.35  # of so many homes a car is known; so many of these are electric
FIRST_PLATE, MOST_AT_A_BUILDING = 10_000, 90
SHOWN = "taoyuanbei"  # the community whose logins are printed
DAY = timedelta(days=1)
ROUND = 14 * DAY
FACILITIES = (
    ("service_centre", "党群服务中心", "8:30–18:00", 60),
    ("clinic", "卫生服务站", "8:00–12:00，14:30–17:30", 12),
    ("elder_canteen", "长者食堂", "11:00–13:00，17:00–18:30", 48),
    ("kindergarten", "幼儿园", "周一至周五7:40–17:30", 240),
    ("market", "农贸市场", "6:00–19:30", None),
    ("charging_station", "电动自行车充电点", "全天", 40),
    ("parcel_locker", "快递柜", "全天", 120),
)


def households(souls: Sequence[Soul], numbers: Sequence[int], doors: Doors, *, now: datetime) -> Iterator[NewHousehold]:
    """The households of the register: those registered behind one door, its owner or the first as head."""
    for (_building, door), (place, _scope) in doors.items():
        here = [
            (soul, number) for soul, number in zip(souls, numbers, strict=True) if (door, "registered") in soul.links
        ]
        if not here:
            continue
        head = next((one for one in here if (door, "owner") in one[0].links), here[0])
        since = begin_of(max(soul.since for soul, _number in here))
        members = tuple(
            NewMember(number, "head" if number == head[1] else _relation(_born(soul) - _born(head[0])))
            for soul, number in here
        )
        yield NewHousehold("register", place, members, min(since, now), "demo")


def _born(soul: Soul) -> int:
    return int(soul.id_number[6:10])


def _relation(years_younger: int) -> str:
    """What somebody so much younger than the head is to them, in a made-up family."""
    return "spouse" if abs(years_younger) < 15 else "child" if years_younger > 0 else "parent"


def vehicles(
    number: int, building: Building, souls: Sequence[Soul], numbers: Sequence[int], doors: Doors, *, now: datetime
) -> Iterator[NewVehicle]:
    """Cars of those who live here; ``number`` is the building's place in the layout, so that no plate comes twice."""
    dice = Random(f"{SEED} cars {building.key}")  # noqa: S311
    lives = {door: who for soul, who in reversed(list(zip(souls, numbers, strict=True)))
             for door, kind in soul.links if kind in ("owner", "occupant", "tenant")}  # fmt: skip
    for order, door in enumerate(building.doors[:MOST_AT_A_BUILDING]):
        if door not in lives or dice.random() >= MOTORISED:
            continue
        plate = FIRST_PLATE + number * MOST_AT_A_BUILDING + order
        electric = dice.random() < ELECTRIC
        at = seen(building.key, door, now=now)
        place = doors[building.key, door][0]
        yield NewVehicle(f"桂A{'D' if electric else ''}{plate}", place, at, "visit",
                         energy="electric" if electric else "petrol", person_id=lives[door], confirmed=at)  # fmt: skip


def load_buildings(town: Town, *, now: datetime) -> None:
    """What is known of the buildings: floors and stairwells of all, year and structure of all but every sixth."""
    serve("ingest")
    if BuildingFacts.objects.exists():
        return
    there = known(town)
    plans = {one.code: one for one in town.compounds}
    rows = []
    for number, building in enumerate(town.layout.buildings):
        plan = plans[building.compound]
        is_told = number % 6 != 0
        built = 1984 + Random(f"{SEED} built {building.compound}").randint(0, 24)  # noqa: S311
        rows.append(
            Facts(there.places[building.key], plan.floors, 0, plan.stairwells, 0, built if is_told else None,
                  "brick" if is_told and built < 1998 else "frame" if is_told else "", source="department",
                  confirmed=now - 90 * DAY)
        )  # fmt: skip
    places.describe_buildings_many(rows=rows, by=INGEST, now=now)


def load_facilities(town: Town, *, now: datetime) -> None:
    """What everybody may use in each community: at the buildings of its compounds, one here and one there."""
    serve("ingest")
    if Asset.objects.exists():
        return
    there = known(town)
    names = {one.code: one.name for one in town.compounds}
    rows: list[NewAsset] = []
    for community in town.communities:
        standing = [one for one in town.layout.buildings if one.community == community]
        for order, (kind, name, hours, capacity) in enumerate(FACILITIES):
            if standing:
                at = standing[order * len(standing) // len(FACILITIES)]
                rows.append(_facility(kind, names[at.compound] + name, hours, capacity, at, there.places[at.key], now))
    assets.add_assets_many(rows=rows, by=INGEST, now=now)


def _facility(
    kind: str, name: str, hours: str, capacity: int | None, at: Building, place: int, now: datetime
) -> NewAsset:
    assert at.row.outline is not None
    middle = shapely.from_wkb(at.row.outline).centroid
    return NewAsset(kind, name, place, "department", f"{at.key}-{kind}", middle.x, middle.y, at.row.address,
                    opening_hours=hours, capacity=capacity, barrier_free=kind != "parcel_locker",
                    confirmed=now - 40 * DAY)  # fmt: skip


def load_round(town: Town, desks: Desks, *, now: datetime) -> None:
    """A round runs through the second grid of the community whose desks are shown, begun by its clerk."""
    serve("ingest")
    there = known(town)
    clerk = desks.of("clerk", place=there.places[SHOWN])
    serve("desk")
    with scope.reading(clerk, now=now):
        if Round.objects.exists():
            return
    today = day_of(now)
    row = NewRound(there.places[SHOWN], "看燃气热水器，问老人好", today + ROUND, there.areas.get(grid_code(SHOWN, 2)))
    rounds.begin(rows=[row], today=today, by=clerk, now=now)


def load_proposals(town: Town, desks: Desks, *, now: datetime) -> None:
    """What waits for the clerk: a landlord names a tenant, a worker found somebody gone, an office knows better."""
    serve("ingest")
    place = known(town).places[SHOWN]
    account = Account.objects.filter(phone_blind=phones.index(FIRST[0].phone)).values_list("id", flat=True).first()
    serve("desk")
    with scope.reading(desks.of("clerk", place=place), now=now):
        if Proposal.objects.exists():
            return
        running = Residence.objects.filter(scope_id=place, until__isnull=True).order_by("id")
        gone = running.filter(kind="tenant", source="demo").values_list("id", flat=True).first()
        moved = running.filter(kind="registered").values_list("person_id", flat=True).first()
    if gone:
        row = NewProposal("moved_out", "residence", gone, until=(now - 12 * DAY).isoformat())
        people.propose(row=row, by=desks.of("grid_worker", place=place), now=now)
    if moved:
        row = NewProposal("change", "person", moved, {"registered_in": "450107"})
        people.propose(row=row, by=desks.of("data_officer"), now=now)
    serve("public")
    worn = people_queries.hat_for_resident(account, at=now) if account else None
    if worn is not None:
        _name_a_tenant(worn.hat, now=now)


def _name_a_tenant(by: Hat, *, now: datetime) -> None:
    """覃秀兰 lets a room of her flat, and says so."""
    with scope.reading(by, now=now):
        held = Residence.objects.filter(kind="owner", until__isnull=True, person_id=by.person)
        home = held.values_list("place_id", flat=True).first()
    if home:
        tenant = {"name": "农小燕", "phone": "13800138090"}
        row = NewProposal("add_tenant", "dwelling", home, tenant, since=(now - 3 * DAY).isoformat())
        people.propose(row=row, by=by, now=now)
