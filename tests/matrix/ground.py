"""The ground of the matrix: the same records in three communities, of which two lie in one street, and what has ended.

All of it is made by the product's own actions. Every record says something that no other row says, so that an answer
in which it stands has read that row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

from linli.gates.open311 import keys
from linli.gates.open311.keys import Wish
from linli.gates.unread import actions as unread
from linli.gates.unread.models import Unread
from linli.gates.webhooks import actions as webhooks
from linli.gates.webhooks.models import Hook
from linli.kernel.assets import actions as assets
from linli.kernel.cases.actions import Opened, calling
from linli.kernel.cases.actions.releasing import choose_public_photos
from linli.kernel.cases.models import Case, EventBody
from linli.kernel.cases.models_calls import Call
from linli.kernel.cases.models_oversight import Pledge
from linli.kernel.desks import actions as desks
from linli.kernel.desks.models import Batch, OwnView
from linli.kernel.imports import actions as imports
from linli.kernel.indicators import actions as indicators
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kernel.people import actions as people
from linli.kernel.places import actions as places
from linli.kernel.places import queries as place_queries
from linli.kernel.places.actions import NewAlias
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import Follower, PublicFace, PublicPhoto
from linli.kernel.publications.models_talks import Publication, Submission
from linli.kernel.publications.queries.followers import bound
from linli.kit.desk import tokens
from linli.main.demo import ground
from linli.plumbing import crypto, numbers, scope
from linli.plumbing.days import day_of
from linli.plumbing.pointers import pointer
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.population.visits import rounds
from tests.before_walls import as_superuser
from tests.matrix.records import NOTHING, Record
from tests.world import World

YEAR = timedelta(days=365)
NOBODYS = 98_765_432  # a key no row has
NO_PHOTO = "ZZZZZZZZZZZZ"
NOBODYS_CODE = "ZZZZ-ZZZZ-ZZZZ"


@dataclass(frozen=True, slots=True)
class Side:
    """A community, a building of it, the resident of the world who lives there, and who brings matters there."""

    name: str
    community: str
    building: str
    resident: int | None
    unit: str
    grid: str
    area: str


SIDES = (
    Side("taoyuanbei", "桃源北社区", "taoyuan_36-2", 0, "taoyuanbei_committee", "taoyuanbei-1", "taoyuan_36"),
    Side("tiantao", "天桃社区", "tiantao_17-1", 2, "tiantao_committee", "tiantao-1", "tiantao_17"),
    Side("xinghu", "星湖社区", "xinghu_6-1", None, "xinghu_committee", "xinghu-1", "xinghu_6"),
)


@dataclass(slots=True)
class Town:
    """The records by kind, each kind with one that does not exist; and the world they stand in."""

    world: World
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    keys: list[str] = field(default_factory=list)  # the secret of a key that runs, and of one that has ended
    _drawn: Iterator[int] = field(default_factory=lambda: count(1))

    def token(self) -> str:
        """A text nobody else writes."""
        return f"Zq{next(self._drawn):04d}x"

    def phone(self) -> str:
        """A phone nobody else has; its last four digits are shown of it."""
        return f"1377770{next(self._drawn):04d}"

    def add(
        self, kind: str, side: str, key: int, words: Mapping[str, object], token: str = "", *, ended: bool = False
    ) -> Record:
        made = Record(kind, side, key, {name: str(word) for name, word in words.items()}, token, ended)
        self.records[kind].append(made)
        return made

    def of(self, kind: str, side: str) -> Record:
        return next(one for one in self.records[kind] if one.side == side)


def build(world: World) -> Town:
    """Three communities with one of everything, and one of everything that is not there."""
    town = Town(world)
    for side in SIDES:
        _side(town, side)
    as_superuser()
    _city(town)
    _nothing(town)
    as_superuser()
    return town


def _side(town: Town, side: Side) -> None:
    _matters(town, side)
    _places(town, side)
    _register(town, side)
    _desk(town, side)
    _talks(town, side)


def _reporter(town: Town, side: Side) -> Hat:
    return town.world.resident(side.resident) if side.resident is not None else scope.VISITOR


# -- matters


def _matters(town: Town, side: Side) -> None:
    """A matter that waits for its reporter's word, one that is closed, one whose step waits for the property firm."""
    world, by = town.world, _reporter(town, side)
    where = {"scope": world.community(side.community), "place": world.building(side.building)}
    named = {"reporter": world.a_named(side.resident)} if side.resident is not None else {}
    for name, until in (("", "handle"), ("_waits", "confirm"), ("_closed", "confirm")):
        said = town.token()
        opened = world.an_open_case(by=by, until="answer" if until == "confirm" else until, text=said, **where, **named)
        if until == "confirm":
            world.act(opened, "answer", promised=day_of(clock()))
        rated = world.rate(opened, 5, by=by).id if name == "_closed" else 0
        words = _words_of(world, opened)
        case = town.add(
            "case", side.name + name, opened.case_id, {**words, "rating": rated}, said, ended=name == "_closed"
        )
        _behind(town, opened, case)


