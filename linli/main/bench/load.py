"""The load of one bench: requests one after the other, a new connection each, and what they cost."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlsplit

from linli.main.bench.cpu import Meter

TIMEOUT = 60.0
BLOCK = 40  # requests whose CPU is read together: the kernel counts in hundredths of a second


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: ``url`` is whole."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request cost on average: CPU milliseconds by meter, and how long it took at the median and p95."""

    cpu: Mapping[str, float]
    p50: float
    p95: float

    @property
    def total(self) -> float:
        """CPU milliseconds of all meters together."""
        return sum(self.cpu.values())


class Failed(RuntimeError):
    """A request was answered with an error: the figures would be worth nothing."""


def send(ask: Ask) -> Answer:
    """Send one request over a connection of its own."""
    parts = urlsplit(ask.url)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 80, timeout=TIMEOUT)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request(ask.method, path, body=ask.body, headers=dict(ask.headers))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def measure(make: Callable[[int], Ask], *, meters: Mapping[str, Meter], count: int, warm: int = 20) -> Cost:
    """Send ``count`` requests after ``warm`` ones that are not counted.

    CPU is read after every block of them and the median block is told, so that a neighbour on the machine who is
    busy for a moment does not decide the figure.
    """
    for number in range(warm):
        _checked(make(-1 - number))
    took: list[float] = []
    blocks: dict[str, list[float]] = {name: [] for name in meters}
    for start in range(0, count, BLOCK):
        numbers = range(start, min(start + BLOCK, count))
        before = {name: read() for name, read in meters.items()}
        took += [_timed(make(number)) for number in numbers]
        for name, read in meters.items():
            blocks[name].append((read() - before[name]) * 1000 / len(numbers))
    cuts = quantiles(took, n=20, method="inclusive")
    return Cost({name: median(found) for name, found in blocks.items()}, p50=cuts[9], p95=cuts[18])


def _timed(ask: Ask) -> float:
    """Milliseconds until the whole answer was there."""
    began = perf_counter()
    _checked(ask)
    return (perf_counter() - began) * 1000


def _checked(ask: Ask) -> None:
    answer = send(ask)
    if not 200 <= answer.status < 300:
        words = answer.body[:300].decode(errors="replace")
        raise Failed(f"{ask.method} {ask.url} was answered with {answer.status}: {words}")
