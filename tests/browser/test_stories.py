"""From a report on a phone to a rated answer, by whoever uses the product: in every edition, with and without scripts.

Real processes serve every page. A complaint of the browser (policy, console, answers ≥ 500) fails the story.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city import GRID, LEAD, City
from tests.browser.conftest import Look
from tests.browser.elder import Elder
from tests.browser.hands import Hands, Receipt, photo
from tests.browser.looking import PHONE, assert_accessible, assert_fits, small_hits

pytestmark = pytest.mark.xdist_group("city")
WIDE = (1280, 900)
ITEM, WORDS = "垃圾没人清", "垃圾桶满了两天没人清，招了好多苍蝇。"


@dataclass(slots=True)
class Cast:
    """Who is in a story: the resident, the grid worker on a phone, the street's lead at a desk."""

    resident: Hands
    worker: Hands
    lead: Hands


Check = Callable[[Page], None]


@pytest.fixture
def cast(city: City, look: Look) -> Callable[..., Cast]:
    """``cast(javascript=…, check=…)``: everybody with a browser of their own, the staff logged in."""

    def together(*, javascript: bool = True, check: Check = lambda _page: None) -> Cast:
        resident = Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript, check)
        worker = at_the_desk(look, city, GRID, size=PHONE, javascript=javascript)
        lead = at_the_desk(look, city, LEAD, size=WIDE, javascript=javascript)
        worker.check = lead.check = check
        return Cast(resident, worker, lead)

    return together


def at_the_desk(look: Look, city: City, role: str, *, javascript: bool = True, **options: Any) -> Hands:
    """A member of staff who has logged in today."""
    login = city.there.logins[role]
    options = {"size": WIDE, "javascript": javascript, "storage_state": city.session_of(login), **options}
    hands = Hands(look(city.desk, **options), city, javascript)
    hands.come_in(login)
    return hands


class Usable:
    """Everybody can use the page: it fits, a thumb finds its targets, axe has no finding. Each page is asked once."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def __call__(self, page: Page) -> None:
        wide = (page.viewport_size or {"width": 0})["width"]
        heading = (page.title(), wide)
        if heading not in self.seen:
            self.seen.add(heading)
            assert_fits(page)
            assert_accessible(page)
            small = small_hits(page, 44) if wide == PHONE[0] else []
            assert not small, f"{page.url}: {small}"


def handle(worker: Hands, receipt: Receipt) -> None:
    """Look on site, accept, handle it with a photo that shows it, answer."""
    worker.open_from_inbox(receipt.number)
    expect(worker.page.locator("main")).to_contain_text("居民时钟")
    worker.deed("看过了，属实", text="三个桶都满了，地上也有。")
    worker.deed("接单")
    worker.deed("处理好了", text="环卫当场清运。", photos=[photo("bins", after=True)])
    worker.deed("答复居民", text="垃圾今天清了。再有就打12345。", choose="办好了")


def have_it_done_again(cast: Cast, receipt: Receipt, *, why: str) -> None:
    """The street's lead reads why and sends it back; the same worker does it again and answers."""
    cast.lead.open_from_inbox(receipt.number)
    expect(cast.lead.page.locator("main")).to_contain_text(why)
    cast.lead.deed("退回重办", text="把桶洗干净，拍照。")
    cast.worker.open_from_inbox(receipt.number)
    expect(cast.worker.page.locator("main")).to_contain_text("把桶洗干净")
    cast.worker.deed("处理好了", text="桶洗了，周围冲了两遍。", photos=[photo("bins", after=True)])
    cast.worker.deed("答复居民", text="今天桶洗好了，这里改成一天清两次。再有就打12345。", choose="办好了")


def rate_badly(resident: Hands, receipt: Receipt, *, why: str) -> None:
    expect(resident.page.get_by_role("heading", level=1)).to_have_text("办好了，请您看一眼")
    expect(resident.page.locator("main")).to_contain_text("垃圾今天清了。")
    resident.rate("不满意", why=why)
    expect(resident.page.locator("main")).to_contain_text("重新打开了")


def rate_well(resident: Hands, receipt: Receipt) -> None:
    resident.open(f"/case/{receipt.number}")
    expect(resident.page.locator("main")).to_contain_text("桶洗好了")
    resident.rate("非常满意")
    expect(resident.page.get_by_role("heading", level=1)).to_have_text("这件事办完了")
    expect(resident.page.locator("main")).to_contain_text("您的评价")


