"""Everything a signed-in resident can ask of the public surface, and what of an answer could tell two worlds apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction
from django.utils.html import escape

from linli.kernel.people.actions import NewPerson, NewResidence, add_person
from linli.kernel.people.id_numbers import check_digit
from linli.kit.routes import guard_of
from linli.main.bench import statements
from linli.main.checks.routes import routes
from linli.main.demo import ground
from linli.plumbing.models import RateBucket
from linli.plumbing.pointers import pointer
from tests.surfaces import Visit, as_login
from tests.world import World

# Every name a form or a query of the public surface goes by, and some it does not: guessing must not help either.
NAMES = (
    "q", "name", "phone", "id_number", "text", "where", "place", "item", "code", "number", "title", "who", "called",
    "about", "community", "street", "key", "login", "password", "person", "dwelling", "door", "record", "day", "since",
    "until", "receipt", "secret", "lon", "lat", "act", "find", "search", "case", "state", "kind", "next", "subject",
)  # fmt: skip
ENDS_THE_SESSION = frozenset({"logout", "forget"})
OF_THEIR_OWN = {"name": "name", "phone": "phone", "called": "name", "id_number": "id_number", "place": "door",
                "dwelling": "door", "door": "door", "person": "person", "subject": "person", "record": "person",
                "about": "address"}  # fmt: skip
SEARCHED = ("name", "phone", "id_number")
_RANDOM = (
    re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(?:\+\d\d:\d\d|Z)?"),
    re.compile(r"events\?[^\"]*"),
    re.compile(r"NN-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]"),
    re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"),
    re.compile(r"[A-Za-z0-9_=-]{16,}"),
    re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"),
)


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody a stalker looks for: what one may know of them, and the door they think of."""

    name: str
    phone: str
    id_number: str
    door: int
    door_name: str
    person: int = 2**40

    def known(self) -> dict[str, str]:
        """What is typed or guessed, by kind."""
        return {
            "name": self.name,
            "phone": self.phone,
            "id_number": self.id_number,
            "door": str(self.door),
            "person": str(self.person),
            "address": pointer("person", self.person),
        }

    def tokens(self) -> set[str]:
        """What must stand in no answer nobody asked for with these words."""
        return {self.name, self.name[1:], self.phone, self.id_number, self.id_number[6:14]}


def number_of(first: str) -> str:
    """A whole identity number of its first seventeen digits."""
    return first + check_digit(first)


def plant(world: World, whom: Whom, kind: str = "owner") -> int:
    """They are in the register from now on, linked to their door."""
    link = NewResidence(whom.door, world.community(), kind, world.began, source="world")
    row = NewPerson(whom.name, (link,), id_number=whom.id_number, phone=whom.phone)
    return add_person(row=row, by=ground.INGEST, now=world.began)


def paths(method: str) -> Iterator[str]:
    """Every route of the public surface that takes this method, as the guard of each route says."""
    for path, view in routes(import_module("linli.main.urls_public").urlpatterns):
        guard = guard_of(view)
        if guard is not None and method in guard.methods and path not in ENDS_THE_SESSION:
            yield path


def address(path: str, value: str) -> str:
    """The route with the value in every place that can be filled."""
    if "(?P<" in path or "^" in path:  # written as an expression
        path = re.sub(r"\(\?P<form>[^)]*\)", "json", path)
        path = re.sub(r"\(\?P<\w+>[^)]*\)", value, path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\", "").replace(".+", value)
    return "/" + re.sub(r"<[^>]+>", value, path)


def kinds(path: str) -> tuple[str, ...]:
    """With what a route is tried: what is searched by, and where its address has room for it everything known."""
    return tuple(Whom("", "", "", 0, "").known()) if set("<^") & set(path) else SEARCHED


def asked(visit: Visit, method: str, path: str, whom: Whom, kind: str) -> Any:
    """Ask one route with one thing known in its address and under every name, where no name asks for its own."""
    known = whom.known()
    searched = kind if kind in SEARCHED else "name"
    given = {name: known[OF_THEIR_OWN.get(name, searched)] for name in NAMES}
    if method == "GET":
        return visit.get(address(path, known[kind]), given)
    if path.startswith("api/"):
        return visit.api("POST", address(path, known[kind]).removeprefix("/api/v1/"), given)
    return visit.send(address(path, known[kind]), given)


@dataclass(frozen=True, slots=True)
class Answer:
    """What of an answer tells anything: status, where it leads, its words without what was typed or drawn by chance."""

    status: int
    leads: str
    body: str
    statements: int


def answer(visit: Visit, ask: Any, echoed: Iterable[str]) -> Answer:
    """Ask, with full buckets of tries and as if nothing had been asked before; then all of it is taken back."""
    found: list[Any] = []
    cookies = {name: one.value for name, one in visit.cookies.items()}
    with taken_back():
        with as_login(""):
            RateBucket.objects.all().delete()
        said = statements.asked(lambda: found.append(ask()))
    for name, value in cookies.items():
        visit.cookies[name] = value
    got = found[0]
    body = b"".join(got.streaming_content) if got.streaming else got.content
    return Answer(got.status_code, plain(got.get("Location", ""), echoed), plain(body.decode(errors="replace"), echoed),
                  len(said))  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written in between is not. The savepoint goes too: a thousand inside each other are slow."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"rollback to savepoint {mark}; release savepoint {mark}")


def plain(text: str, echoed: Iterable[str]) -> str:
    """A text without what was typed into it and what differs from one asking to the next."""
    for pattern in _RANDOM:
        text = pattern.sub("‡", text)
    forms = {form for word in echoed if word for form in (word, str(escape(word)), quote(word), quote(quote(word)))}
    for one in sorted(forms, key=len, reverse=True):
        text = re.sub(rf"(?<![0-9A-Za-z#.]){re.escape(one)}(?![0-9A-Za-z;.])", "†", text)
    return text
