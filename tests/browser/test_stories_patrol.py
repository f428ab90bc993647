"""Without a network: a patrol, a draft of a resident. Everything arrives once, in its own time, or says why not.

The browser itself is cut off; pages, photos and the outbox live on the phone. A complaint of the browser fails the
story, apart from those about the network that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Geolocation, expect

from linli.main.launcher import env
from tests.browser.city import GRID, LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import NUMBER, Hands, photo
from tests.browser.looking import PHONE, assert_accessible, assert_fits, small_hits, until

pytestmark = pytest.mark.xdist_group("city")
READY = "navigator.serviceWorker.ready.then(() => caches.open('x').then(() => true))"
CONTROLLED = "!!navigator.serviceWorker.controller"


def rows(city: City, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What stands in the database, walls aside."""
    with psycopg.connect(env.read(city.home)["LINLI_DATABASE_ADMIN"]) as connection:
        return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]


def alone(look: Look, city: City, url: str, **options: Any) -> Hands:
    """Somebody with a phone of their own that may be cut off."""
    hands = Hands(look(url, size=PHONE, permissions=["geolocation"], **options), city)
    for part in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:", "401 (Unauthorized)", "409 (Conflict)", "422 "):
        hands.watch.expect(part)
    return hands


def at_the_desk(look: Look, city: City, login: str) -> Hands:
    hands = alone(look, city, city.desk, storage_state=city.session_of(login))
    hands.come_in(login)
    return hands


def take_along(hands: Hands, path: str) -> None:
    """Open a page with a network once, until the phone has what it needs without one."""
    hands.open(path)
    hands.page.evaluate(READY)
    until(hands.page, CONTROLLED)
    if path == "/patrol":
        expect(hands.page.locator("#patrol h1")).to_be_visible()


def cut(hands: Hands, *, off: bool) -> None:
    hands.watch.context.set_offline(off)


def stand_at(hands: Hands, building: int) -> dict[str, Any]:
    """The phone stands before a building of the grid it took along."""
    found: dict[str, Any] = hands.page.evaluate("fetch('/patrol/data').then(one => one.json())")["buildings"][building]
    hands.watch.context.set_geolocation(Geolocation(longitude=found["lon"], latitude=found["lat"], accuracy=8))
    return found


@pytest.fixture
def worker(city: City, look: Look) -> Callable[[], Hands]:
    return lambda: at_the_desk(look, city, city.there.logins[GRID])


def report(hands: Hands, item: str, *, text: str = "") -> None:
    """Three taps: what, a picture, here."""
    page = hands.page
    page.get_by_role("button", name="报一件事").click()
    page.get_by_role("button", name=item).first.click()
    page.locator("#patrol-photo").set_input_files(photo("bins"))
    expect(page.locator("#patrol-photos img")).to_have_count(1)
    if text:
        page.locator("#patrol-text").fill(text)
    expect(page.locator("#patrol-where")).to_contain_text("误差")
    page.get_by_role("button", name="就在这里，送出").click()


def test_a_patrol_report_without_network_arrives_once_with_its_own_time(
    city: City, worker: Callable[[], Hands]
) -> None:
    hands = worker()
    take_along(hands, "/patrol")
    spot = stand_at(hands, 0)
    before = rows(city, "select count(*) from cases_case where channel = 'patrol'")[0][0]
    cut(hands, off=True)
    hands.page.reload()
    expect(hands.page.locator("#patrol-state")).to_contain_text("没有网络")
    made = datetime.now(UTC)
    report(hands, "垃圾没人清")
    outbox = hands.page.locator("#patrol-outbox li")
    expect(outbox).to_have_count(1)
    hands.page.reload()
    expect(outbox).to_contain_text("垃圾没人清")
    assert_fits(hands.page)
    hands.page.wait_for_timeout(1500)
    cut(hands, off=False)
    hands.page.reload()
    expect(outbox).to_contain_text("送到了")
    number = NUMBER.search(outbox.inner_text())
    assert number
    hands.page.reload()
    hands.page.wait_for_timeout(300)
    after = rows(city, "select number, at, recorded, step, lon from cases_case where channel = 'patrol' order by id")
    assert len(after) == before + 1
    found, at, recorded, step, lon = after[-1]
    assert found == number[0]
    assert abs(at - made) < timedelta(seconds=20)
    assert recorded - at > timedelta(seconds=1)
    assert step == "accept"
    assert abs(lon - spot["lon"]) < 0.0001
    entries = rows(city, "select kind, number from hotline_grid_patrol_entry where number = %s", found)
    assert entries == [("report", found)]


