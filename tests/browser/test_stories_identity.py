"""How staff come in: the first time with a square or a passkey, later with what they set up; and showing it again."""

from __future__ import annotations

import re
from datetime import datetime

import psycopg
import pytest
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from playwright.sync_api import Page, expect

from linli.kit import sessions
from linli.main.launcher import env
from tests import factors
from tests.browser.city import CLERK, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE
from tests.browser.test_stories import Usable

pytestmark = pytest.mark.xdist_group("city")


def at_the_door(look: Look, city: City, login: str, *, javascript: bool = True) -> Hands:
    hands = Hands(
        look(city.desk, size=PHONE, javascript=javascript), city, javascript, Usable() if javascript else _any
    )
    hands.watch.expect("422")
    hands.open("/login")
    hands.fill_login(login)
    return hands


def a_device(hands: Hands) -> None:
    """The browser's device makes and shows passkeys, as if its holder always held a finger to it."""
    security = hands.page.context.new_cdp_session(hands.page)
    security.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    security.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def a_quarter_of_an_hour_passes(city: City, hands: Hands) -> None:
    """The session of this browser showed its factor longer ago."""
    (key,) = (one["value"] for one in hands.page.context.cookies() if one["name"] == "linli_desk")
    told = env.read(city.home)
    sealed = {"key": told["LINLI_SECRET_KEY"], "salt": "django.contrib.sessions.SessionStore"}
    with psycopg.connect(told["LINLI_DATABASE_ADMIN"]) as connection:
        row = connection.execute("select session_data from django_session where session_key = %s", [key]).fetchone()
        assert row is not None
        data = signing.loads(row[0], serializer=JSONSerializer, **sealed)
        proved = datetime.fromisoformat(data["proved"]) - sessions.FRESH
        kept = signing.dumps({**data, "proved": proved.isoformat()}, serializer=JSONSerializer, **sealed)
        connection.execute("update django_session set session_data = %s where session_key = %s", [kept, key])


def _any(_page: Page) -> None:
    """Axe needs scripts."""


def test_a_newcomer_sets_up_a_passkey_and_comes_in_with_it_alone(city: City, look: Look) -> None:
    hands = at_the_door(look, city, city.there.logins["newcomer.2"])
    hands.arrive("**/login/enrol*")
    a_device(hands)
    hands.press("添加通行密钥")
    expect(hands.page.get_by_role("heading", name="备用码")).to_be_visible()
    hands.check(hands.page)
    codes = hands.page.locator(".paper-codes li").all_inner_texts()
    assert len({re.sub(r"\s", "", one) for one in codes}) == 10
    hands.page.get_by_role("link", name="记好了，继续").click()
    hands.come_through()
    hands.open("/me/keys")
    expect(hands.page.locator("#f-key")).to_contain_text("通行密钥")
    hands.open("/me")
    hands.press("退出")
    hands.arrive("**/login*")
    hands.press("用通行密钥登录")
    hands.come_through()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_wrong_code_is_told_and_the_right_one_opens(city: City, look: Look, javascript: bool) -> None:
    login = city.there.logins["supervisor"]
    hands = at_the_door(look, city, login, javascript=javascript)
    hands.arrive("**/login/second*")
    code = city.shown_to(login)
    hands.page.get_by_label("6位验证码").fill("000000" if code != "000000" else "111111")
    hands.press("继续")
    expect(hands.page.locator("main")).to_contain_text("验证码不对")
    hands.page.get_by_label("6位验证码").fill(city.shown_to(login))
    hands.press("继续")
    hands.come_through()


