"""The register kept by hand: people, lettings and households written down at a screen, and kept true over the years."""

from __future__ import annotations

import pytest

from linli.plumbing.pointers import pointer
from linli.scenarios.population.tests.keeping import (
    BUILDING,
    Clerk,
    behind,
    day,
    figure,
    number,
    pointers,
    said,
    words_of,
    written,
)
from tests.world import World

pytestmark = pytest.mark.django_db


def four_come(clerk: Clerk) -> str:
    """Four people in three senses, the places of registration by name, by name of the city, by code; the tenant."""
    clerk.adds("覃小雨", "居住", id_number=number("45010319880312002"), registered_in="南宁市青秀区")
    tenant = clerk.adds(
        "莫远来", "租户", id_number=number("43010319900101001"), phone="13877100003", registered_in="湖南长沙天心区",
        since=day(40),
    )  # fmt: skip
    clerk.adds("农有财", "租户", born="1985", phone="13877100004", registered_in="430182")
    clerk.adds("韦玉兰", "户籍在此", id_number=number("45010319550101004"), registered_in="青秀区", since=day(90))
    return tenant


def two_go(clerk: Clerk, tenant: str) -> None:
    """Somebody is registered here no more, somebody dies."""
    clerk.at_door()
    page = clerk.hands.follow("韦**")
    offered = page.form_with("记下不在了").choices["about"]
    over = next(words_ for words_ in offered if "户籍在此" in words_)
    clerk.writes("记下不在了", about=over, day=day(1), source="派出所")
    clerk.hands.open(f"/register/person/{tenant}")
    page = clerk.writes("记下去世", day=day(1), source="派出所")
    assert f"{said(day(1))}去世" in page


@pytest.mark.proves("REG-03", "户籍、流动、租住的人都在册，随时更新")
def test_who_is_registered_floating_or_a_tenant_is_written_down_at_the_screen_and_kept_true(world: World) -> None:
    clerk = Clerk(world)
    owner = pointer("person", world.residents[0].person)
    before = clerk.figures()

    tenant = four_come(clerk)
    page = clerk.figures()
    for what, more in (
        ("住在这里", 3), ("户籍在本市别处", 1), ("流动人口（户籍在市外）", 2), ("租户", 2), ("户籍在这里，人住别处", 1),
    ):  # fmt: skip
        assert figure(page, what) - figure(before, what) == more, what
    page = clerk.hands.open(f"/register/person/{tenant}")
    assert "流动人口，户籍在外地（湖南省长沙市天心区）" in page

    # The tenant's registration comes to this city: put right, and what it was stays known with who said so.
    page = clerk.writes("记下改正", registered_in="广西南宁市", phone="13877109999", source="派出所")
    assert "户籍在外地" not in page
    assert "湖南省长沙市天心区" in page  # what it was before
    assert "138****0003" in page
    page = clerk.figures()
    assert figure(page, "流动人口（户籍在市外）") - figure(before, "流动人口（户籍在市外）") == 1

    # They move to another door of the community, and are behind the old one no more.
    clerk.hands.open(f"/register/person/{tenant}")
    page = clerk.writes(
        "记下这户", address="桃源路36号2#楼二单元302室", kind="租户", since=day(3), source="本人说的"
    )  # fmt: skip
    assert f"{BUILDING}2单元302" in page
    assert written(page, day(3))
    assert "莫**" not in behind(clerk.at_door())
    other = world.dwellings["taoyuan_36-2-2单元302"]
    assert "莫**" in clerk.at_door(other)

    two_go(clerk, tenant)
    page = clerk.figures()
    assert figure(page, "租户") - figure(before, "租户") == 1
    assert figure(page, "户籍在这里，人住别处") == figure(before, "户籍在这里，人住别处")
    assert owner in "".join(clerk.at_door().links.values())


@pytest.mark.proves("REG-03", "户籍、流动、租住的人都在册，随时更新")
def test_households_are_formed_joined_split_and_ended_at_the_screen(world: World) -> None:
    clerk = Clerk(world)
    mother = pointer("person", world.residents[0].person)
    son = clerk.adds("覃大山", "户籍在此", id_number=number("45010319800312001"))
    wife = clerk.adds("韦小花", "户籍在此", id_number=number("45010319820512002"))
    clerk.at_door()
    page = clerk.writes(
        "立户", kind="户籍户", booklet="450103-0012345", source="派出所", since=day(300),
        **{f"relation-{mother}": "户主", f"relation-{son}": "子女"},
    )  # fmt: skip
    assert "户口簿号***2345" in page
    assert "450103-0012345" not in page
    assert "2人" in page
    page = clerk.writes("加入这一户", person=words_of(page, "加入这一户", wife), relation="亲属", since=day(200))
    assert written(page, day(200))
    # The couple splits off with a booklet of their own.
    page = clerk.writes(
        "分出一户", booklet="450103-0099999", source="派出所", since=day(100),
        **{f"relation-{son}": "户主", f"relation-{wife}": "配偶"},
    )  # fmt: skip
    assert "户口簿号***9999" in page
    assert f"{said(day(100))}离开" in page.words.replace(" ", "")
    # The wife becomes the head; then the household is no more.
    form = next(
        one for one in page.forms if "记下关系" in one.buttons and wife in one.choices.get("person", {}).values()
    )
    page.forms = [form]
    page = clerk.writes("记下关系", person=words_of(page, "记下关系", wife), relation="户主", since=day(50))
    page.forms = [one for one in page.forms if "结束这一户" in one.buttons][1:]
    page = clerk.writes("结束这一户", day=day(1), source="派出所")
    assert "户口簿号***9999" not in page
    assert "户结束" in page.words.replace(" ", "")
    page = clerk.hands.open(f"/register/person/{mother}")
    assert "户籍户" in page