def test_a_step_somebody_else_took_meanwhile_is_refused_and_stays_on_the_phone(
    city: City, look: Look, worker: Callable[[], Hands]
) -> None:
    """The server's state stands; what was written is still there, with the reason beside it."""
    hands = worker()
    take_along(hands, "/patrol")
    number = city.there.cases["fresh"].number
    cut(hands, off=True)
    matter = hands.page.locator(f'#patrol-matters li[data-number="{number}"]')
    matter.get_by_text("现场办").click()
    box = matter.locator(".stack-form").filter(has=hands.page.get_by_role("button", name="看过了，属实"))
    box.locator("textarea").fill("三个桶都满了，地上也有。")
    box.get_by_role("button", name="看过了，属实").click()
    expect(hands.page.locator("#patrol-outbox li").first).to_contain_text("有网了自动送出")
    colleague = at_the_desk(look, city, city.there.logins[GRID])
    colleague.open_from_inbox(number)
    colleague.deed("看过了，属实", text="我先到的，满了。")
    cut(hands, off=False)
    hands.page.evaluate("window.dispatchEvent(new Event('online'))")
    refused = hands.page.locator('#patrol-outbox li[data-state="refused"]')
    expect(refused).to_contain_text("有人办过了")
    expect(refused.get_by_role("button", name="改一改")).to_be_visible()
    steps = rows(city, "select count(*) from cases_event e join cases_case c on c.id = e.case_id"
                       " where c.number = %s and e.verb = 'confirmed_on_site'", number)  # fmt: skip
    assert steps == [(1,)]


def test_a_residents_draft_outlives_reload_and_browser_and_is_sent_once(city: City, look: Look) -> None:
    """Typed with a network, written on without one, the page reloaded, sent into the outbox, and then to the city."""
    hands = alone(look, city, city.public)
    take_along(hands, "/report")
    page, words = hands.page, "三楼的灯一闪一闪，接娃回来看不清台阶。"
    kept = page.locator("[data-draft-words]")
    page.get_by_label("怎么了").fill(words)
    expect(kept).to_contain_text("草稿存在这台手机上")
    page.locator("#f-photo").set_input_files([photo("stairs"), photo("road")])
    expect(page.locator("#f-photo-shown img")).to_have_count(2)
    page.locator("#f-photo-shown .photo-off").last.click()
    expect(page.locator("#f-photo-shown img")).to_have_count(1)
    expect(kept).to_contain_text("草稿存在这台手机上")
    cut(hands, off=True)
    page.reload()
    expect(page.get_by_label("怎么了")).to_have_value(words)
    expect(page.locator("#f-photo-shown img")).to_have_count(1)
    page.get_by_label("什么事").select_option(label="楼道灯不亮")
    page.get_by_label("几楼、哪一边、什么旁边").fill("2单元3层")
    page.get_by_label("社区").select_option(label="桃源北社区")
    hands.press("送出")
    page.wait_for_url("**/waiting")
    expect(page.locator("#outbox li")).to_contain_text("有网了自动送出")
    assert_fits(page)
    page.reload()
    expect(page.locator("#outbox li")).to_have_count(1)
    before = rows(city, "select count(*) from cases_case")[0][0]
    cut(hands, off=False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator('#outbox li[data-state="sent"]')).to_contain_text(re.compile("NN-"))
    assert_accessible(page)
    assert not small_hits(page, 44)
    page.reload()
    expect(page.locator('#outbox li[data-state="sent"]')).to_have_count(1)
    assert rows(city, "select count(*) from cases_case") == [(before + 1,)]
    number = NUMBER.search(page.locator("#outbox li").inner_text())
    assert number
    page.get_by_role("link", name="打开").click()
    hands.arrive(f"**/case/{number[0]}")
    expect(page.locator("main")).to_contain_text(words)


