"""The product proved by whoever uses it: a report from a phone to a rated answer, in every edition, and what goes wrong.

Real processes serve every page. A complaint of the browser (policy, console, answers ≥ 500) fails the story.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.city import GRID, LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands, Receipt, photo
from tests.browser.looking import PHONE

pytestmark = pytest.mark.xdist_group("city")
WIDE = (1280, 900)


def report(hands: Hands, **said: str) -> Receipt:
    hands.page.goto("/")
    hands.page.get_by_role("link", name="垃圾没人清").click()
    hands.fill_report(item="垃圾没人清", text="垃圾桶满了两天没人清，招了好多苍蝇。", **said)
    hands.page.locator("#f-photo").set_input_files(photo("bins"))
    return hands.send_report()


def handle(worker: Hands, receipt: Receipt) -> None:
    """Look on site, accept, handle it with a photo, answer: everything a grid worker does on a phone."""
    worker.open_from_inbox(receipt.number)
    expect(worker.page.locator("main")).to_contain_text("居民时钟")
    worker.deed("看过了，属实", text="三个桶都满了，地上也有。")
    worker.deed("接单")
    worker.deed("处理好了", text="环卫当场清运。", photos=[photo("bins", after=True)])
    worker.deed("答复居民", text="垃圾今天清了。", choose="办好了")


def handle_again(worker: Hands, receipt: Receipt) -> None:
    worker.open_from_inbox(receipt.number)
    expect(worker.page.locator("main")).to_contain_text("把桶洗干净")
    worker.deed("处理好了", text="桶洗了，周围冲了两遍。", photos=[photo("bins", after=True)])
    worker.deed("答复居民", text="桶洗好了，这里改成一天清两次。", choose="办好了")


def test_from_a_phone_to_a_rated_answer(city: City, look: Look) -> None:
    resident = Hands(look(city.public, size=PHONE), city)
    worker = Hands(look(city.desk, size=PHONE), city)
    lead = Hands(look(city.desk, size=WIDE), city)
    worker.log_in(city.there.logins[GRID])
    lead.log_in(city.there.logins[LEAD])

    receipt = report(resident)
    handle(worker, receipt)
    elsewhere = Hands(look(city.public, size=PHONE), city)
    elsewhere.track(receipt)
    expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("办好了，请您看一眼")
    elsewhere.rate("不满意", why="只清了一半，桶没洗。")
    expect(elsewhere.page.locator("main")).to_contain_text("重新打开了")
    lead.open_from_inbox(receipt.number)
    expect(lead.page.locator("main")).to_contain_text("只清了一半，桶没洗。")
    lead.deed("退回重办", text="把桶洗干净，拍照。")
    handle_again(worker, receipt)
    resident.page.goto(f"/case/{receipt.number}")
    resident.rate("非常满意")
    expect(resident.page.get_by_role("heading", level=1)).to_have_text("这件事办完了")
