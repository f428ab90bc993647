"""Two communities with the same things in them, made by the product's own actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from linli.gates.open311 import media
from linli.gates.webhooks import actions as webhooks
from linli.gates.webhooks import telling
from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Opened, Record, calling, escalating
from linli.kernel.cases.facts import CaseOpened
from linli.kernel.cases.models import Case, Lamp, Task
from linli.kernel.cases.reports import Report
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries as desk_queries
from linli.kernel.grants import actions as grants
from linli.kernel.imports import actions as imports
from linli.kernel.imports import kinds
from linli.kernel.imports.tests.shelf import Shelf
from linli.kernel.indicators import actions as indicators
from linli.kernel.indicators.periods import Period
from linli.kernel.journal import actions as journal
from linli.kernel.journal.robots import SEALER
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.places import queries as places
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import PublicFace
from linli.kernel.ratings import actions as ratings
from linli.kernel.rights import actions as rights
from linli.kit.believing import Moment
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid import syncing
from linli.scenarios.population.visits import rounds, taking
from linli.scenarios.population.visits.entry import Sent
from tests.before_walls import Identity, as_superuser, run
from tests.coming_in import came_in
from tests.sides_registers import looked_through, registered, talked, written
from tests.world import World

OWN, FOREIGN = "桃源北社区", "天桃社区"
kinds.register(Shelf())  # what may be handed in here


@dataclass(slots=True)
class Town:
    """Two communities with the same things in them, and who belongs to which."""

    own: dict[str, Identity] = field(default_factory=dict)
    foreign: dict[str, Identity] = field(default_factory=dict)


def build(world: World) -> Town:
    """One of everything in two communities of one street, made by the product's own actions."""
    sides = [_side(world, OWN, 0, "taoyuan_36-2"), _side(world, FOREIGN, 2, "tiantao_17-1")]
    _cubed(world)
    as_superuser()
    _clustered()
    _sealed()
    for surface in ("public", "desk"):
        run(f"insert into django_session values ('{surface}-0123456789', '', now() + interval '1 day')")
    return Town(*sides)


def _side(world: World, community: str, number: int, building: str) -> dict[str, Identity]:
    resident, clerk = world.resident(number), world.hat("clerk", community)
    at, place = world.community(community), world.building(building)
    opened = world.an_open_case(until="handle", by=resident, reporter=world.a_named(number), scope=at, place=place)
    holder = world.holder(opened)
    with scope.reading(holder, now=clock()):
        desks = people_queries.units_to_hand_over(at, at=clock())
    to = next(desk for desk in desks if desk.role == "grid_worker")
    world.act(opened, "hand_over", text="归网格管", next_owner=to)
    _late(world, opened.case_id)
    _filed(world, opened.case_id)
    for action in ("accept", "handled"):
        world.act(opened, action)
    face = PublicFace.objects.get(case_id=opened.case_id)
    publications.follow(code=face.code, by=resident, now=clock())
    world.act(opened, "answer", promised=day_of(clock()))
    _put_right(world, opened, resident)
    world.rate(opened, 5, by=resident)
    _called_back(world, opened.case_id)
    _pictured(opened)
    _told(opened.subject_id, clerk, at)
    _on_patrol(world, place)
    _visited(world, number, community, at)
    _hooked(world, opened.case_id, at)
    _recorded(community, at)
    _figured(world, opened, at)
    written(world, opened.case_id, at)
    _side_by_side(opened.case_id, opened.number, clerk)
    _brought_in(at)
    _agreed(world, number, resident)
    _looked_at(world.residents[number].person, clerk)
    came_in(world, number, resident, clerk)
    talked(world, number, clerk, at)
    registered(world, number, place)
    looked_through(world, number, at, place)
    _about_oneself(world, number, opened.case_id, clerk)
    return {
        "public": Identity.of(world.resident(number)),
        "desk": Identity.of(clerk),
        "worker": Identity(scopes=(at,)),
    }


