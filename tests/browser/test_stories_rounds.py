"""The register in a browser: a grid worker's round on a phone, a stairwell without network; a landlord, a tenant."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from playwright.sync_api import expect

from linli.main.launcher import env
from tests.browser.city import GRID, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits, small_hits

pytestmark = pytest.mark.xdist_group("city")
PATIENCE = 20_000  # ms; another page or the service worker may be sending
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:", "422 ")


def rows(city: City, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What stands in the database, walls aside."""
    with psycopg.connect(env.read(city.home)["LINLI_DATABASE_ADMIN"]) as connection:
        return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]


def visits(city: City, door: str) -> list[str]:
    found = rows(city, "select did from population_visit where place_id = %s order by id", int(door))
    return [did for (did,) in found]


@pytest.fixture
def worker(city: City, look: Look) -> Hands:
    login = city.there.logins[GRID]
    hands = Hands(look(city.desk, size=PHONE, storage_state=city.session_of(login)), city)
    for part in OFFLINE:
        hands.watch.expect(part)
    hands.come_in(login)
    return hands


def holds(hands: Hands) -> None:
    """The page fits a phone, reads well aloud, and a thumb finds everything on it."""
    assert_fits(hands.page)
    assert_accessible(hands.page)
    assert small_hits(hands.page, 44) == []


def test_a_grid_workers_round_on_the_phone(city: City, worker: Hands) -> None:
    """Begin a round, walk a building, lose the network in the stairwell: nothing is lost."""
    page, home = worker.page, city.there.cases["home"]
    worker.open("/visits")
    page.get_by_text("发起一轮走访").click()
    page.get_by_label("为了什么").fill("普查前核一遍住的是谁")
    worker.choose("桃源北社区第")
    worker.press("开始这一轮")
    expect(page.locator(".flashes")).to_contain_text("开始了")
    holds(worker)

    worker.open(f"/visits/building/{home.face}")
    holds(worker)
    row = page.locator(f"#d{home.number}")
    before = visits(city, home.number)
    worker.press("情况没变", inside=row)
    expect(row).to_contain_text("记下了", timeout=PATIENCE)
    expect(page.locator("#round-progress")).to_contain_text("1 / ")
    assert visits(city, home.number) == [*before, "confirmed"]

    page.reload()
    other = page.locator(".visit-door").filter(has=page.get_by_role("button", name="没人在家")).first
    door = (other.get_attribute("id") or "").removeprefix("d")
    other = page.locator(f"#d{door}")
    worker.watch.context.set_offline(True)
    worker.press("没人在家", inside=other)
    expect(other).to_contain_text("先记在手机里")
    assert visits(city, door) == []
    worker.watch.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(other).to_contain_text("记下了", timeout=PATIENCE)
    assert visits(city, door) == ["nobody"]

    other.get_by_role("link").click()
    somebody_new(worker, city, door)
    page.get_by_role("link", name="下一户").click()
    worker.arrive("**/visits/door/*")
    worker.open("/visits")
    worker.press("结束这一轮", inside=page.locator(".round").filter(has_text="普查前核一遍住的是谁"))
    expect(page.locator(".flashes")).to_contain_text("结束了")


def somebody_new(worker: Hands, city: City, door: str) -> None:
    """Behind a door nobody opened before stands a tenant the register does not know."""
    page = worker.page
    worker.arrive(f"**/visits/door/{door}")
    page.get_by_label("姓名").fill("农有财")
    worker.choose("租户")
    worker.press("记下这个人")
    worker.arrive("**did=noted**")
    expect(page.locator("main")).to_contain_text("农**")
    holds(worker)
    worker.press("情况没变")
    worker.arrive("**did=noted**")
    assert visits(city, door) == ["nobody", "new_person", "confirmed"]


def test_a_landlord_adds_a_tenant(city: City, look: Look, worker: Hands) -> None:
    """On a phone in 我的: named, taken by the grid worker with one tap, and seen by the landlord as registered."""
    landlord = Hands(look(city.public, size=PHONE), city)
    landlord.log_in_by_password(city.there.phones[0])
    page = landlord.page
    landlord.open("/me")
    page.get_by_role("link", name="城市登记了我的什么").click()
    landlord.arrive("**/my/home")
    page.get_by_text("登记一位租户").click()
    page.get_by_label("租户的姓名").fill("农有财")
    page.get_by_label("租户的手机号").fill("13900001111")
    holds(landlord)
    landlord.press("登记这位租户")
    landlord.arrive("**did=sent")
    expect(page.locator("main")).to_contain_text("等网格员核实")

    worker.open("/register/proposals")
    holds(worker)
    waiting = worker.page.locator("li.proposal").filter(has_text="登记租户")
    expect(waiting).to_contain_text("农**")
    worker.press("采用", inside=waiting)
    expect(worker.page.locator(".flashes")).to_contain_text("记进底册")

    page.reload()
    expect(page.locator("main")).to_contain_text("农有财")
    expect(page.locator("main")).to_contain_text("记下了")


def test_my_home_in_the_elder_edition(city: City, look: Look) -> None:
    """The same page in 长辈版: everything is large enough to read and to press, and one tap confirms."""
    elder = Hands(look(city.public, size=PHONE, elder=True), city)
    elder.log_in_by_password(city.there.phones[0])
    elder.open("/my/home")
    assert_fits(elder.page)
    assert_accessible(elder.page)
    assert small_hits(elder.page, 60) == []
    elder.page.get_by_role("button", name="情况没变").first.click()
    elder.arrive("**did=still")
    expect(elder.page.locator("main")).to_contain_text("谢谢您")