@pytest.mark.touches("PRJ-10", "居民自下而上评分")
@pytest.mark.touches("CHN-01", "网页；好用、能互动")
def test_from_a_phone_to_a_rated_answer(city: City, look: Look, cast: Callable[..., Cast]) -> None:
    """Anonymous, on two phones: the code alone opens the matter on the second."""
    people, why = cast(check=Usable()), "只清了一半，桶没洗。"
    resident = people.resident
    resident.open("/")
    resident.page.get_by_role("link", name=ITEM).click()
    resident.arrive("**/report?item=*")
    resident.page.locator("#f-photo").set_input_files(photo("bins"))
    expect(resident.page.locator("#f-photo-shown img")).to_have_count(1)
    resident.fill_report(item=ITEM, text=WORDS)
    receipt = resident.send_report()
    handle(people.worker, receipt)
    elsewhere = Hands(look(city.public, size=PHONE), city, check=resident.check)
    elsewhere.track(receipt)
    rate_badly(elsewhere, receipt, why=why)
    have_it_done_again(people, receipt, why=why)
    rate_well(resident, receipt)


def test_the_same_without_javascript(city: City, cast: Callable[..., Cast]) -> None:
    """With a name and a telephone: the link in the message opens the matter."""
    people, why, phone = cast(javascript=False, check=assert_fits), "桶还是臭的。", "13700137001"
    resident = people.resident
    resident.open("/")
    resident.page.get_by_role("link", name=ITEM).click()
    resident.arrive("**/report?item=*")
    expect(resident.page.get_by_text("读给我听")).to_be_hidden()
    resident.page.locator("#f-photo").set_input_files(photo("bins"))
    resident.fill_report(item=ITEM, text=WORDS, who="留姓名和电话")
    resident.page.get_by_label("姓名，或者怎么称呼").fill("覃秀兰")
    resident.page.get_by_label("手机号").fill(phone)
    receipt = resident.send_report()
    handle(people.worker, receipt)
    resident.open(city.link_for(phone))
    resident.wait_for_photos(".photos img", 3)
    rate_badly(resident, receipt, why=why)
    have_it_done_again(people, receipt, why=why)
    rate_well(resident, receipt)


# The machine of a test has no voice: what would be said is written down.
LISTEN = """window.spoken = []; Object.defineProperty(window, 'speechSynthesis', {value: {
  speak: piece => spoken.push(piece.text), cancel: () => spoken.push('stop')}});"""


def hear(resident: Hands, words: str) -> None:
    """读给我听 reads the page, and stops when asked."""
    resident.page.get_by_role("button", name="读给我听").click()
    assert words in "".join(resident.page.evaluate("spoken"))
    resident.page.get_by_role("button", name="别读了").click()
    assert resident.page.evaluate("spoken.at(-1)") == "stop"


@pytest.mark.proves("CHN-04", "elder-friendly, for elders not used to digital technology")
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_the_same_in_the_elder_edition(city: City, cast: Callable[..., Cast], javascript: bool) -> None:
    """Chosen on the first screen, logged in by a code, every page measured: text, lines, controls, contrast, call."""
    people, why = cast(javascript=javascript), "老人还是要绕着走。"
    resident, elder = people.resident, Elder(javascript)
    elder.watch(resident.page)
    if javascript:
        resident.page.context.add_init_script(LISTEN)
    resident.open("/")
    resident.page.get_by_role("button", name="长辈版").click()
    resident.check = elder.check
    resident.arrive(f"{city.public}/")
    resident.log_in_by_code(city.there.phones[0 if javascript else 1])
    resident.page.locator(".doors a").first.click()
    resident.arrive("**/report*")
    resident.page.locator("#f-photo").set_input_files(photo("bins"))
    resident.fill_report(item=ITEM, text=WORDS, who="用我登录的名字")
    receipt = resident.send_report()
    handle(people.worker, receipt)
    resident.open("/")
    resident.page.get_by_role("link", name="我的事").first.click()
    resident.arrive("**/my")
    resident.page.locator(f'a[href="/case/{receipt.number}"]').first.click()
    resident.arrive(f"**/case/{receipt.number}")
    if javascript:
        hear(resident, "办好了，请您看一眼")
    rate_badly(resident, receipt, why=why)
    have_it_done_again(people, receipt, why=why)
    rate_well(resident, receipt)
    assert not elder.wrong, "\n".join(elder.wrong)
    assert len(elder.seen) >= 10
