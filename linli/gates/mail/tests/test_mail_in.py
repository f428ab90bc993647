"""A city's mailbox becomes cases: whatever the encoding, once, without what a machine wrote, with everything kept."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.gates.mail import decoding, keeping, reading, taking, threads, tokens
from linli.gates.mail.models import Letter
from linli.gates.mail.reading import Unreadable
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case, Event
from linli.kernel.people import queries as people
from linli.kernel.people.models import Subject
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import surface
from tests.world import World, a_photo

BOX = "hotline@example.cn"
SENDER = "qin@example.org"
TEXT = "桃源路36号院2栋二单元三层的楼道灯不亮两天了。"


@pytest.fixture(autouse=True)
def receiver(world: World, db: None, settings: LazySettings) -> Any:
    settings.MAIL_BOX = BOX
    with surface("public"):
        yield


def letter(text: str = TEXT, *, subject: str = "楼道灯不亮", to: str = BOX, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"覃秀兰 <{SENDER}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = headers.pop("identity", "<1@example.org>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def taken(mail: EmailMessage | bytes, *, to: str = BOX, envelope: str = SENDER) -> str:
    content = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
    return taking.take(content, envelope=envelope, recipients=(to,), now=clock())


def cases() -> list[Case]:
    with scope.reading(robot(), now=clock()):
        return list(Case.objects.filter(channel="mail").order_by("id"))


def letters() -> list[Letter]:
    with scope.reading(robot(), now=clock()):
        return list(Letter.objects.order_by("id"))


def enclose(mail: EmailMessage, content: bytes, subtype: str, name: str) -> None:
    """Put a file into a letter."""
    part = EmailMessage()
    part.set_content(content, maintype="application", subtype=subtype, filename=name)
    if not mail.is_multipart():
        mail.make_mixed()
    mail.attach(part)


def test_a_letter_is_a_case_with_its_place_its_photos_and_its_writer(world: World) -> None:
    mail = letter()
    photo = a_photo()
    enclose(mail, photo.content, "octet-stream", "灯.jpg")
    enclose(mail, b"PK\x03\x04 not a photo", "zip", "说明.zip")
    assert taken(mail) == taking.TAKEN
    (case,) = cases()
    assert (case.title, case.text, case.place_id) == ("楼道灯不亮", TEXT, world.building())
    with scope.reading(robot(), now=clock()):
        subject = Subject.objects.get(id=case.subject_id)
        (event,) = Event.objects.filter(case_id=case.id).select_related("body")
    assert (people.mail_of(subject), people.name_of(subject)) == (SENDER, "覃秀兰")
    assert len(event.body.papers) == 1
    (kept,) = letters()
    assert (kept.outcome, kept.case_id, kept.left_out) == ("opened", case.id, "说明.zip")
    assert TEXT in keeping.raw_of(kept).decode()


def test_the_same_letter_again_is_the_same_case() -> None:
    assert {taken(letter()), taken(letter())} == {taking.TAKEN}
    assert len(cases()) == len(letters()) == 1
    taken(letter(identity="<2@example.org>"))
    assert len(cases()) == 2


def test_a_place_nobody_can_find_waits_where_the_city_sorts(world: World) -> None:
    taken(letter("月亮路99号的井盖没有了。"))
    (case,) = cases()
    assert (case.place_id, case.area_id, case.scope_id, case.step) == (None, None, world.city, "place")


def test_an_answer_to_our_mail_is_added_to_its_case_once(world: World) -> None:
    taken(letter())
    (case,) = cases()
    threads.remember(case, by=robot(), now=clock())
    answer = letter("今天还是不亮。\n\n在 2026年11月27日，邻里写道：\n> 您报的收到了\n> 编号", subject="回复：收到了")
    to = tokens.reply_address(BOX, case.number)
    for _again in range(2):
        assert taken(answer, to=to) == taking.TAKEN
    assert len(cases()) == 1
    with scope.reading(robot(), now=clock()):
        added = list(Event.objects.filter(case_id=case.id, verb="added").select_related("body"))
    assert [event.body.text for event in added] == ["今天还是不亮。"]
    assert "编号" in keeping.raw_of(letters()[-1]).decode()  # what was trimmed is kept


def test_the_token_in_the_subject_will_do_and_a_wrong_one_opens_a_case_of_its_own() -> None:
    taken(letter())
    (case,) = cases()
    threads.remember(case, by=robot(), now=clock())
    token = tokens.token_of(case.number)
    taken(letter("还有一层也不亮。", subject=f"回复：收到了 [{case.number} #{token}]", identity="<3@x>"))
    assert len(cases()) == 1
    taken(letter("另外一件事。", subject=f"回复 [{case.number} #{'a' * 16}]", identity="<4@x>"))
    assert len(cases()) == 2


AUTOMATIC = [
    {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<news.example.org>"},
    {"X_Autoreply": "yes"}, {"Return_Path": "<>"}, {"Auto_Submitted": "auto-generated (failure)"},
]  # fmt: skip


@pytest.mark.parametrize("headers", AUTOMATIC)
def test_what_a_machine_wrote_opens_nothing_and_is_counted(headers: dict[str, str]) -> None:
    assert taken(letter(**headers)) == taking.TAKEN
    assert (cases(), [one.outcome for one in letters()]) == ([], ["automatic"])


def test_a_bounce_and_our_own_mail_come_round_open_nothing() -> None:
    assert taken(letter(), envelope="") == taking.TAKEN
    own = letter(identity="<9@example.cn>")
    own.replace_header("From", BOX)
    assert taken(own) == taking.TAKEN
    assert cases() == []


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"Subject: x\r\n\r\nno sender", b"From: nobody\r\n\r\nx"])
def test_what_is_no_mail_is_kept_and_counted(content: bytes) -> None:
    assert taken(content) == taking.TAKEN
    assert (cases(), [one.outcome for one in letters()]) == ([], ["malformed"])
    assert keeping.raw_of(letters()[0]) == content


def test_an_empty_letter_is_refused_with_a_sentence() -> None:
    assert taken(letter("  \n")).startswith("550")
    assert cases() == []


def test_one_sender_has_so_many_an_hour() -> None:
    said = [taken(letter(f"第{number}件。", identity=f"<{number}@x>")) for number in range(taking.AN_HOUR + 2)]
    assert [one[:3] for one in said] == ["250"] * taking.AN_HOUR + ["451"] * 2


WRONG_LABELS = [
    ("gb2312", "gb18030"), ("us-ascii", "gb18030"), ("iso-8859-1", "utf-8"), ("utf-8", "gb18030"),
    ("gb2312", "utf-8"), ("x-unknown", "gb18030"), ("", "utf-8"), ("windows-1252", "gb18030"), ("big5", "big5"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "real"), WRONG_LABELS)
def test_a_wrong_label_does_not_spoil_the_words(label: str, real: str) -> None:
    text = "桃源路36號樓道燈不亮，老人摔倒了" if real == "big5" else "桃源路36号楼道灯不亮，老人摔倒了"
    assert decoding.words(text.encode(real), label) == text


@settings(max_examples=200)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=60), st.data())
def test_chinese_survives_every_honest_and_every_usual_wrong_label(text: str, data: st.DataObject) -> None:
    real = data.draw(st.sampled_from(["utf-8", "gb18030"]))
    labels = {"utf-8": ["utf-8", "us-ascii", "", "iso-8859-1"], "gb18030": ["gbk", "gb2312", "gb18030"]}
    assert decoding.words(text.encode(real), data.draw(st.sampled_from(labels[real]))) == text


def test_a_page_becomes_lines_and_nothing_of_it_runs() -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>路灯&nbsp;坏了</p><script>alert(1)</script>"
        "<div>第二行<br>第三行</div><blockquote>引用的话</blockquote></body></html>"
    )
    said = decoding.plain(page)
    assert [line for line in said.split("\n") if line] == ["路灯 坏了", "第二行", "第三行", "> 引用的话"]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SENDER, BOX, "只有网页"
    mail.set_content(page, subtype="html")
    assert taken(mail) == taking.TAKEN
    assert "alert" not in cases()[0].text


SIGNED = [
    ("灯坏了。\n\n发自我的iPhone", "灯坏了。"),
    ("灯坏了。\n-- \n覃秀兰\n电话", "灯坏了。"),
    ("发自我的iPhone", "发自我的iPhone"),
]


@pytest.mark.parametrize(("said", "kept"), SIGNED)
def test_a_signature_is_left_out_and_never_the_whole_letter(said: str, kept: str) -> None:
    assert reading.read(letter(said).as_bytes(policy=SMTP), box=BOX).fresh == kept


@settings(max_examples=150)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [b"", b"From: a@b.cn\r\n", b"From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"]
    ),
)
def test_no_bytes_break_the_reader(tail: bytes, head: bytes) -> None:
    try:
        found = reading.read(head + tail, box=BOX)
    except Unreadable:
        return
    assert "\x00" not in found.fresh
    assert "\x00" not in found.subject
