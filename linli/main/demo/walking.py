"""Grid workers of the demo on patrol: what a phone kept on earlier days, and today's round with what is found.

Everything goes through the plain forms of the patrol page. A phone that was offline sends its entries with the moment
they were made; so do these.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from secrets import token_urlsafe
from urllib.parse import urlsplit

from linli.main.demo import pictures
from linli.main.demo.browsing import Form, Page
from linli.main.demo.pictures import PICTURES
from linli.main.demo.players import Player

EARLIER = 8  # days of which the phones still have something to send
SPOT, BUILDING = 0.85, 0.3  # of a day's spots and buildings that are looked at
FIRST_HOUR, ROUND_MINUTES = time(8, 20), 150
TODAY = 3  # spots looked at in one go
FINDS = 0.12
MOST = 40  # entries of one phone


def catch_up(player: Player, *, now: datetime) -> int:
    """Send what the phone has kept of the last days; how many entries were taken."""
    page = player.enter("/patrol", at="/login")
    if page is None:
        return 0
    moments = list(_earlier(player, page, now=now))
    sent = 0
    for form, at in sorted(moments[:MOST], key=lambda one: one[1]):
        filled = {"at": at.isoformat(), "device_now": now.isoformat(), "key": token_urlsafe(12)}
        answer = player.browser.send(page, form, filled, button=("found", "0"))
        sent += answer.status == 200
    return sent


def _earlier(player: Player, page: Page, *, now: datetime) -> Iterator[tuple[Form, datetime]]:
    """Which spot was looked at when, the latest days first."""
    dice, local = player.stage.dice, now.astimezone(player.stage.zone)
    for back in range(EARLIER):
        begun = datetime.combine(local.date() - timedelta(days=back), FIRST_HOUR, player.stage.zone)
        for form in visits(page):
            at = begun + timedelta(minutes=dice.uniform(0, ROUND_MINUTES))
            if at < local and dice.random() < (SPOT if _target(form).startswith("p") else BUILDING):
                yield form, at


def visits(page: Page) -> list[Form]:
    """The forms of the spots that are due."""
    return [form for form in page.forms if form.values.get("kind") == ["visit"]]


def _target(form: Form) -> str:
    return form.values.get("target", [""])[0]


def walk(player: Player) -> str:
    """Begin a round, look at some spots, report what is wrong; or end the round. What was done, or nothing."""
    page = player.enter("/patrol", at="/login")
    if page is None:
        return ""
    running = next((form for form in page.forms if form.values.get("kind") == ["end"]), None)
    due = visits(page)
    begin = next((form for form in page.forms if form.values.get("kind") == ["start"]), None)
    if running is not None and (not due or player.stage.dice.random() < 0.3):
        return "end" if player.browser.send(page, running, {}).status == 200 else ""
    if begin is not None and due:
        page = player.browser.send(page, begin, {})
    for form in player.stage.dice.sample(due, min(TODAY, len(due))):
        found = player.stage.dice.random() < FINDS
        answer = player.browser.send(page, form, {}, button=("found", "1" if found else "0"))
        if found:
            return "report" if _report(player, answer) else "visit"
    return "visit" if due else ""


def _report(player: Player, page: Page) -> bool:
    """Report what is wrong at a spot; where the same is open already it is added to, or told to be another one."""
    dice, form = player.stage.dice, page.form("item", "text")
    wanted = [one for one in form.choices.get("item", []) if one in player.stage.samples] if form else []
    if form is None or not wanted:
        return False
    item = dice.choice(wanted)
    sample = dice.choice(player.stage.samples[item])
    filled = {"item": item, "text": sample.found or sample.text}
    files = {"photo": pictures.photo(PICTURES[item], take=dice.randrange(6))} if item in PICTURES else {}
    page = player.browser.send(page, form, filled, files=files)
    again = page.form("asked", "item")
    if again is not None:
        join = next((one for one in again.buttons if one[0] == "join"), None)
        page = player.browser.send(page, again, filled, button=join if join and dice.random() < 0.5 else None)
    return urlsplit(page.url).path == "/patrol"
