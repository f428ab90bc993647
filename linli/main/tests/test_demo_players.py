"""The simulated people: they read the pages' own forms, send them, and bear whatever happens."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from linli.kernel.cases.models import Case, Event
from linli.main.demo import note, simulating
from linli.main.demo.browsing import Away, Browser, _read
from linli.main.demo.logins import Login
from linli.main.demo.players import Player, Stage
from tests import factors
from tests.world import PASSWORD, World

PAGE = """
<title>一件事</title><a href="/login">登录</a>
<form action="/report" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t">
<textarea name="text">
已经写的
两行</textarea>
<select name="item"><option value="">选一个</option>
<optgroup label="房屋"><option value="a" selected>甲</option></optgroup></select>
<input type="radio" name="who" value="anonymous" checked><input type="radio" name="who" value="named">
<input type="checkbox" name="confidential" value="1"><input type="file" name="photo">
<button name="act" value="find">找</button><button name="act" value="send">送出</button></form>
"""


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = _read("http://x/report", 200, PAGE.encode())
    form = page.form("text", "item")
    assert form is not None
    assert form.values == {
        "csrfmiddlewaretoken": ["t"],
        "text": ["已经写的\n两行"],
        "item": ["a"],
        "who": ["anonymous"],
    }
    assert form.choices == {"item": ["", "a"], "who": ["anonymous", "named"], "confidential": ["1"]}
    assert form.files == ["photo"]
    assert form.has_button("act", "send")
    assert (page.title, page.links) == ("一件事", ["/login"])
    assert page.form("grade") is None


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_a_browser_never_leaves_its_surface() -> None:
    away = Browser(free_address())
    assert away._absolute("https://elsewhere.example/report").startswith("http://127.0.0.1")


def test_a_city_that_does_not_answer_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = free_address()
    monkeypatch.setenv("PUBLIC_URL", address)
    monkeypatch.setenv("DESK_URL", address)
    monkeypatch.setattr(simulating, "PATIENCE", 0.0)
    note.write(tmp_path, note.Note("", note.CITY, (Login("desk", "clerk", "黄", "huang", "x"),)))
    with pytest.raises(Away):
        Browser(address).get("/")
    assert simulating.run(tmp_path, say=lambda _line: None, pace=(0.0, 0.0), acts=5) == 0


@pytest.fixture
def stage() -> Stage:
    return replace(simulating.stage(Random(7)), addresses=["桃源路36号院2栋"])


def door(settings: Settings, live_server: Any, surface: str) -> Browser:
    """A browser at one surface of the world, served by this process."""
    settings.SURFACE = surface
    settings.ROOT_URLCONF = f"linli.main.urls_{surface}"
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = f"linli_{surface}", f"linli_{surface}_csrf"
    settings.ALLOWED_HOSTS = ["*"]
    return Browser(str(live_server.url))


def test_a_resident_reports_and_rates(world: World, live_server: Any, settings: Settings, stage: Stage) -> None:
    somebody = Login("public", "resident", "覃秀兰", world.residents[0].phone, PASSWORD)
    player = Player(somebody, door(settings, live_server, "public"), stage)
    number = player.report()
    case = Case.objects.get(number=number)
    assert case.place_id == world.building()
    assert player.rate() == ""  # no answer yet
    opened = world.an_open_case(by=world.resident(), until="confirm", reporter=world.a_named())
    assert player.rate() in "12345"
    assert world.step(opened) in ("end", "review")


def test_a_visitor_reports_without_a_login(world: World, live_server: Any, settings: Settings, stage: Stage) -> None:
    number = Player(simulating.NOBODY, door(settings, live_server, "public"), stage).report()
    assert Case.objects.filter(number=number).exists()


def test_a_colleague_takes_a_matter_to_its_answer(
    world: World, live_server: Any, settings: Settings, stage: Stage
) -> None:
    world.an_open_case()
    opened = world.an_open_case()
    login = world.login(world.hat("property_staff", "桃源北社区"))
    somebody = Login("desk", "property_staff", "莫天明", login, PASSWORD, secret=factors.secret_of(login))
    player = Player(somebody, door(settings, live_server, "desk"), stage, keep=0)
    deeds = [player.work() for _turn in range(6)]
    assert sorted(deeds) == ["accept", "accept", "answer", "answer", "handled", "handled"]
    assert world.step(opened) == "confirm"
    assert player.work() == ""
    assert Event.objects.filter(verb="handled").count() == 2


def test_a_clerk_finds_the_place(world: World, live_server: Any, settings: Settings, stage: Stage) -> None:
    opened = world.an_open_case(place=None, where="河边")
    login = world.login(world.hat("clerk", "桃源北社区"))
    somebody = Login("desk", "clerk", "黄志强", login, PASSWORD, secret=factors.secret_of(login))
    player = Player(somebody, door(settings, live_server, "desk"), stage, keep=0)
    assert player.work() == "placed"
    assert world.case(opened).place_id == world.building()


def test_a_shut_door_is_left(world: World, live_server: Any, settings: Settings, stage: Stage) -> None:
    stranger = Login("desk", "clerk", "", "nobody", "wrong")
    assert Player(stranger, door(settings, live_server, "desk"), stage).work() == ""


def test_a_desk_that_is_watched_keeps_its_matters(
    world: World, live_server: Any, settings: Settings, stage: Stage
) -> None:
    world.an_open_case()
    login = world.login(world.hat("property_staff", "桃源北社区"))
    somebody = Login("desk", "property_staff", "", login, PASSWORD, secret=factors.secret_of(login))
    player = Player(somebody, door(settings, live_server, "desk"), stage, 4)
    assert player.work() == ""
