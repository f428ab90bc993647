"""Who is connected and who is told what: pure bookkeeping, no network and no database.

A page hears of a case when its hat sees the case: staff by the case's tasks, residents by its subject, as the walls
decide it. What it hears is the number and the name of the fact.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

MOST_WAITING = 64  # messages for one page; a page that lets more wait is cut off and comes back for the whole
REMEMBERED = 2000  # messages a page that comes back may have missed


@dataclass(frozen=True, slots=True)
class Link:
    """A task of a case as the walls look at it: its division, and whom the case is about (0 for nobody)."""

    scope: int
    about_unit: int = 0
    about_account: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that happened, and who may hear of it: by the tasks of the case, its subject, or one account."""

    event: str
    number: str = ""
    fact: str = ""
    links: frozenset[Link] = frozenset()
    subject: int = 0
    account: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page may see at this moment."""

    surface: str
    account: int = 0
    unit: int = 0
    scopes: frozenset[int] = frozenset()
    subjects: frozenset[int] = frozenset()

    def hears(self, message: Message) -> bool:
        """The walls' own rule, said once more for what has happened."""
        if self.surface == "desk":
            if message.account:
                return message.account == self.account
            return any(self._sees(link) for link in message.links)
        return message.subject in self.subjects

    def _sees(self, link: Link) -> bool:
        about_me = link.about_unit == self.unit or link.about_account == self.account
        return link.scope in self.scopes and not about_me


@dataclass(slots=True, eq=False)
class Page:
    """One open page: what waits for it, and whether it has been cut off.

    ``put`` sends it a frame at once and says whether that was possible; a page that has fetched everything so far
    needs no turn of its own for that, which for a thousand pages is half of the work.
    """

    standing: Standing
    waiting: deque[bytes] = field(default_factory=deque)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    cut: bool = False
    last: float = 0.0  # when it was sent something, and since when it has not fetched it; by the loop's clock
    busy: float = 0.0
    task: asyncio.Task[None] | None = None
    put: Callable[[bytes], bool] | None = None

    def tell(self, frame: bytes) -> None:
        """Send it a frame, or put it down for it; one that does not fetch them is cut off, not waited for."""
        if self.put is not None and not (self.waiting or self.busy or self.cut) and self.put(frame):
            return
        if len(self.waiting) >= MOST_WAITING:
            self.end()
            return
        self.waiting.append(frame)
        self.bell.set()

    def end(self) -> None:
        self.cut = True
        self.bell.set()


class Hub:
    """Every open page, found by what it may see, and the latest messages for those that come back."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)  # of this run: a page of an earlier one has to look for itself
        self.pages: set[Page] = set()
        self._by_scope: dict[int, set[Page]] = defaultdict(set)
        self._by_subject: dict[int, set[Page]] = defaultdict(set)
        self._by_account: dict[int, set[Page]] = defaultdict(set)
        self._told: deque[tuple[int, Message]] = deque(maxlen=REMEMBERED)
        self._count = 0

    def add(self, page: Page) -> None:
        self.pages.add(page)
        for index, key in self._keys(page.standing):
            index[key].add(page)

    def remove(self, page: Page) -> None:
        self.pages.discard(page)
        for index, key in self._keys(page.standing):
            index[key].discard(page)
            if not index[key]:
                del index[key]

    def change(self, page: Page, standing: Standing) -> None:
        """What a page may see has changed while it was open."""
        self.remove(page)
        page.standing = standing
        self.add(page)

    def tell(self, message: Message) -> int:
        """Tell everybody who may hear it; returns how many."""
        self._count += 1
        self._told.append((self._count, message))
        frame = self.frame(message, self._count)
        told = [page for page in self._nearby(message) if page.standing.hears(message)]
        for page in told:
            page.tell(frame)
        return len(told)

    def missed(self, last: str, standing: Standing) -> list[bytes] | None:
        """What a page that comes back has missed; None when nobody remembers, so it has to look for itself."""
        name, _dash, count = last.partition("-")
        if name != self.name or not count.isdigit() or int(count) > self._count:
            return None
        oldest = self._told[0][0] if self._told else self._count + 1
        if int(count) + 1 < oldest:
            return None
        return [self.frame(one, at) for at, one in self._told if at > int(count) and standing.hears(one)]

    def frame(self, message: Message, count: int) -> bytes:
        said = {"number": message.number, "fact": message.fact} if message.number else {}
        return f"id: {self.name}-{count}\nevent: {message.event}\ndata: {json.dumps(said)}\n\n".encode()

    def greeting(self) -> bytes:
        """The first frame of a page that has just come: it is connected, and should look once for itself."""
        return f"id: {self.name}-{self._count}\nevent: hello\ndata: {{}}\n\n".encode()

    def forget(self) -> None:
        """Nobody has listened for a while, so what happened meanwhile is not known: a new name says so."""
        self.name = secrets.token_hex(4)
        self._told.clear()

    def _nearby(self, message: Message) -> Iterable[Page]:
        near: set[Page] = set()
        for link in message.links:
            near |= self._by_scope.get(link.scope, set())
        near |= self._by_subject.get(message.subject, set()) if message.subject else set()
        near |= self._by_account.get(message.account, set()) if message.account else set()
        return near

    def _keys(self, standing: Standing) -> Iterator[tuple[dict[int, set[Page]], int]]:
        for scope in standing.scopes:
            yield self._by_scope, scope
        for subject in standing.subjects:
            yield self._by_subject, subject
        if standing.account and standing.surface == "desk":
            yield self._by_account, standing.account
