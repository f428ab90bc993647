"""我的家 without scripts: a resident confirms, corrects, moves out; a landlord names a tenant."""

from __future__ import annotations

import pytest

from linli.kernel.notices.actions import leaving
from linli.kernel.notices.models import Notice
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_proposals import Proposal
from linli.kernel.people.queries import person_field
from tests.at_the_screen import Somebody, at_home
from tests.surfaces import as_login
from tests.telling import tell_everybody
from tests.world import PASSWORD, World

FIRST = "45010319900101123"
HOME = "桃源路36号院2栋2单元301"
NUMBER = FIRST + check_digit(FIRST)


def grid_worker(world: World) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat("grid_worker", "桃源北社区")), PASSWORD)
    return somebody


@pytest.fixture
def owner(world: World, db: None) -> Somebody:
    """覃秀兰, who owns 桃源路36号院2栋2单元301."""
    return at_home(world)


def links(world: World, door: int) -> list[tuple[str, bool]]:
    with as_login(""):
        rows = Residence.objects.filter(place_id=door).order_by("since", "id").values_list("kind", "until")
    return [(kind, until is None) for kind, until in rows]


def test_what_is_held_about_me_is_masked_and_says_who_said_so(owner: Somebody) -> None:
    owner.open("/me")
    page = owner.follow("城市登记了我的什么、住在哪")
    assert "覃**" in page
    assert "138****8001" in page
    assert "桃源路36号院2栋2单元301" in page
    assert "业主" in page
    assert "秀兰" not in page
    assert "13800138001" not in page


def test_still_true_is_written_down_at_once(world: World, owner: Somebody) -> None:
    owner.open("/my/home")
    page = owner.press("情况没变")
    assert "谢谢您" in page
    with as_login(""):
        link = Residence.objects.get(person_id=world.residents[0].person)
        assert Proposal.objects.get().state == "accepted"
    assert link.confirmed is not None
    assert (link.confirmed - link.since).days > 300


