"""Filing over Open311: what a program may send, what comes of it, and what it is told when it does not fit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from linli.gates.open311.models import FiledRequest, Media
from linli.gates.open311.tests.conftest import Program, a_key
from linli.kernel.cases.models import Case, EventBody
from linli.kernel.cases.reports import Photo
from linli.kernel.papers.models import Paper
from linli.kernel.people.models import Subject
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World, a_photo


def taken(answer: Any, status: int = 201) -> dict[str, Any]:
    """The one request of an answer."""
    assert answer.status_code == status, answer.content.decode()
    (told,) = answer.json()
    assert ("token" in told) != ("service_request_id" in told)
    return dict(told)


def refused(answer: Any, status: int, says: str = "") -> list[str]:
    assert answer.status_code == status, answer.content.decode()
    sentences = [error["description"] for error in answer.json()]
    assert any(says in sentence for sentence in sentences), sentences
    return sentences


def the_case() -> Case:
    with as_login(""):
        return Case.objects.get()


def none_opened() -> bool:
    with as_login(""):
        return not Case.objects.exists()


def test_a_request_is_filed_and_followed(world: World, program: Program) -> None:
    told = taken(program.files())
    assert told["account_id"] is None
    assert "3个工作日" in told["service_notice"]
    case = the_case()
    assert (case.item, case.channel, case.text) == ("hotline.stair_light", "open311", "三楼的灯坏了。")
    (one,) = program.asks(f"requests/{told['service_request_id']}").json()
    assert (one["status"], one["service_request_id"]) == ("open", told["service_request_id"])
    assert one["service_request_id"] != case.number
    with as_login(""):
        while world.step(case.id) != "confirm":
            steps = {"place": "placed", "accept": "accept", "handle": "handled"}
            step = world.step(case.id)
            given: dict[str, Any] = {"release": True} if step == "answer" else {}
            world.act(case.id, steps.get(step, "answer"), **given)
    (one,) = program.asks(f"requests/{told['service_request_id']}").json()
    assert one["status_notes"] == "灯修好了，请您看一眼。"


def test_the_same_key_makes_one_request_and_gives_one_answer(world: World, program: Program) -> None:
    key = "a-report-of-an-app-1"
    first = program.files(repeat=key)
    assert taken(program.files(repeat=key), 200) == taken(first)
    refused(program.files({"description": "别的事。"}, repeat=key), 400)
    refused(program.files(repeat="short"), 400)
    assert the_case()


def test_a_form_sent_again_within_minutes_is_one_request(world: World, program: Program) -> None:
    """A program whose line broke knows no key to send along; it sends the same form again."""
    first = taken(program.files(photos=(a_photo(),)))
    assert taken(program.files(photos=(a_photo(),)), 200) == first
    assert taken(program.files(photos=(a_photo(take=1),))) != first
    other = Program(program.visit, a_key(world))
    assert taken(other.files(photos=(a_photo(),))) != first


def test_a_matter_that_is_not_shown_is_known_by_a_token(world: World, program: Program) -> None:
    """The services say so beforehand: batch. The id comes when somebody has taken the matter in hand."""
    services = {one["service_code"]: one["type"] for one in program.asks("services").json()}
    assert services["community.neighbours"] == "batch"
    assert services["hotline.stair_light"] == "realtime"
    told = taken(program.files({"service_code": "community.neighbours", "description": "楼上漏水不肯修。"}))
    token = told["token"]
    pending = [{"service_request_id": None, "token": token}]
    assert [program.asks(f"tokens/{token}").json() for _time in range(3)] == [pending] * 3
    again = taken(program.files({"service_code": "community.neighbours", "description": "楼上漏水不肯修。"}), 200)
    assert again == told
    case = the_case()
    with as_login(""):
        world.act(case.id, "accept" if world.step(case.id) == "accept" else "placed")
    (known,) = program.asks(f"tokens/{token}").json()
    (one,) = program.asks(f"requests/{known['service_request_id']}").json()
    assert (one["service_code"], one["status"], one["address"], one["lat"]) == (
        "community.neighbours",
        "open",
        None,
        None,
    )
    assert "漏水" not in str(one)
    assert program.asks("requests").json() == []


def test_tokens_nobody_was_given(program: Program) -> None:
    for token in ("000000000000", "x", "不是", "a" * 500):
        refused(program.asks(f"tokens/{token}"), 404)


def test_who_reports(world: World, program: Program) -> None:
    for number, (fields, kind) in enumerate(
        [
            ({"first_name": "秀兰", "last_name": "覃", "phone": "13800138001"}, "named"),
            ({"first_name": "秀兰"}, "alias"),
            ({"phone": "+86 138-0013-8001"}, "alias"),
            ({"email": "a@example.cn", "device_id": "x", "account_id": "7"}, "anonymous"),
        ]
    ):
        taken(program.files({**fields, "description": f"第{number}件"}))
        with as_login(""):
            assert Subject.objects.latest("id").kind == kind
    refused(program.files({"phone": "111111111"}), 400, "11")


def test_a_place_is_a_point_an_address_or_an_id(world: World, program: Program) -> None:
    nowhere = {"lat": None, "long": None}
    refused(program.files(nowhere), 400, "address_string")
    taken(program.files({**nowhere, "address_id": str(world.building())}))
    assert the_case().where == "桃源路36号院2栋"
    refused(program.files({**nowhere, "address_id": "2000000000"}), 404)
    taken(program.files({**nowhere, "address_string": "桃源路36号院2栋"}))
    taken(program.files({**nowhere, "address_string": "江边绿道第三个凉亭"}))
    taken(program.files({"address_string": "亭子旁边"}))
    with as_login(""):
        assert [case.where for case in Case.objects.order_by("id")][1:] == [
            "桃源路36号院2栋", "江边绿道第三个凉亭", "亭子旁边",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "hotline.nothing"}, 404, "service_code"),
        ({"jurisdiction_id": "sfgov.org"}, 404, "sfgov.org"),
        ({"lat": "108.3436", "long": "22.8075"}, 400, "写反了"),
        ({"lat": "31.23", "long": "121.47"}, 400, "南宁市"),
        ({"lat": "22.8", "long": None}, 400, "lat"),
        ({"lat": "north", "long": "east"}, 400, "lat"),
        ({"lat": "nan", "long": "inf"}, 400, "lat"),
        ({"lat": "1e999", "long": "108.34"}, 400, "lat"),
        ({"description": "长" * 4_001}, 400, "4,000"),
        ({"description": "\x00\x07"}, 400, "description"),
        ({"attribute[WHISPAWN]": "123456"}, 400, "WHISPAWN"),
    ],
)
def test_what_does_not_fit_is_said(
    world: World, program: Program, fields: dict[str, Any], status: int, says: str
) -> None:
    refused(program.files(fields), status, says)
    assert none_opened()


def test_a_service_without_words_is_enough(world: World, program: Program) -> None:
    taken(program.files({"description": None}))
    assert the_case().text == "楼道灯不亮"


def form(program: Program, description: bytes) -> bytes:
    fields = {"api_key": program.key, "service_code": "hotline.other", "lat": "22.8075", "long": "108.3436"}
    return urlencode({**fields, "description": description}).encode()


def test_encodings(world: World, program: Program) -> None:
    """UTF-8 is what the specification asks for. Nothing else is guessed; a named Chinese encoding is read."""
    words = "三楼的灯坏了"
    plain = "application/x-www-form-urlencoded"
    refused(program.sends(form(program, words.encode("gbk"))), 400, "UTF-8")
    refused(program.sends(form(program, words.encode("gbk")), f"{plain}; charset=utf-8"), 400, "UTF-8")
    refused(program.sends(form(program, b"\xff\xfe\x00")), 400, "UTF-8")
    refused(program.sends(form(program, words.encode("utf-16")), f"{plain}; charset=utf-16"), 400, "utf-16")
    refused(program.sends(b'{"service_code": "x"}', "application/json"), 400)
    refused(program.sends(b"<service_request/>", "text/xml"), 400)
    refused(program.sends(b"", ""), 400)
    assert none_opened()
    for body, kind in (
        (form(program, words.encode("gbk")), f"{plain}; charset=GBK"),
        (b"\xef\xbb\xbf" + form(program, words.encode()), f"{plain}; charset=utf-8"),
        (form(program, b"\xef\xbb\xbf" + words.encode()), plain),
    ):
        program.key = a_key(world)
        body = body.replace(body[body.index(b"api_key=") + 8 : body.index(b"&service_code")], program.key.encode())
        taken(program.sends(body, kind))
    with as_login(""):
        assert [case.text for case in Case.objects.all()] == [words] * 3


def test_forms_that_are_no_forms(world: World, program: Program) -> None:
    many = b"&".join(b"a%d=1" % number for number in range(400))
    refused(program.sends(many), 400, "300")
    refused(program.sends(b"x" * 2_500_000), 400)
    refused(program.sends(b"--x\r\nbroken", "multipart/form-data; boundary=x"), 403)  # readable, and no key in it
    refused(program.sends(b"--x\r\nbroken", "multipart/form-data"), 400)
    large = program.visit.post("/open311/v2/requests.json", b"x", content_type="text/plain", CONTENT_LENGTH=str(10**9))
    refused(large, 400)
    assert large.json()[0]["code"] == 413


def test_photos(world: World, program: Program) -> None:
    taken(program.files(photos=(a_photo(), a_photo(take=1))))
    with as_login(""):
        assert Paper.objects.filter(case_id=Case.objects.get().id).count() == 2
    ten = tuple(a_photo(take=number) for number in range(10))
    refused(program.files({"description": "十张"}, photos=ten), 400)
    lying = Photo(b"<html>no photo</html>", "x.jpg")
    refused(program.files({"description": "不是照片"}, photos=(lying,)), 400)


def test_addresses_of_pictures_are_kept_sealed_and_fetched_later(world: World, program: Program) -> None:
    body = {"media_url": ["https://example.cn/1.jpg", "https://example.cn/1.jpg", "https://example.cn/2.jpg", ""]}
    taken(program.files(body))
    with as_login(""):
        kept = list(Media.objects.all())
        assert len(kept) == 2
        assert all(b"example" not in bytes(one.url_sealed) for one in kept)
        assert not EventBody.objects.filter(text__contains="example.cn").exists()
    with scope.reading(scope.VISITOR, now=clock()):
        assert not Media.objects.exists()


def test_nothing_of_a_session_counts_here(world: World, program: Program) -> None:
    resident = world.residents[0]
    session = Visit()
    session.enter(phone=resident.phone, password="world-2026")
    answer = session.post("/open311/v2/requests.json", {"service_code": "hotline.stair_light"})
    refused(answer, 403)
    program.visit = session
    taken(program.files())
    with as_login(""):
        assert Subject.objects.latest("id").account_id is None


def test_other_methods(program: Program) -> None:
    for method in ("put", "patch", "delete"):
        answer = getattr(program.visit, method)("/open311/v2/requests.json")
        refused(answer, 400)
    refused(program.visit.post("/open311/v2/services.json"), 400)
    asked = program.visit.options("/open311/v2/requests.json")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in asked["Access-Control-Allow-Methods"]


def test_what_was_filed_is_remembered_once(world: World, program: Program) -> None:
    for _time in range(3):
        program.files()
    with as_login(""):
        assert FiledRequest.objects.count() == 1
