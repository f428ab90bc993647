"""Parts of a bench that need Django under one surface's login: each runs in a process of its own.

``python -m linli.main.bench.stages NAME ARGS`` prints what it has to say as the last line, in JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from random import Random
from time import perf_counter, process_time
from typing import Any

from linli.main.authenticator import good_now, secret_of
from linli.main.bench import stages_audit, stages_registry, stages_rls

SEED = 20261123
BATCH = 250  # cases per transaction: well below a second
CLERK, LEAD, PASSWORD = "bench.clerk", "bench.lead", "measure-me-2026"  # of a city that is gone a few minutes later
SECRETS = {login: secret_of(login, secret=PASSWORD) for login in (CLERK, LEAD)}
WORDS = (
    "三单元楼道灯坏了，晚上老人上下楼看不见，请尽快来修。",
    "小区东门的垃圾桶两天没有清，味道很大，苍蝇也多。",
    "楼上半夜装修，电钻声到十一点还不停，孩子没法睡。",
    "消防通道停满了车，今天救护车都进不来，请管一管！",
    "有人把电动车推上楼充电，就在我家门口，很害怕。",
    "Water keeps coming back up the kitchen drain on the first floor.",
)
CENTRE = {"hotline.stair_light": 18, "hotline.blocked_drain": 9, "hotline.lift": 6, "hotline.rubbish": 15,
          "hotline.noise": 14, "hotline.ebike_charging": 9, "hotline.blocked_exit": 9, "hotline.road_damage": 8,
          "hotline.other": 12}  # fmt: skip


def ground() -> dict[str, list[int]]:
    """As ingest: the demo city's places, bodies and staff, a clerk who sees one street of two, a lead who sees all.

    Returns the ids of some buildings.
    """
    from linli.kernel.people import actions as people
    from linli.kernel.people.actions import NewAccount, NewPost
    from linli.main import founding
    from linli.main.demo import ground as demo
    from linli.plumbing import packs
    from linli.plumbing.time import now as clock

    town = demo.Town.of(packs.read(founding.scenario_files(), founding.city_folder()))
    now = clock()
    demo.load_ground(town, now=now)
    demo.load_bodies(town, now=now)
    demo.load_staff(town, password=lambda _login: "", now=now)
    there = demo.known(town)
    buildings = [there.places[one.key] for one in town.layout.buildings[::4]]
    rows = [
        NewAccount(label=label, login=login, password=PASSWORD, authenticator=SECRETS[login])
        for label, login in [("韦丽", CLERK), ("覃峰", LEAD)]
    ]
    clerk, lead = people.add_staff_many(rows=rows, by=demo.INGEST, now=now)
    posts = [
        NewPost(clerk, there.bodies["xinzhu_office"], "street_clerk", "窗口", there.places["xinzhu"]),
        NewPost(lead, there.bodies["supervision_office"], "supervisor", "督查员", there.places["nanning"]),
    ]
    people.appoint_many(rows=posts, by=demo.INGEST, now=now)
    return {"buildings": buildings}


def cases(count: str) -> dict[str, float]:
    """As desk: take in so many reports over the last three weeks, by a clerk who may file everywhere."""
    from datetime import timedelta

    from linli.kernel.cases import actions
    from linli.kernel.cases.reports import Report, Reporter
    from linli.kernel.places import queries as places
    from linli.kernel.places.models import Level, Place
    from linli.plumbing.scope import Hat
    from linli.plumbing.time import now as clock

    random, now = Random(SEED), clock()  # noqa: S311  drawn to be the same every time
    buildings = list(Place.objects.filter(level=Level.BUILDING).values_list("id", "scope_id", "lon", "lat"))
    by = Hat(surface="desk", role="clerk", account=1, scopes=places.all_scopes(), label="韦丽 窗口")

    def report(number: int) -> Report:
        building, scope, lon, lat = random.choice(buildings)
        kind = random.choices(("building", "pin", "unknown"), (70, 15, 15))[0]
        phone = f"139{number:08d}" if random.random() < 0.6 else ""
        return Report(
            item=random.choices(list(CENTRE), list(CENTRE.values()))[0],
            text=f"{random.choice(WORDS)} {number}",
            scope=scope,
            at=now - timedelta(seconds=random.randrange(21 * 86_400)),
            place=building if kind == "building" else None,
            lon=lon if kind == "pin" else None,
            lat=lat if kind == "pin" else None,
            where="南门附近" if kind == "unknown" else "",
            reporter=Reporter(kind="named" if phone else "anonymous", name="李女士" if phone else "", phone=phone),
        )

    began, cpu = perf_counter(), process_time()
    for start in range(0, int(count), BATCH):
        batch = [report(number) for number in range(start, min(start + BATCH, int(count)))]
        actions.open_many(reports=batch, by=by, now=clock())
    return {"cases": int(count), "seconds": perf_counter() - began, "cpu": process_time() - cpu}


def records(count: str) -> dict[str, float]:
    """As worker: so many matters of the last weeks with their answers, recorded as an import records them."""
    from datetime import timedelta

    from linli.kernel.cases.actions import recording
    from linli.kernel.cases.actions.recording import Answered, Record
    from linli.kernel.cases.listeners import robot
    from linli.kernel.cases.reports import Report, Reporter
    from linli.kernel.places.models import Level, Place
    from linli.plumbing.time import now as clock

    random, now = Random(SEED), clock()  # noqa: S311  drawn to be the same every time
    buildings = list(Place.objects.filter(level=Level.BUILDING).values_list("id", "scope_id"))

    def record(number: int) -> Record:
        building, place = random.choice(buildings)
        at = now - timedelta(days=14, seconds=random.randrange(21 * 86_400))
        item = random.choices(list(CENTRE), list(CENTRE.values()))[0]
        by = Reporter(kind="named", name="李女士", phone=f"137{number:08d}")
        report = Report(
            item=item, text=f"{random.choice(WORDS)} {number}", scope=place, at=at, place=building, reporter=by
        )
        answered = Answered("已处理。", at + timedelta(hours=random.randrange(2, 13 * 24)))
        return Record(f"bench:{number}", report, answered)

    began = perf_counter()
    for start in range(0, int(count), BATCH):
        batch = [record(number) for number in range(start, min(start + BATCH, int(count)))]
        recording.record_many(records=batch, by=robot("import"), now=clock())
    return {"seconds": perf_counter() - began}


def figures() -> dict[str, float]:
    """As worker: measure what was touched and compute what follows, until nothing is left; what that took."""
    from linli.kernel.cases.listeners import robot
    from linli.kernel.indicators import actions
    from linli.plumbing.time import now as clock

    began, cpu, done = perf_counter(), process_time(), 0
    while found := actions.measure(by=robot("figures"), now=clock()):
        done += found
    return {"done": done, "seconds": perf_counter() - began, "cpu": process_time() - cpu}


def statements(told: str) -> dict[str, int]:
    """As the surface it runs under: how many statements each request of the bench makes, by its name."""
    from django.test import Client

    from linli.main.bench import requests, statements

    buildings, number = json.loads(told)
    client = Client(SERVER_NAME="localhost")
    if os.environ["LINLI_SURFACE"] == "public":
        keys = iter(range(10**6, 2 * 10**6))

        def open_one() -> None:
            ask = requests.report("", buildings, next(keys))
            client.post(ask.url, ask.body, content_type=requests.JSON, headers=dict(ask.headers))

        return {requests.OPEN: len(statements.least(open_one))}
    _log_in(client, CLERK)
    return _statements_of(client, requests.desk_paths(number))


def board_statements(told: str) -> dict[str, int]:
    """As desk: how many statements the pages of a board make, by their name."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    _log_in(client, LEAD)
    return _statements_of(client, json.loads(told))


