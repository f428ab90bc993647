"""What an item asks besides place and words: asked on the page without scripts, over the API, and at the desk."""

from __future__ import annotations

import pytest

from linli.kernel.cases.models import Case
from linli.plumbing import pack_catalogue
from linli.plumbing.packs.kinds import body_of
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.published import published_anew
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
EBIKE, SAID = "电动车进楼充电", "楼梯间里又在给电动车充电。"


def must_be_answered(world: World, code: str) -> None:
    """From now on the catalogue asks for an answer to one of the item's questions."""
    with as_login(""):
        held = pack_catalogue.head("items", "hotline.ebike_charging", clock())
        assert held is not None
        asked = [{**one, "required": one["code"] == code} for one in body_of(held.value)["questions"]]
        published_anew(world, "items", "hotline.ebike_charging", questions=asked)


def the_text() -> str:
    with as_login(""):
        return Case.objects.latest("id").text


def test_the_page_asks_once_keeps_what_was_typed_and_the_desk_reads_it(world: World) -> None:
    resident = Somebody("public")
    resident.open("/report")
    resident.press("送出", item=EBIKE, text=SAID, community="桃源北社区")
    assert (resident.page.status, "还要再问一两句" in resident.page) == (200, True)
    form = resident.page.form_with("送出")
    assert form.fields["text"] == [SAID]
    wrong = {"ask.hotline.ebike_charging.where": "楼梯间", "ask.hotline.ebike_charging.bikes": "好几辆"}
    resident.press("送出", **wrong)
    assert (resident.page.status, "“大概几辆”要填数" in resident.page) == (422, True), resident.page.words
    form = resident.page.form_with("送出")
    assert form.fields["ask.hotline.ebike_charging.where"] == ["stairs"]
    assert form.fields["ask.hotline.ebike_charging.bikes"] == ["好几辆"]
    resident.press("送出", **{"ask.hotline.ebike_charging.bikes": "3"})
    assert "收到了，记下编号" in resident.page, resident.page.words
    assert the_text() == f"{SAID}\n\n充在哪里：楼梯间\n大概几辆：3"
    clerk = Somebody("desk")
    clerk.log_in(world.login(world.hat("clerk", "桃源北社区")), PASSWORD)
    with as_login(""):
        number = Case.objects.latest("id").number
    clerk.open(f"/case/{number}")
    assert "充在哪里：楼梯间" in clerk.page


def test_what_need_not_be_answered_may_stay_empty(world: World) -> None:
    resident = Somebody("public")
    resident.open("/report")
    resident.press("送出", item=EBIKE, text=SAID, community="桃源北社区")
    resident.press("送出")
    assert "收到了，记下编号" in resident.page
    assert the_text() == SAID


def test_another_item_is_not_asked_what_this_one_asks(world: World) -> None:
    resident = Somebody("public")
    resident.open("/report")
    resident.press("送出", item=EBIKE, text=SAID, community="桃源北社区")
    resident.press("送出", item="噪声扰民", **{"ask.hotline.ebike_charging.bikes": "3"})
    assert "收到了，记下编号" in resident.page
    assert the_text() == SAID


def test_the_api_says_what_is_asked_and_refuses_what_does_not_fit(world: World, public: Visit) -> None:
    must_be_answered(world, "where")
    items = {one["code"]: one for one in public.api("GET", "items").json()}
    asked = items["hotline.ebike_charging"]["questions"]
    assert [(one["code"], one["kind"], one["required"]) for one in asked] == [
        ("where", "one_of", True),
        ("bikes", "number", False),
    ]
    body = {"item": "hotline.ebike_charging", "text": SAID, "place": world.building()}
    for answers, field in (
        ({}, "answers.where"),
        ({"where": "roof"}, "answers.where"),
        ({"where": ["stairs", "home"]}, "answers.where"),
        ({"where": "stairs", "colour": "red"}, "answers.colour"),
    ):
        refused = public.api("POST", "matters", {**body, "answers": answers})
        assert (refused.status_code, refused.json()["field"]) == (422, field), refused.json()
    taken = public.api("POST", "matters", {**body, "answers": {"where": "stairs", "bikes": "2"}})
    assert taken.status_code == 201, taken.json()
    assert the_text().endswith("充在哪里：楼梯间\n大概几辆：2")


def test_a_clerk_is_asked_too(world: World) -> None:
    must_be_answered(world, "where")
    clerk = Somebody("desk")
    clerk.log_in(world.login(world.hat("clerk", "桃源北社区")), PASSWORD)
    clerk.open("/intake")
    clerk.press("登记这件事", item=EBIKE, text=SAID, community="桃源北社区", who="不说是谁")
    assert (clerk.page.status, "“充在哪里”要填" in clerk.page) == (422, True), clerk.page.words
    clerk.press("登记这件事", **{"ask.hotline.ebike_charging.where": "家里"})
    assert the_text().endswith("充在哪里：家里"), clerk.page.words