def _about_oneself(world: World, number: int, case: int, clerk: Hat) -> None:
    """Somebody called about the matter and was looked up; the resident asked for a copy, and to have things erased."""
    resident, now = world.resident(number), clock()
    call = calling.ring(phone=world.residents[number].phone, rang=now, take=True, by=clerk, now=now)
    calling.end(code=call, result="asked", number=world.case(case).number, by=clerk, now=now)
    people.note_read(person_id=world.residents[number].person, by=clerk, now=now)
    with scope.reading(resident, now=now):
        whose = people_queries.whose(resident)
    at = world.community(OWN if number == 0 else FOREIGN)
    rights.ask_copy(whose=whose, secret=f"walls {number}", language="zh-hans", by=resident, now=now)
    rights.ask_erasure(whose=whose, scope_id=at, with_login=False, words="", found=[], by=resident, now=now)
    officer, row = world.hat("data_officer"), rights.NewHold("青秀区审计局", f"审函〔2026〕{number}号", day_of(now))
    hold = rights.place_hold(subject_id=whose.own, scope_id=at, row=row, by=officer, now=now)
    rights.end_hold(hold_id=hold, reason="审计结束", by=officer, now=now)


def _agreed(world: World, number: int, resident: Hat) -> None:
    """The resident agreed to something a unit asked of them."""
    officer, now = world.hat("data_officer"), clock()
    wording = grants.NewAgreement(
        f"care.{number}", officer.unit, "街道", "上门照料", "交给照料单位。", "照料", ("name",), "照料单位", 90
    )
    revision = grants.publish_agreement(row=wording, by=officer, now=now)
    subject = world.residents[number].subject
    grants.give_consent(revision_id=revision, subject_id=subject, by=resident, now=now)


def _put_right(world: World, opened: Opened, resident: Hat) -> None:
    """A bad grade under a real name: it is to be put right, and the city leaves the grade out of the figures."""
    rating = world.rate(opened, 1, by=resident)
    ratings.exclude(rating_id=rating.id, why="false", text="看过录像", by=world.hat("supervisor"), now=clock())
    for action in ("send_back", "handled", "answer"):
        world.act(opened, action)


def _filed(world: World, case: int) -> None:
    """The desk finds the case by its words."""
    desks.index_case(case_id=case, by=world.hat("robot"), now=clock())


def _late(world: World, case: int) -> None:
    """Somebody was told that it is late, and who oversees it has given an order."""
    escalating.climb(task_id=world.task(case).id, lamp=Lamp.BLACK, by=world.hat("robot"), now=clock())
    due = clock() + timedelta(days=2)
    cases.supervise(case_id=case, text="后天前办好", due=due, by=world.hat("supervisor"), now=clock())


def _on_patrol(world: World, building: int) -> None:
    grid = places.grid_of(building_id=building, at=clock())
    assert grid is not None
    worker = next(hat for hat in world.desks.hats if hat.role == "grid_worker" and grid.id in hat.areas)
    moment = Moment(clock(), clock())
    syncing.take(syncing.Sent(f"walls-{building}", "start", moment, b"0" * 32), by=worker, now=clock())


def _visited(world: World, number: int, community: str, at: int) -> None:
    """A round of visits has begun, and nobody was home."""
    worker, now = world.hat("grid_worker", community), clock()
    rounds.begin(rows=[rounds.NewRound(at, "人口核对", day_of(now))], today=day_of(now), by=worker, now=now)
    door = world.residents[number].dwelling
    sent = Sent(f"walls-visit-{number:016}", "nobody", door, Moment(now, now), b"0" * 32)
    taking.take(sent, by=worker, now=now)


def _clustered() -> None:
    """Each side's case was once handled together with the other's."""
    cases = [row for (row,) in run("select id from cases_case order by id")]
    for case, lead in zip(cases, [*cases[1:], cases[0]], strict=True):
        run(
            "insert into cases_cluster_member (case_id, lead_id, lead_scope, since, until, ended, parked)"
            " values (%s, %s, 1, now(), now(), 'apart', '{}')",
            [case, lead],
        )


def _sealed() -> None:
    """Lines of the journal under a seal, and a node of the tree: those of the town are above the horizon still."""
    run(
        "insert into journal_seal (first, size, xid, line, lines, leaves, root, oldest)"
        " select 0, 1, xid, id, array[id], digest, digest, recorded from journal_line order by xid, id limit 1"
    )
    run("insert into journal_node values (8, 0, decode(repeat('00', 32), 'hex'))")
    journal.sign(city="nanning", by=SEALER, now=clock())


def _called_back(world: World, case: int) -> None:
    said = ratings.Said("phone", reached=True, contacted=True, solved=True, grade=5, words="当天就有人来了")
    ratings.record_follow_up(case_id=case, said=said, by=world.hat("supervisor"), now=clock())


