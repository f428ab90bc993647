"""The pictures of docs/: a demo city is started, looked at and ended. ``make pictures`` draws them anew.

Phones at two dots a pixel, desks at one and a half; 256 colours are enough for paper, ink and one jade.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from linli.main.demo import note
from linli.main.demo.logins import Login
from linli.main.launcher import trial
from tests.browser import chromium
from tests.browser.city import City, Settled
from tests.browser.hands import Hands, photo
from tests.browser.looking import DESK, PHONE, UNSTICK, open_watch

FOLDER = trial.REPO / "docs" / "pictures"
MOST = 300 * 1024
TALL = 1_240  # px of a phone page that are shown
COLOURS = 256
LOADED = 240  # seconds until the worker has drawn the photos of a whole year anew, on a busy machine


@dataclass(slots=True)
class Camera:
    """A browser before the demo city, and where its pictures go."""

    browser: Browser
    city: City
    logins: tuple[Login, ...]

    def login(self, role: str, unit: str = "") -> Login:
        """Somebody of the demo who may log in."""
        return next(one for one in self.logins if one.role == role and unit in one.unit)

    def phone(self, url: str, *, elder: bool = False) -> Hands:
        return Hands(open_watch(self.browser, url, size=PHONE, elder=elder, sharpness=2), self.city)

    def desk(self) -> Hands:
        return Hands(open_watch(self.browser, self.city.desk, size=DESK, sharpness=1.5), self.city)

    def keep(self, page: Page, name: str, *, tall: int = 0) -> None:
        """One picture: the window, or as much of the page as ``tall`` says."""
        page.wait_for_load_state("networkidle")
        if tall:
            page.evaluate(UNSTICK)
            height = min(tall, page.evaluate("document.documentElement.scrollHeight"))
            size = page.viewport_size or {"width": PHONE[0], "height": PHONE[1]}
            page.set_viewport_size({"width": size["width"], "height": height})
        save(Image.open(BytesIO(page.screenshot())), FOLDER / f"{name}.png")


def save(drawn: Image.Image, path: Path) -> None:
    """As a small PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rich = drawn.convert("RGB")
    plain = rich.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=4, dither=Image.Dither.NONE)
    plain.save(path, optimize=True)
    if path.stat().st_size > MOST:
        raise RuntimeError(f"{path.name} has {path.stat().st_size // 1024} kB, more than {MOST // 1024}")


def as_resident(camera: Camera) -> None:
    """The first screen, the report and an answered matter, in both editions."""
    who, answered = with_an_answer(camera)
    for elder in (False, True):
        hands, name = camera.phone(camera.city.public, elder=elder), "elder" if elder else "counter"
        hands.log_in_by_password(who.login)
        camera.keep(hands.page, f"{name}-home-390")
        hands.open(answered)
        hands.wait_for_drawn_photos(LOADED)
        camera.keep(hands.page, f"{name}-matter-390", tall=TALL)
        hands.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        hands.open("/report?item=hotline.stair_light")
        hands.page.locator("#f-photo").set_input_files([photo(), photo("stairs", after=True, name="IMG_0418.jpg")])
        expect(hands.page.locator("#f-photo-shown img")).to_have_count(2)
        text = "2单元三楼的楼道灯坏了三天，晚上全黑，老人上下楼怕摔。"
        hands.fill_report(item="楼道灯不亮", text=text, where="2单元3层", who="用我登录的名字")
        expect(hands.page.locator("[data-map][data-drawn]")).to_have_count(1)
        camera.keep(hands.page, f"{name}-report-390", tall=TALL + 300)


def with_an_answer(camera: Camera) -> tuple[Login, str]:
    """A resident who has been answered and asked how it was, and the address of that matter."""
    residents = [one for one in camera.logins if one.surface == "public"][:8]
    for who in residents:
        hands = camera.phone(camera.city.public)
        camera.city.there.password = who.password
        hands.log_in_by_password(who.login)
        hands.open("/my")
        waiting = hands.page.get_by_role("link", name="去确认")
        found = waiting.first.get_attribute("href") if waiting.count() else None
        hands.page.context.close()
        if found:
            return who, found
    return residents[0], have_one_answered(camera, residents[0])


