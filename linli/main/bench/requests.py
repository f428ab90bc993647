"""The requests of ``linli bench cases``: the addresses the stories use, and those of a peer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from secrets import token_hex
from urllib.parse import urlencode, urljoin

from linli.main import authenticator
from linli.main.bench.load import Ask, Failed, send

JSON = "application/json"
OPEN = "open a case, API"
INBOX_15, INBOX_100, FILTERED, CASE = "inbox of 15", "inbox of 100", "inbox of 50, filtered", "case page"
API = ", API"
TEXT = "三单元楼道灯坏了，晚上老人上下楼看不见，请尽快来修。"

# What a peer's desk calls the same things; Signalen (Amsterdam) as it comes.
PEER_OPEN = "/signals/v1/public/signals/"
PEER_LIST = "/signals/v1/private/signals/?page_size={size}"
PEER_FILTERED = "/signals/v1/private/signals/?page_size=50&status=m&category_slug=overig"
PEER_BODY = {
    "text": TEXT,
    "category": {"sub_category": "/signals/v1/public/terms/categories/overig/sub_categories/overig"},
    "location": {
        "geometrie": {"type": "Point", "coordinates": [4.90022563, 52.36768424]},
        "stadsdeel": "A",
        "buurt_code": "aaa1",
        "address": {},
        "extra_properties": {},
    },
    "reporter": {"email": "melder@example.com", "phone": "0612345678", "sharing_allowed": False},
    "incident_date_start": "2026-11-20T10:00:00+01:00",
    "source": "online",
}


def report(public: str, buildings: Sequence[int], number: int) -> Ask:
    """One report over the residents' API: named, at a building, with a key of its own."""
    body = {
        "item": "hotline.stair_light" if number % 2 else "hotline.rubbish",
        "text": f"{TEXT} {number}",
        "place": buildings[number % len(buildings)],
        "where": "3单元门口",
        "reporter": {"kind": "named", "name": "李秀英", "phone": f"138{number % 10**8:08d}"},
    }
    headers = {"Content-Type": JSON, "Idempotency-Key": token_hex(16)}
    return Ask(f"{public}/api/v1/matters", "POST", headers, json.dumps(body, ensure_ascii=False).encode())


def desk_paths(number: str) -> dict[str, str]:
    """The desk's pages and their API, by name; ``number`` is that of a case."""
    narrowed = {"item": "hotline.other", "step": "verify"}
    return {
        INBOX_15: "/?view=mine&size=15",
        INBOX_100: "/?view=mine&size=100",
        FILTERED: "/?" + urlencode({"view": "mine", "size": 50, "step": "accept", "item": "hotline.lift"}),
        CASE: f"/case/{number}",
        INBOX_15 + API: "/api/v1/inbox?view=mine&limit=15",
        INBOX_100 + API: "/api/v1/inbox?view=mine&limit=100",
        FILTERED + API: "/api/v1/inbox?" + urlencode({"view": "waiting", "limit": 50, **narrowed}),
        CASE + API: f"/api/v1/cases/{number}",
    }


def log_in(desk: str, *, login: str, password: str, secret: str) -> dict[str, str]:
    """Log in at the desk as a browser does, in both steps; the headers every later request carries."""
    form = send(Ask(f"{desk}/login"))
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)
    if token is None:
        raise Failed(f"{desk}/login has no form: {form.status}")
    cookies = _cookies({}, form.headers.get_all("Set-Cookie"))
    tries = [("/login", {"login": login, "password": password})]
    tries += [("/login/second", {"factor_code": code}) for code in authenticator.good_now(secret)]
    for path, fields in tries:
        csrf = next((value for name, value in cookies.items() if name.endswith("_csrf")), token[1].decode())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _written(cookies), "Referer": desk}
        body = urlencode({"csrfmiddlewaretoken": csrf, **fields}).encode()
        answer = send(Ask(f"{desk}{path}", "POST", headers, body))
        cookies = _cookies(cookies, answer.headers.get_all("Set-Cookie"))
        if answer.status in (302, 303) and path != "/login":
            return {"Cookie": _written(cookies)}
    raise Failed(f"the desk did not let {login} in: {answer.status}")


def a_number(desk: str, headers: dict[str, str]) -> str:
    """The number of the first case in the inbox."""
    page = send(Ask(f"{desk}/?view=mine", headers=headers)).body.decode()
    found = re.search(r'/case/([^"/?]+)"', page)
    if found is None:
        raise Failed("the clerk's inbox is empty")
    return found[1]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program that does the same: where it answers, which processes it is, how to ask it."""

    url: str
    pids: tuple[int, ...]
    open_path: str = PEER_OPEN
    list_path: str = PEER_LIST
    filtered_path: str = PEER_FILTERED
    case_path: str = ""
    token: str = ""
    body: bytes = json.dumps(PEER_BODY).encode()

    def asks(self) -> dict[str, Ask]:
        """The requests that stand beside ours, by our names."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        paths = {
            INBOX_15: self.list_path.format(size=15),
            INBOX_100: self.list_path.format(size=100),
            FILTERED: self.filtered_path,
            CASE: self.case_path,
        }
        found = {name: Ask(urljoin(self.url, path), headers=headers) for name, path in paths.items() if path}
        opening = Ask(urljoin(self.url, self.open_path), "POST", {"Content-Type": JSON}, self.body)
        return {OPEN: opening, **found}


def _cookies(held: dict[str, str], given: list[str] | None) -> dict[str, str]:
    for line in given or []:
        held |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
    return held


def _written(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
