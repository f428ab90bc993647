"""The door of the live process: one address, one loop that reads what is new, one that looks who still may hear it.

``GET /events?admission=…`` is answered by a stream of server-sent events. ``last=…`` is the id of the last one a page
has seen: it gets what it missed, or is told to look for itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import psycopg

from linli.gates.live import admissions, reading
from linli.gates.live.admissions import Admission
from linli.gates.live.hub import Hub, Page

LOOK = 0.02  # seconds between looks into the outbox while somebody listens
RENEW = 3.0  # seconds between looks whether sessions and posts still stand
BEAT = 15.0  # seconds of silence after which a page is told that all is well
PATIENCE = 10.0  # seconds a page may take to fetch one frame
IDLE = 30.0  # seconds without any page after which what happens is no longer followed
MOST_PAGES = 10_000
log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_BEATING = b"event: beat\ndata: {}\n\n"
_LOOK = b"event: refresh\ndata: {}\n\n"


class Door:
    """Open pages and the database between them. ``origins`` by surface: whose pages may listen."""

    def __init__(self, *, database: str, origins: dict[str, str], clock: Callable[[], datetime]) -> None:
        self.hub = Hub()
        self._database, self._origins, self._clock = database, origins, clock
        self._admissions: dict[Page, Admission] = {}
        self._used: dict[str, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._connections: dict[str, reading.Connection] = {}
        self._asking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/events" and scope["method"] == "GET":
            await self._events(scope, receive, send)
        elif scope["type"] == "http":
            there = scope["path"] == "/"
            await _answer(send, 200 if there else 404, b"live\n" if there else b"")

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._tasks = [asyncio.create_task(one) for one in (self._follow(), self._keep(), self._look_again())]
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for task in self._tasks:
                    task.cancel()
                for page in list(self.hub.pages):
                    page.end()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("ascii", "replace"))
        admission = self._taken(query.get("admission", [""])[0])
        origin = dict(scope["headers"]).get(b"origin", b"").decode("ascii", "replace")
        if admission is None or origin != self._origins.get(admission.surface):
            await _answer(send, 403)
            return
        if len(self.hub.pages) >= MOST_PAGES:
            await _answer(send, 503)
            return
        try:
            found = await self._standings([admission])
        except psycopg.Error:
            await _answer(send, 503)
            return
        if admission not in found:
            await _answer(send, 403)
            return
        page = Page(found[admission])
        page.waiting.extend(self._first(page, query.get("last", [""])[0]))
        page.bell.set()
        self.hub.add(page)
        self._admissions[page] = admission
        gone = asyncio.create_task(_gone(receive, page))
        try:
            await self._stream(page, origin, send)
        finally:
            gone.cancel()
            self.hub.remove(page)
            self._admissions.pop(page, None)

    def _taken(self, given: str) -> Admission | None:
        """The admission, once: the second time it is nobody's."""
        now = self._clock()
        admission = admissions.opened(given, now=now)
        if admission is None or admission.nonce in self._used:
            return None
        self._used[admission.nonce] = admission.connect
        return admission

    def _first(self, page: Page, last: str) -> list[bytes]:
        """What a page hears first: that it is connected, and what it missed or that it should look."""
        missed = self.hub.missed(last, page.standing) if last else []
        return [self.hub.greeting(), *([_LOOK] if missed is None else missed)]

    async def _stream(self, page: Page, origin: str, send: Send) -> None:
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
            (b"access-control-allow-origin", origin.encode()),
            (b"vary", b"Origin"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        loop = asyncio.get_running_loop()
        page.task = asyncio.current_task()
        while True:
            await page.bell.wait()
            page.bell.clear()
            frames = b"".join(page.waiting)
            page.waiting.clear()
            if page.cut:
                break
            page.last = page.busy = loop.time()
            await send(_body(frames))
            page.busy = 0.0
            page.put = partial(_put, page, send, loop)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _keep(self) -> None:
        """Once a second: end streams whose time is over, let go of pages that fetch nothing, greet quiet ones."""
        while True:
            await asyncio.sleep(1)
            self._keep_once(asyncio.get_running_loop().time(), self._clock().timestamp())

    def _keep_once(self, moment: float, now: float) -> None:
        for page, admission in list(self._admissions.items()):
            if page.busy and moment - page.busy > PATIENCE and page.task is not None:
                page.task.cancel()  # what it should fetch is not kept for it
            elif now >= admission.until:
                page.end()
            elif moment - page.last > BEAT:
                page.tell(_BEATING)

    async def _follow(self) -> None:
        """Read on and on while somebody listens; a database that is away is waited for."""
        reader, idle = reading.Reader(), 0.0
        while True:
            await asyncio.sleep(LOOK)
            idle = 0.0 if self.hub.pages else idle + LOOK
            if idle > IDLE or (not reader.xid and not self.hub.pages):
                if reader.xid:
                    self.hub.forget()
                    reader = reading.Reader()
                continue
            try:
                connection = await self._open("outbox")
                if not reader.xid:
                    await reader.start(connection)
                messages = await reader.read(connection)
            except psycopg.Error:
                log.exception("the database did not answer; trying again")
                await asyncio.sleep(1)
                continue
            for message in messages:
                self.hub.tell(message)

    async def _look_again(self) -> None:
        """Whose session or post has ended is cut off; whose scopes have changed sees by the new ones."""
        while True:
            await asyncio.sleep(RENEW)
            moment = self._clock().timestamp()
            self._used = {nonce: until for nonce, until in self._used.items() if until >= moment}
            held = dict(self._admissions)
            if not held:
                continue
            try:
                found = await self._standings(list(held.values()))
            except psycopg.Error:
                log.exception("the database did not answer; trying again")
                continue
            for page, admission in held.items():
                if admission not in found:
                    page.end()
                elif page in self.hub.pages and found[admission] != page.standing:
                    self.hub.change(page, found[admission])

    async def _standings(self, wanted: list[Admission]) -> dict[Admission, Any]:
        async with self._asking:
            return await reading.standings(await self._open("standing"), wanted)

    async def _open(self, use: str) -> reading.Connection:
        """The connection for one use: whoever looks for what is new never waits for who may see it."""
        held = self._connections.get(use)
        if held is None or held.closed or held.broken:
            held = await psycopg.AsyncConnection.connect(
                self._database, autocommit=True, application_name="linli live", connect_timeout=5
            )
            self._connections[use] = held
        return held


def _body(frames: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": frames, "more_body": True}


def _put(page: Page, send: Send, loop: asyncio.AbstractEventLoop, frame: bytes) -> bool:
    """Send without waiting; False, and nothing sent, where the page has not fetched what was sent before."""
    sending = send(_body(frame)).__await__()
    try:
        next(sending)
    except StopIteration:
        page.last = loop.time()
        return True
    sending.close()
    return False


async def _gone(receive: Receive, page: Page) -> None:
    """Until the page is closed at the other end."""
    while (await receive())["type"] != "http.disconnect":
        pass
    page.end()


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
