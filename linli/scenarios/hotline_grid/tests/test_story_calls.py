"""A caller rings the hotline: taken within fifteen seconds, known from before, taken in, hung up, in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases.actions import calling
from linli.kernel.cases.reports import Reporter
from linli.kernel.journal.models import Line
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
PHONE = "13912345678"
CALLER = Reporter("named", name="覃老伯", phone=PHONE)


@pytest.fixture
def clerk(world: World) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat("clerk", "桃源北社区")), PASSWORD)
    return somebody


@pytest.mark.touches("ONE-13", "the hotline joined to the grids: calls, their log, and the matters they lead to")
def test_a_call_from_the_first_ring_to_the_log(world: World, clerk: Somebody) -> None:
    hat = world.hat("clerk", "桃源北社区")
    before = world.an_open_case(text="去年也漏过。", reporter=CALLER)
    rang = clock() - timedelta(seconds=9)
    calling.ring(phone=PHONE, rang=rang, by=hat, now=clock())

    page = clerk.open("/calls")
    assert "139****5678" in page
    assert PHONE not in page.words
    clerk.press("接起")
    assert PHONE in clerk.page, "who has the caller on the line sees the number"
    assert before.number in clerk.page
    with as_login(""):
        assert Line.objects.filter(verb="call.look").count() == 1

    clerk.follow("登记一件事")
    assert clerk.page.form_with("登记这件事").fields["phone"] == [PHONE]
    said = {"item": "楼道灯不亮", "text": "三楼灯又坏了。", "community": "桃源北社区"}
    clerk.press("登记这件事", **said, who="留姓名", called="老覃")
    clerk.follow("回到这通电话")
    number = clerk.page.form_with("挂断").fields["number"][0]
    assert number.startswith("NN-")
    assert number != before.number
    clerk.press("挂断", note="听力不好，回电要大声。")
    assert "这通电话记下了" in clerk.page
    assert number in clerk.page
    assert "来电1通，接通100.0%" in clerk.page
    assert "100.0%在15秒内接起" in clerk.page


def test_a_withheld_number_and_a_wrong_one(clerk: Somebody) -> None:
    clerk.open("/calls")
    assert clerk.press("接起来了", phone="abc").status == 422
    assert clerk.page.form_with("接起来了").fields["phone"] == ["abc"]
    clerk.press("接起来了", phone="")
    assert "号码不显示" in clerk.page
    assert clerk.press("挂断", result="问一件事的进展", number="NN-00000-00000-0").status == 422
    clerk.press("挂断", result="打错了", number="")
    assert "打错了" in clerk.page


def test_two_clerks_reach_for_one_call(world: World, clerk: Somebody) -> None:
    hats = [one for one in world.desks.hats if one.role == "clerk" and one.place == world.community("桃源北社区")]
    calling.ring(phone=PHONE, rang=clock(), by=hats[0], now=clock())
    clerk.open("/calls")
    other = Somebody("desk")
    other.log_in(world.login(hats[1]), PASSWORD)
    other.open("/calls")
    other.press("接起")
    clerk.press("接起")
    assert "同事接了这通电话" in clerk.page
    assert PHONE in other.page


def test_a_foreign_desk_knows_nothing_of_it(world: World) -> None:
    calling.ring(phone=PHONE, rang=clock(), by=world.hat("clerk", "桃源北社区"), now=clock())
    stranger = Somebody("desk")
    stranger.log_in(world.login(world.hat("clerk", "星湖社区")), PASSWORD)
    assert "139****5678" not in stranger.open("/calls")
    assert stranger.open("/calls/0000-0000-0000").status == 404
