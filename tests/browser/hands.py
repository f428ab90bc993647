"""What people do in a browser: report, handle, answer, rate. The same hands with and without JavaScript.

Everything is found by the words a person goes by. Photos are real JPEG files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from linli.main.demo import pictures
from linli.main.launcher import processes
from tests.browser.city import City
from tests.browser.looking import Watch

NUMBER = re.compile(r"NN-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")


def photo(subject: str = "stairs", *, after: bool = False, name: str = "IMG_0417.jpg") -> FilePayload:
    """A picture as a phone sends it."""
    return FilePayload(name=name, mimeType="image/jpeg", buffer=pictures.photo(subject, after=after))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a reporter keeps: number, secret code, and the link made of it."""

    number: str
    code: str
    link: str


@dataclass(slots=True)
class Hands:
    """Somebody before one surface: the watched page and the city it belongs to."""

    watch: Watch
    city: City
    javascript: bool = True
    check: Callable[[Page], None] = lambda _page: None  # asked of every page these hands come to

    @property
    def page(self) -> Page:
        return self.watch.page

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.arrive()

    def arrive(self, address: str | re.Pattern[str] = "") -> None:
        """Be on a page; with JavaScript it is there when its scripts are, as eyes and thumb do not notice."""
        if address:
            self.page.wait_for_url(address)
        if self.javascript:
            expect(self.page.locator("html[data-js]")).to_have_count(1)
        self.check(self.page)

    def press(self, label: str, *, inside: Locator | None = None) -> None:
        """Press the button of these words."""
        (inside or self.page.locator("main")).get_by_role("button", name=label, exact=True).click()

    def choose(self, words: str, *, inside: Locator | None = None) -> None:
        """Tick the choice that begins with these words."""
        labels = (inside or self.page.locator("main")).locator("label")
        labels.filter(has_text=re.compile(rf"^\s*{re.escape(words)}")).click()

    def wait_for_photos(self, where: str, count: int) -> None:
        """Come back until the photos are there: each is drawn anew by the worker before anybody may see it."""

        def there() -> bool:
            self.page.reload()
            return self.page.locator(where).count() == count

        assert processes.wait_for(there, 20, pause=0.3), f"{self.page.url} never had {count} of {where}"

    def wait_for_drawn_photos(self, patience: float = 20) -> None:
        """Come back until no photo of the page is being checked any more; a city just loaded has many before it."""

        def drawn() -> bool:
            self.page.reload()
            return "照片正在检查" not in self.page.locator("main").inner_text()

        assert processes.wait_for(drawn, patience, pause=0.3), f"{self.page.url} still has a photo in quarantine"

    # -- residents

    def log_in_by_code(self, phone: str) -> None:
        """Phone, then the code that was sent to it."""
        self.open("/login")
        self.page.get_by_label("手机号").fill(phone)
        self.press("发验证码")
        self.arrive("**/login/code*")
        self.page.get_by_label("6位验证码").fill(self.city.code_for(phone))
        self.press("登录")
        self.arrive(f"{self.city.public}/")

    def log_in_by_password(self, phone: str) -> None:
        """Phone and password."""
        self.open("/login/password")
        self.fill_password(phone)
        self.arrive(f"{self.city.public}/")

    def fill_password(self, phone: str) -> None:
        self.page.get_by_label("手机号").fill(phone)
        self.page.get_by_label("密码").fill(self.city.there.password)
        self.press("登录")

    def fill_report(self, *, item: str, text: str, where: str = "楼下", who: str = "不说我是谁") -> None:
        """The report form but for the photo: the building is found by its road and chosen from the list."""
        page = self.page
        page.get_by_label("怎么了").fill(text)
        page.get_by_label("什么事").select_option(label=item)
        page.get_by_role("searchbox", name="在哪里").fill("桃源路36号")
        if not self.javascript:
            self.press("找地址")
        self.choose("桃源路36号院2栋", inside=page.locator("#places"))
        page.get_by_label("几楼、哪一边、什么旁边").fill(where)
        self.choose(who)

    def send_report(self) -> Receipt:
        """Send it; where the same matter is offered, say that it is another one."""
        self.press("送出")
        return self.settle_report()

    def settle_report(self) -> Receipt:
        """What comes after pressing 送出."""
        another = self.page.get_by_role("button", name="不是，我报的是另一件，送出")
        expect(self.page.locator(".receipt-number").or_(another)).to_be_visible()
        if another.is_visible():
            self.check(self.page)
            another.click()
        self.arrive("**/report/done")
        return self.receipt()

    def receipt(self) -> Receipt:
        """Number and code as the page shows them."""
        number = self.page.locator(".receipt-number").inner_text().strip()
        code = self.page.locator(".receipt-code").inner_text().strip()
        link = self.page.locator(".receipt-link a").inner_text().strip()
        assert NUMBER.fullmatch(number)
        return Receipt(number, code, link)

    def track(self, receipt: Receipt) -> None:
        """查进度: number and code typed by hand."""
        self.open("/track")
        self.page.get_by_label("编号").fill(receipt.number)
        self.page.get_by_label("回执码").fill(receipt.code)
        self.press("打开这件事")
        self.arrive(f"**/case/{receipt.number}")

    def rate(self, grade: str, *, why: str = "") -> None:
        """One of five faces, and what to say about it."""
        self.choose(grade, inside=self.page.locator(".grades"))
        if why:
            self.page.get_by_label("说两句").fill(why)
        self.press("确认办完")
        self.arrive("**?done=*")

    # -- staff

    def log_in(self, login: str) -> None:
        """The desk's door, both steps."""
        self.open("/login")
        self.sign_in(login)
        self.come_through()

    def come_through(self) -> None:
        """Be behind the desk's door; the page of logins is behind it too."""
        self.arrive(re.compile(rf"^{re.escape(self.city.desk)}/(?!login(?![a-z]))"))

    def is_in(self) -> bool:
        """Whether the cookies this browser began with still open the desk: whoever shows a factor gets new ones."""
        return bool(self.page.context.cookies()) and self.page.request.get("/me/keys", max_redirects=0).ok

    def come_in(self, login: str) -> None:
        """By the cookies this browser began with; else by the door, for whoever comes next as well."""
        if not self.is_in():
            self.log_in(login)
            self.city.remember(login, self.page.context.storage_state())

    def sign_in(self, login: str) -> None:
        """Name and password, then what the authenticator shows."""
        self.fill_login(login)
        self.arrive("**/login/second*")
        self.page.get_by_label("6位验证码").fill(self.city.shown_to(login))
        self.press("继续")

    def fill_login(self, login: str) -> None:
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(self.city.there.password)
        self.press("登录")

    def open_from_inbox(self, number: str) -> None:
        """The row of a case, by a tap; on a wide screen by the whole page."""
        self.open("/")
        row = self.page.locator(f'[id="r-{number}"]')
        expect(row).to_be_visible()
        if (self.page.viewport_size or {"width": 0})["width"] < 1280:
            row.click()
        else:
            self.open(f"/case/{number}")
        self.arrive(f"**/case/{number}")

    def deed(self, label: str, *, text: str = "", photos: list[FilePayload] | None = None, choose: str = "") -> None:
        """One next action of a case, with what it asks for."""
        rail = self.page.locator("#do")
        if rail.locator("details.deed").filter(has=self._summary(label)).count() == 0:
            self.press(label, inside=rail)
        else:
            box = self.box(label)
            self._fill_deed(box, text, photos or [], choose)
            self.press(label, inside=box)
        expect(self.page.locator(".flashes")).to_contain_text(label)

    def box(self, label: str) -> Locator:
        """The form of a next action, opened."""
        box = self.page.locator("#do details.deed").filter(has=self._summary(label))
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        return box

    def _summary(self, label: str) -> Locator:
        return self.page.locator("summary").filter(has_text=re.compile(rf"^\s*{label}"))

    def _fill_deed(self, box: Locator, text: str, photos: list[FilePayload], choose: str) -> None:
        if choose:
            self.choose(choose, inside=box)
        if text:
            box.locator("textarea").fill(text)
        if photos:
            box.locator("input[type=file]").set_input_files(photos)
