"""The city's mailbox from end to end: the door as the launcher starts it, letters over SMTP, answers going out."""

from __future__ import annotations

import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from linli.gates.mail import taking
from linli.gates.mail.tests.servers import Taken
from linli.gates.mail.tests.servers import taking as outside
from linli.main.bench.city import City
from linli.main.commands.drill import apart
from linli.main.launcher import children, processes
from linli.main.launcher.trial import free_port
from tests.world import a_photo

BOX = "hotline@city.example"
pytestmark = pytest.mark.xdist_group("founded")


@dataclass(slots=True)
class Door:
    """A city whose mail comes in at a port of this machine and goes out to a server the test plays."""

    city: City
    port: int
    out: Taken

    def send(self, mail: EmailMessage | bytes, *, sender: str, to: str = BOX) -> int:
        """Hand one letter to the door; the code of its answer."""
        content = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as server:
            try:
                server.sendmail(sender, [to], content)
            except smtplib.SMTPRecipientsRefused as refused:
                return next(iter(refused.recipients.values()))[0]
            except smtplib.SMTPResponseException as refused:
                return refused.smtp_code
        return 250

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.city.connect() as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def texts(self) -> list[str]:
        return [text for (text,) in self.rows("select text from cases_case where channel = 'mail' order by id")]

    def heard(self, sender: str, count: int) -> list[EmailMessage]:
        """The first so many mails that went out to somebody, once they are there."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.out.mails if mail["To"] == sender]

        assert processes.wait_for(lambda: len(found()) >= count, 90, pause=0.2), (sender, found())
        return found()


@contextmanager
def _running(door: Door) -> Iterator[None]:
    """The door and the worker, started as the launcher starts them."""
    mail = {"LINLI_MAIL_BOX": BOX, "LINLI_SMTP": door.out.url, "LINLI_MAIL_PORT": str(door.port)}
    started = []
    with (door.city.home / "mail.log").open("ab") as log:
        for spec in [one for one in children.city(demo=False) if one.name in ("mail", "worker")]:
            surroundings = door.city.environment(spec.surface) | mail
            started.append(subprocess.Popen(spec.argv, env=surroundings, stdout=log, stderr=log))
    try:
        assert processes.wait_for(lambda: _answers(door.port), 60, pause=0.2)
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def door(founded: City) -> Iterator[Door]:
    with apart(), pytest.MonkeyPatch.context() as patch, outside() as out:
        opened = Door(founded, free_port(), out)
        patch.setenv("LINLI_MAIL_BOX", BOX)
        patch.setenv("LINLI_MAIL_PORT", str(opened.port))
        with _running(opened):
            yield opened


def _letter(text: str, *, sender: str, subject: str = "路灯不亮", identity: str = "", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, BOX
    if subject:
        mail["Subject"] = subject
    mail["Message-ID"] = f"<{identity or sender}@example.org>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def _in_gbk(text: str, *, sender: str, label: str) -> bytes:
    head = f"From: {sender}\r\nTo: {BOX}\r\nMessage-ID: <{sender}>\r\nContent-Type: text/plain; charset={label}\r\n\r\n"
    return head.encode() + text.encode("gbk")


def test_letters_come_in_and_answers_go_out(door: Door) -> None:
    plain = _letter("三楼楼道灯不亮。", sender="plain@example.org")
    assert door.send(plain, sender="plain@example.org") == 250
    assert door.send(plain, sender="plain@example.org") == 250, "a server that did not hear us sends again"
    rich = _letter("井盖翘起来了，见照片。", sender="rich@example.org", subject="")
    rich.add_alternative("<p>井盖翘起来了，见照片。</p>", subtype="html")
    rich.add_attachment(a_photo().content, maintype="image", subtype="jpeg", filename="井盖.jpg")
    rich.add_attachment(b"PK\x03\x04 no photo", maintype="application", subtype="zip", filename="说明.zip")
    assert door.send(rich, sender="rich@example.org") == 250
    assert door.send(_in_gbk("下水道堵了。", sender="gbk@example.org", label="gb2312"), sender="gbk@example.org") == 250
    assert door.send(_in_gbk("电梯停了。", sender="odd@example.org", label="utf-8"), sender="odd@example.org") == 250
    assert door.texts() == ["三楼楼道灯不亮。", "井盖翘起来了，见照片。", "下水道堵了。", "电梯停了。"]

    (told,) = door.heard("plain@example.org", 1)
    (number,) = door.rows("select number from cases_case where text like '三楼%'")[0]
    assert number in told["Subject"]
    texts = "\n".join(mail.get_content() for mail in door.heard("rich@example.org", 2))
    assert "说明.zip" in texts, "what of a letter was not taken is named to its sender"
    assert door.rows("select array_length(papers, 1) from cases_event_body where text like '井盖%'") == [(1,)]

    to = told["Reply-To"].addresses[0].addr_spec
    reply = _letter("今天还是不亮。\n\n> 您报的收到了", sender="plain@example.org", identity="2")
    assert door.send(reply, sender="plain@example.org", to=to) == 250
    assert len(door.texts()) == 4, "an answer opens nothing"
    assert door.rows("select text from cases_event_body where text like '今天%'") == [("今天还是不亮。",)]


def test_what_is_no_report_opens_nothing_and_is_counted(door: Door) -> None:
    before = door.texts()
    away = _letter("我在休假。", sender="away@example.org", Auto_Submitted="auto-replied")
    assert door.send(away, sender="away@example.org") == 250
    assert door.send(_letter("打转的信。", sender=BOX), sender=BOX) == 250, "one of our own come round"
    bounce = _letter("退信", sender="mailer-daemon@example.org")
    assert door.send(bounce, sender="") == 250
    assert door.send(b"no head at all", sender="odd@example.org") == 250
    assert door.send(_letter("", sender="empty@example.org", subject=""), sender="empty@example.org") == 550
    assert door.send(away, sender="away@example.org", to="mayor@city.example") == 550
    huge = _letter("看附件", sender="huge@example.org")
    huge.add_attachment(b"\0" * (28 * 1024 * 1024), maintype="application", subtype="octet-stream", filename="x.bin")
    assert door.send(huge, sender="huge@example.org") == 552
    assert door.texts() == before
    kept = dict(door.rows("select outcome, count(*) from mail_letter where case_id is null group by 1"))
    assert kept == {"automatic": 3, "malformed": 1}
    assert door.rows("select source, reason from unread_message") == [("mail", "信里没有写是谁寄的。")]

    codes = [
        door.send(_letter(f"第{turn}封。", sender="many@example.org", identity=f"m{turn}"), sender="many@example.org")
        for turn in range(taking.AN_HOUR + 2)
    ]
    assert codes == [250] * taking.AN_HOUR + [451, 451]
    assert len(door.texts()) == len(before) + taking.AN_HOUR
    assert not [mail for mail in door.out.mails if mail["To"] in ("away@example.org", BOX)], "machines are not answered"
