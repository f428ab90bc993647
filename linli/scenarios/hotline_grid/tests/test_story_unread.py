"""What could not be read is kept with the reason, looked at by somebody, taken in or put away; nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from linli.gates.mail import taking
from linli.gates.open311 import keys
from linli.gates.open311.keys import Wish
from linli.gates.unread.models import Unread
from linli.kernel.cases.models import Case
from linli.kernel.journal.models import Line
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
NO_MAIL = "没有抬头，只有一句：桃源路36号院门口的井盖没了。".encode("gb18030")


@pytest.fixture(autouse=True)
def home(world: World, tmp_path: Path, settings: Settings) -> Any:
    settings.HOME, settings.MAIL_BOX = tmp_path, "hotline@example.cn"


@pytest.fixture
def hotline() -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in("liaoshihua", PASSWORD)
    return somebody


def _letter(content: bytes = NO_MAIL) -> str:
    with surface("public"):
        return taking.take(content, envelope="qin@example.org", recipients=("hotline@example.cn",), now=clock())


def _kept() -> list[Unread]:
    with as_login(""):
        return list(Unread.objects.order_by("id"))


def test_a_letter_nobody_can_read_is_taken_in_by_hand(hotline: Somebody) -> None:
    assert {_letter(), _letter()} == {taking.TAKEN}
    assert len(_kept()) == 1, "the same one again is kept once"
    hotline.open("/me")
    hotline.follow("看不懂的来件")
    assert "qin@example.org" in hotline.page
    assert "信里没有写是谁寄的" in hotline.page
    assert "井盖" not in hotline.page, "a list shows nothing of what it holds"
    hotline.follow("来信 qin@example.org")
    assert "井盖没了" in hotline.page
    with as_login(""):
        assert Line.objects.filter(verb="unread.look").count() == 1
    assert hotline.press("登记这件事").status == 422
    hotline.press("登记这件事", item="别的事", text="桃源路36号院门口的井盖没了。", community="桃源北社区")
    assert "登记成一件事了" in hotline.page
    with as_login(""):
        case = Case.objects.get(channel="mail")
    assert case.number in hotline.page
    assert "没有看不懂的来件" in hotline.page


def test_two_colleagues_settle_one_message(hotline: Somebody, world: World) -> None:
    _letter()
    other = Somebody("desk")
    other.log_in(world.login(world.hat("supervisor")), PASSWORD)
    for one in (other, hotline):
        one.open("/unread")
        one.follow("来信 qin@example.org")
    assert hotline.press("收起来", why="").status == 422
    hotline.press("收起来", why="垃圾邮件，没有内容")
    assert "垃圾邮件，没有内容" in hotline.page
    other.press("登记这件事", item="别的事", text="井盖没了")
    assert "同事已经处理过这一件了" in other.page
    with as_login(""):
        assert not Case.objects.filter(channel="mail").exists()


def test_a_program_that_sends_a_wrong_encoding_is_told_and_what_it_sent_is_kept(world: World) -> None:
    made = keys.make(wish=Wish("路灯巡检"), by=world.hat("supervisor"), now=clock())
    body = f"api_key={made.secret}&service_code=hotline.stair_light&description=".encode() + "楼道灯不亮".encode("gbk")
    kind = "application/x-www-form-urlencoded"
    with surface("public"):
        answer = Visit().post("/open311/v2/requests.xml", body, content_type=kind)
        assert answer.status_code == 400
        strange = body.replace(made.secret.encode(), b"x" * 40)
        assert Visit().post("/open311/v2/requests.xml", strange, content_type=kind).status_code == 400
    (kept,) = _kept()
    assert (kept.source, kept.sender, kept.size) == ("open311", "路灯巡检", len(body)), "without a key nothing is kept"
    assert "UTF-8" in kept.reason


def test_no_other_desk_sees_it(world: World) -> None:
    _letter()
    clerk = Somebody("desk")
    clerk.log_in(world.login(world.hat("clerk", "桃源北社区")), PASSWORD)
    assert "没有看不懂的来件" in clerk.open("/unread")
    lead = Somebody("desk")
    lead.log_in(world.login(world.hat("street_lead")), PASSWORD)
    assert lead.open("/unread").status == 403
