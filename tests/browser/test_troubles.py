"""What goes wrong for people: a login that ran out, a form sent twice, a form refused. Nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.city import CLERK, FIRM, GRID, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands, photo
from tests.browser.looking import PHONE, assert_accessible
from tests.browser.test_stories import WIDE, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
NOT_A_PHOTO = FilePayload(name="小区.jpg", mimeType="image/jpeg", buffer=b"GIF87a but cut" + b"\0" * 40)


def a_visitor(city: City, look: Look, *, javascript: bool = True) -> Hands:
    return Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript)


def forget_login(hands: Hands, surface: str) -> None:
    """The session has ended meanwhile; the browser is still the same one."""
    hands.page.context.clear_cookies(name=f"linli_{surface}")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_an_expired_login_at_the_desk_keeps_text_and_photo(city: City, look: Look, javascript: bool) -> None:
    worker = at_the_desk(look, city, FIRM, size=PHONE, javascript=javascript)
    number = city.take("handled").number
    worker.open(f"/case/{number}")
    box = worker.box("处理好了")
    box.locator("textarea").fill("换了声控灯头，两层都试亮了。")
    box.locator("input[type=file]").set_input_files(photo(after=True))
    forget_login(worker, "desk")
    worker.press("处理好了", inside=box)
    worker.page.wait_for_url("**/login?next=*")
    worker.sign_in(city.there.logins[FIRM])
    worker.arrive(f"**/case/{number}*")
    box = worker.page.locator("details.deed[open]")
    expect(box.locator("textarea")).to_have_value("换了声控灯头，两层都试亮了。")
    expect(box).to_contain_text("1张照片还在")
    worker.press("处理好了", inside=box)
    expect(worker.page.locator(".flashes")).to_contain_text("处理好了")
    worker.wait_for_photos(".timeline img", 1)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_an_expired_login_of_a_resident_keeps_text_and_photo(city: City, look: Look, javascript: bool) -> None:
    resident = a_visitor(city, look, javascript=javascript)
    phone = city.there.phones[2]
    resident.log_in_by_password(phone)
    number = city.take("mine").number
    resident.open(f"/case/{number}")
    resident.page.get_by_label("有什么新情况").fill("二楼的灯也不亮了。")
    resident.page.locator("#f-photo").set_input_files(photo())
    forget_login(resident, "public")
    resident.press("补充进去")
    resident.page.wait_for_url("**/login?next=*")
    resident.page.get_by_role("link", name="用密码登录").click()
    resident.fill_password(phone)
    resident.arrive(f"**/case/{number}")
    expect(resident.page.get_by_label("有什么新情况")).to_have_value("二楼的灯也不亮了。")
    expect(resident.page.locator("#add .photos img")).to_have_count(1)
    resident.press("补充进去")
    expect(resident.page.locator(".flashes")).to_contain_text("补充好了")


def test_an_expired_login_keeps_a_rating(city: City, look: Look) -> None:
    resident = a_visitor(city, look)
    phone = city.there.phones[2]
    resident.log_in_by_password(phone)
    number = city.take("answered").number
    resident.open(f"/case/{number}")
    resident.choose("不满意", inside=resident.page.locator(".grades"))
    resident.page.get_by_label("说两句").fill("才一天又坏了。")
    forget_login(resident, "public")
    with resident.page.expect_response("**/state?seen=*") as told_to_stop:  # the page asks for news once more
        resident.page.locator("#state").dispatch_event("told")
    assert told_to_stop.value.status == 286
    resident.press("确认办完")
    resident.page.wait_for_url("**/login?next=*")
    resident.page.get_by_role("link", name="用密码登录").click()
    resident.fill_password(phone)
    resident.arrive(f"**/case/{number}")
    expect(resident.page.get_by_label("说两句")).to_have_value("才一天又坏了。")
    expect(resident.page.locator(".grades").get_by_label("不满意", exact=True)).to_be_checked()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_tap_makes_one_case(city: City, look: Look, javascript: bool) -> None:
    resident, before = a_visitor(city, look, javascript=javascript), city.reported()
    resident.open("/report")
    resident.fill_report(item="别的事", text="公告栏的锁坏了，打不开。")
    resident.page.get_by_role("button", name="送出", exact=True).dblclick()
    resident.settle_report()
    assert city.reported() == before + 1


def test_a_retry_after_a_lost_answer_makes_one_case(city: City, look: Look) -> None:
    """The city has opened the case, the answer never came; the browser sends the same form again.

    A browser without a service worker: with one, the form goes to the outbox (test_stories_patrol).
    """
    resident = Hands(look(city.public, size=PHONE, service_workers="block"), city)
    before = city.reported()
    resident.watch.expect("ERR_FAILED")
    resident.watch.expect("Service Worker registration blocked")
    resident.open("/report")
    resident.fill_report(item="小广告、乱张贴", text="健身器材上贴满了小广告。", who="不说我是谁")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    resident.page.route("**/report", lose)
    resident.press("送出")
    resident.page.wait_for_url("chrome-error://**")
    assert lost == [302]
    resident.page.unroute_all()
    resident.page.reload()
    resident.page.wait_for_url("**/report/done")
    assert resident.receipt().number
    assert city.reported() == before + 1


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_refused_form_keeps_everything(city: City, look: Look, javascript: bool) -> None:
    resident = a_visitor(city, look, javascript=javascript)
    resident.watch.expect("422")
    resident.open("/report")
    page = resident.page
    page.get_by_label("什么事").select_option(label="楼道灯不亮")
    page.get_by_label("几楼、哪一边、什么旁边").fill("3层东侧")
    resident.choose("留姓名和电话")
    page.get_by_label("姓名，或者怎么称呼").fill("覃秀兰")
    page.get_by_label("手机号").fill("1380013")
    page.locator("#f-photo").set_input_files([photo(), NOT_A_PHOTO])
    put_pin(page, "116.4", "39.9")
    resident.press("送出")
    mistakes = page.locator(".mistakes")
    expect(mistakes).to_contain_text("图钉不在南宁")
    expect(mistakes).to_contain_text("小区.jpg")
    expect(mistakes.get_by_role("link")).to_have_count(4)
    if javascript:
        assert_accessible(page)
    expect(page.get_by_label("什么事")).to_have_value("hotline.stair_light")
    expect(page.get_by_label("几楼、哪一边、什么旁边")).to_have_value("3层东侧")
    expect(page.get_by_label("手机号")).to_have_value("1380013")
    expect(page.locator("img[src^='/kept/']")).to_have_count(1)
    page.get_by_label("怎么了").fill("三楼楼道灯坏了两天。")
    page.get_by_label("手机号").fill("13800138009")
    put_pin(page, "", "")
    page.get_by_role("searchbox", name="在哪里").fill("桃源路36号")
    if not javascript:
        resident.press("找地址")
        expect(page.locator("img[src^='/kept/']")).to_have_count(1)
    resident.choose("桃源路36号院2栋", inside=page.locator("#places"))
    receipt = resident.send_report()
    clerk = at_the_desk(look, city, FIRM, size=WIDE)
    clerk.open(f"/case/{receipt.number}")
    expect(clerk.page.locator(".photos-case > li")).to_have_count(1)
    expect(clerk.page.locator("main")).to_contain_text("3层东侧")


def put_pin(page: Page, lon: str, lat: str) -> None:
    """Where the pin is, as the map writes it into the form."""
    page.evaluate(
        "([lon, lat]) => { document.getElementById('f-lon').value = lon;"
        " document.getElementById('f-lat').value = lat }",
        [lon, lat],
    )


def test_the_desk_is_worked_with_the_keyboard_alone(city: City, look: Look) -> None:
    """J and K walk the list, Enter opens a case beside it, a letter presses its button, Tab does the rest."""
    worker = at_the_desk(look, city, GRID)
    worker.open("/")
    page = worker.page
    rows = page.locator("[data-rows] [data-open]")
    expect(page.locator(".pane-case")).to_be_visible()
    first, second = rows.nth(0).get_attribute("id"), rows.nth(1).get_attribute("id")
    rows.nth(0).focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == second
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    number = str(second).removeprefix("r-")
    expect(page.locator(".pane-case")).to_contain_text(number)
    assert_accessible(page)
    page.keyboard.press("f")
    worker.arrive(f"**/case/{number}?do=*")
    tab_to(page, "#do details[open] textarea")
    page.keyboard.type("到现场看过，情况属实。")
    tab_to(page, "#do details[open] button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text("看过了，属实")
    worker.arrive()  # a key is heard once the page's scripts are there
    page.keyboard.press("f")
    expect(page.locator(".flashes")).to_contain_text("接单")


def tab_to(page: Page, where: str) -> None:
    """Press Tab until this has the focus, as often as anybody would."""
    for _step in range(60):
        if page.evaluate("where => document.activeElement.matches(where)", where):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {where}")


def test_what_nobody_can_place_waits_and_a_clerk_places_it(city: City, look: Look) -> None:
    """不知道在哪里 is an answer too: the matter waits in the community's queue, never in a guessed grid."""
    clerk = at_the_desk(look, city, CLERK)
    clerk.open(f"/case/{city.there.cases['unplaced'].number}")
    box = clerk.box("定好地点，派出去")
    box.get_by_role("searchbox").fill("桃源路36号")
    clerk.choose("桃源路36号院2栋", inside=box)
    clerk.press("定好地点，派出去", inside=box)
    expect(clerk.page.locator(".flashes")).to_contain_text("定好地点")
    expect(clerk.page.locator("main")).to_contain_text("桂和物业")