def test_a_form_caught_by_the_network_on_its_way_is_kept_whole(city: City, look: Look) -> None:
    """The browser believes there is a network and there is none: the service worker keeps the form, photo and all."""
    hands = alone(look, city, city.public)
    take_along(hands, "/report")
    page = hands.page
    hands.fill_report(item="别的事", text="院子里的健身器材扶手松了。")
    page.locator("#f-photo").set_input_files(photo("road"))
    expect(page.locator("#f-photo-shown img")).to_have_count(1)
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    cut(hands, off=True)
    hands.press("送出")
    page.wait_for_url("**/waiting")
    expect(page.locator("#outbox li")).to_contain_text("1张照片")
    before = rows(city, "select count(*) from cases_case")[0][0]
    cut(hands, off=False)
    # Asked for by hand, if it has not gone by itself by then: the page sends when the network is back.
    page.evaluate("[...document.querySelectorAll('button')].find(one => one.textContent.trim() === '现在送')?.click()")
    expect(page.locator('#outbox li[data-state="sent"]')).to_have_count(1, timeout=20_000)
    assert rows(city, "select count(*) from cases_case") == [(before + 1,)]


def test_a_login_that_ran_out_keeps_the_outbox_and_another_person_never_sends_it(
    city: City, look: Look, worker: Callable[[], Hands]
) -> None:
    hands = worker()
    take_along(hands, "/patrol")
    stand_at(hands, 1)
    cut(hands, off=True)
    hands.page.reload()
    report(hands, "车辆乱停放", text="救护车进不来。")
    expect(hands.page.locator("#patrol-outbox li")).to_have_count(1)
    cookies = [one for one in hands.watch.context.cookies() if "csrf" not in one["name"]]
    hands.watch.context.clear_cookies(name="linli_desk")
    cut(hands, off=False)
    before = rows(city, "select count(*) from cases_case where item = 'urban.parking'")[0][0]
    hands.open("/waiting")
    expect(hands.page.locator("#outbox")).to_contain_text("登录过期了")
    hands.log_in(city.there.logins[LEAD])
    hands.open("/waiting")
    expect(hands.page.locator("#outbox")).to_contain_text("还有别的登录留下的1件")
    expect(hands.page.locator("#outbox")).not_to_contain_text("救护车")
    assert cookies
    assert rows(city, "select count(*) from cases_case where item = 'urban.parking'") == [(before,)]
    hands.watch.context.clear_cookies(name="linli_desk")
    hands.log_in(city.there.logins[GRID])
    hands.open("/waiting")
    expect(hands.page.locator('#outbox li[data-state="sent"]')).to_have_count(1)
    assert rows(city, "select count(*) from cases_case where item = 'urban.parking'") == [(before + 1,)]


def test_logging_out_with_something_unsent_is_asked_first(city: City, worker: Callable[[], Hands]) -> None:
    hands = worker()
    take_along(hands, "/patrol")
    cut(hands, off=True)
    hands.page.get_by_role("button", name="开始巡查").click()
    expect(hands.page.locator("#patrol-outbox li")).to_have_count(1)
    hands.page.evaluate("indexedDB.open('linli')")
    hands.page.route("**/patrol/sync", lambda route: route.abort())
    hands.page.evaluate(
        "() => new Promise(done => { const ask = indexedDB.open('linli'); ask.onsuccess = () => {"
        " const all = ask.result.transaction('queue', 'readwrite').objectStore('queue');"
        " all.openCursor().onsuccess = event => { const row = event.target.result; if (!row) return done();"
        " row.update({...row.value, state: 'refused', said: '试一试'}); row.continue(); } } })"
    )
    cut(hands, off=False)
    hands.open("/me")
    hands.press("退出")
    hands.page.wait_for_url("**/waiting?leave=*")
    expect(hands.page.locator("#outbox")).to_contain_text("要退出吗")
    hands.page.get_by_role("button", name="先退出，以后再送").click()
    hands.page.wait_for_url("**/login*")


@pytest.mark.touches("CHN-01", "网页")
def test_the_app_can_be_installed_and_says_nothing_about_it(city: City, look: Look) -> None:
    """A manifest with pictures of our own, a service worker, a page for no network; no page asks to be installed."""
    for url, start in ((city.public, "/"), (city.desk, "/patrol")):
        watch = look(url, size=PHONE)
        watch.page.goto("/login")
        told = watch.page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(one => one.json())")
        assert (told["start_url"], told["display"]) == (start, "standalone")
        sides = watch.page.evaluate(
            "icons => Promise.all(icons.filter(one => one.type === 'image/png').map(async one => {"
            " const drawn = await createImageBitmap(await (await fetch(one.src)).blob());"
            " return `${drawn.width}x${drawn.height}` === one.sizes }))",
            told["icons"],
        )
        assert sides == [True] * 4
        assert "安装" not in watch.page.locator("body").inner_text()
