"""The house calls whom it is told to call, and cannot be talked into calling itself."""

from __future__ import annotations

import ipaddress
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from linli.gates import outbound
from linli.gates.outbound import Forbidden, NotReached, addresses
from linli.gates.outbound.tests.listening import Heard, listening


@pytest.fixture
def at_home(settings: LazySettings) -> None:
    """The operator has named this machine."""
    settings.OUTBOUND_HOSTS = ("127.0.0.1", "outside.example")


def test_a_call_arrives_as_it_was_sent(at_home: None) -> None:
    with listening() as there:
        answer = outbound.send(f"{there.url}/hook?a=1", body='{"id": "一"}'.encode(), headers={"X-Key": "k1"})
    assert (answer.status, answer.body) == (200, b"ok")
    ((path, headers, body),) = there.calls
    assert (path, body.decode(), headers["x-key"]) == ("/hook?a=1", '{"id": "一"}', "k1")
    assert headers["host"] == there.url.removeprefix("http://")


INSIDE = [
    "http://127.0.0.1:8001/", "http://localhost:8001/", "http://LOCALHOST./", "http://10.0.0.4/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://0.0.0.0/", "http://100.64.0.1/", "http://224.0.0.1/",
    "http://db.internal/", "http://printer.local/",
]  # fmt: skip


@pytest.mark.asvs("V1.3.6", "V13.2.4")
@pytest.mark.parametrize("url", INSIDE)
def test_the_house_does_not_call_itself(url: str) -> None:
    with pytest.raises(Forbidden):
        outbound.allowed(url)


@pytest.mark.parametrize("url", ["http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/"])
def test_nor_when_the_address_is_written_in_disguise(url: str) -> None:
    with listening() as there, pytest.raises((Forbidden, NotReached)):
        outbound.send(url.replace("/", f":{there.url.rpartition(':')[2]}/").replace("http:", "http:", 1))
    with pytest.raises((Forbidden, NotReached)):
        outbound.send(url, seconds=2)
    assert not there.calls


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.cn/", "file:///etc/passwd", "https://", "https://user:secret@example.cn/", "https://a b/",
     "https://example.cn:22/", "https://example.cn/\r\nX: 1", "https://example.cn/#x", "http://[::1", "https://例.cn/",
     "https://example.cn/" + "a" * 2000],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Forbidden) as refused:
        outbound.allowed(url)
    assert len(str(refused.value)) > 10


def leads_to(*found: str) -> Any:
    """A name server that gives these answers, one a question, the last for ever."""
    answers = list(found)

    def resolve(_host: str, port: int, **_more: Any) -> list[tuple[Any, ...]]:
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in address.split()]

    return resolve


@pytest.mark.parametrize("found", ["127.0.0.1", "93.184.216.34 10.0.0.1", "169.254.169.254"])
def test_a_name_that_leads_into_the_house_is_not_called(found: str) -> None:
    with listening() as there, pytest.raises(Forbidden):
        outbound.send(f"http://rebind.example:{there.url.rpartition(':')[2]}/", resolve=leads_to(found))
    assert not there.calls


def test_a_name_is_looked_up_once_and_that_very_address_is_called(at_home: None) -> None:
    with listening() as there:
        port = there.url.rpartition(":")[2]
        outbound.send(f"http://outside.example:{port}/", resolve=leads_to("127.0.0.1", "192.0.2.1"))
    assert there.calls[0][1]["host"] == f"outside.example:{port}"


def _redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://169.254.169.254/")
    handler.end_headers()


@pytest.mark.asvs("V15.3.2")
def test_a_redirect_is_not_followed(at_home: None) -> None:
    with listening(_redirect) as there, pytest.raises(NotReached):
        outbound.send(there.url)
    assert len(there.calls) == 1


def _drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _round in range(50):
        try:
            handler.wfile.write(b".")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def test_an_answer_that_drips_is_cut_off_in_time(at_home: None) -> None:
    began = time.monotonic()
    with listening(_drip) as there, pytest.raises(NotReached):
        outbound.send(there.url, seconds=0.5)
    assert time.monotonic() - began < 3
    assert there.calls


def _flood(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"x" * 5000)


def test_an_answer_that_is_too_large_is_not_kept(at_home: None) -> None:
    with listening(_flood) as there, pytest.raises(NotReached):
        outbound.send(there.url, most=1000)


def test_nobody_there_is_said_as_a_sentence(at_home: None) -> None:
    with listening() as there:
        gone = Heard(there.url)
    with pytest.raises(NotReached) as closed:
        outbound.send(gone.url)
    assert str(closed.value)


@given(st.ip_addresses())
def test_no_address_passes_that_python_does_not_call_global(address: addresses.Address) -> None:
    if not address.is_global:
        assert not addresses.is_open(address)


@given(st.ip_addresses(v=4))
def test_a_disguise_in_version_six_never_opens_more(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    assert addresses.is_open(mapped) == addresses.is_open(address)
