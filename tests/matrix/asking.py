"""Asking a cell and judging the answer. Whatever an answer wrote is taken back before the next is asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import responses
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection

from linli.kernel.cases import catalogue
from tests.matrix.declared import Cell, Declared, Verdict
from tests.matrix.leaking import Hidden
from tests.matrix.naming import KEY
from tests.matrix.records import KINDS, Record
from tests.stalking import plain, taken_back

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CHANGES_THE_CATALOGUE = ("catalogue", "register/rules")
DONE = frozenset({200, 201, 204, 302, 303, 400, 409, 422, 429})
LEAVES = frozenset({200, 201, 204, 302, 303, 304, 400, 404, 409, 415, 422, 429})
ADDRESS = 8  # signs; what is shorter may stand anywhere
Told = tuple[int, tuple[tuple[str, str], ...], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def told(self, record: Record) -> Told:
        """The answer without what was typed and what differs from one asking to the next."""
        typed = [word for word in record.words.values() if len(word) > 1]
        headers = tuple(
            sorted((name, plain(value, typed)) for name, value in self.headers.items() if name not in _OF_THE_BODY)
        )
        return self.status, headers, plain(self.body.decode(errors="replace"), typed)


_OF_THE_BODY = frozenset({"Content-Length", "Set-Cookie", "ETag"})


@dataclass(slots=True)
class Asker:
    """Asks cells of one surface and keeps what was found wrong."""

    declared: Declared
    counted: Counter[Verdict] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _of_nothing: dict[tuple[str, str, str, str], Answer] = field(default_factory=dict)
    _told_of_nothing: dict[tuple[str, str, str, str], Told] = field(default_factory=dict)
    _hidden: dict[str, Hidden] = field(default_factory=dict)

    def judge(self, cell: Cell) -> list[str]:
        """Ask, and say everything in which the answer differs from what is declared."""
        verdict = self.declared.verdict(cell)
        got = self.ask(cell)
        if cell.record is not None and cell.record.is_nothing:
            self._of_nothing[_like(cell)] = got
            self._told_of_nothing.pop(_like(cell), None)
        self.counted[verdict] += 1
        found = [f"{cell}: {one}" for one in (*self._leaks(cell, got), *_JUDGES[verdict](self, cell, got))]
        self.wrong += found
        return found

    def ask(self, cell: Cell) -> Answer:
        """One request through the whole of Django, under the database login of the surface."""
        asks, words = cell.asks, dict(cell.record.words) if cell.record else {}
        address = "/" + quote((asks.at or cell.route.path).format(**words), safe="/?=&:%.,")
        data, kind = self._body(cell, words)
        client = cell.actor.ready()
        with taken_back():
            got: Any = client.generic(cell.method, address, data, kind)
            body = b"".join(got.streaming_content) if got.streaming else got.content
        connection.needs_rollback = False
        if cell.method == "POST" and cell.route.path.startswith(CHANGES_THE_CATALOGUE):
            catalogue.forget()
        if got.status_code >= 500 and getattr(got, "exc_info", None):
            body = repr(got.exc_info[1]).encode()
        return Answer(got.status_code, dict(got.headers), body)

    def _body(self, cell: Cell, words: Mapping[str, str]) -> tuple[str, str]:
        if cell.method not in ("POST", "PUT", "PATCH"):
            return "", FORM
        sends = {name: _filled(one, words) for name, one in cell.asks.sends.items()}
        if cell.actor.key and cell.route.is_open311:
            sends["api_key"] = cell.actor.key
        return (json.dumps(sends), JSON) if cell.route.is_api else (urlencode(sends, doseq=True), FORM)

    def _leaks(self, cell: Cell, got: Answer) -> Iterator[str]:
        """Nothing of a record the actor may not see stands in any answer; and nothing breaks."""
        if got.status >= 500:
            yield f"broke: {got.status} {got.body[:300]!r}"
        name = cell.actor.name
        if name not in self._hidden:
            self._hidden[name] = Hidden(self.declared.hidden_tokens(cell.actor))
        found = self._hidden[name].found_in(got.body)
        if not found:
            return
        sent = json.dumps(dict(cell.record.words), ensure_ascii=False).encode() if cell.record else b""
        for token, record in found:
            if token not in sent and not _opens(cell, record):
                yield f"an undeclared allow: it says {token.decode()} of the {record.kind} {record.side}"

    # -- one judge for each verdict

    def _no_method(self, cell: Cell, got: Answer) -> Iterator[str]:
        if cell.route.is_open311:  # the status is 400 for everything but keys and what is not there; its code says more
            if got.status != 400 or b"405" not in got.body:
                yield f"is no method of this address, and was answered {_said(got)}"
        elif got.status != 405:
            yield f"is no method of this address, and was answered {_said(got)}"

    def _log_in(self, cell: Cell, got: Answer) -> Iterator[str]:
        if cell.route.is_api:
            if got.status != 401:
                yield f"nobody is logged in, and it was answered {_said(got)}"
        elif got.status != 204 and not (got.status == 302 and got.headers.get("Location", "").startswith("/login")):
            yield f"nobody is logged in, and it was answered {_said(got)}"

    def _not_allowed(self, cell: Cell, got: Answer) -> Iterator[str]:
        if got.status != 403:
            yield f"the role {cell.actor.role} may not {cell.route.guard.may}, and was answered {_said(got)}"

    def _hidden_record(self, cell: Cell, got: Answer) -> Iterator[str]:
        assert cell.record is not None
        if cell.record.is_nothing:
            if cell.method == "GET" and got.status != cell.asks.misses:
                yield f"there is no such thing, and it was answered {_said(got)}"
            return
        told, nothing = got.told(cell.record), self._as_nothing(cell)
        if told != nothing:
            yield f"can be told from nothing: {_difference(told, nothing)}"

    def _as_nothing(self, cell: Cell) -> Told:
        """What the same question was told of what does not exist."""
        assert cell.record is not None
        if _like(cell) not in self._told_of_nothing:
            nothing = next(one for one in self.declared.town.records[cell.record.kind] if one.is_nothing)
            self._told_of_nothing[_like(cell)] = self._of_nothing[_like(cell)].told(nothing)
        return self._told_of_nothing[_like(cell)]

    def _shown(self, cell: Cell, got: Answer) -> Iterator[str]:
        assert cell.record is not None
        if got.status == 403 and cell.asks.finer and not self.declared.may(cell.actor, cell.asks.beyond):
            return
        if cell.method == "GET":
            yield from self._row(cell, got)
        elif cell.method == "POST":
            yield from self._done(cell, got)

    def _row(self, cell: Cell, got: Answer) -> Iterator[str]:
        """A page of a record says what only its row says."""
        assert cell.record is not None
        if cell.record.ended and got.status == cell.asks.ended:
            return
        if got.status not in (200, *cell.asks.leads):
            yield f"a declared allow was answered {_said(got)}"
        elif cell.record.token and cell.asks.says and got.status == 200 and cell.record.token.encode() not in got.body:
            yield f"a declared allow does not say {cell.record.token}"

    def _done(self, cell: Cell, got: Answer) -> Iterator[str]:
        """A deed comes as far as the record: the answer is another than for what does not exist."""
        assert cell.record is not None
        if cell.record.ended and got.status == cell.asks.ended:
            return
        if got.status not in DONE:
            yield f"a declared deed was answered {_said(got)}"
        elif not cell.asks.blind and got.told(cell.record) == self._as_nothing(cell):
            yield f"a declared deed is answered as if there were no such thing: {_said(got)}"

    def _opened(self, cell: Cell, got: Answer) -> Iterator[str]:
        if cell.asks.finer == KEY and cell.method == "POST":
            if (got.status in (200, 201)) is not (cell.actor.key == self.declared.town.keys[0]):
                yield f"filing needs a key that runs, and was answered {_said(got)}"
            return
        if got.status not in LEAVES and not (got.status in (401, 403) and cell.asks.finer):
            yield f"a declared allow was answered {_said(got)}"
            return
        if _led_to_login(got) and not cell.route.is_open and not cell.asks.finer:
            yield f"a declared allow was answered {_said(got)}"
        if cell.method == "GET" and got.status not in (200, 204, 302, 303, cell.asks.misses if cell.asks.bare else 200):
            yield f"a declared allow was answered {_said(got)}"
        for action, words in cell.asks.parts.items() if cell.method == "GET" else ():
            if (words.encode() in got.body) is not self.declared.may(cell.actor, action):
                yield f"says {words} to who may not {action}, or keeps it from who may"
        if cell.asks.lists and cell.method == "GET":
            for one in self.declared.town.records[cell.asks.lists]:
                if self.declared.sees(cell.actor, one) and not _lists(got, one):
                    yield f"does not list the {one.kind} {one.side}, which is theirs"


def _like(cell: Cell) -> tuple[str, str, str, str]:
    return (cell.route.surface, cell.route.path, cell.method, cell.actor.name)


def _lists(got: Answer, one: Record) -> bool:
    """Whether a list says a record's own words, or leads to it."""
    own = [one.token, *(word for word in one.words.values() if len(word) >= ADDRESS)]
    return not any(own) or any(word.encode() in got.body for word in own if word)


