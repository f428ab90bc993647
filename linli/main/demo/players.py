"""The people who keep the demo moving: residents who report and rate, colleagues who work off their inbox.

They have a login and a browser and nothing else. A refused act is somebody else having been quicker, and is left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from linli.kernel.cases.packs import SampleReport
from linli.main import authenticator
from linli.main.demo import pictures
from linli.main.demo.browsing import Browser, Form, Page
from linli.main.demo.logins import Login
from linli.main.demo.pictures import PICTURES

NUMBER = re.compile(r"/case/([A-Z]{2,4}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z])(?![\w/-])")
IN_INBOX = re.compile(r"\b([A-Z]{2,4}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z])\b")
GENERIC = {
    "confirmed_on_site": "到现场看过，情况属实。",
    "contacted": "打过电话，约好上门时间。",
    "handled": "现场处理好了，拍了照片。",
    "answer": "已经处理好了，请您看一眼，还有问题随时说。",
    "send_back": "居民说没好，请再去一次，做完拍照。",
    "explain": "配件已经订了，三天内到，到了就换，再请您看。",
    "checked": "到现场查过，情况写在这里，照片存了。",
    "helped": "我们这一块办好了，回给牵头单位。",
    "let_go": "这一家的部分已经清楚了，不再等。",
    "no_danger": "几家都查过，没有隐患。",
    "order_mending": "要整改：拆飞线，清通道，加灭火器。",
    "assign": "两家都看过了，由这家办到底。",
}
FACTOR = "factor_code"
FIRST = (
    "placed", "confirmed_on_site", "accept", "checked", "helped", "handled", "no_danger", "order_mending", "answer",
    "send_back", "explain",
)  # fmt: skip
GATHERS = 0.1
CALLED = ("热心街坊", "三楼住户", "老邻居", "下夜班的", "一位妈妈")


@dataclass(slots=True)
class Stage:
    """What the players know of their city: how residents word things, and the addresses they live at."""

    samples: Mapping[str, Sequence[SampleReport]]
    labels: Mapping[str, str]
    addresses: Sequence[str]
    dice: Random
    zone: ZoneInfo


@dataclass(slots=True)
class Player:
    """Somebody at a browser. Signs in when the page asks for it, and again when the session has ended."""

    login: Login
    browser: Browser
    stage: Stage
    keep: int = 1  # matters left in the inbox, so that whoever looks round finds some

    def enter(self, address: str, *, at: str) -> Page | None:
        """The page at an address, signed in; None when the door stays shut."""
        page = self.browser.get(address)
        if _offers_door(page):
            self._sign_in(at)
            page = self.browser.get(address)
        return page if page.status == 200 and not _offers_door(page) else None

    def _sign_in(self, at: str) -> Page:
        page = self.browser.get(at)
        form = page.form("password")
        if form is None:
            return page
        name = "phone" if form.has("phone") else "login"
        page = self.browser.send(page, form, {name: self.login.login, "password": self.login.password})
        return self.prove(page)

    def prove(self, page: Page) -> Page:
        """Where a page asks for the second factor, look at the authenticator; what was being done goes on."""
        for code in authenticator.good_now(self.login.secret) if self.login.secret else ():
            form = page.form(FACTOR)
            if form is None:
                break
            page = self.browser.send(page, form, {FACTOR: code})
        return page

    # -- residents

    def report(self) -> str:
        """Report one matter; its number, or empty when the form was not taken."""
        dice = self.stage.dice
        if self.login.login and self.enter("/me", at="/login/password") is None:
            return ""
        page = self.browser.get("/report")
        form = page.form("text", "item")
        if form is None:
            return ""
        wanted = [code for code in self.stage.samples if code in form.choices.get("item", [])]
        item = dice.choice(wanted)
        sample = dice.choice(self.stage.samples[item])
        filled = {"text": sample.text, "item": item, "q": dice.choice(self.stage.addresses)}
        page = self.browser.send(page, form, filled, button=("act", "find"))
        form = page.form("text", "place")
        places = [value for value in form.choices["place"] if value] if form else []
        if form is None or not places:
            return ""
        filled |= {"place": dice.choice(places), "where": dice.choice(("", "2单元", "3层", "门口", "楼下"))}
        return self._send_report(page, form, filled | self._who(), item)

    def _who(self) -> dict[str, str]:
        hidden = {"secret": "1"} if self.stage.dice.random() < 0.1 else {}
        if self.login.login:
            return {"who": "named", **hidden}
        if self.stage.dice.random() < 0.5:
            return {"who": "anonymous", "called": "", "phone": ""}
        return {"who": "alias", "called": self.stage.dice.choice(CALLED), "phone": "", **hidden}

    def _send_report(self, page: Page, form: Form, filled: Mapping[str, str], item: str) -> str:
        photo = pictures.photo(PICTURES.get(item, "road"), take=self.stage.dice.randrange(6))
        files = {"photo": photo} if self.stage.dice.random() < 0.5 else {}
        page = self.browser.send(page, form, filled, button=("act", "send"), files=files)
        again = page.form("text", "asked")
        if (
            again is not None and page.status == 200 and not page.path.endswith("/done")
        ):  # “is it this one?” – it is not
            page = self.browser.send(page, again, filled, button=("act", "send"))
        found = IN_INBOX.search(page.text)
        return found.group(1) if found and page.path.endswith("/done") else ""

    def rate(self) -> str:
        """Rate an answer that waits for it; the grade given, or empty when there is none."""
        dice = self.stage.dice
        if self.enter("/me", at="/login/password") is None:
            return ""
        page = self.browser.get("/my")
        numbers = list(dict.fromkeys(found for link in page.links for found in NUMBER.findall(urlsplit(link).path)))
        dice.shuffle(numbers)
        for number in numbers[:6]:
            page = self.browser.get(f"/case/{number}")
            form = page.form("grade", ends="/rate")
            if form is not None:
                grade = dice.choices("54321", (50, 27, 10, 8, 5))[0]
                why = "" if grade > "2" else "来看过，还是老样子。"
                self.browser.send(page, form, {"grade": grade, "why": why}, button=("act", "rate"))
                return grade
        return ""

    # -- colleagues

    def work(self) -> str:
        """Take one matter of the inbox a step further; what was done, or empty when nothing was."""
        page = self.enter("/", at="/login")
        if page is None:
            return ""
        numbers = list(dict.fromkeys(IN_INBOX.findall(" ".join([*page.links, page.text]))))
        if len(numbers) <= self.keep:
            return ""
        number = self.stage.dice.choice(numbers[:20])
        page = self.browser.get(f"/case/{number}")
        if said := self._put_right(page) or self._gather(page, number):
            return said
        for verb in FIRST:
            form = page.form("task", ends=f"/{verb}")
            if form is not None:
                return verb if self._do(page, form, verb) else ""
        return ""

    def _put_right(self, page: Page) -> str:
        """What a bad grade under a real name asks for: the call, then how it ends."""
        form = page.form(ends="/rectify")
        if form is None:
            return ""
        if form.has("called"):
            self.browser.send(page, form, {"called": "居民说还是没弄好，约了明天上午再来。"}, button=("act", "called"))
            return "rectify_called"
        ending = {"rectified": "fixed", "explanation": "重新做了一遍，当着居民的面试过，没问题了。"}
        return "rectified" if self.browser.send(page, form, ending, button=("act", "end")).status == 200 else ""

    def _gather(self, page: Page, number: str) -> str:
        """Now and then somebody at a front desk looks whether it is one event with another matter."""
        if self.login.role != "clerk" or self.stage.dice.random() > GATHERS:
            return ""
        form = self.browser.get(f"/case/{number}/beside").form("case", ends="/together")
        others = [one for one in form.choices.get("case", []) if one != number] if form else []
        if not others:
            return ""
        page = self.browser.get(f"/together?case={number}&case={others[0]}")
        form = page.form("lead", "case")
        done = form is not None and self.browser.send(page, form, {"lead": number}).status == 200
        return "gathered" if done else ""

    def _do(self, page: Page, form: Form, verb: str) -> bool:
        if verb == "placed":
            return self._place(page, form)
        filled: dict[str, str] = {}
        item = next((code for code, label in self.stage.labels.items() if label and label in page.title), "")
        if form.has("text"):
            filled["text"] = self._words(verb, item)
        if form.has("outcome"):
            filled["outcome"] = self.stage.dice.choices(("fixed", "partly", "declined"), (85, 10, 5))[0]
            filled["hinted"] = "1"  # these players have read the hints
            if filled["outcome"] == "declined":
                filled["basis"] = "管线在红线外，要等规划部门批了才能动。"
        files = {}
        if "photo" in form.files and verb in ("handled", "not_found"):
            take = self.stage.dice.randrange(6)
            files = {"photo": pictures.photo(PICTURES.get(item, "road"), after=True, take=take)}
        return self.browser.send(page, form, filled, files=files).status == 200

    def _words(self, verb: str, item: str) -> str:
        if item and verb in ("handled", "answer") and self.stage.dice.random() < 0.7:
            sample = self.stage.dice.choice(self.stage.samples[item])
            return sample.done if verb == "handled" else sample.answer
        return GENERIC.get(verb, GENERIC["handled"])

    def _place(self, page: Page, form: Form) -> bool:
        """Find an address, then choose one of the buildings it may mean."""
        asked = {"find": self.stage.dice.choice(self.stage.addresses)}
        page = self.browser.send(page, form, asked, button=("search", "1"))
        again = page.form("task", "place", ends="/placed")
        places = again.choices.get("place", []) if again else []
        if again is None or not places:
            return False
        return self.browser.send(page, again, asked | {"place": places[0]}).status == 200


def _offers_door(page: Page) -> bool:
    """Whether the page asks to sign in: it is the door itself, or shows the way to it."""
    at_door = page.path.startswith("/login") and page.path != "/login/post"
    return at_door or any(urlsplit(link).path == "/login" for link in page.links)
