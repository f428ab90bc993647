"""The ground of the matrix: the same records in three communities, of which two lie in one street, and what has ended.

All of it is made by the product's own actions. Every record says something that no other row says, so that an answer
in which it stands has read that row.
"""

from __future__ import annotations

from linli.gates.open311 import keys
from linli.gates.open311.keys import Wish
from linli.kernel.assets import actions as assets
from linli.kernel.cases.models import Case
from linli.kernel.people import actions as people
from linli.kernel.places import actions as places
from linli.kernel.places import queries as place_queries
from linli.kernel.places.actions import NewAlias
from linli.kit.desk import tokens
from linli.main.demo import ground
from linli.plumbing import numbers, pack_catalogue, scope
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests.before_walls import as_superuser
from tests.matrix.ground_desk import desk, list_of_people
from tests.matrix.ground_matters import matters, talks
from tests.matrix.ground_newer import absent_newer, newer, newer_of_the_city
from tests.matrix.records import NOTHING
from tests.matrix.town import NO_PHOTO, NOBODYS, NOBODYS_CODE, SIDES, Side, Town
from tests.world import World


def build(world: World) -> Town:
    """Three communities with one of everything, and one of everything that is not there."""
    town = Town(world)
    for side in SIDES:
        _side(town, side)
    as_superuser()
    _city(town)
    newer_of_the_city(town)
    _nothing(town)
    as_superuser()
    return town


def _side(town: Town, side: Side) -> None:
    matters(town, side)
    _places(town, side)
    _register(town, side)
    desk(town, side)
    talks(town, side)
    newer(town, side)


# -- places and the register


def _places(town: Town, side: Side) -> None:
    world = town.world
    at, building = world.community(side.community), world.building(side.building)
    as_superuser()
    door = place_queries.children(building)[-1]
    robot = scope.robot(world.scopes())
    alias = places.add_alias(row=NewAlias(f"老{town.token()}", place_id=building), by=robot, now=clock())
    for kind, key in (
        ("door", door.id), ("building", building), ("community", at),
        ("grid", world.areas[side.grid]), ("area", world.areas[side.area]),
    ):  # fmt: skip
        town.add(kind, side.name, key, {"number": key})
    town.add("alias", side.name, building, {"number": building, "alias": alias})


def _register(town: Town, side: Side) -> None:
    """A person behind a door and one who has moved away, a body and a vehicle and what came of both, a proposal."""
    world, now = town.world, clock()
    at, building = world.community(side.community), world.building(side.building)
    clerk, door = world.hat("clerk", side.community), int(town.of("door", side.name).words["number"])
    for ended in (False, True):
        name = side.name + ("_gone" if ended else "")
        person = _person(town, side, door, at, name=name, ended=ended)
        said, plate = town.token(), f"桂A{next(town._drawn):05d}"
        row = people.NewBody("enterprise", said, building, "visit")
        body = people.register_bodies_many(rows=[row], by=clerk, now=now)[0]
        car = assets.NewVehicle(plate, building, now, "visit", person_id=person)
        vehicle = assets.register_vehicle(row=car, by=clerk, now=now)
        if ended:
            people.end_body(body_id=body, source="visit", by=clerk, now=now)
            assets.end_vehicle(vehicle_id=vehicle, source="visit", by=clerk, now=now)
        town.add("body", name, body, {"number": body}, said, ended=ended)
        town.add("vehicle", name, vehicle, {"at": pointer("vehicle", vehicle)}, ended=ended)
    new = town.phone()
    change = people.NewProposal("change", "person", town.of("person", side.name).key, {"phone": new})
    proposal = people.propose(row=change, by=clerk, now=now)
    town.add("proposal", side.name, proposal, {"at": pointer("proposal", proposal)}, f"137****{new[-4:]}")


def _person(town: Town, side: Side, door: int, at: int, *, name: str, ended: bool) -> int:
    phone = town.phone()
    link = people.NewResidence(door, at, "tenant" if ended else "owner", town.world.began, source="visit")
    row = people.NewPerson("农玉兰", (link,), phone=phone, source="visit")
    person = people.add_person(row=row, by=ground.INGEST, now=town.world.began)
    if ended:
        as_superuser()
        from linli.kernel.people.models import Residence

        held = Residence.objects.get(person_id=person)
        robot = scope.robot((at,))
        people.end_residence(residence_id=held.id, source="visit", by=robot, now=clock())
    town.add("person", name, person, {"at": pointer("person", person)}, f"137****{phone[-4:]}", ended=ended)
    return person


# -- the city, and what is not there


def _city(town: Town) -> None:
    """The divisions above, lists handed in for them, an API key, an entry of the catalogue."""
    world = town.world
    for name in ("zhongshan", "xinzhu", "qingxiu", "nanning"):
        town.add("division", name, world.places[name], {"number": world.places[name]})
    for name in ("xinzhu", "qingxiu", "nanning"):
        list_of_people(town, name, world.places[name])
    for ended in (False, True):
        said, by = town.token(), world.hat("supervisor")
        made = keys.make(wish=Wish(said), by=by, now=clock())
        if ended:
            keys.end(shown=made.key.shown, by=by, now=clock())
        town.keys.append(made.secret)
        town.add("key", "city" + "_over" * ended, made.key.id, {"shown": made.key.shown}, said, ended=ended)
    live = pack_catalogue.history("items", "hotline.stair_light")[0]
    town.add("entry", "city", live.id, {"kind": "items", "code": live.code}, live.code)


def _nothing(town: Town) -> None:
    """One of every kind that does not exist, written as one that does."""
    number = _unused(town.of("case", SIDES[0].name).words["number"])
    parts = {"event": 1, "place": 1, "pledge": NOBODYS, "rating": NOBODYS}
    absent: dict[str, dict[str, object]] = {
        **{kind: {"number": number, **parts} for kind in ("case", "paper", "pledge", "rating")},
        "pair": {"number": number, "other": number},
        "receipt": {"code": NOBODYS_CODE, "number": number},
        "face": {"code": "ZZZZZZZZZZZZ"},
        "photo": {"face": town.of("face", SIDES[0].name).words["code"], "photo": NO_PHOTO},
        "follower": {"code": NOBODYS_CODE},
        "publication": {"number": number},
        "call": {"code": "ZZZZZZZZZZZZ"},
        "entry": {"kind": "items", "code": "hotline.none"},
        "token": {"token": "ZZZZZZZZZZZZZZZZ"},
        "kept": {"name": "ZZZZZZZZZZZZ"},
        "key": {"shown": "ZZZZZZZZ"},
        **{kind: {"code": "zzzzzzzzzzzz"} for kind in ("own_view", "batch")},
        **{kind: {"at": pointer(kind, NOBODYS)} for kind in ("person", "vehicle", "proposal", "import")},
        **{kind: {"number": NOBODYS} for kind in ("door", "building", "community", "division", "grid", "area", "body")},
        "alias": {"number": NOBODYS, "alias": NOBODYS},
        **{kind: {"mark": tokens.mark(kind, NOBODYS)} for kind in ("phrase", "unread", "unit", "submission")},
        "hook": {"mark": tokens.mark("webhook", NOBODYS)},
        "exclusion": {"mark": tokens.mark("exclusion", NOBODYS)},
        "round": {"mark": pointer("round", NOBODYS)},
    }
    for kind, words in {**absent, **absent_newer()}.items():
        town.add(kind, NOTHING, 0, words)


def _unused(number: str) -> str:
    """A number of this city that nobody has been given."""
    found = numbers.public_number(number.partition("-")[0])
    assert not Case.objects.filter(number=found).exists()
    return found
