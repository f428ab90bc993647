"""The register kept by those who need it: who is registered, floating, a tenant; which dwellings are let or empty."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewVehicle
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewHousehold, NewLetting, NewMember
from linli.kernel.people.id_numbers import check_digit
from linli.main.bench import statements
from linli.plumbing.time import now as clock
from linli.scenarios.population.tests.test_intake_things import HERE, Office, office
from tests.at_the_screen import Page, Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

__all__ = ["office"]
pytestmark = pytest.mark.django_db
HEAD = "姓名,身份证号,联系电话,住址,与房屋关系,户籍地"
MOST_STATEMENTS = 12  # of a page, DESIGN §12
PLATE = "桂A12F45"


def number(first: str) -> str:
    return first + check_digit(first)


def at_the_desk(world: World, role: str, community: str) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat(role, community)), PASSWORD)
    return somebody


def figure(page: Page, words: str) -> int:
    """The number that stands behind these words in the figures of a community."""
    found = re.search(rf"(?:^|[\d\s]){re.escape(words)}\s*(\d+)", page.words)
    assert found, (words, page.words)
    return int(found[1])


@pytest.mark.touches("REG-03", "户籍、流动、租住的人都在册，随时更新")
def test_who_is_registered_floating_or_a_tenant_stands_in_the_register_and_stays_true(
    world: World, office: Office
) -> None:
    worker = at_the_desk(world, "grid_worker", "星湖社区")
    page_of = f"/register/community/{world.community('星湖社区')}"
    before = worker.open(page_of)
    office.hands_in(
        "people",
        HEAD,
        f"梁小燕,{number('45010319880312002')},13877100001,{HERE}1单元101,业主、住户、户籍,450103",
        f"韦国强,{number('45010319550101003')},13877100002,{HERE}1单元102,住户,450102",
        f"莫远来,{number('43010319900101001')},13877100003,{HERE}1单元201,租户,430103",
        f"农有财,,13877100004,{HERE}1单元201,租户,",
    )
    page = worker.open(page_of)
    for words, more in (
        ("住在这里", 4), ("户籍在本社区", 1), ("户籍在本市别处", 1), ("流动人口（户籍在市外）", 1),
        ("没登记户籍地", 1), ("租户", 2), ("业主", 1),
    ):  # fmt: skip
        assert figure(page, words) - figure(before, words) == more, words
    worker.open("/register")
    worker.press("查一查", q="13877100003")
    page = worker.follow("莫**")
    assert "流动人口，户籍在外地" in page
    assert "新竹街道办事处" in page
    assert "上次核对" in page
    office.hands_in("people", HEAD, f"莫远来,{number('43010319900101001')},13877109999,{HERE}1单元201,租户,450103")
    page = worker.open(page.path)
    assert "户籍在本市" in page
    assert "138****0003" in page  # what it was before
    assert "13877100003" not in page
    page = worker.open(page_of)
    assert figure(page, "流动人口（户籍在市外）") == figure(before, "流动人口（户籍在市外）")
    assert figure(page, "户籍在本市别处") - figure(before, "户籍在本市别处") == 2


@pytest.mark.touches("REG-04", "判别每套房是自住、出租还是空置")
def test_how_a_dwelling_is_lived_in_is_told_with_its_ground_and_stays_true(world: World, db: None) -> None:
    worker = at_the_desk(world, "grid_worker", "桃源北社区")
    home, page_of = world.residents[0].dwelling, f"/register/community/{world.community()}"
    before = worker.open(page_of)
    worker.open(f"/visits/door/{home}")
    worker.press("记下这个人", name="农有财", kind="租户", id_number="", phone="13900001111")
    page = worker.open(f"/register/door/{home}")
    assert "出租 · 登记有租户" in page or "登记" in page
    page = worker.open(page_of)
    assert figure(page, "出租") - figure(before, "出租") == 1
    assert figure(page, "有租户，没登记出租") - figure(before, "有租户，没登记出租") == 1
    now, hat = clock(), world.hat("grid_worker", "桃源北社区")
    letting = NewLetting(home, world.residents[0].person, now - timedelta(days=3), "police", 2, "桃0017")
    with as_login("desk"):
        people.register_lettings_many(rows=[letting], by=hat, now=now)
    page = worker.open(f"/register/door/{home}")
    assert "桃0017" in page
    assert "最多2位租户" in page
    page = worker.open(page_of)
    assert figure(page, "登记了出租") - figure(before, "登记了出租") == 1
    assert figure(page, "有租户，没登记出租") == figure(before, "有租户，没登记出租")
    worker.open(f"/visits/door/{home}")
    worker.press("记下来", state="空置")
    page = worker.open(f"/register/door/{home}")
    assert "空置 · 上门见到" in page
    assert figure(worker.open(page_of), "空置") - figure(before, "空置") == 1


def test_households_and_vehicles_stand_with_the_person_and_a_plate_is_found_whole(world: World, db: None) -> None:
    worker = at_the_desk(world, "grid_worker", "桃源北社区")
    hat, now, one = world.hat("grid_worker", "桃源北社区"), clock(), world.residents[0]
    with as_login("desk"):
        for kind in ("register", "living"):
            row = NewHousehold(kind, one.dwelling, (NewMember(one.person, "head"),), now, "police")
            people.form_household(row=row, by=hat, now=now)
        vehicle = NewVehicle(PLATE, one.dwelling, now, "police", energy="petrol", person_id=one.person)
        assets.register_vehicle(row=vehicle, by=hat, now=now)
    worker.open("/register")
    page = worker.press("查一查", q=" 桂a·12f45 ")
    assert "桂A***45" in page
    assert PLATE not in page
    page = worker.follow("覃**")
    for words in ("户籍户", "家庭户", "户主", "桂A***45", "小汽车"):
        assert words in page
    with as_login("desk"):
        people.correct_person(
            person_id=one.person, changes={"registered_in": "430103"}, source="police", by=hat, now=now
        )
    for at in (page.path, f"/register/door/{one.dwelling}"):
        asked = statements.least(lambda at=at: worker.open(at))  # type: ignore[misc]
        asked = [one for one in asked if "current_setting(" not in one]  # the test's own
        assert len(asked) <= MOST_STATEMENTS, "\n".join(one[:90] + " … " + one[-90:] for one in asked)
    page = worker.open(f"/register/door/{one.dwelling}")
    assert "户籍户" in page
    worker.open("/register")
    assert "没有找到" in worker.press("查一查", q=PLATE[:-1] + "6")
    other = at_the_desk(world, "grid_worker", "天桃社区")
    other.open("/register")
    assert "没有找到" in other.press("查一查", q=PLATE)