def _words_of(world: World, opened: Opened) -> dict[str, object]:
    """What stands for a case and its parts in addresses: its number, a photo's place, a day an answer has named."""
    robot = world.hat("robot")
    with scope.reading(robot, now=clock()):
        waiting = list(Paper.objects.filter(case_id=opened.case_id).values_list("id", flat=True))
    papers.clean_many(papers=waiting, by=robot, now=clock())
    as_superuser()
    shown = [one.papers for one in EventBody.objects.filter(case_id=opened.case_id).order_by("event_id")]
    event = next((at for at, found in enumerate(shown, 1) if found), 1)
    pledge = Pledge.objects.filter(case_id=opened.case_id).values_list("id", flat=True).first() or NOBODYS
    face = PublicFace.objects.get(case_id=opened.case_id).code
    photo = _released(world, opened.case_id, waiting)
    return {"photo": photo, "number": opened.number, "event": event, "place": 1, "pledge": pledge, "face": face,
            "receipt": opened.receipt}  # fmt: skip


def _released(world: World, case_id: int, papers_of: list[int]) -> str:
    """The name of a photo of the case that everybody may see; of a case without photos, of none."""
    if not papers_of:
        return NO_PHOTO
    choose_public_photos(case_id=case_id, papers=papers_of[:1], by=world.hat("supervisor"), now=clock())
    publications.copy_released(paper_id=papers_of[0], by=world.hat("robot"), now=clock())
    as_superuser()
    return PublicPhoto.objects.get(paper_id=papers_of[0]).code


def _behind(town: Town, opened: Opened, case: Record) -> None:
    """The same case by its receipt, its photo, its public face with a released photo, a day it has named."""
    words, side = case.words, case.side
    if words["photo"] != NO_PHOTO:
        town.add("photo", side, PublicPhoto.objects.get(code=words["photo"]).id, words)
    town.add("receipt", side, opened.case_id, {"code": opened.receipt, "number": opened.number}, case.token)
    town.add("face", side, opened.case_id, {"code": words["face"]}, words["face"], ended=case.ended)
    if words["pledge"] != str(NOBODYS):
        town.add("paper", side, opened.case_id, words, ended=case.ended)
        town.add("pledge", side, int(words["pledge"]), words, ended=case.ended)
    if case.ended:
        town.add("rating", side, int(words["rating"]), words, ended=True)
        return
    as_superuser()
    publications.ask_to_follow(code=words["face"], phone=town.phone(), by=scope.VISITOR, now=clock())
    as_superuser()
    row = Follower.objects.filter(case_id=opened.case_id).latest("id")
    secret = crypto.unseal_text(bytes(row.code_sealed or b""), bound=bound("code", row.id))
    town.add("follower", side, row.id, {"code": secret}, words["face"])


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
    town.add("proposal", side.name, proposal, {"at": pointer("proposal", proposal)}, new)


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


# -- the desk


def _desk(town: Town, side: Side) -> None:
    """What a clerk keeps and what the desk of the community has: calls, phrases, views, lists of work, letters."""
    world, now = town.world, clock()
    at, clerk = world.community(side.community), world.hat("clerk", side.community)
    _calls(town, side, clerk)
    _kept(town, side, clerk)
    said = town.token()
    url = f"https://{said.lower()}.example.cn/"
    names = ["case.opened"]
    webhooks.subscribe(scope_id=at, names=names, url=url, by=world.hat("supervisor"), now=now)
    as_superuser()
    hook = Hook.objects.latest("id")
    town.add("hook", side.name, hook.id, {"mark": tokens.mark("webhook", hook.id)}, said.lower())
    said = town.token()
    unread.keep(source="mail", raw=said.encode(), sender=said, reason="-", scope_id=at, by=scope.VISITOR, now=now)
    as_superuser()
    letter = Unread.objects.latest("id")
    town.add("unread", side.name, letter.id, {"mark": tokens.mark("unread", letter.id)}, said)
    said = town.token()
    new = rounds.NewRound(at, said, day_of(now))
    held = rounds.begin(rows=[new], today=day_of(now), by=world.hat("grid_worker", side.community), now=now)[0]
    town.add("round", side.name, held, {"mark": pointer("round", held)}, said)
    _import(town, side.name, at)
    unit = world.bodies[side.unit]
    town.add("unit", side.name, unit, {"mark": tokens.mark("unit", unit)})
    case = town.of("case", side.name + "_closed")
    asked = indicators.exclude(
        case_id=case.key, kind="unreasonable", reason=town.token(), by=world.hat("supervisor"), now=now
    )
    town.add("exclusion", side.name, asked.id, {"mark": tokens.mark("exclusion", asked.id)}, asked.reason)


