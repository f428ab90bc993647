"""What every page asks the database, committed: ``tests/budgets.json`` says how many statements, exactly.

A page that asks more, or less, fails until the change is looked at and written down:

    UPDATE_BUDGETS=1 .venv/bin/pytest tests/test_budgets.py
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases.models import Case, EventBody
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kit.routes import guard_of
from linli.kit.tests import desk_site
from linli.main.bench import statements
from linli.main.checks.routes import routes
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests import lists
from tests.addresses import Matter, paths
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

FILE = Path(__file__).with_name("budgets.json")
PAGE, OPENING = 12, 24  # DESIGN §12; BEGIN, COMMIT and the identity are not counted
OPENINGS = {"POST /api/v1/matters", "POST /api/v1/cases", "POST /report"}
MANY = 120  # tasks in one inbox, so that a hundred of them fill a page
NO_ROUTE = {  # django-ninja's own root, and what answers every other address of Open311 with an error
    "api/v1/",
    r"open311/.+\.(?P<form>xml|json)$",
    "open311/^.+$",
}

EDITING = {"catalogue", "catalogue/<str:kind>/<str:code>", "register/rules/set"}
OVERSEEING = {"pool", "routes", "webhooks", "looks"}
AUDITING = {"audit", "audit/bundle"}
PUBLISHING = {"board/publication", "units", "units/<str:mark>", "api-keys"}
DRAWING = {"map/areas", "map/areas/new", "map/areas/<int:number>", "map/areas/<int:number>/end"}
ON_PATROL = {"patrol", "patrol/data", "patrol/report"}
LISTS = ("imports", "register/export", "register/division", "erasures", "assessments", "holds", "terms")
BEFORE_LOGIN = {"login", "login/code", "login/password", "login/second", "login/enrol"}
ABSENT = {  # a photo nobody has kept, a code nobody was sent: the page that looks for it costs what it costs
    "checkpoint",
    "audit/bundle",
    "many/<str:code>",
    "phrases/<str:mark>",
    "unread/<str:mark>",
    "kept/<str:name>",
    "my/data/copy.zip",
    "f/<str:code>",
    "figures/data.csv",
    "figures/data.json",
    "figures/tables/<str:code>",
    "figures/tables/<str:code>/data.csv",
    "figures/tables/<str:code>/data.json",
    "board/draw",
    "board/draw.xlsx",
    r"open311/^v2/tokens/(?P<token>.+)\.(?P<form>xml|json)$",
    "around/<str:code>/photo/<str:name>",
}


@pytest.fixture
def matter(world: World, db: None) -> Matter:
    opened = world.an_open_case(until="confirm", by=world.resident(), reporter=world.a_named())
    robot = world.hat("robot")
    with scope.reading(robot, now=clock()):
        waiting = list(Paper.objects.filter(case_id=opened.case_id).values_list("id", flat=True))
    papers.clean_many(papers=waiting, by=robot, now=clock())
    with as_login(""):
        bodies = EventBody.objects.filter(case_id=opened.case_id).order_by("event_id")
        shown = [body.papers for body in bodies]
    return Matter(opened, next(n for n, found in enumerate(shown, 1) if found), 1)


def readable(name: str) -> Iterator[str]:
    """Every address of a surface that can be read."""
    for path, view in routes(import_module(f"linli.main.urls_{name}").urlpatterns):
        guard = guard_of(view)
        if guard is not None and "GET" in guard.methods and path not in NO_ROUTE:
            yield path


def counted(visit: Visit, path: str, *, absent: bool = False) -> int:
    """The statements of one page that answers as it should."""

    def get() -> None:
        answer = visit.get(path)
        assert answer.status_code == 404 if absent else answer.status_code in (200, 204, 302), (
            path,
            answer.status_code,
        )

    return len(statements.least(get))


def test_residents_pages_keep_their_budget(world: World, matter: Matter) -> None:
    values = paths(matter, world)
    with surface("public"):
        resident, stranger = Visit(), Visit()
        resident.enter(phone=world.residents[0].phone, password=PASSWORD)
        found = {}
        for path in readable("public"):
            visit = stranger if path in BEFORE_LOGIN else resident
            found[f"GET /{path}"] = counted(visit, f"/{values.get(path, path)}", absent=path in ABSENT)
        found |= _opening_as_a_resident(world)
    _keep("public", found)


def test_the_desks_pages_keep_their_budget(world: World, matter: Matter) -> None:
    values = paths(matter, world)
    with surface("desk"):
        clerk, editor, lead, worker, stranger, supervisor, officer, auditor, keeper = (Visit() for _ in range(9))
        desk_site.enter(clerk, world, world.hat("clerk", "桃源北社区"))
        desk_site.enter(editor, world, world.hat("catalogue_editor"))
        desk_site.enter(lead, world, world.hat("street_lead"))
        desk_site.enter(worker, world, world.hat("grid_worker"))
        desk_site.enter(supervisor, world, world.hat("supervisor"))
        desk_site.enter(officer, world, lists.officer(world))
        desk_site.enter(auditor, world, world.hat("auditor"))
        desk_site.enter(keeper, world, world.hat("system_administrator"))
        of_their_own = {
            **dict.fromkeys(EDITING, editor),
            **dict.fromkeys(OVERSEEING, lead),
            **dict.fromkeys(ON_PATROL, worker),
            **dict.fromkeys(AUDITING, auditor),
            **dict.fromkeys((path for path in readable("desk") if path.startswith(LISTS)), officer),
            **dict.fromkeys(PUBLISHING | DRAWING, supervisor),
            **dict.fromkeys(BEFORE_LOGIN, stranger),
            "logins": keeper,
        }
        found = {}
        for path in readable("desk"):
            found[f"GET /{path}"] = counted(
                of_their_own.get(path, clerk), f"/{values.get(path, path)}", absent=path in ABSENT
            )
        found |= _opening_as_a_clerk(world)
    _keep("desk", found)


@pytest.mark.parametrize("address", ["/?view=mine&size={size}", "/api/v1/inbox?view=mine&limit={size}"])
def test_a_longer_page_asks_no_more(world: World, db: None, address: str) -> None:
    """Fifteen rows or a hundred: the same statements."""
    report = world.a_report(item="community.dogs", place=world.building())
    reports = [replace(report, text=f"第{number}只狗") for number in range(MANY)]
    cases.open_many(reports=reports, by=world.hat("clerk", "桃源北社区"), now=clock())
    with surface("desk"):
        clerk = desk_site.enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        asked, rows = {}, {}
        for size in (15, 100):
            path = address.format(size=size)
            asked[size] = [re.sub(r"\d+", "?", sql) for sql in statements.least(lambda path=path: clerk.get(path))]  # type: ignore[misc]
            body = clerk.get(path).content.decode()
            rows[size] = len(set(re.findall(r"NN-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", body)))
    assert rows == {15: 15, 100: 100}
    assert asked[15] == asked[100]


_keys = (f"budget-{number:08d}" for number in count())


def _opening_as_a_resident(world: World) -> dict[str, int]:
    """Opening a case over the API and with the form, as a visitor with a phone."""
    visit = Visit()
    body = _body(world)

    def api() -> Any:
        return visit.api("POST", "matters", body, **{"Idempotency-Key": next(_keys)})

    fields = {"text": "灯坏了", "item": "hotline.stair_light", "place": str(world.building()), "who": "anonymous"}

    def form() -> Any:
        return visit.send(
            "/report", {**fields, "key": next(_keys) + "x" * 10, "act": "send", "asked": "1", "community": "unknown"}
        )

    return {"POST /api/v1/matters": _opened(api, 201), "POST /report": _opened(form, 302)}


def _opening_as_a_clerk(world: World) -> dict[str, int]:
    clerk = Visit()
    hat = world.hat("clerk", "桃源北社区")
    clerk.enter(login=world.login(hat), password=PASSWORD)

    def api() -> Any:
        return clerk.api("POST", "cases", {**_body(world), "channel": "phone"}, **{"Idempotency-Key": next(_keys)})

    return {"POST /api/v1/cases": _opened(api, 201)}


def _body(world: World) -> dict[str, Any]:
    named = {"kind": "named", "name": "李秀英", "phone": "13812345678"}
    return {"item": "hotline.stair_light", "text": "灯坏了", "place": world.building(), "reporter": named}


def _opened(send: Callable[[], Any], status: int) -> int:
    """The statements of one opening; a case more stands there after each."""
    with as_login(""):
        before = Case.objects.count()

    def one() -> None:
        answer = send()
        assert answer.status_code == status, answer.content.decode()[:400]

    least = len(statements.least(one))
    with as_login(""):
        assert Case.objects.count() == before + statements.TRIES + 1
    return least


def _keep(name: str, found: dict[str, int]) -> None:
    """Compare with what is committed, or write it down; and hold the bars whatever is committed."""
    over = {path: n for path, n in found.items() if n > (OPENING if path in OPENINGS else PAGE)}
    assert not over, f"more statements than allowed: {over}"
    committed: dict[str, dict[str, int]] = json.loads(FILE.read_text()) if FILE.exists() else {}
    if os.environ.get("UPDATE_BUDGETS"):
        committed[name] = dict(sorted(found.items()))
        FILE.write_text(json.dumps(dict(sorted(committed.items())), indent=1, ensure_ascii=False) + "\n")
        return
    kept = committed.get(name, {})
    changed = [f"{path}: {kept.get(path)} → {found.get(path)}" for path in sorted(kept.keys() | found.keys())
               if kept.get(path) != found.get(path)]  # fmt: skip
    assert not changed, "statements changed; look why, then UPDATE_BUDGETS=1: " + ", ".join(changed)
