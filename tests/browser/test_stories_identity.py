"""How staff come in: the first time with a square or a passkey, later with what they set up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city import City
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


def _any(_page: Page) -> None:
    """Axe needs scripts."""


def test_a_newcomer_sets_up_a_passkey_and_comes_in_with_it_alone(city: City, look: Look) -> None:
    hands = at_the_door(look, city, city.there.logins["newcomer.2"])
    hands.arrive("**/login/enrol*")
    security = hands.page.context.new_cdp_session(hands.page)
    security.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    security.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    hands.press("添加通行密钥")
    expect(hands.page.get_by_role("heading", name="备用码")).to_be_visible()
    hands.check(hands.page)
    codes = hands.page.locator(".paper-codes li").all_inner_texts()
    assert len({re.sub(r"\s", "", one) for one in codes}) == 10
    hands.page.get_by_role("link", name="记好了，继续").click()
    hands.arrive(re.compile(rf"^{re.escape(city.desk)}/(?!login)"))
    hands.open("/me/keys")
    expect(hands.page.locator("#f-key")).to_contain_text("通行密钥")
    hands.open("/me")
    hands.press("退出")
    hands.arrive("**/login*")
    hands.press("用通行密钥登录")
    hands.arrive(re.compile(rf"^{re.escape(city.desk)}/(?!login)"))


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
    hands.arrive(re.compile(rf"^{re.escape(city.desk)}/(?!login)"))
