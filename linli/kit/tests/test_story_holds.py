"""依法先留着: an authority asks that everything about somebody be kept. Told at the screens, without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.journal.models import Line
from linli.kernel.people import actions as people
from linli.kernel.places import queries as places
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import Follower, PublicFace
from linli.kernel.rights import actions as rights
from linli.kernel.rights.models import Erasure, LegalHold, NotedLook
from linli.kernel.rights.queries.plans import Over, what_is_over
from linli.kit.rights import making
from linli.kit.tests.test_story_data import home  # noqa: F401  home is a fixture
from linli.plumbing import policy, scope
from linli.plumbing.days import day_of
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody, at_home
from tests.surfaces import as_login
from tests.world import PASSWORD, World

HOME = "桃源北社区"
PAPER = {"authority": "青秀区人民法院", "document": "（2026）桂0103民初118号"}


def at_the_desk(world: World, role: str = "data_officer") -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat(role)), PASSWORD)
    return somebody


def in_days(count: int) -> str:
    return (day_of(clock()) + timedelta(days=count)).isoformat()


def held_at_the_register(world: World, officer: Somebody, number: int = 0, **typed: object) -> str:
    """The officer opens the person's page in the register and places a hold from there; its address."""
    officer.open(f"/register/person/{pointer('person', world.residents[number].person)}")
    officer.follow("把资料先留着")
    officer.press("全部先留着", **{**PAPER, "last_day": in_days(30), **typed})
    return officer.page.path


def asks(me: Somebody) -> None:
    me.open("/my/data/erase")
    me.press("申请删除", sure=["1"])


def follows(world: World) -> None:
    other = world.an_open_case()
    with as_login(""):
        face = PublicFace.objects.get(case_id=other.case_id)
    publications.follow(code=face.code, by=world.resident(), now=clock())


def night() -> None:
    with as_login("worker"):
        making.keep_to_terms()


def over(table: str, *, years: int) -> Over:
    robot = scope.robot(places.all_scopes(), purpose=rights.PURPOSE)
    with as_login("worker"):
        every = what_is_over(by=robot, at=clock() + timedelta(days=365 * years + 2))
    return next(one for one in every if one.table == table)


@pytest.mark.touches("DAT-10", "符合三部法律（网安法、数安法、个保法），经得起审计")
def test_what_an_authority_asks_for_is_kept_until_the_hold_ends_and_then_everything_goes_on(
    world: World, db: None
) -> None:
    follows(world)
    me, officer = at_home(world), at_the_desk(world)
    asks(me)
    page = held_at_the_register(world, officer, about="邻里纠纷案")
    assert "在留着" in officer.page
    told = me.open("/my/data")
    assert "青秀区人民法院" in told
    assert "118号" in told
    assert "邻里纠纷案" in told
    assert "青秀区人民法院" not in at_home(world, 1).open("/my/data")

    officer.open("/erasures")
    officer.open(next(href for href in officer.page.links.values() if href.startswith("/erasures/")))
    assert "青秀区人民法院" in officer.page
    assert "才能同意" in officer.page
    with as_login(""):
        asked = Erasure.objects.get()
    with pytest.raises(rights.ErasureRefused):
        rights.decide_erasure(erasure_id=asked.id, agrees=True, reason="", by=world.hat("data_officer"), now=clock())
    officer.open(page)
    officer.press("不再留着", ends="案件已结，法院来函解除。")
    assert "已结束" in officer.page
    assert "青秀区人民法院" not in me.open("/my/data")
    officer.open(f"/erasures/{pointer('erasure', asked.id)}")
    officer.press("同意")
    night()
    with as_login(""):
        assert not Follower.objects.filter(subject_id=world.residents[0].subject).exists()
        verbs = Line.objects.filter(kind="hold").order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["hold.place", "hold.end"]
        assert LegalHold.objects.count() == 2


