"""Class 1 (Decidim CVE-2026-45414): a token of one place opens another.

A session, a key, a code, a mark or an address is made for one surface, one division, one matter, one kind of thing.
Held up anywhere else it is nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from linli.gates.open311.tests.conftest import Program, a_key
from linli.gates.webhooks import actions as webhooks
from linli.gates.webhooks import signing
from linli.gates.webhooks.models import Hook
from linli.kernel.cases.models import Event
from linli.plumbing import crypto, scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.plumbing.time import now as clock
from tests.attacks.asking import Walk, hat_of, ways
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

KINDS = ("person", "proposal", "import", "vehicle", "subject", "case")
OPEN_PAGES = {"login", "login/post", "login/code", "login/password", "language", "edition", "manifest.webmanifest",
              "sw.js", "offline", "patrol/shell", "waiting", "now", "robots.txt"}  # fmt: skip


def session_of(visit: Visit) -> str:
    return str(visit.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.mark.asvs("V9.2.3")
@pytest.mark.dengbao("8.1.3.2 d")
def test_a_residents_session_opens_no_page_of_the_desk(walk: Walk) -> None:
    with surface("public"):
        key = session_of(walk.visit("resident"))
    opened = []
    with surface("desk"):
        thief = Visit()
        thief.cookies[settings.SESSION_COOKIE_NAME] = key
        for route, _methods in ways("desk", "GET"):
            if route in OPEN_PAGES or route.startswith(("api/v1/openapi", "tiles/")):
                continue
            answer = thief.get(walk.address(route))
            if answer.status_code == 200 and b"<html" in answer.content and "/login" not in answer.request["PATH_INFO"]:
                opened.append(route)
    assert opened == []


def test_a_session_of_the_desk_is_a_stranger_at_the_residents_door(walk: Walk) -> None:
    with surface("desk"):
        key = session_of(walk.visit("clerk"))
    with surface("public"):
        thief = Visit()
        thief.cookies[settings.SESSION_COOKIE_NAME] = key
        for path in ("/my/home", f"/case/{walk.matter.opened.number}", "/api/v1/matters/" + walk.matter.opened.number):
            stranger, answer = Visit().get(path), thief.get(path)
            assert (answer.status_code, answer.get("Location")) == (stranger.status_code, stranger.get("Location"))
            assert answer.status_code in (302, 401, 404), path


@pytest.mark.asvs("V9.2.4")
def test_a_key_of_one_community_files_nowhere_else(world: World, db: None) -> None:
    key = a_key(world, place_id=world.community("星湖社区"))
    service = a_key(world, items=("hotline.noise",))
    with surface("public"):
        answers = [Program(Visit(), one).files() for one in (key, service, a_key(world))]
    assert [one.status_code for one in answers] == [403, 403, 201]


@pytest.mark.asvs("V9.2.2")
def test_a_key_is_no_session_and_a_session_no_key(walk: Walk) -> None:
    key = a_key(walk.world)
    with surface("desk"):
        for headers in ({"Authorization": f"Bearer {key}"}, {"X-Api-Key": key}, {"Cookie": f"linli_desk={key}"}):
            assert Visit().get("/api/v1/inbox", headers=headers).status_code == 401
    with surface("public"):
        visit = walk.visit("resident")
        assert Program(visit, session_of(visit)).files().status_code == 403


def test_a_receipt_code_opens_its_own_matter_alone(world: World, db: None) -> None:
    mine, other = world.an_open_case(until="confirm"), world.an_open_case(until="confirm")
    with surface("public"):
        visit, header = Visit(), {"X-Receipt-Code": mine.receipt}
        assert visit.api("GET", f"matters/{mine.number}", None, **header).status_code == 200
        refused = [
            visit.api("GET", f"matters/{other.number}", None, **header),
            visit.api("POST", "receipts", {"code": mine.receipt, "number": other.number}),
            visit.api("POST", f"matters/{other.number}/words", {"text": "给别人加一句", "code": mine.receipt}),
            visit.api("POST", f"matters/{other.number}/rating", {"grade": 1, "code": mine.receipt}),
            visit.api("POST", f"matters/{other.number}/reopening", {"text": "没修好", "code": mine.receipt}),
        ]
        assert [one.status_code for one in refused] == [404] * len(refused)
        assert len({one.content for one in refused}) == 1
        visit.get(f"/c/{mine.receipt}")
        assert visit.get(f"/case/{other.number}").status_code == 404
        assert visit.send(f"/case/{other.number}/rate", {"grade": "1"}).status_code in (302, 404)


@pytest.mark.asvs("V9.2.2")
@pytest.mark.parametrize("kind", KINDS)
def test_an_address_of_one_kind_of_thing_leads_to_no_other(kind: str) -> None:
    for other in KINDS:
        if other != kind:
            with pytest.raises(NoSuchPointer):
                number_at(other, pointer(kind, 1))


def test_addresses_of_one_kind_are_no_page_of_another(walk: Walk) -> None:
    person = pointer("person", walk.world.residents[0].person)
    with surface("desk"):
        clerk, officer = walk.visit("clerk"), walk.visit("officer")
        asked = [(clerk, "register/proposals"), (clerk, "register/vehicles"), (officer, "imports")]
        assert [visit.get(f"/{page}/{person}").status_code for visit, page in asked] == [404] * len(asked)


def test_the_mark_of_a_task_acts_on_its_own_case_alone(walk: Walk) -> None:
    """Two cases of one desk: the form of the first, sent to the second, moves neither."""
    world = walk.world
    first, second = (world.an_open_case(item="hotline.rubbish", until="accept") for _one in range(2))
    holder = world.holder(first)
    with surface("desk"):
        visit = Visit()
        visit.enter(login=world.login(holder), password=PASSWORD)
        file = visit.api("GET", f"cases/{first.number}").json()
        steps = [world.step(one) for one in (first, second)]
        body = {"action": "accept", "task": _task(file)}
        assert visit.api("POST", f"cases/{second.number}/actions", body).status_code in (404, 405, 409, 422)
    assert [world.step(one) for one in (first, second)] == steps
    with as_login(""):
        assert not Event.objects.filter(case_id=second.case_id, verb="accept").exists()


def _task(file: Any) -> str:
    """The mark of the open task, wherever the file of a case tells it."""
    if isinstance(file, dict):
        found = file.get("task")
        return found if isinstance(found, str) and found else next(filter(None, map(_task, file.values())), "")
    return next(filter(None, map(_task, file)), "") if isinstance(file, list) else ""


@pytest.mark.asvs("V9.1.1")
@pytest.mark.dengbao("8.1.4.7 a")
def test_the_secret_of_one_web_hook_signs_for_no_other(world: World, db: None) -> None:
    lead = hat_of(world, "lead")
    one, other = (
        webhooks.subscribe(scope_id=lead.place, names=["case.opened"], url=f"https://{name}.example.cn/", by=lead,
                           now=clock())
        for name in ("a", "b")
    )  # fmt: skip
    headers = signing.signed(b"{}", key="1", secrets={one.key_id: one.secret}, now=clock())
    assert signing.is_genuine(b"{}", headers, secrets={one.key_id: one.secret}, now=clock())
    assert not signing.is_genuine(b"{}", headers, secrets={other.key_id: other.secret}, now=clock())
    assert not signing.is_genuine(b"{}", headers, secrets={one.key_id: other.secret}, now=clock())


@pytest.mark.asvs("V11.3.3")
@pytest.mark.dengbao("8.1.4.7 b")
def test_a_sealed_secret_moved_to_another_row_opens_nothing(world: World, db: None) -> None:
    lead = hat_of(world, "lead")
    fresh = [
        webhooks.subscribe(
            scope_id=lead.place, names=["case.opened"], url="https://a.example.cn/", by=lead, now=clock()
        )
        for _one in range(2)
    ]
    with as_login(""):
        first, second = (Hook.objects.get(id=one.hook_id) for one in fresh)
    second.secret_sealed = first.secret_sealed
    with scope.reading(lead, now=clock()), pytest.raises(crypto.SealBroken):
        webhooks.secrets_of(second, now=clock())
