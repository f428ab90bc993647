"""Each community has rules of its own, set at the pages: what is asked, required, confirmed again; two that differ."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewPerson, NewResidence
from linli.kernel.places.models import Place
from linli.plumbing.models_packs import PackVersion
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import counting
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
HERE, THERE = "桃源北社区", "星湖社区"


def wearing(world: World, role: str, community: str | None = None) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat(role, community)), PASSWORD)
    return somebody


@pytest.fixture
def tenants(world: World) -> World:
    """Three tenants in each of two communities, all seen a hundred days ago."""
    now, rows = clock(), list[NewPerson]()
    with as_login(""):
        doors = {name: list(Place.objects.filter(level="dwelling", scope_id=world.community(name)).order_by("id")[5:8])
                 for name in (HERE, THERE)}  # fmt: skip
    for name, inside in doors.items():
        for number, door in enumerate(inside):
            seen = now - timedelta(days=100)
            link = NewResidence(door.id, world.community(name), "tenant", now - timedelta(days=300), "visit", seen)
            rows.append(
                NewPerson(f"陆{chr(0x5100 + len(rows))}", (link,), phone=f"1370001{number:04d}", birth_year=1990)
            )
    people.add_people_many(rows=rows, by=world.hat("robot"), now=now)
    counting.count_quality(by=world.hat("robot"), now=now)
    return world


def publish(world: World) -> None:
    """A second person makes the one draft that waits hold, and the worker counts anew."""
    publisher = wearing(world, "catalogue_publisher")
    publisher.open("/catalogue")
    publisher.press("发布这份草稿")
    counting.count_quality(by=world.hat("robot"), now=clock())


def due(world: World, community: str) -> int:
    clerk = wearing(world, "clerk", community)
    clerk.open(f"/register/quality/due?place={world.community(community)}&record=link")
    return len(re.findall("租户", clerk.page.words.split("\n", 1)[-1])) if "陆*" in clerk.page else 0


def drafted(world: World) -> None:
    """Rules of the one community: refused with the reason, put right, waiting for a second person."""
    editor = wearing(world, "catalogue_editor")
    editor.open(f"/register/rules?place={world.community()}")
    editor.follow(f"定{HERE}的规矩")
    page = editor.press("存成草稿，等人发布", own_link="这里不一样", days_link_tenant="many")
    assert page.status == 422
    assert "写1到3650天" in page
    page = editor.press(
        "存成草稿，等人发布",
        days_link_tenant="180",
        own_organisation="这里不一样",
        need_organisation_phone=[],
        required_organisation_code="必填",
        own_person="这里不一样",
        need_person_id_number=[],
        required_person_phone="必填",
        source="桃源北社区居民会议第3号",
    )
    assert page.status == 200, page.words
    assert "等另一个人发布" in page


def forms_differ(world: World) -> None:
    """What the forms of both communities ask of a body and of somebody at the door."""
    here, there = wearing(world, "clerk", HERE), wearing(world, "clerk", THERE)
    # the form of a body: no telephone is asked here, the code is required; there neither
    page = here.open(f"/register/bodies/new?place={world.community()}")
    assert "本社区没要求填的" in page
    page = here.press("登记", name="桃源米粉店", kind="企业", code="")
    assert "桃源北社区登记单位必须填：统一社会信用代码" in page
    page = there.open(f"/register/bodies/new?place={world.community(THERE)}")
    assert "本社区没要求填的" not in page
    assert there.press("登记", name="星湖米粉店", kind="企业", code="").status == 200
    # at the door: here nobody is asked for the number, and nobody is written down without a telephone
    for name, asked in ((HERE, False), (THERE, True)):
        worker = wearing(world, "grid_worker", name)
        with as_login(""):
            door = Place.objects.filter(level="dwelling", scope_id=world.community(name)).order_by("-id")[0].id
        worker.open(f"/visits/door/{door}")
        form = worker.page.form_with("记下这个人")
        assert ("id_number" in form.names) is asked
        page = worker.press("记下这个人", name="农有财", kind="租户", phone="")
        assert ("本社区的规矩要求填" in page) is not asked


@pytest.mark.proves("REG-12", "每个城市、每个社区各有各的配置，不是一张定死的表")
def test_two_communities_are_asked_different_things_by_rules_set_at_a_screen(tenants: World) -> None:
    world = tenants
    score = {}
    for name in (HERE, THERE):
        clerk = wearing(world, "clerk", name)
        page = clerk.open(f"/register/quality?place={world.community(name)}")
        score[name] = fresh(page.words)
        clerk.open(f"/register/rules?place={world.community(name)}")
        assert f"{name}没有自己的规矩" in clerk.page
        assert "定" + name + "的规矩" not in clerk.page.links  # who keeps the register does not set its rules
    drafted(world)
    assert (
        fresh(wearing(world, "clerk", HERE).open(f"/register/quality?place={world.community()}").words) == score[HERE]
    )
    publish(world)
    clerk = wearing(world, "clerk", HERE)
    page = clerk.open(f"/register/rules?place={world.community()}")
    for words in (f"{HERE}有自己的规矩", "180天", "桃源北社区居民会议第3号", "起草", "发布"):
        assert words in page, words
    here, there = wearing(world, "clerk", HERE), wearing(world, "clerk", THERE)
    # freshness: a tenant seen a hundred days ago still holds here, and has run out there
    assert fresh(here.open(f"/register/quality?place={world.community()}").words) > score[HERE]
    assert fresh(there.open(f"/register/quality?place={world.community(THERE)}").words) == score[THERE]
    forms_differ(world)


def fresh(words: str) -> float:
    """The share of records that are fresh, as the page says it."""
    found = re.search(r"新鲜.*?\n(?:.*\n)??\s*([\d.]+)\s*\n?%", words)
    assert found, words
    return float(found[1])


def test_rules_begin_on_the_day_that_was_said(world: World) -> None:
    editor = wearing(world, "catalogue_editor")
    day = (clock() + timedelta(days=10)).date().isoformat()
    editor.open(f"/register/rules/set?place={world.community()}")
    form = {"own_link": "这里不一样", "days_link_tenant": "30", "from": day}
    editor.press("存成草稿，等人发布", **form)
    publish(world)
    page = editor.open(f"/register/rules?place={world.community()}")
    assert "还没生效的" in page
    assert f"{HERE}没有自己的规矩" in page
    assert "30天" not in page
    page = editor.open(f"/register/rules/set?place={world.community()}")
    assert page.form_with("存成草稿，等人发布").fields["days_link_tenant"] == ["30"]  # goes on from what is to come


def test_a_place_takes_its_rules_back(world: World) -> None:
    editor = wearing(world, "catalogue_editor")
    editor.open(f"/register/rules/set?place={world.community()}")
    editor.press("存成草稿，等人发布", own_link="这里不一样", days_link_tenant="30")
    publish(world)
    editor.open(f"/register/rules/set?place={world.community()}")
    editor.press("存成草稿，等人发布", own_link=[])
    publish(world)
    page = editor.open(f"/register/rules?place={world.community()}")
    assert "30天" not in page


def test_a_check_of_one_place_is_a_new_entry_made_at_the_screen(world: World) -> None:
    with as_login(""):
        code = Place.objects.get(id=world.community()).code
    editor = wearing(world, "catalogue_editor")
    editor.open("/catalogue/register_checks/shared_phone")
    text = editor.page.form_with("存成新条目").fields["text"][0]
    page = editor.press("存成新条目", text=text)
    assert "新条目换一个代码" in page
    own = text.replace("code: shared_phone", "code: shared_phone.here\ncheck: shared_phone").replace(
        "limit: 5", "limit: 9"
    )
    page = editor.press("存成新条目", text=f"{own}\nplaces: ['{code}']\n")
    assert page.status == 200, page.words
    publish(world)
    words = {
        name: wearing(world, "clerk", name).open(f"/register/rules?place={world.community(name)}").words
        for name in (HERE, THERE)
    }
    assert "界限9" in words[HERE]
    assert "界限9" not in words[THERE]


def test_rules_of_a_place_are_drafted_by_editors_alone(world: World) -> None:
    clerk = wearing(world, "clerk", HERE)
    assert clerk.open(f"/register/rules/set?place={world.community()}").status == 403
    assert clerk.open(f"/register/rules?place={world.community(THERE)}").status == 404
    with as_login(""):
        assert not PackVersion.objects.filter(kind="register_rules", state="draft").exists()