def have_one_answered(camera: Camera, who: Login) -> str:
    """Everybody has said how it was: one more matter, reported and seen to while we wait."""
    resident, firm = camera.phone(camera.city.public), camera.desk()
    resident.log_in_by_password(who.login)
    resident.open("/report?item=hotline.stair_light")
    resident.page.locator("#f-photo").set_input_files([photo()])
    text = "二单元三层的楼道灯不亮，老人晚上下楼怕摔。"
    resident.fill_report(item="楼道灯不亮", text=text, where="2单元3层", who="用我登录的名字")
    number = resident.send_report().number
    staff = camera.login("property_staff")
    camera.city.there.password = staff.password
    firm.log_in(staff.login)
    firm.open(f"/case/{number}")
    firm.deed("接单")
    firm.deed("处理好了", text="换了声控灯头，两层都试亮了。", photos=[photo(after=True)])
    firm.deed("答复居民", text="灯今天修好了，是灯头烧了。再暗就打物业电话。", choose="办好了")
    camera.city.there.password = who.password
    return f"/case/{number}"


def with_a_photo(hands: Hands) -> str:
    """Open a case of the inbox that is being handled and came with a photo; its address."""
    rows = hands.page.locator("[data-row]").filter(has_text="处理").locator("[data-open]")
    addresses = [row.get_attribute("href") or "/" for row in rows.all()]
    for address in addresses:
        hands.open(address)
        if hands.page.locator(".photos-case img").count():
            return address
    return addresses[0]


def as_clerk(camera: Camera) -> None:
    """The inbox and a case: three panes, the case's own page, and both on a phone."""
    who = camera.login("clerk", "桃源北")
    camera.city.there.password = who.password
    hands = camera.desk()
    hands.log_in(who.login)
    hands.open("/")
    expect(hands.page.locator(".pane-case")).to_be_visible()
    camera.keep(hands.page, "desk-inbox-1440")
    number = with_a_photo(hands)
    camera.keep(hands.page, "desk-case-1440")
    cookies = hands.page.context.storage_state()
    watch = open_watch(camera.browser, camera.city.desk, size=PHONE, sharpness=2, storage_state=cookies)
    small = Hands(watch, camera.city)
    small.open("/")
    camera.keep(small.page, "desk-inbox-390")
    small.open(number)
    camera.keep(small.page, "desk-case-390", tall=TALL)


def together() -> None:
    """The picture of the README: two phones and a desk on one sheet of paper."""
    names, height, gap = ("counter-home-390", "desk-inbox-1440", "elder-home-390"), 620, 36
    drawn = [Image.open(FOLDER / f"{name}.png").convert("RGB") for name in names]
    drawn = [one.resize((round(one.width * height / one.height), height), Image.Resampling.LANCZOS) for one in drawn]
    wide = sum(one.width for one in drawn) + gap * (len(drawn) + 1)
    sheet = Image.new("RGB", (wide, height + 2 * gap), "#E2DDD1")
    left = gap
    for one in drawn:
        sheet.paste(one, (left, gap))
        left += one.width + gap
    save(sheet, FOLDER / "readme.png")


def main(*, views: tuple[Callable[[Camera], None], ...] = (as_resident, as_clerk)) -> None:
    found = chromium.find()
    with trial.home() as environment, trial.up(environment, "--demo"):
        home = Path(environment["LINLI_HOME"])
        nobody = Settled(password="", logins={}, phones=[], community=0)
        secrets = {one.login: one.secret for one in note.read(home).logins if one.secret}
        city = City(environment["PUBLIC_URL"], environment["DESK_URL"], home, nobody, secrets=secrets)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found.program, args=chromium.ARGUMENTS, env={**found.environment}
            )
            for view in views:
                view(Camera(browser, city, note.read(home).logins))
            browser.close()
    together()


if __name__ == "__main__":
    main()
