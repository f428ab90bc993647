"""Without a network: a patrol, a draft of a resident. Everything arrives once, in its own time, or says why not.

The browser itself is cut off; pages, photos and the outbox live on the phone. A complaint of the browser fails the
story, apart from those about the network that is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Geolocation, expect

from linli.main.launcher import env
from tests.browser.city import GRID, City
from tests.browser.conftest import Look
from tests.browser.hands import NUMBER, Hands, photo
from tests.browser.looking import PHONE, assert_fits

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
    for part in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "401 (Unauthorized)", "409 (Conflict)", "422 "):
        hands.watch.expect(part)
    return hands


def at_the_desk(look: Look, city: City, login: str) -> Hands:
    hands = alone(look, city, city.desk)
    hands.log_in(login)
    return hands


def take_along(hands: Hands, path: str) -> None:
    """Open a page with a network once, until the phone has what it needs without one."""
    hands.open(path)
    hands.page.evaluate(READY)
    hands.page.wait_for_function(CONTROLLED)


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
