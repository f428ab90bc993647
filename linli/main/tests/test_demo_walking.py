"""The simulated grid workers and the hotline: what they do stands in the city, through the pages' own forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from linli.kernel.cases.models import Case
from linli.kernel.cases.models_calls import Call
from linli.kernel.ratings.models import FollowUp
from linli.main.demo import phoning, simulating, walking
from linli.main.demo.logins import Login
from linli.main.demo.players import Player
from linli.main.tests.test_demo_players import door
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid.models import PatrolEntry
from tests import factors
from tests.hearing import hear
from tests.world import PASSWORD, World


def _player(world: World, browser: Any, login: str, role: str) -> Player:
    stage = replace(simulating.stage(Random(3)), addresses=["桃源路36号院2栋"])
    return Player(Login("desk", role, "", login, PASSWORD, secret=factors.secret_of(login)), browser, stage)


@pytest.fixture
def desk(world: World, live_server: Any, settings: Settings) -> Any:
    return door(settings, live_server, "desk")


def test_a_phone_sends_its_last_days_and_a_round_is_walked(world: World, desk: Any) -> None:
    hat = world.hat("grid_worker", "桃源北社区")
    player = _player(world, desk, world.login(hat), "grid_worker")
    now = clock()
    sent = walking.catch_up(player, now=now)
    entries = list(PatrolEntry.objects.filter(kind="visit"))
    assert sent == len(entries) > 0
    assert {entry.account_id for entry in entries} == {hat.account}
    assert all(now - timedelta(days=walking.EARLIER) < entry.at <= now for entry in entries)
    done = {walking.walk(player) for _turn in range(6)}
    assert done <= {"visit", "report", "end", ""}
    rounds = set(PatrolEntry.objects.filter(kind__in=("start", "end")).values_list("kind", flat=True))
    assert rounds >= {"start"} or not walking.visits(desk.get("/patrol"))
    assert Case.objects.filter(channel="patrol").exists() == ("report" in done)


def test_the_hotline_takes_a_call_and_calls_back(world: World, desk: Any) -> None:
    player = _player(world, desk, "banchunyan", "clerk")
    said = {phoning.ring(player) for _turn in range(5)}
    assert "opened" in said
    assert Call.objects.exclude(ended=None).count() == 5
    for case in Case.objects.filter(channel="phone"):
        while world.step(case.id) in ("verify", "accept", "handle", "answer"):
            world.act(case.id, {"verify": "confirmed_on_site", "accept": "accept", "handle": "handled"}.get(
                world.step(case.id), "answer"))  # fmt: skip
    hear()
    waiting = FollowUp.objects.filter(done=None).count()
    assert waiting > 0
    assert phoning.call_back(player) in (*phoning.GRADES, "nobody")
    assert FollowUp.objects.filter(tries=1).count() == 1
