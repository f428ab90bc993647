"""The second step: nobody is in who has shown a password alone, at no address; setting up, losing and showing again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from linli.gates.identity import factors as showing
from linli.kernel.people.models import Account, Post
from linli.kit import sessions
from linli.main.checks.routes import routes
from linli.main.urls_desk import urlpatterns
from linli.plumbing.time import now as clock
from tests import factors
from tests.at_the_screen import Somebody
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World

WAYS_OUT = {"logout", "api/v1/logout"}
OF_THE_FACTOR = {"login/second", "login/enrol", "login/passkey"}


def half(desk: Visit, login: str) -> Visit:
    """Somebody whose password was right and who has shown nothing else."""
    assert desk.send("/login", {"login": login, "password": PASSWORD})["Location"].startswith("/login/second")
    return desk


@pytest.fixture
def newcomer(world: World, db: None) -> str:
    """A new clerk who has been handed nothing but a password."""
    with as_login("ingest"):
        return factors.a_newcomer(world, "new.comer")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_half_is_nobody_at_every_address(world: World, desk: Visit, method: str) -> None:
    world.an_open_case()
    half(desk, world.login(world.hat("supervisor")))
    stranger, told, tried = Visit(), [], 0
    for path, _view in routes(urlpatterns):
        if path in OF_THE_FACTOR | WAYS_OUT or path.startswith(settings.STATIC_URL.strip("/")):
            continue
        address = "/" + re.sub(r"<int:[^>]*>", "1", re.sub(r"<str:[^>]*>", "x", path))
        tried += 1
        answers = [told_at(visit, method, address) for visit in (desk, stranger)]
        if answers[0] != answers[1]:
            told.append((method, address, answers))
    assert tried > 150
    assert not told, told[:3]
    assert desk.get("/login/second").status_code == 200  # and it still waits at the door


def told_at(visit: Visit, method: str, address: str) -> tuple[int, str, str]:
    answer: Any
    if method == "GET":
        answer = visit.get(address)
    else:
        token = visit.cookies[settings.CSRF_COOKIE_NAME].value if settings.CSRF_COOKIE_NAME in visit.cookies else ""
        answer = visit.send(address, {}, **{"X-CSRFToken": token})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    plain = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|"(csrf|now)": "[^"]*"', b"", body)
    return answer.status_code, answer.get("Location", ""), plain.decode(errors="replace")


def test_half_over_the_api_is_refused(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    answer = desk.api("POST", "login", {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer.json()["field"]) == (401, "code")
    wrong = desk.api("POST", "login", {"login": login, "password": PASSWORD, "code": "000000"})
    assert wrong.status_code == 401
    assert "account" not in desk.session


def test_ten_codes_are_guessed_and_no_more(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    half(desk, login)
    right = factors.code_for(login)
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(showing.TRIES):
        assert desk.send("/login/second", {"factor_code": wrong}).status_code == 422
    held = desk.send("/login/second", {"factor_code": right})
    assert held.status_code == 429
    assert "等15分钟" in held.content.decode()


def test_half_lasts_ten_minutes(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    half(desk, login)
    session = desk.session
    session["since"] = (clock() - sessions.HALF - timedelta(seconds=1)).isoformat()
    session.save()
    assert desk.get("/login/second")["Location"].startswith("/login?")
    half(desk, login)
    session = desk.session
    session["since"] = (clock() - sessions.HALF - timedelta(seconds=1)).isoformat()
    session.save()
    assert desk.send("/login/second", {"factor_code": factors.code_for(login)})["Location"].startswith("/login?")


def test_a_password_changed_meanwhile_was_the_wrong_one(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    half(desk, login)
    with as_login(""):
        Account.objects.filter(login=login).update(password="argon2$another")
    assert desk.send("/login/second", {"factor_code": factors.code_for(login)})["Location"].startswith("/login?")
    assert "account" not in desk.session


def test_a_code_opens_the_desk_once(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    half(desk, login)
    before, code = desk.session.session_key, factors.code_for(login)
    assert desk.send("/login/second", {"factor_code": code}).status_code == 302
    assert desk.session.session_key != before
    other = half(Visit(), login)
    again = other.send("/login/second", {"factor_code": code})
    assert (again.status_code, "这个码用过了" in again.content.decode()) == (422, True)


def test_the_first_time_one_is_set_up_with_codes_on_paper(newcomer: str, world: World) -> None:
    """A new clerk: password, the square, six digits, ten codes on paper, the inbox; next day the phone is gone."""
    clerk = Somebody("desk")
    clerk.open("/login")
    page = clerk.press("登录", login=newcomer, password=PASSWORD)
    assert page.path.startswith("/login/enrol")
    assert "设好登录的第二步" in page
    secret = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.words)[0].replace(" ", "")
    assert clerk.open("/").path.startswith("/login?")
    clerk.open("/login/enrol")
    wrong = clerk.press("开始用", factor_code="12345")
    assert (wrong.status, "验证码不对" in wrong) == (422, True)
    page = clerk.press("开始用", factor_code=factors.code_after(secret, 0), name="我的手机")
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.words)
    assert len(codes) == 10
    assert clerk.follow("记好了，继续").path == "/"
    assert "我的手机" in clerk.open("/me/keys")

    later = Somebody("desk")
    later.open("/login")
    later.press("登录", login=newcomer, password=PASSWORD)
    assert later.open("/login/enrol").path.startswith("/login/second")  # nobody sets up a second one by password alone
    assert later.press("用这个备用码", factor_recovery=codes[3]).path == "/"
    assert "还有9个" in later.open("/me/keys")
    once = Somebody("desk")
    once.open("/login")
    once.press("登录", login=newcomer, password=PASSWORD)
    assert once.press("用这个备用码", factor_recovery=codes[3]).status == 422


def test_whoever_has_no_post_any_more_is_not_in_after_the_second_step(newcomer: str, desk: Visit) -> None:
    with as_login(""):
        account = Account.objects.get(login=newcomer).id
    desk.send("/login", {"login": newcomer, "password": PASSWORD})
    with as_login(""):
        Post.objects.filter(account_id=account).update(until=clock())
    secret = re.findall(rb"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", desk.get("/login/enrol").content)[0].decode()
    desk.send("/login/enrol", {"factor_code": factors.code_after(secret.replace(" ", ""), 0)})
    assert "account" not in desk.session


# -- once more


def stale(desk: Visit) -> None:
    """A quarter of an hour has gone by."""
    session = desk.session
    session["proved"] = (clock() - sessions.FRESH - timedelta(seconds=1)).isoformat()
    session.save()


def test_after_a_quarter_of_an_hour_a_factor_is_asked_for_and_nothing_is_lost(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    desk.sign_in(login)
    stale(desk)
    here, back = f"{settings.SURFACE_URL}/me/keys?did=added", 'href="/me/keys?did=added">先不办，回去</a>'
    asked = desk.send("/me/keys/codes", {"typed": "第一行", "and": "第二行"}, Referer=here)
    page = asked.content.decode()
    assert back in page
    assert asked.status_code == 403
    assert "再验一下是您本人" in page
    assert "用通行密钥" not in page  # only what there is to show is asked for
    assert "用备用码" not in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert (fields["typed"], fields["and"], fields["factor_to"]) == ("第一行", "第二行", "/me/keys/codes")
    wrong = desk.send("/login/again", {**fields, "factor_code": "1"})
    assert (wrong.status_code, "第二行" in wrong.content.decode()) == (422, True)
    assert back in wrong.content.decode()
    before = desk.session.session_key
    onward = desk.send("/login/again", {**fields, "factor_code": factors.code_for(login)})
    assert (onward.status_code, onward["Location"]) == (307, "/me/keys/codes")
    assert desk.session.session_key != before
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", desk.send("/me/keys/codes").content.decode())) == 10


def test_showing_again_leads_nowhere_but_to_what_asked(world: World, desk: Visit) -> None:
    login = world.login(world.hat("clerk"))
    desk.sign_in(login)
    for to in ("/logout", "https://example.org/", "//example.org/x", "/nowhere", ""):
        answer = desk.send("/login/again", {"factor_to": to, "factor_how": "POST", "factor_code": "1"})
        assert (answer.status_code, answer["Location"]) == (302, "/"), to


# -- where one is signed in


def test_a_session_is_ended_from_another_one_at_once(world: World, desk: Visit) -> None:
    login, elsewhere = world.login(world.hat("clerk")), Visit()
    elsewhere.sign_in(login)
    assert elsewhere.get("/").status_code == 200
    desk.sign_in(login)
    page = desk.get("/me/keys").content.decode()
    assert "2处" in page
    assert str(desk.session.session_key) not in page
    assert str(elsewhere.session.session_key) not in page
    assert desk.send("/me/sessions/end")["Location"] == "/me/keys?did=others"
    assert elsewhere.get("/")["Location"].startswith("/login")
    assert desk.get("/").status_code == 200
    assert "1处" in desk.get("/me/keys").content.decode()


def test_nobody_ends_the_session_of_somebody_else(world: World, desk: Visit) -> None:
    elsewhere = Visit()
    elsewhere.sign_in(world.login(world.hat("supervisor")))
    mark = re.search(r'name="session" value="([0-9a-f]{32})"', page_with_another(world, elsewhere))
    desk.sign_in(world.login(world.hat("clerk")))
    assert mark is not None
    desk.send("/me/sessions/end", {"session": mark[1]})
    desk.send("/me/sessions/end")
    assert elsewhere.get("/me").status_code == 200


def page_with_another(world: World, visit: Visit) -> str:
    Visit().sign_in(world.login(world.hat("supervisor")))
    return str(visit.get("/me/keys").content.decode())


def test_logging_out_ends_the_sign_in(world: World, desk: Visit) -> None:
    desk.sign_in(world.login(world.hat("clerk")))
    kept = desk.cookies["linli_desk"].value
    desk.send("/logout")
    thief = Visit()
    thief.cookies["linli_desk"] = kept
    assert thief.get("/")["Location"].startswith("/login")