def test_an_agreed_erasure_waits_says_why_and_goes_on_by_itself_when_the_last_day_is_over(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    follows(world)
    me, officer = at_home(world), at_the_desk(world)
    asks(me)
    with as_login(""):
        asked = Erasure.objects.get()
    officer.open(f"/erasures/{pointer('erasure', asked.id)}")
    officer.press("同意")
    officer.open(f"/erasures/{pointer('erasure', asked.id)}")
    officer.follow("把资料先留着")
    officer.press("全部先留着", **PAPER, last_day=in_days(3))
    night()
    page = me.open("/my/data/erase")
    assert "同意了，依法先留着" in page
    assert "有单位要求先留着" in page
    with as_login(""):
        assert Follower.objects.filter(subject_id=world.residents[0].subject).exists()
        assert Erasure.objects.get().state == "agreed"
    night()
    for days in (3, 4):
        later = clock() + timedelta(days=days)
        monkeypatch.setattr(making, "clock", lambda later=later: later)
        night()
        with as_login(""):
            is_there = Follower.objects.filter(subject_id=world.residents[0].subject).exists()
            assert is_there == (days == 3)
    with as_login(""):
        assert Erasure.objects.get().state == "done"
        assert Line.objects.filter(verb="erasure.hold_back").count() == 1


def test_the_rules_of_time_pass_a_held_person_by_and_say_how_many(world: World, db: None) -> None:
    clerk, officer = world.hat("clerk", HOME), world.hat("data_officer")
    for one in world.residents[:2]:
        people.note_read(person_id=one.person, by=clerk, now=clock())
    assert (over("rights_look", years=3).rows, over("rights_look", years=3).kept) == (2, ())
    now, then = clock(), clock() + timedelta(days=3 * 365 + 1)
    at = world.community(HOME)
    row = rights.NewHold("青秀区审计局", "审函〔2026〕9号", day_of(then) + timedelta(days=30))
    made = rights.place_hold(subject_id=world.residents[0].subject, scope_id=at, row=row, by=officer, now=then)
    counted = over("rights_look", years=3)
    assert (counted.rows, counted.kept) == (1, (("legal_hold", 1),))
    robot = scope.robot(places.all_scopes(), purpose=rights.PURPOSE)
    with as_login("worker"):
        rights.keep_to_terms(by=robot, now=now + timedelta(days=3 * 365 + 2))
    with as_login(""):
        assert [one.subject_id for one in NotedLook.objects.all()] == [world.residents[0].subject]
    rights.end_hold(hold_id=made, reason="审计结束", by=officer, now=then + timedelta(hours=1))
    with as_login("worker"):
        rights.keep_to_terms(by=robot, now=now + timedelta(days=3 * 365 + 2))
    with as_login(""):
        assert not NotedLook.objects.exists()


def test_who_may_not_be_told_is_not_told_and_auditors_alone_read_why(world: World, db: None) -> None:
    me, officer = at_home(world), at_the_desk(world)
    assert held_at_the_register(world, officer, untold=["1"]) == "/holds/place"
    assert "写不出就要告知" in officer.page
    assert "青秀区人民法院" in officer.page.forms[-1].fields["authority"]
    officer.press("全部先留着", silence="纪检监察机关要求保密")
    page = officer.page.path
    assert "不告知" in officer.page
    assert "要求保密" not in officer.page
    assert "青秀区人民法院" not in me.open("/my/data")
    assert "依法先留着" not in me.open("/my/data/erase")
    auditor = at_the_desk(world, "auditor")
    auditor.open("/holds")
    assert "要求保密" in auditor.open(page)
    assert not [form for form in auditor.page.forms if "不再留着" in form.buttons]


def test_a_hold_is_prolonged_by_a_new_act_and_never_for_more_than_a_year(world: World, db: None) -> None:
    officer = at_the_desk(world)
    assert "现在没有要先留着的" in officer.open("/holds")
    page = held_at_the_register(world, officer)
    officer.open(page)
    assert "最多一年" in officer.press("延长", last_day=in_days(366), longer="二审")
    assert "二审" in officer.page.forms[-2].fields["longer"]
    assert "再晚一点" in officer.press("延长", last_day=in_days(30), longer="二审")
    assert "写明为什么" in officer.press("延长", last_day=in_days(60), longer=" ")
    officer.press("延长", last_day=in_days(365), longer="二审还没判")
    assert re.search("延长，留到.*二审还没判", officer.page.words)
    assert "写明为什么" in officer.press("不再留着", ends=" ")
    officer.open("/holds")
    assert officer.page.words.count("青秀区人民法院") == 1
    with as_login(""):
        assert [one.act for one in LegalHold.objects.order_by("version")] == ["placed", "prolonged"]


def test_nobody_else_places_or_reads_one_and_nobody_their_own(world: World, db: None) -> None:
    now, at = clock(), world.community(HOME)
    row = rights.NewHold("青秀区审计局", "审函〔2026〕9号", day_of(now))
    for hat in (world.hat("clerk", HOME), world.hat("supervisor"), world.hat("auditor"), world.resident()):
        with pytest.raises(policy.NotAllowed):
            rights.place_hold(subject_id=1, scope_id=at, row=row, by=hat, now=now)
    clerk = Somebody("desk")
    clerk.log_in(world.login(world.hat("clerk", HOME)), PASSWORD)
    assert clerk.open("/holds").status == 403
    officer = world.hat("data_officer")
    with as_login(""):
        from linli.kernel.people.models import Subject

        own = Subject.objects.create(kind="named", account_id=officer.account).id
    with pytest.raises(rights.HoldRefused, match="自己"):
        rights.place_hold(subject_id=own, scope_id=at, row=row, by=officer, now=now)


def test_the_page_of_terms_says_what_the_last_round_found_took_and_left_and_why(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = at_the_desk(world)
    assert "还没清理过" in officer.open("/terms")
    for number in (0, 1):
        people.note_read(person_id=world.residents[number].person, by=world.hat("clerk", HOME), now=clock())
    then = clock() + timedelta(days=3 * 365 + 2)
    row = rights.NewHold("青秀区审计局", "审函〔2026〕9号", day_of(then) + timedelta(days=30))
    subject, at = world.residents[0].subject, world.community(HOME)
    rights.place_hold(subject_id=subject, scope_id=at, row=row, by=world.hat("data_officer"), now=then)
    monkeypatch.setattr(making, "clock", lambda: then)
    night()
    officer = at_the_desk(world)  # the session was three years old
    officer.open("/erasures")
    officer.follow("各类资料留多久")
    said = officer.page.words.split("\n查看记录\n")[1].split("\n")
    assert said[:3] == ["3年", "2", "1"]
    assert said[3].startswith("1条：有单位要求先留着")
    assert at_the_desk(world, "auditor").open("/terms").status == 200
    clerk = Somebody("desk")
    clerk.log_in(world.login(world.hat("clerk", HOME)), PASSWORD)
    assert clerk.open("/terms").status == 403
