"""The register at the desk: looked up in every way one knows somebody, masked, and every look at a person is kept."""

from __future__ import annotations

import pytest

from linli.kernel.journal.models import Line, Payload
from linli.kernel.people.id_numbers import check_digit
from linli.plumbing.pointers import pointer
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

NAME, PHONE, NUMBER = "覃秀兰", "13800138001", "45010319580312002"
HOME = "桃源路36号院2栋2单元301"


@pytest.fixture
def worker(world: World, db: None) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat("grid_worker", "桃源北社区")), PASSWORD)
    return somebody


@pytest.mark.parametrize("typed", ["秀兰", "覃", "qxl", PHONE, NUMBER + check_digit(NUMBER)])
def test_somebody_is_found_by_what_one_knows_of_them(worker: Somebody, typed: str) -> None:
    worker.open("/register")
    page = worker.press("查一查", q=typed)
    assert page.path == "/register"
    assert "覃**" in page
    assert HOME in page
    assert NAME not in page
    assert PHONE not in page


@pytest.mark.parametrize("typed", ["桃源路36号院2栋", "桃源路36号院2栋2单元301", "桃源路36号"])
def test_a_door_is_found_by_its_address(worker: Somebody, typed: str) -> None:
    worker.open("/register")
    page = worker.press("查一查", q=typed)
    assert "桃源路36号院2栋" in page
    if typed.endswith("301"):
        assert "覃**" in worker.follow(HOME)


def test_nobody_of_another_community_is_found(worker: Somebody, world: World) -> None:
    worker.open("/register")
    assert "您的社区里没有找到" in worker.press("查一查", q="莫德明")
    other = world.residents[2].dwelling
    assert worker.open(f"/register/door/{other}").status == 404


def test_a_look_at_a_person_is_written_down_first(worker: Somebody, world: World) -> None:
    worker.open("/register")
    worker.press("查一查", q="秀兰")
    page = worker.follow("覃**")
    assert "业主" in page
    assert HOME in page
    assert "1958年生" in page
    assert NAME not in page
    person = world.residents[0].person
    assert page.path == f"/register/person/{pointer('person', person)}"  # the key itself stands in no address
    assert str(person) not in page.path.split("/")
    with as_login(""):
        assert Line.objects.filter(verb="person.read", record=world.residents[0].person).count() == 1


def test_the_whole_number_needs_a_reason_which_is_kept(worker: Somebody, world: World) -> None:
    worker.open("/register")
    worker.press("查一查", q="秀兰")
    worker.follow("覃**")
    page = worker.press("看完整号码", reason=" ")
    assert page.status == 422
    assert PHONE not in page
    page = worker.press("看完整号码", reason="上门前先打个电话")
    assert NAME in page
    assert PHONE in page
    with as_login(""):
        lines = Line.objects.filter(verb="person.reveal", record=world.residents[0].person).values_list("id", flat=True)
        reasons = {one.body["reason"] for one in Payload.objects.filter(line_id__in=list(lines))}
    assert reasons == {"上门前先打个电话"}


def test_a_building_shows_its_doors_by_floor_and_a_community_its_stalest_buildings(
    worker: Somebody, world: World
) -> None:
    page = worker.open(f"/register/building/{world.building()}")
    assert "2单元" in page
    assert "3层" in page
    assert "覃" not in page
    page = worker.open(f"/register/community/{world.community()}")
    assert "久没核对的在前" in page
    assert "桃源路36号院2栋" in page


def test_the_register_is_for_those_who_keep_it(world: World, db: None) -> None:
    firm = Somebody("desk")
    firm.log_in(world.login(world.hat("property_staff")), PASSWORD)
    assert firm.open("/register").status == 403
    assert firm.open(f"/register/door/{world.residents[0].dwelling}").status == 403


def test_an_address_nobody_made_is_no_page(worker: Somebody) -> None:
    assert worker.open("/register/person/1").status == 404
    assert worker.open("/register/person/" + "a" * 26).status == 404
