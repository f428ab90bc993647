"""Class 11 (Home Assistant CVE-2023-27482, CVE-2026-34205, GHSA-jqpc-rc7g-vf83): network, path or door lie.

No way of writing an address opens what the plain one does not; no header says who somebody is; no address is trusted
for where it comes from; the door tells nobody who has an account.
"""

from __future__ import annotations

import statistics
from time import process_time
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings

from linli.gates.identity import passwords
from linli.main.launcher import children
from linli.plumbing.models import RateBucket
from tests.attacks.asking import Walk, body_of
from tests.surfaces import Visit, as_login, surface
from tests.world import World

GUARDED = {
    "desk": ("/", "/register", "/webhooks", "/api-keys", "/imports", "/units", "/board", "/list.xlsx", "/api/v1/inbox"),
    "public": ("/my/home", "/api/v1/matters/{number}", "/case/{number}"),
}
WRITINGS = (
    "/{0}",
    "//{0}",
    "/./{0}",
    "/x/../{0}",
    "/%2e/{0}",
    "/x/%2e%2e/{0}",
    "/{0}/",
    "/{0}/.",
    "/{0};x",
    "/{0}%20",
    "/{0}%00",
    "/{0}%2f",
    "/{0}.json",
    "/{0}..;/",
    "/%2f{0}",
    "/static/../{0}",
    "/static/%2e%2e/{0}",
    "/login/../{0}",
    "/login/%2e%2e/{0}",
    "/login;/../{0}",
    "/\\{0}",
    "/{0}?next=/login",
    "/{0}#",
    "/now/../{0}",
    "/api/v1/openapi.json/../../{0}",
    "/{1}",
    "/{2}",
)
LYING = {
    "X-Original-URL": "/register",
    "X-Rewrite-URL": "/register",
    "X-Forwarded-For": "127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1",
    "X-Remote-User": "root",
    "Remote-User": "root",
    "X-Forwarded-User": "root",
    "X-HTTP-Method-Override": "GET",
    "X-Linli-Surface": "worker",
    "X-Linli-Account": "1",
    "Authorization": "Basic cm9vdDpyb290",
}
TURNS, FACTOR = 5, 3.0


def opened(answer: Any, marks: tuple[bytes, ...] = (b"PK\x03\x04",)) -> bool:
    """Whether an answer is a page of somebody logged in, and not the door, the way to it or a refusal."""
    body = body_of(answer)
    at_the_door = b'name="login"' in body or b'name="phone"' in body
    return (answer.status_code == 200 and not at_the_door and b"<form" in body) or body.startswith(marks)


