"""The door of the desk: name and password, the post one wears, and what was typed before."""

from __future__ import annotations

from datetime import timedelta
from time import process_time

import pytest

from linli.gates.identity import passwords
from linli.gates.identity.refused import NotLetIn
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewAccount
from linli.kit import sessions
from linli.main.demo.ground import INGEST
from linli.plumbing.time import now as clock
from tests import factors
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World


def test_in_with_one_post(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    answer = desk.send("/login", {"login": f" {login} ", "password": PASSWORD, "next": "/?view=unplaced"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/second?next=%2F%3Fview%3Dunplaced")
    assert desk.get("/")["Location"] == "/login?next=%2F"  # half is nobody
    code = factors.code_for(login)
    answer = desk.send("/login/second", {"factor_code": f" {code[:3]} {code[3:]} ", "next": "/?view=unplaced"})
    assert (answer.status_code, answer["Location"]) == (302, "/?view=unplaced")
    assert desk.get("/").status_code == 200


def test_who_holds_several_posts_says_which(world: World, desk: Visit) -> None:
    answer = desk.sign_in("motianming")
    assert answer["Location"].startswith("/login/post")
    first = desk.session["post"]
    page = desk.get("/login/post").content.decode()
    assert "桃源北社区" in page
    assert "天桃社区" in page
    marks = [piece.split('"')[0] for piece in page.split('name="post" value="')[1:]]
    assert len(marks) == 2
    before = desk.session.session_key
    assert desk.send("/login/post", {"post": "nobody's"}).status_code == 422
    assert desk.send("/login/post", {"post": marks[1]})["Location"] == "/"
    assert desk.session["post"] != first
    assert desk.session.session_key != before


@pytest.mark.asvs("V6.3.1")
def test_nobody_learns_who_exists(world: World, desk: Visit) -> None:
    known = world.login(world.hat("clerk"))
    pages = set()
    for login in (known, "nobody.here"):
        answer = desk.send("/login", {"login": login, "password": "guess"})
        assert answer.status_code == 422
        pages.add(answer.content.decode().replace(login, "").split("csrfmiddlewaretoken")[0])
        assert "登录名或密码不对" in answer.content.decode()
    assert len(pages) == 1


@pytest.mark.parametrize("login", ["\x00", "a\x00b", "\u202e", "\ud83d"])
def test_signs_no_name_has_are_a_wrong_name(world: World, desk: Visit, login: str) -> None:
    """The database takes no NUL, and no name has one."""
    with pytest.raises(NotLetIn):
        passwords.enter_by_login(login, PASSWORD, address="1.2.3.4", now=clock())


@pytest.mark.asvs("V7.4.2")
@pytest.mark.dengbao("8.1.4.2 c")
def test_an_account_without_a_post_is_no_account_here(world: World, desk: Visit) -> None:
    with as_login("ingest"):
        people.add_staff_many(
            rows=[NewAccount(label="无岗", login="no.post", password=PASSWORD)], by=INGEST, now=clock()
        )
    answer = desk.send("/login", {"login": "no.post", "password": PASSWORD})
    assert answer.status_code == 422
    assert "登录名或密码不对" in answer.content.decode()


def test_an_unknown_name_costs_as_much_as_a_wrong_password(world: World, db: None) -> None:
    people.add_staff_many(rows=[NewAccount(label="实", login="real.cost", password=PASSWORD)], by=INGEST, now=clock())
    spent = {login: min(_cost(login, turn) for turn in range(3)) for login in ("real.cost", "nobody.here")}
    assert spent["nobody.here"] > spent["real.cost"] * 0.5


def _cost(login: str, turn: int) -> float:
    began = process_time()
    with pytest.raises(NotLetIn), as_login("desk"):
        passwords.enter_by_login(login, "guess", address=f"10.0.0.{turn}", now=clock())
    return process_time() - began


@pytest.mark.asvs("V6.3.1")
@pytest.mark.dengbao("8.1.4.1 b")
@pytest.mark.parametrize("login", ["huangzhiqiang", "nobody.here"])
def test_ten_tries_from_one_address_are_enough(desk: Visit, login: str) -> None:
    for _try in range(passwords.TRIES_FROM_HERE):
        assert desk.send("/login", {"login": login, "password": "guess"}).status_code == 422
    held = desk.send("/login", {"login": login, "password": PASSWORD})
    assert held.status_code == 429
    assert "等15分钟再试" in held.content.decode()
    elsewhere = desk.post(
        "/login",
        {"login": login, "password": PASSWORD, "csrfmiddlewaretoken": desk.cookies["linli_desk_csrf"].value},
        REMOTE_ADDR="10.9.8.7",
    )
    assert elsewhere.status_code == (302 if login == "huangzhiqiang" else 422)


def test_what_was_typed_comes_back_after_the_login(world: World, desk: Visit) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    typed = {"item": "hotline.noise", "text": "楼下烧烤店夜里一点还放音响。", "channel": "phone"}
    refused = desk.send("/intake", typed)
    assert refused.status_code == 302
    assert refused["Location"].startswith("/login?next=")
    wanted = desk.get(refused["Location"])
    assert wanted.status_code == 200
    answer = desk.sign_in(world.login(clerk), next="/intake")
    assert answer["Location"] == "/intake"
    assert typed["text"] in desk.get("/intake").content.decode()


@pytest.mark.asvs("V7.3.1")
@pytest.mark.dengbao("8.1.4.1 b")
def test_an_idle_session_ends(world: World, desk: Visit) -> None:
    desk.sign_in(world.login(world.hat("clerk")))
    assert desk.get("/").status_code == 200
    session = desk.session
    session["seen"] = (clock() - sessions.IDLE - timedelta(seconds=1)).isoformat()
    session.save()
    assert desk.get("/").status_code == 302


def test_the_door_of_the_desk_opens_nothing_by_itself(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    for path in ("/", f"/case/{opened.number}", "/intake", "/catalogue"):
        answer = desk.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login"), path
