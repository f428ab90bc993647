"""The live process as it runs: a hundred pages hear of every case, are cut off when their session ends, and come back
after kill -9 having missed nothing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from linli.main.bench import live
from linli.main.bench.city import City
from linli.main.commands.drill import apart

pytestmark = pytest.mark.xdist_group("founded")


@pytest.fixture(scope="module")
def city(founded: City) -> Iterator[City]:
    with apart():
        yield founded


class Come(Protocol):
    """One page at the live process, with an admission."""

    def __call__(self, city: City, url: str, admission: str, *, origin: str = "", last: str = "") -> HTTPResponse: ...


@pytest.fixture
def come() -> Iterator[Come]:
    """Pages of a test, closed at its end."""
    with ExitStack() as pages:

        def page(city: City, url: str, admission: str, *, origin: str = "", last: str = "") -> HTTPResponse:
            connection = HTTPConnection("127.0.0.1", urlsplit(url).port or 0, timeout=60)
            pages.callback(connection.close)
            more = f"&last={last}" if last else ""
            connection.request(
                "GET", f"/events?admission={admission}{more}", headers={"Origin": origin or city.desk_url}
            )
            return pages.enter_context(connection.getresponse())

        yield page


def frame(answer: HTTPResponse, *, skip: tuple[str, ...] = ("beat",)) -> dict[str, str]:
    """The next event of a stream; empty where it has ended."""
    while True:
        lines = dict[str, str]()
        while line := answer.readline().decode().rstrip("\n"):
            name, _colon, value = line.partition(": ")
            lines[name] = value
        if lines.get("event") not in skip:
            return lines


def test_a_hundred_pages_hear_of_every_case_at_once(city: City) -> None:
    with live.door(city) as url:
        heard = live.measure(city, url, pages=100, cases=10)
    assert heard.lost == 0
    assert statistics.median(heard.waits) < 1000, "on a busy machine; the bar of the bench is 100 ms"


@pytest.mark.asvs("V4.4.2", "V9.2.3")
def test_a_admission_is_for_one_page_of_its_own_surface(city: City, come: Come) -> None:
    first, second = city.stage("desk", "admissions", "2")
    with live.door(city) as url:
        assert come(city, url, first, origin=city.public_url).status == 403
        assert come(city, url, first).status == 403  # it was shown already
        assert come(city, url, "forged").status == 403
        page = come(city, url, second)
        assert page.status == 200
        assert page.headers["Access-Control-Allow-Origin"] == city.desk_url
        assert frame(page)["event"] == "hello"


def test_the_stream_ends_within_seconds_of_its_session(city: City, come: Come) -> None:
    (admission,) = city.stage("desk", "admissions", "1")
    with live.door(city) as url:
        page = come(city, url, admission)
        assert frame(page)["event"] == "hello"
        with city.connect() as admin:
            admin.execute("delete from django_session")
        began = time.monotonic()
        assert frame(page) == {}
        assert time.monotonic() - began < 20, "it is looked at every three seconds"


def test_pages_come_back_after_a_kill_and_miss_nothing(city: City, come: Come) -> None:
    """Another process does not know what the first has told, so it says: look for yourself. The same one tells it."""
    one, two, three = city.stage("desk", "admissions", "3")
    with live.door(city) as url:
        page = come(city, url, one)
        last = frame(page)["id"]
        (number,) = city.stage("desk", "openings", "1", "0")
        assert number in frame(page)["data"]
        page.close()
        again = come(city, url, two, last=last)
        assert frame(again)["event"] == "hello"
        assert number in frame(again)["data"]
    city.stage("desk", "openings", "1", "0")  # nobody is there to tell of it
    with live.door(city) as url:
        back = come(city, url, three, last=last)
        assert [frame(back)["event"], frame(back)["event"]] == ["hello", "refresh"]
