"""Calling back: somebody who rang is called about the answer, by one colleague, in their own words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import Reporter
from linli.kernel.journal.models import Line
from linli.kernel.ratings.models import FollowUp
from tests.at_the_screen import Somebody
from tests.hearing import hear
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
PHONE = "13912345678"
CALLER = Reporter("named", name="覃老伯", phone=PHONE)


@pytest.fixture
def hotline(world: World) -> Somebody:
    return _enter(world, "liaoshihua")


def _enter(world: World, login: str) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(login, PASSWORD)
    return somebody


def _back_in_an_hour() -> None:
    """As if the last try had been more than an hour ago."""
    with as_login(""):
        row = FollowUp.objects.get()
        assert row.tried is not None
        FollowUp.objects.update(tried=row.tried - timedelta(minutes=61))


@pytest.mark.touches("ONE-15", "revisit: whoever rang is called about the answer, from a list of their own")
def test_who_rang_is_called_back(world: World, hotline: Somebody) -> None:
    assert "没有要回访的" in hotline.open("/call-backs")
    opened = world.an_open_case(channel="phone", reporter=CALLER, until="confirm")
    hear()

    page = hotline.open("/call-backs")
    assert "要打1个" in page
    assert "打来或上门的，没有账号" in page
    assert "覃**" in page
    assert "139****5678" in page
    assert PHONE not in page.words
    hotline.press("打下一个")
    assert "灯修好了，请您看一眼。" in hotline.page, "whoever calls reads what was answered"
    assert PHONE not in hotline.page.words
    assert hotline.press("看全号", reason="").status == 422
    hotline.press("看全号")
    assert PHONE in hotline.page
    with as_login(""):
        assert Line.objects.filter(verb="person.reveal", record=opened.subject_id).count() == 2

    assert hotline.press("登记", words="好是好了，就是晚了一天").status == 422, "whether it is solved is missing"
    assert "好是好了" in hotline.page.form_with("登记").fields["words"][0]
    hotline.press("登记", solved="解决了", grade="满意")
    assert "居民说的记下了" in hotline.page
    assert "没有要回访的" in hotline.page
    assert "好是好了，就是晚了一天" in hotline.page, "what I asked today stands below"
    assert world.step(opened) == "confirm"


def test_not_solved_is_open_again(world: World, hotline: Somebody) -> None:
    opened = world.an_open_case(channel="phone", reporter=CALLER, until="confirm")
    hear()
    hotline.open("/call-backs")
    hotline.press("打下一个")
    hotline.press("登记", solved="没解决", grade="不满意", words="三楼还是黑的")
    assert "街道" in hotline.page
    assert world.step(opened) == "review"
    assert "没有要回访的" in hotline.page


def test_three_times_in_vain_is_said_plainly(world: World, hotline: Somebody) -> None:
    world.an_open_case(channel="phone", reporter=CALLER, until="confirm")
    hear()
    for turn in (1, 2, 3):
        hotline.open("/call-backs")
        hotline.press("打下一个")
        hotline.press("登记", reached="没人接")
        if turn < 3:
            assert "没人接。先排到最后，一小时后再打" in hotline.page
            assert f"打过{turn}次" in hotline.page
            assert not any("打下一个" in form.buttons for form in hotline.page.forms), "nobody is rung twice in an hour"
            _back_in_an_hour()
    assert "第三次没人接" in hotline.page
    with as_login(""):
        row = FollowUp.objects.get()
        assert (row.tries, row.reached, row.solved) == (3, False, None)


def test_one_colleague_has_the_call(world: World, hotline: Somebody) -> None:
    opened = world.an_open_case(channel="phone", reporter=CALLER, until="confirm")
    hear()
    other = _enter(world, world.login(world.hat("supervisor")))
    other.open("/call-backs")
    hotline.open("/call-backs")
    hotline.press("打下一个")
    assert other.press("打下一个").status == 409
    assert "廖诗华 派单员正在打这个电话" in other.page
    other.open(f"/call-backs/{opened.number}")
    assert "归对方，您打下一个" in other.page
    assert "廖诗华 派单员正在打" in other.open("/call-backs")
    hotline.press("先不打，放回名单")
    other.open("/call-backs")
    other.press("打下一个")
    assert "登记" in str(other.page.form_with("登记").buttons)
    hotline.open(f"/call-backs/{opened.number}")
    assert "归对方，您打下一个" in hotline.page


def test_who_is_not_to_be_called(world: World, hotline: Somebody) -> None:
    """Who has no phone, who has rated already, whose answer was given back; and never by the unit that did the work."""
    world.an_open_case(channel="phone", until="confirm")
    web = world.an_open_case(reporter=CALLER, until="confirm")
    rated = world.an_open_case(channel="phone", reporter=CALLER, until="confirm")
    back = world.an_open_case(channel="phone", reporter=CALLER, until="confirm")
    own = world.an_open_case(item="hotline.rubbish", channel="phone", reporter=CALLER, until="confirm")
    hear()
    world.rate(rated, 4)
    world.rate(back, 2)
    hotline.open("/call-backs")
    assert hotline.page.words.count("139****5678") == 1
    assert own.number in str(hotline.page.links)
    assert web.number not in str(hotline.page.links), "who came by the web has a page to say it on"
    clerk = _enter(world, world.login(world.hat("clerk", "桃源北社区")))
    assert "没有要回访的" in clerk.open("/call-backs"), "its own grid worker cleared the rubbish"


def test_a_resident_asks_to_be_called(world: World, hotline: Somebody) -> None:
    resident = Somebody("public")
    resident.open("/report")
    said = {"text": "楼道灯不亮", "item": "楼道灯不亮", "community": "桃源北社区", "call_back": "办好了打电话告诉我"}
    assert resident.press("送出", **said).status == 422
    assert "要我们打给您，就选" in resident.page
    resident.press("送出", who="用个称呼", called="三楼老韦", phone=PHONE)
    number = resident.page.words.split("NN-")[1][:13]
    with as_login(""):
        opened = Case.objects.get(number=f"NN-{number}").id
    for action in ("placed", "accept", "handled", "answer"):
        world.act(opened, action)
    hear()
    assert "要求打电话" in hotline.open("/call-backs")