@pytest.mark.asvs("V1.1.1")
@pytest.mark.parametrize("name", ["desk", "public"])
def test_no_way_of_writing_an_address_opens_a_guarded_page(walk: Walk, name: str) -> None:
    wrong = []
    with surface(name):
        for plain in GUARDED[name]:
            path = plain.format(number=walk.matter.opened.number).lstrip("/")
            doubled = quote(quote(path, safe=""), safe="")
            for writing in WRITINGS:
                answer = Visit().get(
                    writing.format(path, quote(path, safe=""), doubled), headers={"Accept": "text/html"}
                )
                if answer.status_code >= 500 or opened(answer):
                    wrong.append(f"{writing} of {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.asvs("V4.1.3")
@pytest.mark.parametrize("header", LYING)
def test_no_header_says_who_somebody_is(world: World, db: None, header: str) -> None:
    with surface("desk"):
        for path in ("/", "/register", "/api/v1/inbox"):
            plain, told = Visit().get(path), Visit().get(path, headers={header: LYING[header]})
            assert (told.status_code, told.get("Location")) == (plain.status_code, plain.get("Location"))
        post = Visit().post("/register", headers={"X-HTTP-Method-Override": "GET"})
        assert post.status_code in (403, 405)


@pytest.mark.asvs("V1.2.2")
def test_another_host_is_no_host_of_ours(world: World, db: None) -> None:
    """A link made from the host of a request would lead people to whoever sent it."""
    with surface("public"):
        for host in ("evil.example", "localhost.evil.example", "localhost:8000@evil.example", "evil.example:80", ""):
            answer = Visit().get("/", headers={"Host": host} if host else {"X-Forwarded-Host": "evil.example"})
            assert answer.status_code == (400 if host else 200)
            assert b"evil.example" not in body_of(answer)


def test_links_in_notices_do_not_come_from_the_request(walk: Walk) -> None:
    with surface("public"):
        page = Visit().get(
            f"/c/{walk.matter.opened.receipt}", headers={"X-Forwarded-Host": "evil.example"}, follow=True
        )
        assert b"evil.example" not in page.content


@pytest.mark.asvs("V15.3.4", "V4.1.3")
def test_a_forged_address_is_not_counted_for_another(world: World, db: None) -> None:
    """Whoever writes X-Forwarded-For themselves is counted by where they really come from."""
    with surface("desk"), as_login(""):
        RateBucket.objects.all().delete()
        for turn in range(4):
            body = {"login": f"nobody{turn}", "password": "x" * 12}
            Visit().send("/login", body, **{"X-Forwarded-For": f"203.0.113.{turn}"})
        assert RateBucket.objects.filter(used=4).exists(), "four tries of one address"


@pytest.mark.dengbao("8.1.4.4 b", "8.1.3.1 a")
def test_processes_listen_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINLI_BIND", raising=False)
    for spec in children.city(demo=False):
        if spec.port:
            at = spec.argv.index("--host")
            assert spec.argv[at + 1] == "127.0.0.1", spec.name


def test_the_door_says_the_same_to_known_and_unknown(world: World, db: None) -> None:
    """Wrong password of somebody there, somebody unknown, somebody without a post; staff and residents."""
    known, resident = world.login(world.hat("clerk")), world.residents[0].phone
    with surface("desk"):
        told = [
            door("/login", {"login": name, "password": "wrong-2026"}) for name in (known, "nobody-here", "韦不存在")
        ]
        assert len(set(told)) == 1, told
        assert told[0][0] == 422
    with surface("public"):
        told = [
            door("/login/password", {"phone": name, "password": "wrong-2026"}) for name in (resident, "13900007777")
        ]
        assert len(set(told)) == 1
        told = [door("/login", {"phone": name}) for name in (resident, "13900007778")]
        assert len(set(told)) == 1


def door(path: str, data: dict[str, str]) -> tuple[int, str, str]:
    """An answer of the door without what was typed into it."""
    answer = Visit().send(path, data)
    body = body_of(answer).decode()
    for value in data.values():
        body = body.replace(value, "‡")
    token = body.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    return answer.status_code, answer.get("Location", ""), body.replace(token, "") if token else body


def test_a_wrong_password_takes_as_long_for_nobody(world: World, db: None) -> None:
    """With the hash of the product itself, which is what takes the time: of the processor, whoever else is at work."""
    from django.contrib.auth.hashers import make_password

    from linli.kernel.people.models import Account
    from linli.plumbing.time import now as clock

    login = world.login(world.hat("clerk"))
    with as_login(""):
        Account.objects.filter(login=login).update(password=make_password("right-2026"))
    spent: dict[str, list[float]] = {login: [], "nobody-here": []}
    with surface("desk"):
        for turn in range(TURNS):
            for name in spent if turn % 2 else reversed(spent):
                with as_login(""):
                    RateBucket.objects.all().delete()
                began = process_time()
                with pytest.raises(passwords.NotLetIn):
                    passwords.enter_by_login(name, "wrong-2026", address="192.0.2.1", now=clock())
                spent[name].append(process_time() - began)
    there, nobody = (statistics.median(one) for one in spent.values())
    assert there < nobody * FACTOR
    assert nobody < there * FACTOR
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_the_door_lists_nobody(world: World, db: None) -> None:
    names = [world.login(hat) for hat in world.desks.hats] + [hat.label for hat in world.desks.hats]
    for name in ("desk", "public"):
        with surface(name):
            body = body_of(Visit().get("/login")).decode()
        assert not [one for one in names if one in body]
