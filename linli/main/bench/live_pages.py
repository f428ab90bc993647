"""Many open pages in one process: each a connection to the live process, as a browser holds it.

``python -m linli.main.bench.live_pages URL ORIGIN``: reads admissions (a JSON list) from its input, prints how many
pages are connected, then reads the numbers to wait for, and prints when each page heard of each.

A thousand browsers are a thousand machines; here they share one, and whoever reads last must not be told that it came
last. So each page is told by the kernel when the bytes reached its socket (``SO_TIMESTAMPNS``), not by when this
process got round to reading them. Of several pieces read at once the kernel tells the latest, never an earlier one.
"""

from __future__ import annotations

import json
import re
import select
import socket
import struct
import sys
import time
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

PATIENCE = 20.0  # seconds the last message may take
AT_ONCE = 50  # pages that connect side by side
STAMPED = getattr(socket, "SO_TIMESTAMPNS", 35)
SECONDS = struct.Struct("qq")
NUMBER = re.compile(rb'data: {"number": "([^"]+)"')


class Page:
    """One open page. What came is looked at afterwards, when nobody is waiting."""

    def __init__(self, address: tuple[str, int], request: bytes) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.SOL_SOCKET, STAMPED, 1)
        self.socket.sendall(request)
        self.socket.setblocking(False)
        self.came: list[tuple[float, bytes]] = []

    @property
    def is_greeted(self) -> bool:
        return any(b"event: hello" in data for _at, data in self.came)

    def read(self) -> bool:
        """What has come, with the moment the last of it did; False when the connection is over."""
        try:
            data, told, _flags, _address = self.socket.recvmsg(65_536, 64)
        except BlockingIOError:
            return True
        if data:
            self.came.append((_moment(told), data))
        return bool(data)

    def heard(self) -> dict[str, float]:
        """When each number came first."""
        found: dict[str, float] = {}
        for at, data in self.came:
            for number in NUMBER.findall(data):
                found.setdefault(number.decode(), at)
        return found


def _moment(told: Iterable[tuple[int, int, bytes]]) -> float:
    """Seconds since 1970 as the kernel has them; where it has none, now."""
    for _level, kind, data in told:
        if kind == STAMPED:
            seconds, nanoseconds = SECONDS.unpack(data)
            return float(seconds + nanoseconds / 1e9)
    return time.time()


class Watch:
    """All pages that are open, read as something comes."""

    def __init__(self) -> None:
        self.pages: dict[int, Page] = {}
        self._poll = select.epoll()

    def add(self, page: Page) -> None:
        self.pages[page.socket.fileno()] = page
        self._poll.register(page.socket, select.EPOLLIN)

    def read(self, seconds: float) -> None:
        """One look at what has come, after at most so long."""
        for number, _event in self._poll.poll(seconds):
            if not self.pages[number].read():
                self._poll.unregister(number)


def connect(watch: Watch, url: str, origin: str, admissions: Sequence[str]) -> int:
    """Open a page for each admission, some at once; how many were let in."""
    parts = urlsplit(url)
    for start in range(0, len(admissions), AT_ONCE):
        few = []
        for admission in admissions[start : start + AT_ONCE]:
            lines = [f"GET /events?admission={admission} HTTP/1.1", f"Host: {parts.netloc}", f"Origin: {origin}"]
            few.append(Page(("127.0.0.1", parts.port or 80), "\r\n".join([*lines, "", ""]).encode()))
            watch.add(few[-1])
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not all(page.is_greeted for page in few):
            watch.read(0.1)
    return sum(page.is_greeted for page in watch.pages.values())


def run(url: str, origin: str) -> None:
    watch = Watch()
    print(connect(watch, url, origin, json.loads(sys.stdin.readline())), flush=True)
    asked = select.epoll()
    asked.register(sys.stdin, select.EPOLLIN)
    while not asked.poll(0):
        watch.read(0.05)
    wanted = set(json.loads(sys.stdin.readline() or "[]"))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(not wanted <= page.heard().keys() for page in watch.pages.values()):
        watch.read(0.5)
    heard = [page.heard() for page in watch.pages.values()]
    print(json.dumps({number: [one[number] for one in heard if number in one] for number in wanted}), flush=True)


if __name__ == "__main__":
    run(*sys.argv[1:3])
