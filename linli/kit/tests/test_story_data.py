"""What is held about me: a resident sees it and who looked, takes a copy along, has what may go erased. No scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from linli.kernel.assets import actions as assets
from linli.kernel.cases.models import Case
from linli.kernel.journal.models import Line, Payload
from linli.kernel.journal.tests import sealed
from linli.kernel.people import actions as people
from linli.kernel.people.models import Account, Person, Subject
from linli.kernel.people.models_factors import SignIn
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import Follower, PublicFace
from linli.kernel.rights.models import Erasure, NotedLook
from linli.kit.rights import making
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody, at_home
from tests.surfaces import as_login
from tests.telling import tell_everybody
from tests.world import PASSWORD, World, a_photo


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HOME=tmp_path):
        yield tmp_path


def at_the_desk(world: World, role: str, community: str | None = "桃源北社区") -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat(role, community)), PASSWORD)
    return somebody


def carry_out() -> None:
    with as_login(""):
        agreed = list(Erasure.objects.filter(state="agreed").values_list("id", flat=True))
    with as_login("worker"):
        for one in agreed:
            making.erase(one)


@pytest.mark.touches("DAT-06", "采集和使用都透明，本人看得见")
def test_who_looked_at_me_and_why_stands_on_my_page(world: World, db: None) -> None:
    me = at_home(world)
    assert "还没有人看过" in me.open("/my/data")
    clerk = world.hat("clerk", "桃源北社区")
    person = world.residents[0].person
    people.note_read(person_id=person, by=clerk, now=clock())
    people.reveal(what="phone", reason="核对停水通知的电话", person_id=person, by=clerk, now=clock())
    page = me.open("/my/data")
    name = clerk.label.split()[0]
    assert name in page
    assert "核对停水通知的电话" in page
    assert "覃**" in page
    assert "13800138001" not in page
    neighbour = at_home(world, 1)
    assert "核对停水通知的电话" not in neighbour.open("/my/data")


def test_whoever_holds_the_code_of_a_matter_reads_who_looked_at_them(world: World, db: None) -> None:
    opened = world.an_open_case(reporter=world.a_named())
    clerk = world.hat("clerk", "桃源北社区")
    people.reveal(what="phone", reason="回电话问几号楼", subject_id=opened.subject_id, by=clerk, now=clock())
    holder, stranger = Somebody("public"), Somebody("public")
    holder.open(f"/c/{opened.receipt}")
    page = holder.open("/my/looks")
    assert "回电话问几号楼" in page
    assert clerk.label.split()[0] in page
    assert "回电话问几号楼" not in stranger.open("/my/looks")
    assert "登录，或者" in stranger.page or "打开以后" in stranger.page


def told_of(world: World) -> Case:
    """The first resident has reported with a photo, follows a matter, keeps a car; the matter is over."""
    mine = world.resident()
    case = world.an_open_case(until="confirm", by=mine, reporter=world.a_named(), photos=(a_photo(),))
    world.rate(case, 5, by=mine)
    other = world.an_open_case()
    with as_login(""):
        face = PublicFace.objects.get(case_id=other.case_id)
    publications.follow(code=face.code, by=world.resident(), now=clock())
    door = world.residents[0].dwelling
    car = assets.NewVehicle("桂A12F45", door, clock(), "visit", person_id=world.residents[0].person)
    assets.register_vehicle(row=car, by=world.hat("clerk", "桃源北社区"), now=clock())
    tell_everybody()
    return world.case(case)


def test_erasing_takes_two_words_and_leaves_what_a_duty_holds(world: World, db: None) -> None:
    case = told_of(world)
    still = world.an_open_case(by=world.resident(), reporter=world.a_named())
    clerk = world.hat("clerk", "桃源北社区")
    people.note_read(person_id=world.residents[0].person, by=clerk, now=clock())
    me = at_home(world)
    page = me.open("/my/data/erase")
    assert "您住在这里" in page
    assert "事情还没办完" in page
    assert "勾一下" in me.press("申请删除")  # not without having read it
    me.press("申请删除", sure=["1"], words="不想留着")
    officer = at_the_desk(world, "data_officer", None)
    page = officer.open("/erasures")
    assert "覃" not in page.words.replace("覃", "", 0) or "覃秀兰" not in page
    officer.follow(next(link for link in page.links if "桃源北社区" in link))
    assert "不想留着" in officer.page
    officer.press("同意")
    carry_out()
    tell_everybody()
    page = me.open("/my/data/erase")
    assert "已经删了" in page
    assert "您住在这里" in page
    with as_login(""):
        assert not Follower.objects.filter(subject_id=world.residents[0].subject).exists()
        gone, kept = Subject.objects.get(id=case.subject_id), Subject.objects.get(id=still.subject_id)
        assert (gone.kind, gone.person_id, gone.name_sealed, gone.phone_sealed) == ("anonymous", None, None, None)
        assert kept.name_sealed is not None
        person = Person.objects.get(id=world.residents[0].person)
        assert person.sort
        assert Case.objects.get(id=case.id).text
        assert NotedLook.objects.filter(subject_id=world.residents[0].subject).count() == 1
        assert Account.objects.get(id=world.residents[0].account).label


def test_whoever_has_left_is_erased_with_the_login(world: World, db: None) -> None:
    told_of(world)
    neighbour, robot = world.residents[0], world.hat("robot")
    with as_login(""):
        from linli.kernel.people.models import Residence

        link = Residence.objects.get(person_id=neighbour.person).id
    people.end_residence(residence_id=link, source="visit", by=robot, now=clock())
    me = at_home(world)
    me.open("/my/data/erase")
    me.press("申请删除", sure=["1"], with_login=["1"])
    officer = at_the_desk(world, "data_officer", None)
    page = officer.open("/erasures")
    officer.open(next(href for href in page.links.values() if href.startswith("/erasures/")))
    officer.press("同意")
    carry_out()
    assert "登录" in me.open("/my/data")  # the session has ended with the login
    with as_login(""):
        person = Person.objects.get(id=neighbour.person)
        assert (person.sort, person.id_number_sealed, person.phone_blind, person.birth_year) == ("", None, None, None)
        account = Account.objects.get(id=neighbour.account)
        own = Subject.objects.get(id=neighbour.subject)
        assert (own.kind, own.person_id, own.phone_sealed) == ("anonymous", None, None)
        assert (account.phone_blind, account.person_id, account.label) == (None, None, "")


def test_what_the_journal_said_of_them_in_detail_goes_too_and_every_proof_holds(world: World, db: None) -> None:
    """But for who looked and why, which stays the proof it is."""
    with as_login(""):
        sealed.begin()
    told_of(world)
    neighbour, robot, clerk = world.residents[0], world.hat("robot"), world.hat("clerk", "桃源北社区")
    people.correct_person(person_id=neighbour.person, changes={"name": "覃秀蓝"}, source="visit", by=clerk, now=clock())
    people.reveal(what="phone", reason="核对停水通知的电话", person_id=neighbour.person, by=clerk, now=clock())
    with as_login(""):
        from linli.kernel.people.models import Residence

        link = Residence.objects.get(person_id=neighbour.person).id
    people.end_residence(residence_id=link, source="visit", by=robot, now=clock())
    me = at_home(world)
    assert "登录记录" in me.open("/my/data")
    me.open("/my/data/erase")
    me.press("申请删除", sure=["1"], with_login=["1"])
    officer = at_the_desk(world, "data_officer", None)
    officer.open(next(href for href in officer.open("/erasures").links.values() if href.startswith("/erasures/")))
    officer.press("同意")
    assert said_of(neighbour.person) == {"person.correct", "person.reveal", "residence.end"}
    with as_login(""):
        sealed.seal_all()
    carry_out()
    assert said_of(neighbour.person) == {"person.reveal", "person.erase"}
    with as_login(""):
        assert not SignIn.objects.filter(account_id=neighbour.account).exists()
        sealed.seal_all()
        report = sealed.verified()
    assert (report.problems, report.erased >= 2) == ([], True)


def said_of(person: int) -> set[str]:
    """The verbs of lines about a person that still say something in detail."""
    with as_login(""):
        lines = Line.objects.filter(kind="person", record=person)
        told = Payload.objects.filter(line_id__in=list(lines.values_list("id", flat=True))).values_list("line_id")
        return set(lines.filter(id__in=[one for (one,) in told]).values_list("verb", flat=True))


def test_a_refusal_is_read_with_its_reason_and_nobody_decides_their_own(world: World, db: None) -> None:
    told_of(world)
    me = at_home(world)
    me.open("/my/data/erase")
    me.press("申请删除", sure=["1"])
    officer = at_the_desk(world, "data_officer", None)
    page = officer.open("/erasures")
    officer.open(next(href for href in page.links.values() if href.startswith("/erasures/")))
    assert "写明为什么" in officer.press("不同意")
    officer.press("不同意", reason="物业纠纷还在办，办完再删。")
    page = me.open("/my/data/erase")
    assert "物业纠纷还在办" in page


def test_asking_can_be_taken_back(world: World, db: None) -> None:
    told_of(world)
    me = at_home(world)
    me.open("/my/data/erase")
    me.press("申请删除", sure=["1"])
    me.open("/my/data/erase")
    assert "收回了" in me.press("收回")
    with as_login(""):
        assert Erasure.objects.get().state == "taken_back"


@pytest.mark.touches("DAT-10", "符合三部法律（网安法、数安法、个保法），经得起审计")
def test_an_assessment_is_written_put_right_by_a_version_and_listed(world: World, db: None) -> None:
    officer = at_the_desk(world, "data_officer", None)
    officer.open("/assessments/new")
    typed = {
        "name": "独居老人探访", "about": "elder_care", "occasion": "处理敏感个人信息",
        "handled": "独居老人的住址和联系人，网格员每周探访用，满一年删除。",
        "lawful": "履行社区法定职责，只收探访要用的几项。",
        "impact": "泄露会让人知道谁家只有老人；只给本网格的人看。",
        "measures": "打码显示、看全文要写理由、每次都记下来，够用。",
    }  # fmt: skip
    assert "选一下结论" in officer.press("保存", **typed) or officer.page.status == 422
    officer.press("保存", **typed, verdict="可以做，按这些措施做")
    assert "独居老人探访" in officer.page
    officer.follow("独居老人探访")
    officer.follow("写新的一版")
    officer.press("保存", measures="再加上每季度查一次谁看过。按季报给街道。")
    page = officer.open("/assessments")
    assert "第2版" in page
    assert page.words.count("独居老人探访") == 1
