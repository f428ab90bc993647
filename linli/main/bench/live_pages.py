"""Many open pages in one process: each a connection to the live process, as a browser holds it.

``python -m linli.main.bench.live_pages URL ORIGIN``: reads admissions (a JSON list) from its input, prints how many
pages are connected, then reads the numbers to wait for, and prints when each page heard of each.
"""

from __future__ import annotations

import asyncio
import functools
import json
import re
import sys
import time
from urllib.parse import urlsplit

PATIENCE = 20.0  # seconds the last message may take
AT_ONCE = 50  # pages that connect side by side
NUMBER = re.compile(rb'data: {"number": "([^"]+)"')


class Page(asyncio.Protocol):
    """One open page. It notes when something came and looks at what it was afterwards, when nobody is waiting."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self.greeted = asyncio.get_running_loop().create_future()
        self.came: list[tuple[float, bytes]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.came.append((time.monotonic(), data))
        if not self.greeted.done() and b"event: hello" in data:
            self.greeted.set_result(True)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.greeted.done():
            self.greeted.set_result(False)

    def heard(self) -> dict[str, float]:
        """When each number was read first."""
        found: dict[str, float] = {}
        for at, data in self.came:
            for number in NUMBER.findall(data):
                found.setdefault(number.decode(), at)
        return found


async def connected(url: str, origin: str, admission: str, few: asyncio.Semaphore) -> Page:
    """One page that has come, and been greeted or sent away."""
    parts = urlsplit(url)
    lines = [f"GET /events?admission={admission} HTTP/1.1", f"Host: {parts.netloc}", f"Origin: {origin}", "", ""]
    async with few:
        make = functools.partial(Page, "\r\n".join(lines).encode())
        _transport, page = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", parts.port or 80)
        await page.greeted
        return page


async def run(url: str, origin: str) -> None:
    loop, few = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)
    admissions = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    pages = await asyncio.gather(*(connected(url, origin, admission, few) for admission in admissions))
    listening = [page for page in pages if page.greeted.result()]
    print(len(listening), flush=True)
    wanted = set(json.loads(await loop.run_in_executor(None, sys.stdin.readline) or "[]"))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(not wanted <= page.heard().keys() for page in listening):
        await asyncio.sleep(0.5)
    heard = [page.heard() for page in listening]
    print(json.dumps({number: [one[number] for one in heard if number in one] for number in wanted}), flush=True)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:3]))
