"""The register kept by hand in a browser: a door's page at a desk and on a phone, its forms open, a division chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.city import CLERK, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE
from tests.browser.test_pages_hold import problems
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")
OPEN_ALL = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


def deed(clerk: Hands, words: str) -> Locator:
    """A form behind its words, opened."""
    found = clerk.page.locator("details.hand-deed").filter(has=clerk.page.get_by_text(words, exact=True))
    found.locator("summary").click()
    return found


@pytest.mark.touches("REG-03", "户籍、流动、租住的人都在册，随时更新")
def test_a_clerk_chooses_where_a_new_tenant_is_registered_and_moves_them(city: City, look: Look) -> None:
    clerk, home = at_the_desk(look, city, CLERK), city.there.cases["home"]
    clerk.open(f"/register/door/{home.number}")
    form = deed(clerk, "登记一个人")
    form.get_by_label("姓名").fill("莫远来")
    clerk.choose("租户", inside=form)
    form.get_by_label("户籍地").press_sequentially("朝阳区")
    clerk.choose("北京市朝阳区", inside=form)
    form.get_by_label("谁说的").select_option("police")
    clerk.press("记下这个人", inside=form)
    clerk.arrive("**did=person")
    expect(clerk.page.locator(".flashes")).to_contain_text("记下了")
    clerk.page.get_by_role("link", name="莫**").first.click()
    clerk.arrive("**/register/person/*")
    expect(clerk.page.locator("main")).to_contain_text("流动人口，户籍在外地（北京市朝阳区）")
    over = deed(clerk, "不在那里了")
    over.get_by_role("radio").first.check()
    over.get_by_label("谁说的").select_option("visit")
    clerk.press("记下不在了", inside=over)
    clerk.arrive("**did=end")
    expect(clerk.page.locator("main")).to_contain_text("现在没有登记的住处")


@pytest.mark.parametrize("edition", ["phone", "desk", "elder"])
def test_the_forms_of_a_door_and_a_person_hold_when_they_are_open(city: City, look: Look, edition: str) -> None:
    size = (1280, 900) if edition == "desk" else PHONE
    clerk, home = at_the_desk(look, city, CLERK, size=size, elder=edition == "elder"), city.there.cases["home"]
    clerk.open(f"/register/door/{home.number}")
    form = deed(clerk, "登记一个人")
    form.get_by_label("姓名").fill("农有余")  # of whom nothing is known but a short name
    clerk.choose("居住", inside=form)
    form.get_by_label("谁说的").select_option("police")
    clerk.press("记下这个人", inside=form)
    clerk.arrive("**did=person")
    for path in (f"/register/door/{home.number}", f"/register/person/{home.receipt}", f"/visits/door/{home.number}"):
        clerk.open(path)
        clerk.page.evaluate(OPEN_ALL)
        assert problems(clerk.page, edition) == [], path