@pytest.mark.touches("REG-03", "租住的人在册，随时更新")
def test_a_landlord_names_a_tenant_and_a_grid_worker_takes_it_with_one_tap(world: World, owner: Somebody) -> None:
    home = world.residents[0].dwelling
    owner.open("/my/home")
    page = owner.press("登记这位租户", name="农有财", phone="13900001111", id_number=NUMBER, until="2099-01-01")
    assert "等网格员核实" in page
    assert "农有财" in page
    assert links(world, home) == [("owner", True)]
    worker = grid_worker(world)
    page = worker.open("/register/proposals")
    assert "农**" in page
    assert "农有财" not in page
    assert "记进底册了" in worker.press("采用")
    assert links(world, home) == [("owner", True), ("tenant", True)]
    assert "记上了" in owner.open("/my/home") or "记下了" in owner.page
    page = owner.press("说一声租户搬走了")
    assert "等网格员核实" in page
    worker.open("/register/proposals")
    worker.press("采用")
    assert links(world, home) == [("owner", True), ("tenant", False)]


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"name": ""}, "姓名"),
        ({"id_number": NUMBER[:-1]}, "少1位"),
        ({"id_number": "", "phone": ""}, "填身份证号，或者至少填手机号"),
        ({"phone": "1390000"}, "11"),
        ({"since": "2099-01-01"}, "这天还没到"),
        ({"since": "2020-05-02", "until": "2020-05-01"}, "结束的日子比开始还早"),
        ({"since": "昨天"}, "日期不对"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_lost(owner: Somebody, filled: dict[str, str], sentence: str) -> None:
    given = {"name": "农有财", "phone": "13900001111", "id_number": NUMBER, **filled}
    owner.open("/my/home")
    page = owner.press("登记这位租户", **given)
    assert page.status == 422
    assert sentence in page
    for name, value in given.items():
        assert owner.page.form_with("登记这位租户").fields[name] == [value]


def test_a_refusal_reaches_the_proposer_with_its_reason(world: World, owner: Somebody) -> None:
    owner.open("/my/home")
    owner.press("登记这位租户", name="农有财", phone="13900001111", id_number=NUMBER)
    worker = grid_worker(world)
    worker.open("/register/proposals")
    page = worker.follow("细看")
    assert "农有财" not in page
    assert NUMBER not in page
    page = worker.press("看全名和完整号码", reason="和租房合同核对")
    assert "农有财" in page
    assert NUMBER in page
    assert worker.press("不采用", reason=" ").status == 422
    worker.press("不采用", reason="门牌号对不上，请带合同到社区")
    assert "没采用：门牌号对不上" in owner.open("/my/home")


def test_a_phone_is_corrected_by_a_proposal_with_old_and_new_side_by_side(world: World, owner: Somebody) -> None:
    owner.open("/my/home")
    assert "等网格员核实" in owner.press("送去改", phone="13900002222")
    worker = grid_worker(world)
    page = worker.open("/register/proposals")
    assert "138****8001" in page
    assert "139****2222" in page
    worker.press("采用")
    assert "139****2222" in owner.open("/my/home")


def test_a_tenant_says_they_moved_out(world: World, db: None) -> None:
    tenant = at_home(world, 1)
    tenant.open("/my/home")
    tenant.press("说一声我搬走了")
    assert links(world, world.residents[1].dwelling) == [("tenant", True)]
    worker = grid_worker(world)
    worker.open("/register/proposals")
    worker.press("采用")
    assert links(world, world.residents[1].dwelling) == [("tenant", False)]


def test_whom_a_landlord_named_is_told_who_said_so_and_can_object(world: World, owner: Somebody) -> None:
    """韦建国 has an account; the landlord of another dwelling names him with his own number."""
    with as_login(""):
        number = person_field(Person.objects.get(id=world.residents[1].person), "id_number")
    owner.open("/my/home")
    owner.press("登记这位租户", name="韦建国", phone=world.residents[1].phone, id_number=number)
    worker = grid_worker(world)
    worker.open("/register/proposals")
    worker.press("采用")
    with as_login(""):
        assert Residence.objects.filter(person_id=world.residents[1].person, until__isnull=True).count() == 2
    named = at_home(world, 1)
    page = named.open("/my/home")
    assert "房东说的" in page
    named.press("我没租过这里")
    worker.open("/register/proposals")
    worker.press("采用")
    assert sorted(links(world, world.residents[0].dwelling)) == [("owner", True), ("tenant", False)]


def named_by_the_landlord(world: World, owner: Somebody, **given: str) -> None:
    owner.open("/my/home")
    owner.press("登记这位租户", **given)
    worker = grid_worker(world)
    worker.open("/register/proposals")
    worker.press("采用")
    tell_everybody()
    tell_everybody()  # facts are told at least once


def told_of_it() -> list[Notice]:
    with as_login(""):
        return list(Notice.objects.filter(template="tenant_named").order_by("channel"))


def test_whom_a_landlord_named_gets_a_message_once_in_their_own_app_and_on_their_phone(
    world: World, owner: Somebody
) -> None:
    with as_login(""):
        person = Person.objects.get(id=world.residents[1].person)
        number = person_field(person, "id_number")
    named_by_the_landlord(world, owner, name="韦建国", phone="13900001111", id_number=number)
    in_the_app, by_phone = told_of_it()
    assert (in_the_app.channel, by_phone.channel) == ("app", "sms")
    assert {in_the_app.subject_id, by_phone.subject_id} == {person.subject_id}
    assert HOME in in_the_app.text
    with as_login(""):
        phone, words = leaving(by_phone)
    assert phone == world.residents[1].phone
    assert "桃源路36号院2栋" in words
    assert words.endswith("/my/home")
    for text in (in_the_app.text, words):
        assert "韦建国" not in text
        assert "覃" not in text
        assert "301" not in text or text is in_the_app.text
    assert "登记成" + HOME in at_home(world, 1).open("/")
    assert "登记成" not in owner.open("/")


def test_the_form_says_that_without_a_phone_nothing_reaches_a_tenant(world: World, owner: Somebody) -> None:
    assert "没填手机号，短信就发不到" in owner.open("/my/home")
    named_by_the_landlord(world, owner, name="农有财", phone="", id_number=NUMBER)
    assert [one.channel for one in told_of_it()] == ["app"]
    assert "您没填租户的手机号" in owner.open("/my/home")


def test_of_a_refused_tenant_nobody_is_told(world: World, owner: Somebody) -> None:
    owner.open("/my/home")
    owner.press("登记这位租户", name="农有财", phone="13900001111", id_number=NUMBER)
    worker = grid_worker(world)
    worker.open("/register/proposals")
    worker.follow("细看")
    worker.press("不采用", reason="门牌号对不上")
    tell_everybody()
    assert told_of_it() == []


def test_nobody_reaches_the_links_of_others(world: World, owner: Somebody) -> None:
    """Marks of somebody else's page lead nowhere."""
    other = at_home(world, 1)
    other.open("/my/home")
    theirs = other.page.form_with("情况没变").fields["about"][0]
    owner.open("/my/home")
    owner.page.form_with("情况没变").fields["about"] = [theirs]
    assert owner.press("情况没变").status == 404


def test_a_visitor_is_asked_to_log_in(world: World, db: None) -> None:
    assert Somebody("public").open("/my/home").path.startswith("/login")
