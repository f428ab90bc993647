"""A round from door to door, told at the pages and without scripts; entries of a phone arrive once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import Dwelling
from linli.plumbing.time import now as clock
from linli.scenarios.population.models import Round, Visit
from tests.at_the_screen import Page, Somebody
from tests.surfaces import Visit as Browser
from tests.surfaces import as_login, surface
from tests.world import PASSWORD, World

LABEL = "桃源路36号院2栋"
DOOR = f"{LABEL}2单元301"


def at_the_desk(world: World, role: str) -> Somebody:
    """Whoever has that role where 桃源北社区 lies."""
    hat = next(one for one in world.desks.hats if one.role == role and world.community() in one.scopes)
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


@pytest.fixture
def worker(world: World, db: None) -> Somebody:
    return at_the_desk(world, "grid_worker")


def visits_of(world: World, door: int) -> list[str]:
    with as_login(""):
        return list(Visit.objects.filter(place_id=door).order_by("id").values_list("did", flat=True))


def begin(somebody: Somebody, purpose: str = "普查前核一遍住的是谁", where: str = "桃源北社区") -> Page:
    somebody.open("/visits")
    return somebody.press("开始这一轮", purpose=purpose, where=where)


def test_a_round_has_a_purpose_a_beginning_and_an_end(world: World, worker: Somebody) -> None:
    assert "开始了" in begin(worker)
    assert "普查前核一遍住的是谁" in worker.page
    assert "结束了" in worker.press("结束这一轮")
    with as_login(""):
        kept = Round.objects.get()
    assert kept.ended is not None
    assert kept.scope_id == world.community()


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"purpose": " "}, "写上这一轮为了什么"),
        ({"due": "2020-01-01"}, "这天已经过了"),
        ({"due": ""}, "写上哪天前走完"),
        ({"where": []}, "选一下走哪里"),
    ],
)
def test_a_round_that_cannot_be_is_told_in_a_sentence(
    worker: Somebody, filled: dict[str, object], sentence: str
) -> None:
    worker.open("/visits")
    page = worker.press("开始这一轮", **{"purpose": "核一遍", "where": "桃源北社区", **filled})
    assert page.status == 422
    assert sentence in page


def test_a_building_is_walked_door_by_door(world: World, worker: Somebody) -> None:
    begin(worker)
    home = world.residents[0].dwelling
    page = worker.open(f"/visits/building/{world.building()}")
    assert "0 / " in page
    page = worker.press("情况没变")
    assert "记下了" in page
    assert visits_of(world, home) == ["confirmed"]
    assert "1 / " in page
    assert "情况没变" in page


def test_nobody_home_leaves_the_door_due_and_who_would_not_say_does_not(world: World, worker: Somebody) -> None:
    begin(worker)
    home = world.residents[0].dwelling
    worker.open(f"/visits/door/{home}")
    worker.press("没人在家")
    assert "0 / " in worker.open(f"/visits/building/{world.building()}")
    worker.open(f"/visits/door/{home}")
    worker.press("不愿说")
    assert "1 / " in worker.open(f"/visits/building/{world.building()}")
    assert visits_of(world, home) == ["nobody", "refused"]


def test_somebody_new_is_written_down_once_and_a_wrong_number_says_what_is_wrong(
    world: World, worker: Somebody
) -> None:
    home = world.residents[0].dwelling
    worker.open(f"/visits/door/{home}")
    page = worker.press("记下这个人", name="农有财", kind="租户", id_number="450103198511020038", phone="13900001111")
    assert page.status == 422
    assert "核对" in page or "对不上" in page or "不对" in page
    assert 'value="农有财"' not in page.words  # it stands in the field
    assert worker.page.form_with("记下这个人").fields["name"] == ["农有财"]
    for _time in range(2):
        page = worker.press("记下这个人", name="农有财", kind="租户", id_number="", phone="13900001111")
        assert page.status == 200
    assert "农**" in page
    with as_login(""):
        assert Residence.objects.filter(place_id=home, kind="tenant").count() == 1


def links_of(world: World, door: int) -> dict[str, bool]:
    """Whether each kind of link at a door still runs."""
    with as_login(""):
        rows = Residence.objects.filter(place_id=door).order_by("since", "id").values_list("kind", "until")
    return {kind: until is None for kind, until in rows}


def test_who_moved_out_is_gone_from_the_door_and_owns_what_they_owned(world: World, worker: Somebody) -> None:
    home = world.residents[0].dwelling
    worker.open(f"/visits/door/{home}")
    worker.press("记下这个人", name="农有财", kind="租户")
    assert links_of(world, home) == {"owner": True, "tenant": True}
    worker.page.forms = [one for one in worker.page.forms if "搬走了" in one.buttons]
    page = worker.press("搬走了")  # the owner, who never was a tenant here
    assert page.status == 200
    assert links_of(world, home) == {"owner": True, "tenant": True}
    worker.page.forms = [one for one in worker.page.forms if "搬走了" in one.buttons][1:]
    page = worker.press("搬走了")
    assert "农**" not in page
    assert links_of(world, home) == {"owner": True, "tenant": False}


def test_a_day_before_the_beginning_is_told_and_nothing_is_lost(world: World, worker: Somebody) -> None:
    home = world.residents[1].dwelling
    worker.open(f"/visits/door/{home}")
    page = worker.press("搬走了", day="1999-01-01")
    assert page.status == 422
    assert links_of(world, home) == {"tenant": True}
    assert worker.page.form_with("搬走了").fields["day"] == ["1999-01-01"]


def test_a_death_is_written_down_of_the_person_and_ends_their_living_there(world: World, worker: Somebody) -> None:
    home = world.residents[1]
    worker.open(f"/visits/door/{home.dwelling}")
    assert worker.press("去世了").status == 200
    with as_login(""):
        assert Person.objects.get(id=home.person).died is not None
    assert links_of(world, home.dwelling) == {"tenant": False}
    assert visits_of(world, home.dwelling) == ["died"]


@pytest.mark.touches("REG-04", "判别每套房是自住、出租还是空置")
def test_how_a_dwelling_is_lived_in_is_declared_with_its_source(world: World, worker: Somebody) -> None:
    home = world.residents[0].dwelling
    worker.open(f"/visits/door/{home}")
    page = worker.press("记下来", state="出租")
    assert "出租 · 上门见到" in page
    with as_login(""):
        kept = Dwelling.objects.get(place_id=home)
    assert (kept.occupancy, kept.occupancy_source) == ("let", "visit")


def test_one_tap_confirms_everybody_behind_the_door_as_of_then(world: World, db: None) -> None:
    home = world.residents[0].dwelling
    then = clock() - timedelta(hours=2)
    with surface("desk"):
        sync(program(world), key="phone-entry-9", did="confirmed", door=str(home), at=then.isoformat())
    with as_login(""):
        confirmed = Residence.objects.get(place_id=home).confirmed
    assert confirmed is not None
    assert abs(confirmed - then) < timedelta(seconds=1)


def test_a_note_is_sealed_and_read_by_the_next_who_rings(world: World, worker: Somebody) -> None:
    home = world.residents[0].dwelling
    worker.open(f"/visits/door/{home}")
    page = worker.press("记下备注", note="白天上班，晚上七点后在家。")
    assert "晚上七点后在家" in page
    with as_login(""):
        note = Visit.objects.get(place_id=home).note_sealed
    assert "晚上".encode() not in bytes(note or b"")


def program(world: World) -> Browser:
    browser = Browser()
    browser.sign_in(world.login(world.hat("grid_worker", "桃源北社区")))
    return browser


def sync(browser: Browser, **fields: str) -> dict[str, object]:
    told = browser.get("/now", headers={"Accept": "application/json"}).json()
    answer = browser.send("/visits/sync", fields, Accept="application/json", **{"X-Linli-Who": told["who"]})
    found: dict[str, object] = answer.json()
    return found


def test_an_entry_of_a_phone_arrives_once_in_its_own_time(world: World, db: None) -> None:
    home = str(world.residents[0].dwelling)
    then = clock() - timedelta(hours=3)
    with surface("desk"):
        phone = program(world)
        entry = {"key": "phone-entry-1", "did": "confirmed", "door": home, "at": then.isoformat()}
        first = sync(phone, **entry, device_now=clock().isoformat())
        again = sync(phone, **entry, device_now=clock().isoformat())
        other = sync(phone, **{**entry, "did": "nobody"}, device_now=clock().isoformat())
    assert first["state"] == "done"
    assert again == {**first, "repeated": True}
    assert other["state"] == "refused"
    with as_login(""):
        kept = Visit.objects.get(place_id=int(home))
    assert abs(kept.at - then) < timedelta(seconds=1)


def test_what_was_found_long_ago_is_put_to_the_person(world: World, db: None) -> None:
    home = str(world.residents[0].dwelling)
    with surface("desk"):
        old = (clock() - timedelta(days=40)).isoformat()
        told = sync(program(world), key="phone-entry-2", did="confirmed", door=home, at=old)
    assert told["state"] == "refused"
    assert "40天前" in str(told["said"])


@pytest.mark.parametrize("door", ["0", "999999999", "x", ""])
def test_a_door_that_is_not_ours_takes_nothing(world: World, db: None, door: str) -> None:
    with surface("desk"):
        told = sync(program(world), key="phone-entry-3", did="confirmed", door=door)
    assert told["state"] == "refused"
    with as_login(""):
        assert not Visit.objects.exists()


def test_a_door_of_another_community_takes_nothing(world: World, worker: Somebody) -> None:
    other = world.residents[2].dwelling
    assert worker.open(f"/visits/door/{other}").status == 404
    with surface("desk"):
        told = sync(program(world), key="phone-entry-4", did="confirmed", door=str(other))
    assert told["state"] == "refused"
    assert visits_of(world, other) == []


def test_the_street_sets_a_round_for_a_community_and_sees_how_far_it_is(world: World, db: None) -> None:
    lead = at_the_desk(world, "street_lead")
    begin(lead, "台风前问清楚谁要帮忙")
    worker = at_the_desk(world, "grid_worker")
    assert "台风前问清楚谁要帮忙" in worker.open("/visits")
    worker.open(f"/visits/building/{world.building()}")
    worker.press("情况没变")
    assert "1 / " in lead.open("/visits")
