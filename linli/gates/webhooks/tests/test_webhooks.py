"""Another system hears what happens to the cases of a place: in order, signed, once, and nothing personal."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from linli.gates.outbound.tests.listening import Heard, listening
from linli.gates.webhooks import actions, delivering, signing, telling
from linli.gates.webhooks.actions import NotAHook, Subscribed
from linli.gates.webhooks.models import Delivery, Hook
from linli.kernel.cases.facts import CaseAnswered, CaseMoved, CaseOpened
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.plumbing import scope
from linli.plumbing.facts import Fact, Told
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import World

FACTS = ["case.opened", "case.moved", "case.answered"]


@pytest.fixture(autouse=True)
def at_home(settings: LazySettings, world: World, db: None) -> None:
    settings.OUTBOUND_HOSTS = ("127.0.0.1",)


@pytest.fixture
def there() -> Iterator[Heard]:
    with listening() as heard:
        yield heard


def lead_of(world: World) -> Hat:
    """The lead of the street 桃源北社区 lies in."""
    return next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)


def subscribed(world: World, url: str, names: list[str] | None = None) -> Subscribed:
    lead = lead_of(world)
    return actions.subscribe(scope_id=lead.place, names=names or FACTS, url=url, by=lead, now=clock())


_number = iter(range(1000, 10**9))


def tell(fact: Fact) -> int:
    number = next(_number)
    telling.on_fact(fact, Told(id=number, line=number, actor=0, role="clerk", purpose="", at=clock()))
    return number


def messages(hook: int) -> list[Delivery]:
    with scope.reading(robot(), now=clock()):
        return list(Delivery.objects.filter(hook_id=hook).order_by("fact"))


def hook_of(fresh: Subscribed) -> Hook:
    with scope.reading(robot(), now=clock()):
        return Hook.objects.get(id=fresh.hook_id)


def later(fresh: Subscribed, **changes: Any) -> None:
    """As if the pause were over."""
    past = clock() - timedelta(seconds=1)
    Hook.objects.filter(id=fresh.hook_id).update(retry_at=past)
    Delivery.objects.filter(hook_id=fresh.hook_id, state="waiting").update(due=past, **changes)


@pytest.mark.asvs("V14.2.3")
def test_what_happens_is_told_in_order_signed_and_without_a_person(world: World, there: Heard) -> None:
    fresh = subscribed(world, there.url + "/hook")
    opened = world.an_open_case(reporter=world.a_named())
    tell(CaseOpened(opened.case_id, 1))
    tell(CaseMoved(opened.case_id, 1, 2))
    delivering.deliver(fresh.hook_id)
    told = [json.loads(body) for _path, _headers, body in there.calls]
    assert [one["fact"] for one in told] == ["case.opened", "case.moved"]
    for (path, headers, body), one in zip(there.calls, told, strict=True):
        assert path == "/hook"
        assert set(one) == {"id", "fact", "number", "state", "at"}
        assert (one["number"], one["state"]) == (opened.number, "open")
        assert headers["linli-delivery"] == one["id"]
        secrets = {fresh.key_id: fresh.secret}
        assert signing.is_genuine(body, headers, secrets=secrets, now=clock())
        assert not signing.is_genuine(body + b" ", headers, secrets=secrets, now=clock())
        assert not signing.is_genuine(body, headers, secrets={fresh.key_id: "guessed"}, now=clock())
        assert not signing.is_genuine(body, headers, secrets=secrets, now=clock() + timedelta(minutes=6))
    delivering.deliver(fresh.hook_id)
    assert len(there.calls) == 2


def test_a_fact_told_twice_makes_one_message(world: World, there: Heard) -> None:
    fresh = subscribed(world, there.url)
    opened = world.an_open_case()
    told = Told(id=5, line=5, actor=0, role="clerk", purpose="", at=clock())
    for _again in range(2):
        telling.on_fact(CaseOpened(opened.case_id, 1), told)
    assert len(messages(fresh.hook_id)) == 1


def test_only_cases_of_the_place_and_only_what_was_asked_for(world: World, there: Heard) -> None:
    fresh = subscribed(world, there.url, ["case.answered"])
    lead = lead_of(world)
    outside = next(one for one in ("桃源北社区", "天桃社区", "星湖社区") if world.community(one) not in lead.scopes)
    building = {"桃源北社区": "taoyuan_36-2", "天桃社区": "tiantao_17-1", "星湖社区": "xinghu_6-1"}[outside]
    inside = world.an_open_case()
    foreign = world.an_open_case(scope=world.community(outside), place=world.building(building))
    tell(CaseOpened(inside.case_id, 1))
    tell(CaseAnswered(foreign.case_id, 1))
    assert messages(fresh.hook_id) == []
    tell(CaseAnswered(inside.case_id, 1))
    assert len(messages(fresh.hook_id)) == 1


def test_a_matter_that_is_to_be_kept_quiet_is_told_to_nobody(world: World, there: Heard) -> None:
    fresh = subscribed(world, there.url)
    tell(CaseOpened(world.an_open_case(confidential=True).case_id, 1))
    assert messages(fresh.hook_id) == []


def test_while_the_receiver_is_away_everything_waits_and_nothing_is_lost_or_doubled(world: World) -> None:
    with listening() as there:
        address = there.url
    fresh = subscribed(world, address)
    opened = world.an_open_case()
    facts = [tell(CaseMoved(opened.case_id, number, 0)) for number in range(5)]
    delivering.deliver(fresh.hook_id)
    row = hook_of(fresh)
    assert (row.failures, bool(row.retry_at), bool(row.trouble)) == (1, True, True)
    delivering.deliver(fresh.hook_id)  # the pause is not over: nobody is called
    assert hook_of(fresh).failures == 1
    port = int(address.rpartition(":")[2])
    with listening(port=port) as back:
        later(fresh)
        delivering.deliver(fresh.hook_id)
    assert [one.state for one in messages(fresh.hook_id)] == ["sent"] * len(facts)
    heard = [json.loads(body)["id"] for _path, _headers, body in back.calls]
    assert heard == [str(one.key) for one in messages(fresh.hook_id)]
    assert hook_of(fresh).failures == 0


def test_one_message_the_receiver_refuses_holds_up_its_own_case_and_no_other(world: World) -> None:
    bad, good = world.an_open_case(), world.an_open_case()
    outside: list[Heard] = []

    def choosy(handler: BaseHTTPRequestHandler) -> None:
        refused = bad.number in outside[0].calls[-1][2].decode()
        handler.send_response(422 if refused else 204)
        handler.end_headers()

    with listening(choosy) as there:
        outside.append(there)
        fresh = subscribed(world, there.url)
        for case in (bad, bad, good):
            tell(CaseMoved(case.case_id, 1, 0))
        delivering.deliver(fresh.hook_id)
        assert len(there.calls) == 2
        assert [one.state for one in messages(fresh.hook_id)] == ["waiting", "waiting", "sent"]
        later(fresh, made=clock() - timedelta(days=4))
        delivering.deliver(fresh.hook_id)
    dead = messages(fresh.hook_id)[0]
    assert dead.state == "dead"
    assert "422" in dead.trouble


def test_what_was_given_up_is_sent_again_when_somebody_says_so(world: World, desk: Visit) -> None:
    with listening() as there:
        fresh = subscribed(world, there.url)
        tell(CaseOpened(world.an_open_case().case_id, 1))
        Delivery.objects.update(state="dead", trouble="过了三天。")
        enter(desk, world)
        page = desk.get("/webhooks").content.decode()
        assert "过了三天。" in page
        mark = page.split('name="hook" value="')[1].split('"')[0]
        assert desk.send("/webhooks/replay", {"hook": mark}).status_code == 303
        delivering.deliver(fresh.hook_id)
        assert len(there.calls) == 1


def test_a_new_secret_takes_over_without_a_gap(world: World, there: Heard) -> None:
    fresh = subscribed(world, there.url)
    second = actions.renew(hook=fresh.hook_id, by=lead_of(world), now=clock())
    tell(CaseOpened(world.an_open_case().case_id, 1))
    delivering.deliver(fresh.hook_id)
    ((_path, headers, body),) = there.calls
    for one in (fresh, second):
        assert signing.is_genuine(body, headers, secrets={one.key_id: one.secret}, now=clock())
    with scope.reading(robot(), now=clock()):
        assert list(actions.secrets_of(Hook.objects.get(), now=clock() + timedelta(days=2))) == [second.key_id]


def enter(desk: Visit, world: World, hat: Hat | None = None) -> None:
    desk.sign_in(world.login(hat or lead_of(world)))


def test_a_street_lead_adds_one_at_the_desk_and_ends_it(world: World, desk: Visit, there: Heard) -> None:
    enter(desk, world)
    assert "/webhooks" in desk.get("/me").content.decode()
    page = desk.get("/webhooks").content.decode()
    place = page.split('<option value="')[1].split('"')[0]
    made = desk.send("/webhooks", {"scope": place, "fact": ["case.opened"], "url": there.url})
    assert made.status_code == 200
    fresh = Hook.objects.get()
    secret = actions.secrets_of(fresh, now=clock())[fresh.key_id]
    assert secret in made.content.decode()
    again = desk.get("/webhooks").content.decode()
    assert there.url in again
    assert secret not in again
    mark = again.split('name="hook" value="')[1].split('"')[0]
    assert desk.send("/webhooks/end", {"hook": mark}).status_code == 303
    tell(CaseOpened(world.an_open_case().case_id, 1))
    assert messages(fresh.id) == []


@pytest.mark.parametrize(
    ("url", "names", "field"),
    [
        ("http://192.168.0.1/", ["case.opened"], "url"),
        ("ftp://example.cn/", ["case.opened"], "url"),
        ("https://example.cn/", [], "fact"),
        ("https://example.cn/", ["paper.kept"], "fact"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_beside_its_field(
    world: World, desk: Visit, url: str, names: list[str], field: str
) -> None:
    enter(desk, world)
    page = desk.get("/webhooks").content.decode()
    place = page.split('<option value="')[1].split('"')[0]
    answer = desk.send("/webhooks", {"scope": place, "fact": names, "url": url})
    assert answer.status_code == 422
    assert f'id="f-{field}' in answer.content.decode()
    assert url in answer.content.decode()
    assert not Hook.objects.exists()


def test_nobody_else_sees_or_makes_one(world: World, desk: Visit, there: Heard) -> None:
    fresh = subscribed(world, there.url)
    enter(desk, world, world.hat("clerk"))
    assert desk.get("/webhooks").status_code == 403
    clerk, lead = world.hat("clerk"), lead_of(world)
    with pytest.raises(NotAllowed):
        actions.subscribe(scope_id=clerk.place, names=FACTS, url=there.url, by=clerk, now=clock())
    with pytest.raises(NotAHook):
        actions.subscribe(scope_id=world.city, names=FACTS, url=there.url, by=lead, now=clock())
    others = [hat for hat in world.desks.hats if hat.role == "street_lead" and lead.place not in hat.scopes]
    for hat in others:
        with scope.reading(hat, now=clock()):
            assert not Hook.objects.filter(id=fresh.hook_id).exists()


@pytest.mark.asvs("V9.1.1", "V9.2.1")
@pytest.mark.dengbao("8.1.4.7 a")
@given(st.binary(max_size=200), st.uuids(), st.text(min_size=1, max_size=20), st.datetimes(timezones=st.just(UTC)))
def test_a_signature_holds_for_its_body_secret_and_five_minutes(
    body: bytes, key: uuid.UUID, secret: str, moment: datetime
) -> None:
    if moment.timestamp() < 0:
        return
    headers = signing.signed(body, key=str(key), secrets={"k1": secret}, now=moment)
    assert signing.is_genuine(body, headers, secrets={"k1": secret}, now=moment)
    assert signing.is_genuine(body, headers, secrets={"k0": "other", "k1": secret}, now=moment)
    assert not signing.is_genuine(body, headers, secrets={"k1": secret + "x"}, now=moment)
    assert not signing.is_genuine(body + b"x", headers, secrets={"k1": secret}, now=moment)
    later = str(int(headers[signing.TIMESTAMP]) + 1)
    assert not signing.is_genuine(body, {**headers, signing.TIMESTAMP: later}, secrets={"k1": secret}, now=moment)


def test_a_case_seen_here_has_no_more_words_than_it_should(world: World, there: Heard) -> None:
    """What a person said or is stands in no message: every word of the case is looked for."""
    fresh = subscribed(world, there.url)
    opened = world.an_open_case(reporter=world.a_named())
    tell(CaseOpened(opened.case_id, 1))
    with scope.reading(robot(), now=clock()):
        case = Case.objects.get(id=opened.case_id)
    body = messages(fresh.hook_id)[0].body
    for word in (case.title, case.text, case.where, world.residents[0].name, world.residents[0].phone, opened.receipt):
        assert word not in body