def test_a_newcomer_with_a_phone_keeps_codes_for_the_day_it_is_gone(city: City, look: Look) -> None:
    """The square, six digits, ten codes on paper; the next time a code on paper, and it works once."""
    login = city.there.logins["newcomer.3"]
    hands = at_the_door(look, city, login)
    hands.arrive("**/login/enrol*")
    square = hands.page.locator(".square svg")
    box = square.bounding_box()
    assert box is not None
    assert box["width"] >= 160, box  # a phone held at arm's length reads it
    secret = hands.page.locator(".steps code").inner_text().replace(" ", "")
    hands.page.get_by_label("6位验证码").fill("12345")
    hands.press("开始用")
    expect(hands.page.locator("main")).to_contain_text("验证码不对")
    assert hands.page.locator(".steps code").inner_text().replace(" ", "") == secret
    hands.page.get_by_label("6位验证码").fill(factors.code_after(secret, 0))
    hands.page.get_by_label("这部手机叫什么").fill("我的手机")
    hands.press("开始用")
    expect(hands.page.get_by_role("heading", name="备用码")).to_be_visible()
    codes = hands.page.locator(".paper-codes li").all_inner_texts()
    hands.page.get_by_role("link", name="记好了，继续").click()
    hands.come_through()
    for wrong in (False, True):
        again = at_the_door(look, city, login)
        again.arrive("**/login/second*")
        again.page.get_by_text("手机不在身边：用备用码").click()
        again.page.get_by_label("一个备用码").fill(codes[0].lower())
        again.press("用这个备用码")
        if wrong:
            expect(again.page.locator("main")).to_contain_text("备用码")
            again.arrive("**/login/second*")
        else:
            again.come_through()
            again.open("/me/keys")
            expect(again.page.locator("main")).to_contain_text("还有9个")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_whole_number_after_a_quarter_of_an_hour_wants_a_factor_once_more(
    city: City, look: Look, javascript: bool
) -> None:
    """The reason that was typed goes on with it; what was asked for is shown, and written down."""
    login = city.there.logins[CLERK]
    number = (city.there.cases["answered"] if javascript else city.take("mine")).number  # one is looked at once
    hands = Hands(look(city.desk, size=PHONE, javascript=javascript), city, javascript)
    hands.watch.expect("403")
    hands.watch.expect("422")
    hands.log_in(login)
    hands.open(f"/case/{number}")
    hands.page.locator("summary").get_by_text("看全号").click()
    hands.page.get_by_label("为什么要看").fill("回电话问问修好没有")
    a_quarter_of_an_hour_passes(city, hands)
    looks = city.looks()
    hands.press("看全号")
    expect(hands.page.get_by_role("heading", name="再验一下是您本人")).to_be_visible()
    if javascript:
        Usable()(hands.page)
    assert city.looks() == looks
    hands.page.get_by_label("6位验证码").fill("1")
    hands.press("继续")
    expect(hands.page.locator("main")).to_contain_text("验证码不对")
    hands.page.get_by_label("6位验证码").fill(city.shown_to(login))
    hands.press("继续")
    expect(hands.page.locator("main")).to_contain_text("您看过、为什么看，都记下来了")
    assert city.looks() == looks + 1


def test_a_session_is_ended_from_another_browser(city: City, look: Look) -> None:
    login = city.there.logins["street_clerk"]
    first, second = (Hands(look(city.desk, size=PHONE), city) for _browser in range(2))
    for hands in (first, second):
        hands.log_in(login)
    second.open("/me/keys")
    Usable()(second.page)
    second.press("其他的都结束")
    second.arrive("**did=others")
    expect(second.page.locator("main")).to_contain_text("1处")
    first.page.goto("/")
    first.arrive("**/login?*")


def test_a_resident_adds_a_passkey_and_comes_in_with_it(city: City, look: Look) -> None:
    hands = Hands(look(city.public, size=PHONE), city, check=Usable())
    hands.log_in_by_code("13700137077")
    a_device(hands)
    hands.open("/me/keys")
    hands.press("添加通行密钥")
    hands.arrive("**did=added")
    expect(hands.page.get_by_role("button", name="移除")).to_have_count(1)
    hands.page.context.clear_cookies()
    hands.open("/login")
    hands.press("用通行密钥登录")
    hands.arrive(f"{city.public}/")
    hands.open("/me/keys")
    expect(hands.page.locator("main")).to_contain_text("就是这里")
