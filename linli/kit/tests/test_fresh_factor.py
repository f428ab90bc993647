"""What gives rights, unmasks or leaves the house is done by whoever has shown a factor a moment ago, whichever way."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import linli
from linli.kit import sessions
from linli.kit.routes import OPEN, Guard, guard_of
from linli.kit.tests import desk_site
from linli.main.checks.routes import URLCONFS, lacks_step_up, routes, unguarded
from linli.main.urls_desk import urlpatterns
from linli.plumbing import policy
from linli.plumbing.policy import ProofNeeded
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import World

FILES = re.compile(r"sheets\.download\(|Content-Disposition")
NAMED = re.compile(r"(\.xlsx|\.csv|/table|/export)$")
NO_ROWS = {  # files of the desk that tell nothing about a person, a door or a matter
    "board/table": "figures of whole divisions",
    "register/quality/table": "figures of whole divisions",
    "imports/empty/<str:kind>.xlsx": "heads and no row",
}
UNMASKING = {"case/<str:number>/whole-number", "call-backs/<str:number>/whole-number",
             "register/person/<str:at>/whole", "register/proposals/<str:at>/whole"}  # fmt: skip
DECIDING = ("data-requests/<str:number>/do", "grants/<str:number>/do", "open-list/<str:number>/do",
            "board/publication/now", "board/publication/again", "erasures/<str:at>/decide",
            "looks/<str:at>/decide", "me/keys/add", "me/keys/end", "me/keys/codes", "me/password")  # fmt: skip


def desk_routes() -> dict[str, tuple[Any, Guard]]:
    return {path: (view, guard) for path, view in routes(urlpatterns) if (guard := guard_of(view)) is not None}


STEPPING_UP = {path: guard for path, (_view, guard) in desk_routes().items() if guard.step_up}


def required() -> Iterator[str]:
    """Every action an action of ours requires by its name."""
    for file in Path(linli.__path__[0]).rglob("*.py"):
        if "tests" in file.parts or "policy.require(" not in (source := file.read_text(encoding="utf-8")):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "policy.require":
                yield from (str(one.value) for one in ast.walk(node.args[1]) if isinstance(one, ast.Constant))


def test_each_declared_action_is_required_by_name_and_refuses_an_old_session() -> None:
    declared = policy.fresh()
    assert len(declared) > 15
    assert declared <= set(required())
    for action in declared:
        for role in policy.roles_for(action):
            hat = Hat(surface="desk", role=role)
            policy.require(hat, action)
            with pytest.raises(ProofNeeded):
                policy.require(replace(hat, proven=False), action)


def test_no_form_of_the_desk_does_one_without_asking_first() -> None:
    assert unguarded() == []
    forms = [path for path, (_view, guard) in desk_routes().items() if "POST" in guard.methods]
    assert {path for path in forms if desk_routes()[path][1].may in policy.fresh()} <= set(STEPPING_UP)
    bare = Guard("grant.decide", ("POST",))
    assert lacks_step_up(URLCONFS[1], bare)
    assert not lacks_step_up(URLCONFS[1], replace(bare, step_up=True))


def test_what_unmasks_or_decides_asks_for_a_factor() -> None:
    lacking = {*UNMASKING, *DECIDING} - set(STEPPING_UP)
    assert not lacking


def test_every_file_with_rows_asks_for_a_factor() -> None:
    """A view that hands out a file, by its words or by its address."""
    files = {
        path for path, (view, guard) in desk_routes().items()
        if guard.may != OPEN and (NAMED.search(path) or FILES.search(inspect.getsource(inspect.unwrap(view))))
    }  # fmt: skip
    assert len(files) > 8
    assert files - set(STEPPING_UP) == set(NO_ROWS)


def test_an_old_session_is_asked_at_each_of_them_and_what_was_sent_is_held(world: World, desk: Visit) -> None:
    waiting = defaultdict(list)
    for path, guard in STEPPING_UP.items():
        roles = [hat.role for hat in world.desks.hats if guard.may == OPEN or hat.role in policy.roles_for(guard.may)]
        waiting[roles[0]].append((path, guard))
    assert sum(map(len, waiting.values())) == len(STEPPING_UP)
    for role, pages in waiting.items():
        visit = Visit()
        desk_site.enter(visit, world, world.hat(role))
        session = visit.session
        session["proved"] = (clock() - sessions.FRESH - timedelta(seconds=1)).isoformat()
        session.save()
        for path, guard in pages:
            asked(visit, "/" + re.sub(r"<[^>]*>", "1", path), guard)


def asked(visit: Visit, address: str, guard: Guard) -> None:
    takes_form = "POST" in guard.methods
    answer = visit.send(address, {"typed": "第一行"}) if takes_form else visit.get(address)
    page = answer.content.decode()
    assert (answer.status_code, "再验一下是您本人" in page) == (403, True), address
    assert f'name="factor_to" value="{address}"' in page, address
    assert ('name="typed" value="第一行"' in page) == takes_form, address