def _calls(town: Town, side: Side, clerk: Hat) -> None:
    for ended in (False, True):
        said = town.token()
        code = calling.ring(phone=town.phone(), rang=clock(), take=True, by=clerk, now=clock())
        if ended:
            calling.end(code=code, result="informed", note=said, by=clerk, now=clock())
        as_superuser()
        call = Call.objects.get(code=code)
        town.add("call", side.name + "_over" * ended, call.id, {"code": code}, said if ended else "", ended=ended)


def _kept(town: Town, side: Side, clerk: Hat) -> None:
    now, said = clock(), town.token()
    root = desks.keep_phrase(name=said, text="{title}已经修好。", uses=["answer"], by=clerk, now=now)
    town.add("phrase", side.name, root, {"mark": tokens.mark("phrase", root)}, said)
    said = town.token()
    code = desks.keep_view(name=said, conditions={"view": "mine"}, by=clerk, now=now)
    number, title = town.of("case", side.name).words["number"], town.token()
    batch = desks.begin_batch(
        action="accept", given={"label": title, "back": "/"}, rows=[(number, title, "0" * 32)], by=clerk, now=now
    )
    as_superuser()
    town.add("own_view", side.name, OwnView.objects.get(code=code).id, {"code": code}, said)
    town.add("batch", side.name, Batch.objects.get(code=batch).id, {"code": batch}, title)


def _import(town: Town, side: str, at: int) -> None:
    """A list of people that was handed in for a division and stopped before its columns were explained."""
    said, robot = f"{town.token()}.csv", scope.robot((at,))
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        print(f"姓名,住址,与房屋关系\n{said},桃源路36号院2栋2单元301,租户", file=file, flush=True)
        sender = imports.Sender(at)
        one = imports.open_import(kind="people", path=Path(file.name), name=said, sender=sender, by=robot, clock=clock)
    town.add("import", side, one.id, {"at": pointer("import", one.id)}, said)


def _talks(town: Town, side: Side) -> None:
    """A topic that everybody reads, and one that still waits."""
    world, now = town.world, clock()
    at, clerk = world.community(side.community), world.hat("clerk", side.community)
    number = side.resident if side.resident is not None else 1
    resident, subject = world.resident(number), world.residents[number].subject
    for shown in (True, False):
        said = town.token()
        words = publications.Said("大家看看怎么办好。", "三楼老覃", now + timedelta(days=1), said, at)
        sent = publications.submit(said=words, subject=subject, by=resident, now=now)
        if shown:
            shows = publications.Words(at, said, "大家看看怎么办好。", now + YEAR, "NN", YEAR, YEAR)
            publications.accept(submission=sent, words=shows, answer_due=now + YEAR, by=clerk, now=now)
            as_superuser()
            topic = Publication.objects.get(title=said)
            town.add("publication", side.name, topic.id, {"number": topic.number}, said)
        else:
            as_superuser()
            row = Submission.objects.get(title=said)
            town.add("submission", side.name, row.id, {"mark": tokens.mark("submission", row.id)}, said)


# -- the city, and what is not there


def _city(town: Town) -> None:
    """The divisions above, lists handed in for them, an API key, an entry of the catalogue."""
    world = town.world
    for name in ("zhongshan", "xinzhu", "qingxiu", "nanning"):
        town.add("division", name, world.places[name], {"number": world.places[name]})
    for name in ("xinzhu", "qingxiu", "nanning"):
        _import(town, name, world.places[name])
    for ended in (False, True):
        said, by = town.token(), world.hat("supervisor")
        made = keys.make(wish=Wish(said), by=by, now=clock())
        if ended:
            keys.end(shown=made.key.shown, by=by, now=clock())
        town.keys.append(made.secret)
        town.add("key", "city" + "_over" * ended, made.key.id, {"shown": made.key.shown}, said, ended=ended)
    town.add("entry", "city", 1, {"kind": "items", "code": "hotline.stair_light"}, "hotline.stair_light")


def _nothing(town: Town) -> None:
    """One of every kind that does not exist, written as one that does."""
    number = _unused(town.of("case", SIDES[0].name).words["number"])
    parts = {"event": 1, "place": 1, "pledge": NOBODYS, "rating": NOBODYS}
    absent: dict[str, dict[str, object]] = {
        **{kind: {"number": number, **parts} for kind in ("case", "paper", "pledge", "rating")},
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
    for kind, words in absent.items():
        town.add(kind, NOTHING, 0, words)


def _unused(number: str) -> str:
    """A number of this city that nobody has been given."""
    found = numbers.public_number(number.partition("-")[0])
    assert not Case.objects.filter(number=found).exists()
    return found
