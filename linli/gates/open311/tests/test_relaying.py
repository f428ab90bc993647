"""Cases are passed on to a contractor's endpoint: once, however often its line breaks, and its answer comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import LazySettings

from linli.gates.open311 import foreign, relaying, written
from linli.gates.open311.models import Relayed
from linli.gates.outbound.tests.listening import Heard, listening
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.facts import CaseMoved
from linli.kernel.cases.models import EventBody
from linli.kernel.journal import actions as journal
from linli.plumbing import pack_versions, scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World


@dataclass(slots=True)
class Endpoint:
    """A contractor's Open311: keeps what is filed, and can be told to fail in several ways."""

    heard: Heard | None = None
    form: str = "json"
    requests: list[dict[str, Any]] = field(default_factory=list)
    failing: str = ""
    by_token: bool = False

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        resource = parts.path.removeprefix("/v2/").rsplit(".", 1)[0]
        if self.failing == "down":
            return self.say(handler, 503, [])
        if handler.command == "POST":
            return self.take(handler)
        if resource.startswith("tokens/"):
            return self.say(handler, 200, [{"service_request_id": "C-1", "token": "T-1"}])
        if resource.startswith("requests/"):
            return self.say(handler, 200, [one for one in self.requests if one["service_request_id"] in resource])
        return self.say(handler, 200, self.requests)

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        assert self.heard is not None
        sent = dict(parse_qsl(self.heard.calls[-1][2].decode()))
        if self.failing == "refusing":
            return self.say(handler, 400, [{"code": 400, "description": "CRM is down"}], root="errors")
        code = f"C-{len(self.requests) + 1}"
        self.requests.append({"service_request_id": code, "status": "open", "status_notes": None, **sent})
        if self.failing == "deaf":
            handler.wfile.flush()
            handler.connection.close()  # it was taken, and nobody hears so
            return None
        if self.failing == "babbling":
            return self.say(handler, 200, [{"hello": "world"}])
        return self.say(handler, 201, [{"token": "T-1"} if self.by_token else {"service_request_id": code}])

    def say(self, handler: BaseHTTPRequestHandler, status: int, rows: Any, *, root: str = "service_requests") -> None:
        body = json.dumps(rows).encode() if self.form == "json" else (written.HEAD + written.xml(root, rows)).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture(params=["json", "xml"])
def there(
    request: pytest.FixtureRequest, world: World, db: None, settings: LazySettings, tmp_path: Path
) -> Iterator[Endpoint]:
    """A contractor that takes stairwell lights from the step ``handle`` on, with a key of ours."""
    settings.OUTBOUND_HOSTS, settings.HOME = ("127.0.0.1",), tmp_path
    (tmp_path / relaying.KEYS).write_text('{"lamps": "their-key"}', encoding="utf-8")
    endpoint = Endpoint(form=request.param)
    with listening(endpoint.answer) as heard:
        endpoint.heard = heard
        body = {
            "code": "lamps", "label": {"zh": "亮灯公司", "en": "Lamps Ltd"}, "endpoint": f"{heard.url}/v2",
            "services": [{"item": "hotline.stair_light", "service": "006"}], "form": request.param,
        }  # fmt: skip
        drafted = pack_versions.draft(
            kind="contractors", body=body, base="", by=world.hat("catalogue_editor"), now=clock(), record=journal.append
        )
        publisher = world.hat("catalogue_publisher")
        pack_versions.publish(drafted, by=publisher, now=clock(), record=journal.append)
        yield endpoint


def passed_on(world: World, **given: Any) -> Opened:
    """A case that has come to its step, and the listener has heard so, twice."""
    opened = world.an_open_case(until="handle", **given)
    for _time in range(2):
        relaying.on_fact(CaseMoved(opened.case_id, 1, 1), Told(1, 1, 0, "robot", "", clock()))
    return opened


def rows() -> list[Relayed]:
    with as_login(""):
        return list(Relayed.objects.order_by("id"))


def due(*, times: int = 1) -> None:
    """Time passes until the next try, and the job does it."""
    for _time in range(times):
        (row,) = rows()
        with as_login(""):
            Relayed.objects.update(due=clock() - timedelta(seconds=1))
        relaying.relay(row.id)