@pytest.mark.proves("REG-03", "户籍、流动、租住的人都在册，随时更新")
def test_a_grid_worker_at_the_door_writes_down_who_came_who_moved_within_and_who_died(world: World) -> None:
    worker = Clerk(world, "grid_worker")
    hands, door = worker.hands, worker.door
    hands.open(f"/visits/door/{door}")
    page = hands.press("记下这个人", name="莫远来", kind="租户", registered_in="朝阳区", phone="13877100003")
    assert page.status == 422
    assert "有几个地方叫这个名" in page
    assert page.form_with("记下这个人").fields["name"] == ["莫远来"]
    page = hands.press("记下这个人", registered_code="吉林省长春市朝阳区")
    assert page.status == 200
    page = hands.open(f"/register/door/{door}")
    page = hands.follow("莫**")
    assert "吉林省长春市朝阳区" in page
    hands.open(f"/visits/door/{door}")
    hands.page.forms = [one for one in hands.page.forms if "搬到这户" in one.buttons][-1:]
    page = hands.press("搬到这户", address="没有这条路9号")
    assert page.status == 422
    assert "没有这个门牌" in page
    hands.page.forms = [one for one in hands.page.forms if "搬到这户" in one.buttons][-1:]
    page = hands.press("搬到这户", address=f"{BUILDING}2单元302")
    assert page.status == 200
    assert "莫**" not in behind(page)
    other = world.dwellings["taoyuan_36-2-2单元302"]
    assert "莫**" in hands.open(f"/visits/door/{other}")
    hands.page.forms = [one for one in hands.page.forms if "去世了" in one.buttons][-1:]
    assert hands.press("去世了").status == 200


def an_empty_door(clerk: Clerk) -> int:
    """A door the lists lacked, with what is known of it, declared empty."""
    clerk.hands.open(f"/register/building/{clerk.world.building()}")
    page = clerk.writes("加上这户", name="2单元 909")
    door = int(page.path.partition("?")[0].rpartition("/")[2])
    page = clerk.writes("记下房屋情况", floor_area="89.5", rooms="3", most_people="6", source="业主说的")
    assert "89.5 m²" in page
    page = clerk.writes("记下居住状态", state="空置", since=day(20), source="业主说的")
    assert "空置 · 业主说的" in page
    assert written(page, day(20))
    return door


@pytest.mark.proves("REG-04", "房屋底册，出租屋也在内；判别每套房是自住、出租还是空置")
def test_a_house_is_written_down_let_renewed_and_told_as_lived_in_let_or_empty(world: World) -> None:
    clerk = Clerk(world)
    before = clerk.figures()
    door = an_empty_door(clerk)
    after = clerk.figures()
    for what in ("户", "空置"):
        assert figure(after, what) - figure(before, what) == 1, what
    # It is bought, and let: the landlord, most tenants, number, from when to when.
    clerk.at_door(door)
    owner = clerk.writes(
        "记下这个人", name="梁小燕", kind="业主", id_number=number("45010319880312002"), source="业主说的"
    )
    (landlord,) = pointers(owner)
    page = clerk.writes(
        "登记这次出租", landlord=words_of(owner, "登记这次出租", landlord, "landlord"),
        most_tenants="4", number="桃0017", since=day(10), until=day(-30), source="派出所",
    )  # fmt: skip
    for told in ("桃0017", "最多4位租户", "派出所", "出租 · "):
        assert told in page
    assert written(page, day(-30))
    after = clerk.figures()
    for what in ("出租", "登记了出租"):
        assert figure(after, what) - figure(before, what) == 1, what
    # Renewed for a year with another number; what it was stays known.
    clerk.at_door(door)
    page = clerk.writes("记下续期", until=day(-395), number="桃0099", most_tenants="3", source="派出所")
    assert "桃0099" in page
    assert "最多3位租户" in page
    assert "桃0017" in page  # in what was put right
    # The registration ends, the owner moves in: lived in by its owner.
    page = clerk.writes("结束出租登记", day=day(0), source="业主说的")
    assert "这里没有出租登记" in page
    page = clerk.writes("记下居住状态", state="自住", source="业主说的")
    after = clerk.figures()
    assert figure(after, "自住") - figure(before, "自住") == 1
    assert figure(after, "出租") == figure(before, "出租")