def _filled(one: Any, words: Mapping[str, str]) -> Any:
    """What a form sends, with what the record is called in its places."""
    if isinstance(one, list):
        return [_filled(part, words) for part in one]
    return one.format(**words) if isinstance(one, str) else one


_JUDGES: Mapping[Verdict, Any] = {
    Verdict.NO_METHOD: Asker._no_method,
    Verdict.LOG_IN: Asker._log_in,
    Verdict.NOT_ALLOWED: Asker._not_allowed,
    Verdict.HIDDEN: Asker._hidden_record,
    Verdict.SHOWN: Asker._shown,
    Verdict.OPENED: Asker._opened,
}


def _opens(cell: Cell, other: Record) -> bool:
    """Whether what was typed is the secret that opens this very row."""
    typed = cell.record
    return (
        typed is not None
        and KINDS[typed.kind].secret
        and KINDS[typed.kind].table == KINDS[other.kind].table
        and (typed.key == other.key)
    )


def _led_to_login(got: Answer) -> bool:
    return got.headers.get("Location", "").startswith("/login?next")


def _said(got: Answer) -> str:
    where = f" to {got.headers['Location']}" if "Location" in got.headers else ""
    return f"{got.status} {responses.get(got.status, '')}{where}"


def _difference(one: Any, other: Any) -> str:
    """Where two answers differ, in short."""
    if one[0] != other[0]:
        return f"{one[0]} and {other[0]}"
    if one[1] != other[1]:
        return f"{set(one[1]) ^ set(other[1])}"
    at = next((n for n, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), 0)
    near = slice(max(0, at - 60), at + 60)
    return f"{one[2][near]!r} and {other[2][near]!r}"
