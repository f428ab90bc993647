"""Requests forged by the server (Decidim CVE-2026-45573): sixty addresses inside, on every way an address comes in.

Nothing connects to any of them; what is typed into a form is refused with a sentence. And no module of the product
opens a connection of its own beside the guarded client and the few named here with their reason.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from linli.gates import outbound
from linli.gates.open311 import media
from linli.gates.open311.models import Media
from linli.gates.open311.tests.conftest import Program, a_key
from linli.gates.outbound import Forbidden, NotReached
from linli.gates.webhooks import actions as webhooks
from linli.gates.webhooks.actions import NotAHook
from linli.gates.webhooks.models import Hook
from linli.plumbing.time import now as clock
from tests.attacks.asking import Walk, hat_of
from tests.attacks.sources import FLOOR, modules
from tests.surfaces import Visit, as_login, surface
from tests.world import World

INSIDE = (
    "http://127.0.0.1/", "http://127.0.0.1:8001/", "http://127.1/", "http://127.0.1/", "http://127.255.255.254/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/",
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://localhost.localdomain/", "http://a.localhost/",
    "http://0.0.0.0/", "http://0/", "http://0.0.0.1/", "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/",
    "http://172.31.255.255/", "http://192.168.0.1/", "http://192.168.1.1:8080/", "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/", "http://100.64.0.1/", "http://100.100.100.200/latest/meta-data/", "http://192.0.0.1/",
    "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/",
    "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:a00:1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
    "http://[ff02::1]/", "http://db.internal/", "http://metadata.google.internal/", "http://printer.local/",
    "http://127.0.0.1:22/", "http://127.0.0.1:5432/", "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
    "file:///etc/passwd", "gopher://127.0.0.1:5432/_x", "dict://127.0.0.1:11211/", "ftp://127.0.0.1/", "ldap://127.0.0.1/",
    "http://user@127.0.0.1/", "http://example.cn@127.0.0.1/", "http://127.0.0.1#@example.cn/", "http://127.0.0.1\\@example.cn/",
    "//127.0.0.1/", "http:/127.0.0.1/", "http://127.0.0.1\r\nHost: example.cn/", "jar:http://127.0.0.1!/", "http://",
)  # fmt: skip
_called: list[Any] = []
_listening = [False]


def _heard(event: str, given: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _listening[0] and isinstance(given[1], tuple):
        _called.append(given[1])


sys.addaudithook(_heard)


@contextmanager
def no_connection(*, but: tuple[Any, ...] = ()) -> Iterator[None]:
    """Python itself is listened to: a connection to anywhere in this block is found, whoever opens it."""
    _called.clear()
    _listening[0] = True
    try:
        yield
    finally:
        _listening[0] = False
    assert [one for one in _called if one[:2] not in but] == []


def test_the_ear_hears_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(AssertionError), no_connection():
        socket.create_connection(server.getsockname()[:2]).close()


@pytest.mark.asvs("V1.3.6", "V13.2.4")
@pytest.mark.dengbao("8.1.3.1 c")
@pytest.mark.parametrize("url", INSIDE)
def test_the_guarded_client_calls_nobody_inside(url: str) -> None:
    assert len(INSIDE) >= 60
    with no_connection(), pytest.raises((Forbidden, NotReached)):
        outbound.send(url, seconds=2, resolve=_as_written)


def _as_written(host: str, port: int, **more: Any) -> list[tuple[Any, ...]]:
    """The system's own reading of an address written in numbers, and loopback for every name: the worst it can be."""
    try:
        return list(socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, **more))
    except (OSError, UnicodeError):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@pytest.mark.asvs("V1.3.6")
@pytest.mark.parametrize("url", INSIDE)
def test_no_web_hook_leads_inside(world: World, db: None, url: str) -> None:
    """Refused as it is typed, where it can be told; where only a look-up tells, as it is called."""
    lead = hat_of(world, "lead")
    try:
        fresh = webhooks.subscribe(scope_id=lead.place, names=["case.opened"], url=url, by=lead, now=clock())
    except NotAHook as refused:
        said = (refused.field, len(str(refused)) > 10)
    else:
        said = ("called", True)
    if said[0] != "called":
        assert said == ("url", True)
        return
    with as_login(""):
        kept = Hook.objects.get(id=fresh.hook_id).url
    with no_connection(), pytest.raises((Forbidden, NotReached)):
        outbound.send(kept, seconds=2, resolve=_as_written)


def test_the_form_of_web_hooks_says_what_is_wrong(walk: Walk) -> None:
    with surface("desk"):
        visit = walk.visit("lead")
        for url in INSIDE[::9]:
            place = str(hat_of(walk.world, "lead").place)
            with no_connection():
                answer = visit.send("/webhooks", {"url": url, "fact": ["case.opened"], "scope": place, "place": place})
            assert answer.status_code in (200, 422), url
            assert Hook.objects.filter(url=url).count() == 0


@pytest.mark.asvs("V1.3.6")
def test_no_picture_is_fetched_from_inside(world: World, db: None) -> None:
    """Another program names its pictures by address; the worker fetches none of these."""
    with surface("public"):
        program = Program(Visit(), a_key(world))
        for at in range(0, len(INSIDE), 9):
            for url in INSIDE[at : at + 9]:
                program.files({"media_url": url, "description": f"三楼的灯坏了。{at}{url[-6:]}"})
    with as_login(""):
        waiting = list(Media.objects.values_list("id", flat=True))
    assert waiting
    for one in waiting[::4]:
        with no_connection():
            try:
                media.fetch(one)
            except NotReached:
                continue


# Who may open a connection, and to whom.
OPENS = {
    "gates/outbound/client.py": "the one way to other machines",
    "gates/outbound/addresses.py": "asks the name server for it",
    "gates/mail/smtp.py": "the city's own mail server, named by the operator",
    "gates/mail/receiver.py": "listens for mail; calls nobody",
    "gates/live/door.py": "listens to pages; calls the database alone",
    "gates/live/hub.py": "one loop of pages; calls nobody",
    "main/worker.py": "one loop of jobs; calls the database alone",
    "main/commands/mail.py": "the loop that listens for mail",
    "main/launcher/postgres.py": "looks whether a port of this machine is free",
    "main/launcher/supervisor.py": "asks its own children whether they answer",
    "main/launcher/trial.py": "looks for a free port of this machine",
    "main/imports/filing.py": "the residents' door of this city, in this process",
    "main/commands/loaddemo.py": "waits for this city's own door",
}
OF_THE_DEMO = ("main/demo/", "main/bench/", "main/drill/")  # play people at this city's own doors
NETWORK = {
    "socket",
    "http.client",
    "urllib.request",
    "smtplib",
    "ftplib",
    "telnetlib",
    "poplib",
    "imaplib",
    "asyncio",
    "ssl",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "websockets",
    "xmlrpc",
    "socketserver",
    "http.server",
}


@pytest.mark.asvs("V13.2.5", "V14.2.3")
@pytest.mark.dengbao("8.1.3.1 a")
def test_no_other_module_opens_a_connection() -> None:
    found = set()
    for module in modules():
        if not module.path.startswith(OF_THE_DEMO) and NETWORK & module.modules:
            found.add(module.path)
    assert found - set(OPENS) == set()


@pytest.mark.parametrize("name", OPENS)
def test_nobody_is_named_who_opens_none(name: str) -> None:
    assert (FLOOR / name).exists(), f"{name} is gone: take it off the list"
