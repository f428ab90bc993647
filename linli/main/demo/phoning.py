"""The hotline of the demo: somebody rings and is taken in, somebody is called back about an answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from linli.main.demo.browsing import Page
from linli.main.demo.players import IN_INBOX, Player

CALLERS = ("韦大姐", "覃老伯", "黄师傅", "莫阿姨", "李先生", "农女士", "陆大爷", "梁老师", "卢姐", "甘师傅")
SAID = {
    "5": "师傅来得快，弄得也干净。",
    "4": "修好了，就是等了两天。",
    "3": "算是解决了，还要再看看。",
    "2": "来看过一次，过两天又坏了。",
    "1": "根本没修，还是老样子。",
}
GRADES = ("5", "4", "3", "2", "1")
CHANCES = (42, 34, 10, 9, 5)


def ring(player: Player) -> str:
    """Take a call: who rings gives a name, what it is about is taken in, and the call ends with a word."""
    dice = player.stage.dice
    page = player.enter("/calls", at="/login")
    form = page.form("phone") if page else None
    if page is None or form is None or not urlsplit(form.action).path.endswith("/take"):
        return ""
    page = player.browser.send(page, form, {"phone": f"139{dice.randrange(10**7, 10**8)}"})
    if dice.random() < 0.3:
        return "informed" if _hang_up(player, page, "informed") else ""
    link = next((one for one in page.links if "/intake?call=" in one), "")
    taken = _take_in(player, player.browser.get(link)) if link else None
    back = next((one for one in taken.links if urlsplit(one).path.startswith("/calls/")), "") if taken else ""
    if not back:
        return ""
    return "opened" if _hang_up(player, player.browser.get(back), "opened") else ""


def _take_in(player: Player, page: Page) -> Page | None:
    """The form a clerk fills in while the caller speaks."""
    dice, form = player.stage.dice, page.form("item", "channel")
    wanted = [one for one in form.choices.get("item", []) if one in player.stage.samples] if form else []
    if form is None or not wanted:
        return None
    item = dice.choice(wanted)
    filled = {
        "channel": "phone",
        "item": item,
        "text": dice.choice(player.stage.samples[item]).text,
        "q": dice.choice(player.stage.addresses),
        "who": "named",
        "called": dice.choice(CALLERS),
    }
    filled |= {name: "1" for name, chance in (("secret", 0.2), ("call_back", 0.3)) if dice.random() < chance}
    page = player.browser.send(page, form, filled, button=("act", "find"))
    form = page.form("item", "place")
    places = [one for one in form.choices["place"] if one] if form else []
    if form is None or not places:
        return None
    page = player.browser.send(page, form, filled | {"place": dice.choice(places)}, button=("act", "send"))
    return page if IN_INBOX.search(page.text) else None


def _hang_up(player: Player, page: Page, result: str) -> bool:
    form = page.form("result", ends="/end")
    return form is not None and player.browser.send(page, form, {"result": result}).status == 200


def call_back(player: Player) -> str:
    """Call the next one on the callers' list; the grade they gave, "nobody" where nobody answered, or nothing."""
    dice = player.stage.dice
    page = player.enter("/call-backs", at="/login")
    form = page.form("number", ends="/take") if page else None
    if page is None or form is None:
        return ""
    page = player.browser.send(page, form, {})
    reveal = page.form("reason", ends="/whole-number")
    if reveal is not None:
        page = player.prove(player.browser.send(page, reveal, {}))
    form = page.form("reached", ends="/said")
    if form is None:
        return ""
    if dice.random() < 0.2:
        return "nobody" if player.browser.send(page, form, {"reached": "no"}).status == 200 else ""
    grade = dice.choices(GRADES, CHANCES)[0]
    filled = {
        "reached": "yes",
        "contacted": "no" if dice.random() < 0.1 else "yes",
        "solved": "no" if grade < "3" else "yes",
        "grade": grade,
        "words": SAID[grade],
    }
    return grade if player.browser.send(page, form, filled).status == 200 else ""
