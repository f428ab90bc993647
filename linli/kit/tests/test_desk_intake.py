"""Taking a report for a caller, my own page, and the messages that wait."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from linli.kernel.cases.models import Case
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people import queries as people
from linli.kit.tests.desk_site import enter, open_page, post_mark
from linli.kit.tests.test_desk_matter import upload
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
NUMBER = re.compile(r"NN-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")


def call(world: World, **changes: Any) -> dict[str, Any]:
    """A caller's report as the clerk fills it in."""
    whole = {
        "key": "c" * 24,
        "act": "send",
        "channel": "phone",
        "item": "hotline.stair_light",
        "text": "来电：三楼楼道灯不亮。",
        "place": str(world.building()),
        "who": "named",
        "called": "覃秀兰",
        "phone": "13800138001",
        "community": "",
    }
    return {**whole, **changes}


def taken(world: World, number: str) -> Case:
    with scope.reading(world.hat("robot"), now=clock()):
        return Case.objects.get(number=number)


def clerk(world: World) -> Hat:
    return world.hat("clerk", "桃源北社区")


def test_a_call_becomes_a_case_with_a_number_and_a_code_to_read_out(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    assert "登记来电来访" in open_page(desk, "/intake")
    answer = desk.send("/intake", call(world, photo=upload()))
    page = answer.content.decode()
    assert answer.status_code == 200, page
    number, code = NUMBER.search(page), CODE.search(page.replace(NUMBER.search(page)[0], ""))  # type: ignore[index]
    assert number
    assert code
    case = taken(world, number[0])
    assert (case.channel, case.where, case.step) == ("phone", "桃源路36号院2栋", "accept")
    with as_login("public"):
        opened = people.hat_for_receipt(code[0])
    assert opened is not None
    assert opened.subjects == (case.subject_id,)


def test_any_community_of_the_city_is_taken_in(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    answer = desk.send(
        "/intake",
        call(world, place=str(world.building("xinghu_6-1")), channel="window", who="anonymous", called="", phone=""),
    )
    page = answer.content.decode()
    number = NUMBER.search(page)
    assert number, page
    assert taken(world, number[0]).scope_id == world.community("星湖社区")
    assert f"/case/{number[0]}" not in page  # it lies on another desk now
    assert desk.get(f"/case/{number[0]}").status_code == 404


def test_a_call_sent_twice_makes_one_case_and_shows_the_same_code(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    first, second = (desk.send("/intake", call(world)).content.decode() for _ in range(2))
    assert NUMBER.findall(first)[0] == NUMBER.findall(second)[0]
    assert set(CODE.findall(first)) == set(CODE.findall(second))


def test_everything_missing_is_said_at_once_and_nothing_is_lost(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    sent = call(world, item="", place="", phone="1380013", channel="", photo=upload())
    answer = desk.send("/intake", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("item", "q", "phone", "channel"):
        assert f'href="#f-{field}"' in page, field
    assert "来电：三楼楼道灯不亮。" in page
    assert "1380013" in page
    assert "kept/" in page  # the photo waits on the server


def test_an_address_is_looked_for_without_sending(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    answer = desk.send("/intake", call(world, act="find", q="星湖路6号院2栋", place=""))
    assert answer.status_code == 200
    assert "星湖" in answer.content.decode()
    with scope.reading(world.hat("robot"), now=clock()):
        assert not Case.objects.exists()


def test_the_clerk_is_not_the_reporter(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    answer = desk.send("/intake", call(world, called="", phone=""))
    assert answer.status_code == 422
    assert "f-called-wrong" in answer.content.decode()


def test_a_post_is_put_on_and_nobody_elses_can_be(world: World, desk: Visit) -> None:
    holder = next(hat for hat in world.desks.hats if sum(one.account == hat.account for one in world.desks.hats) > 1)
    other = next(hat for hat in world.desks.hats if hat.account == holder.account and hat.post != holder.post)
    enter(desk, world, holder)
    assert "换成这个岗位" in open_page(desk, "/me")
    assert desk.send("/hat", {"post": post_mark(other.post)}).status_code == 303
    assert desk.session["post"] == other.post
    desk.send("/hat", {"post": post_mark(clerk(world).post)})
    assert desk.session["post"] == other.post


def test_messages_wait_until_they_are_read(world: World, desk: Visit) -> None:
    hat, at = clerk(world), world.community()
    told = Message(
        "case_late",
        "app",
        at,
        account_id=hat.account,
        link="http://localhost:8001/case/NN-1",
        values={"title": "楼道灯不亮"},
    )
    with as_login(""):
        notices.tell_many(fact=1, messages=[told], zone=ZoneInfo("UTC"), by=scope.robot((at,)), now=clock())
    enter(desk, world, hat)
    page = open_page(desk, "/notices")
    assert "楼道灯不亮" in page
    assert 'href="/case/NN-1"' in page
    assert desk.send("/notices").status_code == 303
    assert "没有新消息" in open_page(desk, "/notices")


def test_the_language_is_the_readers(world: World, desk: Visit) -> None:
    enter(desk, world, clerk(world))
    desk.send("/language", {"language": "en", "next": "/me"})
    assert "Log out" in open_page(desk, "/me")
    assert "To do" in open_page(desk, "/")