def notes(opened: Opened) -> list[str]:
    with as_login(""):
        found = EventBody.objects.filter(case_id=opened.case_id, event__verb="noted").order_by("event_id")
        return [one.text for one in found]


def test_a_case_is_filed_once_and_its_answer_comes_back(world: World, db: None, there: Endpoint) -> None:
    opened = passed_on(world)
    due()
    (filed,) = there.requests
    number = world.case(opened).number
    assert (filed["service_code"], filed["api_key"]) == ("006", "their-key")
    assert (filed["address_string"], filed["description"]) == ("桃源路36号院2栋2单元3层", f"楼道灯不亮\n{number}/0")
    assert rows()[0].code == "C-1"
    due(times=2)
    assert len(notes(opened)) == 1
    filed.update(status="closed", status_notes="换了灯头")
    due(times=2)
    assert notes(opened)[1:] == ["亮灯公司：办结了。换了灯头"]
    assert rows()[0].state == "closed"
    asked = len(there.heard.calls) if there.heard else 0
    due()
    assert there.heard is not None
    assert len(there.heard.calls) == asked


def test_an_endpoint_that_is_down_loses_and_doubles_nothing(world: World, db: None, there: Endpoint) -> None:
    opened = passed_on(world)
    there.failing = "down"
    due(times=4)
    (row,) = rows()
    assert (row.state, row.tries) == ("waiting", 4)
    assert row.due - clock() > timedelta(seconds=30)
    assert there.requests == []
    there.failing = ""
    due()
    assert len(there.requests) == 1
    assert rows()[0].state == "filed"
    there.failing = "down"
    due(times=3)
    there.failing = ""
    due()
    assert (rows()[0].state, rows()[0].tries) == ("filed", 0)
    assert len(notes(opened)) == 1


@pytest.mark.parametrize("failing", ["deaf", "babbling"])
def test_an_answer_that_got_lost_is_found_again(world: World, db: None, there: Endpoint, failing: str) -> None:
    opened = passed_on(world)
    there.failing = failing
    due()
    assert (len(there.requests), rows()[0].state) == (1, "waiting")
    there.failing = ""
    due(times=2)
    assert (len(there.requests), rows()[0].code) == (1, "C-1")
    assert len(notes(opened)) == 1


def test_a_token_becomes_an_id(world: World, db: None, there: Endpoint) -> None:
    passed_on(world)
    there.by_token = True
    due()
    assert (rows()[0].token, rows()[0].code) == ("T-1", "")
    due()
    assert rows()[0].code == "C-1"


def test_what_is_not_wanted_for_three_days_is_given_back(world: World, db: None, there: Endpoint) -> None:
    opened = passed_on(world)
    there.failing = "refusing"
    due(times=2)
    assert rows()[0].state == "waiting"
    assert notes(opened) == []
    with as_login(""):
        Relayed.objects.update(made=clock() - timedelta(days=4))
    due()
    assert rows()[0].state == "given_up"
    (note,) = notes(opened)
    assert "CRM is down" in note
    assert "人工" in note


def test_a_matter_opened_again_is_passed_on_again(world: World, db: None, there: Endpoint) -> None:
    opened = passed_on(world)
    world.act(opened, "handled")
    world.act(opened, "answer")
    world.rate(opened, 1)
    world.act(opened, "send_back")
    relaying.on_fact(CaseMoved(opened.case_id, 1, 1), Told(1, 1, 0, "robot", "", clock()))
    assert [row.round for row in rows()] == [0, 1]


def test_other_matters_and_those_to_be_kept_quiet_stay_here(world: World, db: None, there: Endpoint) -> None:
    passed_on(world, item="hotline.lift")
    passed_on(world, confidential=True)
    assert rows() == []
    with scope.reading(world.hat("robot"), now=clock()):
        assert not Relayed.objects.exists()


@pytest.mark.asvs("V1.5.1")
def test_a_document_that_would_explode_is_no_answer() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x><r><s>&b;</s></r></x>'
    with pytest.raises(ValueError, match="document type"):
        foreign._of_xml(bomb)
