"""The registers of a community beside its people, told at the pages: enterprises, social organisations, stationed
units, vehicles; entered, found, put right with history, moved, ended, taken out as Excel and handed in again."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewAsset
from linli.kernel.journal.models import Line
from linli.kernel.people.id_numbers import credit_check
from linli.kernel.people.models import Organisation
from linli.plumbing.time import now as clock
from linli.scenarios.population.tests.test_intake_things import Office, office
from linli.scenarios.population.tests.test_story_sheets import hand_in, officer
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

__all__ = ["office", "officer"]
pytestmark = pytest.mark.django_db
DOOR = "桃源路36号院2栋2单元301"
PLATE = "桂A12F45"


def coded(first: str) -> str:
    return first + credit_check(first)


NOODLES, CLUB, BANK = coded("91450103MA5K2ABCD"), coded("51450000500012345"), coded("91450100198212345")


@pytest.fixture
def clerk(world: World, db: None) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat("clerk", "桃源北社区")), PASSWORD)
    return somebody


def enter(clerk: Somebody, world: World, name: str, kind: str, **given: str) -> None:
    clerk.open(f"/register/bodies/new?place={world.community()}")
    clerk.press("登记", name=name, kind=kind, **given)


@pytest.mark.proves("REG-06", "企业、社会组织、驻区单位、车辆各有底册")
def test_a_clerk_keeps_the_registers_of_the_community(clerk: Somebody, world: World) -> None:
    clerk.open(f"/register/community/{world.community()}")
    clerk.follow("企业0")
    assert "底册里没有这样的单位" in clerk.page
    clerk.follow("登记单位")
    page = clerk.press("登记", name="桃源米粉店", kind="企业", code=NOODLES[:-1] + "0", phone="0771-5550100")
    assert page.status == 422
    assert "对不上" in page  # the check sign of GB 32100
    page = clerk.press("登记", name="桃源米粉店", code=NOODLES.lower(), place_typed=DOOR, source="上门见到")
    assert page.status == 200, page.words
    for words in ("桃源米粉店", "企业", NOODLES, DOOR, "上门见到", "已经登记进底册"):
        assert words in page
    enter(clerk, world, "桃源棋牌社", "社会组织", code=CLUB)
    enter(clerk, world, "桃源路储蓄所", "驻区单位", code=BANK, phone="0771-5550300")
    lists = {"企业": "桃源米粉店", "社会组织": "桃源棋牌社", "驻区单位": "桃源路储蓄所"}
    for register, name in lists.items():
        clerk.open(f"/register/bodies?place={world.community()}")
        page = clerk.follow(register)
        assert name in page
        assert not [other for other in lists.values() if other != name and other in page]
    page = clerk.open(f"/register/bodies?place={world.community()}")
    page = clerk.press("看这些", lacks="缺电话")
    assert ("桃源棋牌社" in page, "桃源米粉店" in page) == (True, False)
    page = clerk.press("看这些", q="储蓄", lacks="不管缺不缺")
    assert ("桃源路储蓄所" in page, "桃源棋牌社" in page) == (True, False)


def test_one_number_is_one_body_and_the_second_finds_the_way_to_the_first(clerk: Somebody, world: World) -> None:
    enter(clerk, world, "桃源米粉店", "企业", code=NOODLES, place_typed=DOOR)
    enter(clerk, world, "另一家米粉店", "企业", code=NOODLES)
    assert clerk.page.status == 422
    assert "另一家米粉店" in clerk.page.forms[-1].fields["name"]  # nothing typed is lost
    page = clerk.follow("桃源米粉店")
    assert page.status == 200
    assert DOOR in page
    enter(clerk, world, "桃源米粉店", "企业", place_typed=DOOR)
    assert "这个地址已经有同名单位" in clerk.page
    clerk.open("/register")
    assert "桃源米粉店" in clerk.press("查一查", q="米粉")
    with as_login(""):
        assert Organisation.objects.filter(code=NOODLES).count() == 1


def test_a_body_is_put_right_moved_named_at_a_facility_and_ended_and_all_of_it_is_kept(
    clerk: Somebody, world: World
) -> None:
    hall = NewAsset("hall", "桃源文化活动室", world.building(), "visit")
    with as_login("desk"):
        assets.add_asset(row=hall, by=world.hat("clerk", "桃源北社区"), now=clock())
    enter(clerk, world, "桃源棋牌社", "社会组织", code=CLUB, phone="0771-5550100", place_typed=DOOR)
    page = clerk.press("改一改", name="桃源书画社", phone="0771-5550200", source="部门提供")
    for words in ("桃源书画社", "07715550200", "名称原来是桃源棋牌社", "电话原来是07715550100", "部门提供"):
        assert words in page, words
    page = clerk.press("记到那里", place="桃源文化活动室")
    assert "桃源路36号院2栋" in page
    assert DOOR in page  # where it was
    page = clerk.press("记到设施上", facility="没有这个地方")
    assert "没有叫这个名字的设施" in page
    page = clerk.press("记到设施上", facility="桃源文化活动室")
    assert "它管的设施" in page
    assert "今天核对过了" in clerk.press("核对过，没变")
    at = clerk.page.path
    page = clerk.press("撤出底册")
    assert "已撤" in page
    assert "改一改" not in page.words
    clerk.open(f"/register/bodies?place={world.community()}")
    assert "桃源书画社" not in clerk.page
    assert "桃源书画社" in clerk.press("看这些", ended="只看已撤的")
    other = Somebody("desk")
    other.log_in(world.login(world.hat("clerk", "天桃社区")), PASSWORD)
    page = other.open(at)
    assert "桃源棋牌社" not in page  # another community's history
    assert other.open(f"/register/bodies?place={world.community()}").status == 404


def test_a_list_leaves_as_excel_and_comes_in_again_without_effect(
    clerk: Somebody, world: World, office: Office, officer: Somebody
) -> None:
    head = "企业名称,统一社会信用代码,企业类型,联系电话,注册地址,成立日期"
    office.hands_in("organisations", head, f"星湖早餐店,{NOODLES},企业,0771-5551234,星湖路6号院1栋1单元101,2019-05-01")
    place = world.community("星湖社区")
    assert "星湖早餐店" in officer.open(f"/register/bodies?place={place}&of=enterprises")
    answer = officer.get(f"/register/bodies/table?place={place}&of=enterprises")
    with as_login(""):
        assert Line.objects.filter(verb="register.export", record=place).exists()
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "单位名称"
    assert rows[1][:2] == ("星湖早餐店", NOODLES)
    page = hand_in(officer, world, "单位", answer.content, "企业.xlsx")
    assert "1行没有变化" in page or "没有变化" in page


def test_vehicles_of_persons_and_of_bodies_stand_in_a_register_of_their_own(clerk: Somebody, world: World) -> None:
    enter(clerk, world, "桃源米粉店", "企业", code=NOODLES, place_typed=DOOR)
    clerk.follow("登记它的车")
    assert NOODLES in clerk.page.forms[-1].fields["number"]
    page = clerk.press("登记", plate="桂A12O45")
    assert "没有字母I和O" in page or "I" in page
    page = clerk.press("登记", plate="桂a·12f45", kind="面包车", energy="汽油", place_typed="桃源路36号院2栋")
    assert page.status == 200, page.words
    assert "桂A***45" in page
    assert PLATE not in page
    assert "面包车" in page
    at = page.path
    page = clerk.press("改一改", kind="小汽车", energy="混合动力")
    assert "面包车" in page  # what it was
    page = clerk.press("记到那里", place=DOOR)
    assert DOOR in page
    page = clerk.open(f"/register/vehicles?place={world.community()}")
    assert "桃源米粉店" in page
    assert "底册里没有这样的车" in clerk.press("看这些", keeper="个人的车")
    clerk.open(f"/register/vehicles/new?place={world.community()}")
    page = clerk.press("登记", plate=PLATE, number=NOODLES)
    assert page.status == 422
    assert "桂A***45" in clerk.follow("挂这个车牌的车")
    page = clerk.press("撤出底册")
    assert "已撤出底册" in page
    clerk.open(f"/register/vehicles?place={world.community()}")
    assert "桂A***45" not in clerk.page
    other = Somebody("desk")
    other.log_in(world.login(world.hat("clerk", "天桃社区")), PASSWORD)
    assert other.open(at).status == 404
    assert other.open("/register/vehicles/nothing").status == 404


def test_who_only_looks_has_nothing_to_press(world: World, db: None) -> None:
    lead = Somebody("desk")
    lead.log_in(world.login(world.hat("street_lead")), PASSWORD)
    page = lead.open("/register/bodies")
    assert page.status == 200
    assert "登记单位" not in page.links
    assert lead.open("/register/bodies/new").status == 403