def _log_in(client: Any, login: str) -> None:
    client.post("/login", {"login": login, "password": PASSWORD})
    for code in good_now(SECRETS[login]):
        client.post("/login/second", {"factor_code": code})


def _statements_of(client: Any, paths: dict[str, str]) -> dict[str, int]:
    from linli.main.bench import statements

    return {name: len(statements.least(lambda path=path: client.get(path))) for name, path in paths.items()}  # type: ignore[misc]


def admissions(count: str) -> list[str]:
    """As desk: so many pages of the bench's clerk, each with its own session: their admissions to the live door."""
    from datetime import timedelta

    from linli.gates.live import admissions
    from linli.kernel.people import queries as people
    from linli.kit.session_store import SessionStore
    from linli.plumbing.time import now as clock

    found = people.find_account(login=CLERK)
    worn = people.hat_for_post(found.id, None, at=clock()) if found else None
    assert worn is not None
    made = []
    for _page in range(int(count)):
        session = SessionStore()
        session.create()
        until = clock() + timedelta(hours=1)
        made.append(admissions.issue(worn.hat, session=session.session_key or "", until=until, now=clock()))
    return made


def openings(count: str, every: str) -> dict[str, float]:
    """As desk: open cases one by one where the clerk sees them; when each was committed, in seconds since 1970."""
    import time

    from linli.kernel.cases import actions
    from linli.kernel.cases.reports import Report
    from linli.kernel.people import queries as people
    from linli.kernel.places.models import Level, Place
    from linli.plumbing.time import now as clock

    found = people.find_account(login=CLERK)
    worn = people.hat_for_post(found.id, None, at=clock()) if found else None
    assert worn is not None
    building = Place.objects.filter(level=Level.BUILDING, scope_id__in=worn.hat.scopes).order_by("id")[0]
    opened = {}
    for number in range(int(count)):
        report = Report("hotline.other", f"{WORDS[0]} {number}", building.scope_id, clock(), place=building.id)
        case = actions.open_case(report=report, by=worn.hat, now=clock())
        opened[case.number] = time.time()
        time.sleep(float(every))
    return opened


STAGES: dict[str, Callable[..., Any]] = {
    "ground": ground,
    "cases": cases,
    "records": records,
    "figures": figures,
    "statements": statements,
    "board_statements": board_statements,
    "admissions": admissions,
    "openings": openings,
    **stages_audit.STAGES,
    **stages_registry.STAGES,
    **stages_rls.STAGES,
}


def main(argv: list[str]) -> None:
    from linli.main.django_setup import enter

    enter(os.environ["LINLI_SURFACE"])
    print(json.dumps(STAGES[argv[0]](*argv[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
