"""A reporter who left a mail address is written to: once, under a name that lasts, with an address to answer to."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from linli.gates.mail import threads, tokens
from linli.gates.mail.smtp import SmtpWay
from linli.gates.mail.tests.servers import Taken, taking
from linli.gates.messages.tasks import send
from linli.kernel.cases import listeners
from linli.kernel.cases.facts import CaseOpened
from linli.kernel.cases.reports import Reporter
from linli.kernel.notices.models import Notice
from linli.kernel.people import mails
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock
from tests.world import World

BOX = "hotline@example.cn"


@pytest.fixture
def server(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.MAIL_BOX = BOX
    monkeypatch.setattr(SmtpWay, "_shut_until", 0.0)  # a process remembers a while that its server was away
    with taking() as taken:
        settings.SMTP_URL = taken.url
        yield taken


def told(world: World, **reporter: Any) -> tuple[Any, Notice]:
    """A case by somebody who left a mail address, and the message that is waiting for them."""
    given = {"kind": "alias", "alias": "秀兰", "mail": "Qin@Example.ORG", **reporter}
    opened = world.an_open_case(reporter=Reporter(**given), channel="mail")
    fact = Told(id=opened.case_id, line=1, actor=0, role="visitor", purpose="", at=clock())
    listeners.on_opened(CaseOpened(opened.case_id, 0), fact)
    with scope.reading(listeners.robot(), now=clock()):
        return opened, Notice.objects.get(case_id=opened.case_id)


def test_the_confirmation_has_number_link_and_an_address_to_answer_to(
    world: World, db: None, server: Taken, settings: LazySettings
) -> None:
    opened, notice = told(world)
    assert notice.not_before is None  # a mail wakes nobody
    send(notice.id)
    send(notice.id)
    (mail,) = server.mails
    assert mail["To"] == "Qin@example.org"
    assert mail["Message-ID"] == f"<notice-{notice.id}@example.cn>"
    assert f"{settings.PUBLIC_URL}/c/{opened.receipt}" in mail.get_content()
    assert opened.number in mail["Subject"]
    assert opened.receipt not in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    token = tokens.in_address(mail["Reply-To"].addresses[0].addr_spec, BOX)
    assert token == tokens.in_subject(f"回复：{mail['Subject']}") == tokens.token_of(opened.number)
    found = threads.find(token)
    assert found is not None
    assert (found.case_id, found.subject_id) == (opened.case_id, opened.subject_id)
    assert threads.find("a" * tokens.LENGTH) is None


def test_whoever_left_a_phone_and_wrote_no_mail_gets_a_text_message(world: World, db: None) -> None:
    opened = world.an_open_case(reporter=Reporter("alias", alias="x", phone="13800138009", mail="a@b.cn"))
    fact = Told(id=opened.case_id, line=1, actor=0, role="visitor", purpose="", at=clock())
    listeners.on_opened(CaseOpened(opened.case_id, 0), fact)
    with scope.reading(listeners.robot(), now=clock()):
        assert [one.channel for one in Notice.objects.filter(case_id=opened.case_id)] == ["sms"]


def test_an_address_that_does_not_exist_is_not_tried_for_three_days(world: World, db: None, server: Taken) -> None:
    _opened, notice = told(world)
    server.refuses.add("Qin@example.org")
    send(notice.id)
    with scope.reading(listeners.robot(), now=clock()):
        notice.refresh_from_db()
    assert (notice.state, notice.trouble[:3]) == ("failed", "550")


def test_a_server_that_is_away_is_tried_again(world: World, db: None, settings: LazySettings) -> None:
    settings.MAIL_BOX, settings.SMTP_URL = BOX, "smtp://127.0.0.1:9"
    _opened, notice = told(world)
    send(notice.id)
    with scope.reading(listeners.robot(), now=clock()):
        notice.refresh_from_db()
    assert (notice.state, notice.tries, bool(notice.trouble)) == ("waiting", 1, True)


def test_an_anonymous_reporter_leaves_no_address(world: World, db: None) -> None:
    opened = world.an_open_case(reporter=Reporter("anonymous", mail="a@b.cn"))
    with scope.reading(listeners.robot(), now=clock()):
        assert not Notice.objects.filter(case_id=opened.case_id).exists()


@pytest.mark.parametrize(
    "typed", ["", "a", "a@", "@b.cn", "a@b", "a b@c.cn", "a@b.cn\nBcc: c@d.cn", "x" * 260 + "@b.cn"]
)
def test_what_is_no_address_is_not_kept(typed: str) -> None:
    assert mails.tidy(typed) == ""


@given(st.emails())
def test_an_address_tidied_twice_is_the_same_and_its_mask_tells_one_sign(address: str) -> None:
    kept = mails.tidy(address)
    assert mails.tidy(kept) == kept
    assert not kept or mails.masked(kept).partition("@")[0] == f"{kept[0]}***"
