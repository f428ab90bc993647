"""Whoever looks at people more often than work needs is stopped: by account, by record, by search."""

from __future__ import annotations

import pytest

from linli.kit import pacing
from linli.kit.routes import guard_of
from linli.kit.tests import desk_site
from linli.main.checks.routes import routes
from linli.main.urls_desk import urlpatterns
from tests.surfaces import Visit
from tests.world import World

REVEALS = ("case/<str:number>/whole-number", "call-backs/<str:number>/whole-number",
           "register/person/<str:at>/whole", "register/proposals/<str:at>/whole")  # fmt: skip


def test_every_look_at_a_whole_name_has_a_limit() -> None:
    guards = {path: guard_of(view) for path, view in routes(urlpatterns)}
    looks = {path for path, guard in guards.items() if guard and guard.may == "person.see" and "POST" in guard.methods}
    unpaced = [path for path in looks.union(REVEALS) if (guard := guards[path]) is None or guard.pace is None]
    assert not unpaced


def test_one_matter_is_looked_at_ten_times_a_day(world: World, desk: Visit) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    first, second = (world.an_open_case(reporter=world.a_named(), place=None) for _ in range(2))
    desk_site.enter(desk, world, clerk)
    for _look in range(pacing.REVEAL.of_each):
        assert desk.send(f"/case/{first.number}/whole-number", {"reason": "回电话"}).status_code == 200
    stopped = desk.send(f"/case/{first.number}/whole-number", {"reason": "回电话"})
    assert (stopped.status_code, "次数太多" in stopped.content.decode()) == (429, True)
    assert desk.send(f"/case/{second.number}/whole-number", {"reason": "回电话"}).status_code == 200


def test_an_account_looks_sixty_times_a_day_whatever_it_looks_at(world: World, desk: Visit) -> None:
    desk_site.enter(desk, world, world.hat("clerk", "桃源北社区"))
    answers = [desk.send(f"/case/nothing-{look}/whole-number").status_code for look in range(pacing.REVEAL.most + 1)]
    assert set(answers[:-1]) == {404}
    assert answers[-1] == 429
    other = Visit()
    desk_site.enter(other, world, world.hat("clerk", "天桃社区"))
    assert other.send("/case/nothing/whole-number").status_code == 404  # nobody else's limit


@pytest.mark.parametrize(("role", "path", "field"), [("clerk", "/register", "q"), ("clerk", "/reporter", "who")])
def test_people_are_searched_for_at_a_persons_pace(world: World, desk: Visit, role: str, path: str, field: str) -> None:
    desk_site.enter(desk, world, world.hat(role, "桃源北社区"))
    answers = {
        desk.send(path, {field: f"1380013{look:04}", "reason": "核对"}).status_code
        for look in range(pacing.SEARCH.most)
    }
    assert answers <= {200, 422}
    assert desk.send(path, {field: "13800139999", "reason": "核对"}).status_code == 429