def _recorded(community: str, place: int) -> None:
    """A matter of the past, as an import brings it."""
    record = Record(community, Report("hotline.other", "去年的事。", place, clock() - timedelta(days=400), "import"))
    cases.record_many(records=[record], by=scope.robot((place,)), now=clock())


def _pictured(opened: Opened) -> None:
    with scope.writing(scope.VISITOR.seeing(opened.subject_id), now=clock()):
        media.fetch_later(["https://example.cn/1.jpg"], case_id=opened.case_id, subject_id=opened.subject_id)


def _side_by_side(case: int, number: str, clerk: Hat) -> None:
    """What a clerk keeps: views, a watch, a note that names a colleague, a mark of presence, a phrase, a batch."""
    now = clock()
    for shared in (False, True):
        desks.keep_view(name="一天的事", conditions={"view": "mine"}, shared=shared, by=clerk, now=now)
    desks.watch(case_id=case, by=clerk, now=now)
    with scope.reading(clerk, now=now):
        colleague = next(one for one in desk_queries.colleagues_of(case, now=now) if one.account != clerk.account)
    desks.note(case_id=case, text=f"@{colleague.name} 看一下", by=clerk, now=now)
    desks.be_here(case_id=case, writing=False, by=clerk, now=now)
    desks.keep_phrase(name="修好了", text="{title}已经修好。", uses=["answer"], by=clerk, now=now)
    desks.begin_batch(action="accept", given={}, rows=[(number, "灯", "0" * 32)], by=clerk, now=now)


def _brought_in(place: int) -> None:
    """A list was handed in and its columns explained."""
    robot = scope.robot((place,))
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        print("书号,书名\nB1,红楼梦", file=file, flush=True)
        one = imports.open_import(
            kind="books", path=Path(file.name), sender=imports.Sender(place), by=robot, clock=clock
        )
    imports.map_columns(import_id=one.id, mapping={}, by=robot, now=clock())


def _figured(world: World, opened: Opened, place: int) -> None:
    """Measured, drawn to be called back, and the matter of the past left out by a decision."""
    robot, supervisor, later = scope.robot(world.scopes()), world.hat("supervisor"), clock() + timedelta(days=8)
    with scope.reading(robot, now=clock()):
        past = Case.objects.get(scope_id=place, channel="import", at__lt=clock() - timedelta(days=300)).id
        unit = Task.objects.filter(case_id=opened.case_id, action="answer").latest("id").unit_id
    assert unit is not None
    indicators.touch(case_ids=[opened.case_id, past], by=robot, now=clock())
    indicators.measure(by=robot, now=clock())
    indicators.draw(unit_id=unit, period=Period.of("week", day_of(clock())), by=supervisor, now=later)
    indicators.exclude(case_id=past, kind="unreasonable", reason="不是本市的事", by=supervisor, now=clock())


def _cubed(world: World) -> None:
    """The tables of the month the matters of the past fell into: a row of each community."""
    robot = scope.robot(world.scopes())
    with scope.reading(robot, now=clock()):
        past = Case.objects.filter(channel="import", at__lt=clock() - timedelta(days=300)).earliest("id").at
    indicators.publish_cubes(period=Period.of("month", day_of(past)), by=robot, now=clock())


def _looked_at(person: int, clerk: Hat) -> None:
    """The clerk has looked at the resident's whole number, and why."""
    people.reveal(what="phone", reason="核对电话", person_id=person, by=clerk, now=clock())


def _told(subject: int, clerk: Hat, place: int) -> None:
    told = [
        Message("case_answered", "app", place, subject_id=subject),
        Message("case_late", "app", place, account_id=clerk.account),
    ]
    notices.tell_many(fact=subject, messages=told, zone=ZoneInfo("UTC"), by=scope.robot((place,)), now=clock())


def _hooked(world: World, case: int, place: int) -> None:
    """Another system hears of the cases of the community, and a message waits for it."""
    url = "https://hooks.example.cn/"
    webhooks.subscribe(scope_id=place, names=["case.opened"], url=url, by=world.hat("supervisor"), now=clock())
    told = Told(id=case, line=case, actor=0, role="resident", purpose="", at=clock())
    telling.on_fact(CaseOpened(case, 0), told)
