"""Five hundred reports by one person: fifty a day are taken, whichever way they come, and of the others nothing is
lost that somebody typed. What was taken is seen to like everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import override_settings

from linli.gates.mail import taking
from linli.gates.open311.tests.conftest import Program, a_key
from linli.gates.web_api.tests.fitting import refused
from linli.kernel.cases.actions import SentTooMuch, limiting
from linli.kernel.cases.models import Case
from linli.plumbing import rates
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.surfaces import Visit, as_login
from tests.world import World

pytestmark = pytest.mark.django_db
PHONE = "13978816607"
ALL, TAKEN = 500, 50


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HOME=tmp_path):
        yield tmp_path


@pytest.mark.asvs("V2.4.1", "V2.3.2")
def test_five_hundred_reports_by_one_person(world: World, public: Visit) -> None:
    """Over the API; then the same person tries the page and another program."""
    who = {"kind": "named", "name": "覃秀兰", "phone": PHONE}
    body = {"item": "hotline.noise", "place": world.building(), "reporter": who}
    first = {**body, "text": "第1次了，还在吵。"}
    answers = [
        public.api("POST", "matters", {**body, "text": f"第{n + 1}次了，还在吵。"}, **key(n)) for n in range(ALL)
    ]
    assert [answer.status_code for answer in answers] == [201] * TAKEN + [429] * (ALL - TAKEN)
    assert "一天里您已经报了50件，件件都有人看" in refused(answers[TAKEN], 429)
    again = public.api("POST", "matters", first, **key(0))
    assert (again.status_code, again.json()["number"]) == (
        200,
        answers[0].json()["number"],
    )  # no report: an answer lost
    at_the_page()
    over_open311(world, public)
    other = {**first, "reporter": {**who, "phone": "13978816608"}}
    assert public.api("POST", "matters", other).status_code == 201, "nobody else is kept from reporting"
    with as_login(""):
        assert Case.objects.count() == TAKEN + 1


def key(number: int) -> dict[str, str]:
    return {"Idempotency-Key": f"report-{number:04}"}


def at_the_page() -> None:
    """The form says so, keeps what was typed, and names the telephone."""
    resident = Somebody("public")
    resident.open("/report")
    typed = {"text": "楼下还在吵，写得很长，舍不得丢。", "item": "噪声扰民", "community": "桃源北社区"}
    page = resident.press("送出", who="留姓名和电话", called="覃秀兰", phone=PHONE, **typed)
    if "不是，我的是另一件" in page.words:
        page = resident.press("不是，我的是另一件：送出")
    assert page.status == 429, page.words
    assert "一天" in page
    assert "12345" in page
    assert resident.open("/report").form_with("送出").fields["text"] == [typed["text"]]


def over_open311(world: World, public: Visit) -> None:
    program = Program(public, a_key(world))
    answer = program.files({"first_name": "秀兰", "last_name": "覃", "phone": PHONE, "description": "还在吵。"})
    assert answer.status_code == 400, "the specification knows no 429"
    assert [error["code"] for error in answer.json()] == [429]
    assert "明天再报" in answer.json()[0]["description"]


def test_a_letter_that_is_one_too_many_comes_again_tomorrow(
    world: World, public: Visit, settings: LazySettings
) -> None:
    settings.MAIL_BOX = "hotline@example.cn"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "qin@example.org", settings.MAIL_BOX, "灯", "<1@a>"
    mail.set_content("楼道灯不亮两天了。")
    now = clock()
    for _one in range(TAKEN):
        rates.allow("reports", "qin@example.org", most=TAKEN, per=limiting.DAY, now=now)

    def brought(at: object) -> str:
        return taking.take(
            mail.as_bytes(policy=SMTP),
            envelope="qin@example.org",
            recipients=(settings.MAIL_BOX,),
            now=at,  # type: ignore[arg-type]
        )

    assert brought(now).startswith("451"), "the other server keeps it"
    assert brought(now + limiting.DAY).startswith("250")


def test_clerks_who_take_in_what_others_say_are_not_counted(world: World) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    reporter = world.a_named()
    for _one in range(TAKEN):
        rates.allow("reports", reporter.phone, most=TAKEN, per=limiting.DAY, now=clock())
    world.an_open_case(by=clerk, reporter=reporter, channel="phone")
    with pytest.raises(SentTooMuch):
        world.an_open_case(by=VISITOR, reporter=reporter)
