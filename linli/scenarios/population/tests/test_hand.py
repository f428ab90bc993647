"""What cannot be written down by hand, and who cannot: told in a sentence, with everything that was typed."""

from __future__ import annotations

import pytest

from linli.kernel.people.id_numbers import check_digit
from linli.plumbing.pointers import pointer
from linli.scenarios.population.tests.keeping import Clerk, at_the_desk, words_of
from tests.world import World

pytestmark = pytest.mark.django_db
NEW, LET = {"name": "莫远来", "kind": "租户", "source": "派出所"}, {"source": "派出所"}
ELSE = "不在上面，写证件号"
REFUSED = [
    ("记下这个人", {"name": "", "kind": "租户", "source": "派出所"}, "还没有写姓名"),
    ("记下这个人", {"name": "莫远来", "kind": "租户"}, "选一下是谁说的"),
    ("记下这个人", {**NEW, "registered_in": "朝阳区"}, "有几个地方叫这个名"),
    ("记下这个人", {**NEW, "registered_in": "某某某"}, "没有叫这个名的地方"),
    ("记下这个人", {**NEW, "since": "2199-01-01"}, "这天还没到"),
    ("记下这个人", {**NEW, "id_number": "450103198803120022"}, "对照"),
    ("记下居住状态", {"source": "派出所"}, "选一下"),
    ("记下居住状态", {"state": "空置", "source": "派出所", "since": "昨天"}, "2026-11-27"),
    ("记下房屋情况", {"floor_area": "很大", "source": "派出所"}, "不是面积"),
    ("登记这次出租", {"source": "派出所"}, "选一下房东"),
    ("登记这次出租", {"landlord": ELSE, "landlord_number": "A1234567", **LET}, "先在这里把房东登记为业主"),
    ("立户", {"kind": "户籍户", "source": "派出所"}, "每个人和户主的关系"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "given", "sentence"), REFUSED)
def test_what_cannot_be_is_told_and_nothing_that_was_typed_is_lost(
    world: World, label: str, given: dict[str, str], sentence: str
) -> None:
    clerk = Clerk(world)
    clerk.at_door()
    page = clerk.hands.press(label, **given)
    assert page.status == 422
    assert sentence in page
    fields = page.form_with(label).fields
    for name, value in given.items():
        if name not in ("kind", "source", "state", "landlord"):
            assert fields[name] == [value], name


def test_a_number_that_is_somebody_elses_is_not_taken_and_whoever_is_known_is_linked_once(world: World) -> None:
    clerk, neighbour = Clerk(world), world.residents[0]
    other = world.dwellings["taoyuan_36-2-2单元302"]
    card = "45010319580312002" + check_digit("45010319580312002")
    clerk.at_door(other)
    page = clerk.hands.press("记下这个人", name="莫远来", kind="租户", id_number=card, source="派出所")
    assert page.status == 422
    assert "姓名不一样" in page
    for _time in range(2):
        clerk.at_door(other)
        page = clerk.writes("记下这个人", name=neighbour.name, kind="业主", id_number=card, source="派出所")
    people = [link for link in page.links.values() if "/person/" in link]
    assert people == [f"/register/person/{pointer('person', neighbour.person)}"]


def test_a_booklet_stands_once_and_a_letting_runs_once(world: World) -> None:
    clerk = Clerk(world)
    mother = pointer("person", world.residents[0].person)
    son = clerk.adds("覃大山", "户籍在此")
    clerk.at_door()
    clerk.writes("立户", kind="户籍户", booklet="450103777", source="派出所", **{f"relation-{mother}": "户主"})
    page = clerk.hands.press("立户", kind="户籍户", booklet="450103777", source="派出所", **{f"relation-{son}": "户主"})
    assert "这本户口簿已经登记过了" in page
    page = clerk.hands.press(
        "立户", kind="户籍户", source="派出所", booklet="", **{f"relation-{mother}": "户主", f"relation-{son}": "子女"}
    )
    assert "已经在同类的另一户里" in page
    clerk.at_door()
    landlord = words_of(clerk.hands.page, "登记这次出租", mother, "landlord")
    clerk.writes("登记这次出租", landlord=landlord, source="派出所")
    page = clerk.hands.press("登记这次出租", landlord=landlord, source="派出所")
    assert page.status == 422
    assert "续期就行" in page


def test_a_door_in_the_register_is_not_added_again_and_only_clerks_add(world: World) -> None:
    clerk = Clerk(world)
    clerk.hands.open(f"/register/building/{world.building()}")
    for name, sentence in (("2单元301室", "已经在底册里"), ("门口", "带单元"), ("2单元" + "1" * 18, "太长")):
        page = clerk.hands.press("加上这户", name=name)
        assert page.status == 422
        assert sentence in page
        assert page.form_with("加上这户").fields["name"] == [name.replace(" ", "")]
    worker = at_the_desk(world, "grid_worker")
    assert "加上这户" not in str([one.buttons for one in worker.open(f"/register/building/{world.building()}").forms])


def test_who_only_reads_is_offered_no_form_and_another_communitys_door_takes_nothing(world: World) -> None:
    lead = at_the_desk(world, "street_lead")
    page = lead.open(f"/register/door/{world.residents[0].dwelling}")
    assert page.status == 200
    assert not [one for one in page.forms if "/say/" in one.action]
    clerk = Clerk(world)
    page = clerk.at_door()
    form = page.form_with("记下居住状态")
    form.action = form.action.replace(str(clerk.door), str(world.residents[2].dwelling))
    assert clerk.hands.press("记下居住状态", state="空置", source="派出所").status == 404


def test_divisions_are_offered_while_somebody_types(world: World) -> None:
    clerk = Clerk(world)
    part = clerk.hands.get("/register/regions?registered_in=天心").content.decode()
    assert "湖南省长沙市天心区" in part
    assert 'value="430103"' in part
    own = clerk.hands.get("/register/regions?registered_in=新竹街道").content.decode()
    assert 'value="450103001"' in own
    assert "radio" not in clerk.hands.get("/register/regions?registered_in=").content.decode()
