"""Public matters over the API: a program lists, looks near, reads one and follows it, and learns of nobody."""

from __future__ import annotations

from linli.gates.web_api.shapes import Done
from linli.gates.web_api.shapes import around as shapes
from linli.gates.web_api.tests.fitting import fits, refused
from linli.kernel.people.phones import PhoneWrong
from linli.kernel.publications.models import Follower, PublicFace
from tests.surfaces import Visit, as_login
from tests.world import World


def test_a_program_lists_looks_near_and_reads_one(public: Visit, world: World) -> None:
    opened = world.an_open_case(until="answer", text="金丝雀，找三零一", where="金丝雀室")
    world.act(opened, "answer", text="灯换好了。", release=True)
    with as_login(""):
        face = PublicFace.objects.get(case_id=opened.case_id)
    listed = fits(public.api("GET", "public", {"item": "hotline.stair_light", "answers": "true"}), shapes.PublicListOut)
    assert [one["code"] for one in listed["matters"]] == [face.code]
    assert listed["more"] is False
    near = fits(
        public.api("GET", "public-near", {"item": face.item, "lon": face.lon, "lat": face.lat}), list[shapes.NearOut]
    )
    assert near[0]["matter"]["code"] == face.code
    one = public.api("GET", f"public/{face.code}")
    told = fits(one, shapes.PublicMatterOut)
    assert [turn["state"] for turn in told["history"]] == ["open", "answered"]
    assert told["answer"] == "灯换好了。"
    for canary in ("金丝雀", opened.number, opened.receipt):
        assert canary not in one.content.decode()


def test_a_program_follows_with_a_session_or_by_phone(public: Visit, world: World) -> None:
    opened = world.an_open_case()
    with as_login(""):
        face = PublicFace.objects.get(case_id=opened.case_id)
    path = f"public/{face.code}/follow"
    said = fits(public.api("POST", path, {"phone": "13912345678"}), shapes.FollowOut)
    assert said["done"] == "asked"
    refused(public.api("POST", path, {"phone": "12"}), 422, "phone", says=str(PhoneWrong("12")))
    public.enter(phone=world.residents[1].phone, password="world-2026")
    assert fits(public.api("POST", path, {}), shapes.FollowOut)["done"] == "followed"
    assert fits(public.api("GET", f"public/{face.code}"), shapes.PublicMatterOut)["follows"] is True
    fits(public.api("POST", f"public/{face.code}/leave", {}), Done)
    with as_login(""):
        assert Follower.objects.filter(since__isnull=False).count() == 0


def test_what_is_no_question_is_told(public: Visit, world: World) -> None:
    assert public.api("GET", "public/nothing").status_code == 404
    for wrong in ({"limit": 0}, {"state": "x"}, {"item": "\x00"}, {"opened_from": "2026-01-01"}, {"nobody": 1}):
        assert public.api("GET", "public", wrong).status_code == 422, wrong
    refused(public.api("GET", "public-near", {"item": "no.such", "lon": 108, "lat": 22}), 422, "item")
