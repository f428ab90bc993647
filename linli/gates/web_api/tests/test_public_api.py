"""The residents' API, from a report to a rating, as a program without an account uses it."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from linli.gates.web_api import shapes
from linli.gates.web_api.tests.fitting import fits, refused
from linli.kernel.cases.models import Case
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World, a_photo

KEY = {"Idempotency-Key": "2f1f4c1e-6d0b-4a41-9a0c-report"}


def a_body(world: World, **changes: Any) -> dict[str, Any]:
    body = {"item": "hotline.stair_light", "text": "三楼的灯坏了。", "place": world.building(), "where": "2单元3层"}
    return {**body, **changes}


def report(world: World, public: Visit, **changes: Any) -> Any:
    return fits(public.api("POST", "matters", a_body(world, **changes)), shapes.OpenedOut, status=201)


def by_code(opened: dict[str, str]) -> dict[str, str]:
    return {"X-Receipt-Code": opened["receipt"]}


def test_the_catalogue_and_the_address_search(world: World, public: Visit) -> None:
    items = fits(public.api("GET", "items"), list[shapes.ItemOut])
    assert items[0]["label"]["zh"] == "楼道灯不亮"
    places = fits(public.api("GET", "places", {"q": "桃源路36号院2栋"}), list[shapes.PlaceOut])
    assert places[0]["place"] == world.building()


def test_a_report_is_followed_with_its_code(world: World, public: Visit) -> None:
    opened = report(world, public)
    assert opened["link"].endswith(f"/c/{opened['receipt']}")
    told = fits(public.api("GET", f"matters/{opened['number']}", **by_code(opened)), shapes.MatterOut)
    assert told["title"] == "楼道灯不亮"
    assert told["may"] == ["add"]
    body = {"code": opened["receipt"].lower().replace("-", " ")}
    assert fits(public.api("POST", "receipts", body), shapes.MatterOut)["number"] == opened["number"]
    assert fits(public.api("POST", "receipts", {**body, "number": opened["number"]}), shapes.MatterOut) == told


def test_without_the_code_there_is_nothing(world: World, public: Visit) -> None:
    mine, other = report(world, public), report(world, public)
    refused(public.api("GET", f"matters/{mine['number']}"), 404)
    refused(public.api("GET", f"matters/{mine['number']}", **by_code(other)), 404)
    refused(public.api("GET", f"matters/{mine['number']}", **{"X-Receipt-Code": "0000-0000-0000"}), 404)
    refused(public.api("POST", "receipts", {"code": other["receipt"], "number": mine["number"]}), 404)
    words = {"text": "还没修", "code": other["receipt"]}
    refused(public.api("POST", f"matters/{mine['number']}/words", words), 404)


def test_the_same_key_makes_one_matter(world: World, public: Visit) -> None:
    first = fits(public.api("POST", "matters", a_body(world), **KEY), shapes.OpenedOut, status=201)
    again = fits(public.api("POST", "matters", a_body(world), **KEY), shapes.OpenedOut)
    assert again == {**first, "repeated": True}
    other = public.api("POST", "matters", a_body(world, text="四楼的灯坏了。"), **KEY)
    refused(other, 422, "Idempotency-Key")
    refused(public.api("POST", "matters", a_body(world), **{"Idempotency-Key": "short"}), 422, "Idempotency-Key")


def test_two_programs_that_count_alike_are_two(world: World, public: Visit) -> None:
    """Without an account a key belongs to the address it came from: nobody else gets the code that opens a matter."""
    first = fits(public.api("POST", "matters", a_body(world), **KEY), shapes.OpenedOut, status=201)
    elsewhere = Visit(REMOTE_ADDR="10.1.2.3")
    second = fits(elsewhere.api("POST", "matters", a_body(world), **KEY), shapes.OpenedOut, status=201)
    assert first["number"] != second["number"]


@pytest.mark.asvs("V2.4.1")
def test_guessed_codes_are_counted_and_then_a_right_one_opens_nothing(world: World, public: Visit) -> None:
    opened = report(world, public)
    for _time in range(20):
        refused(public.api("POST", "receipts", {"code": "0000-0000-0000"}), 404)
    refused(public.api("POST", "receipts", {"code": opened["receipt"]}), 429)
    refused(public.api("GET", f"matters/{opened['number']}", **by_code(opened)), 429)
    elsewhere = Visit(REMOTE_ADDR="10.1.2.3")
    assert elsewhere.api("GET", f"matters/{opened['number']}", **by_code(opened)).status_code == 200


@pytest.mark.asvs("V3.5.1", "V3.5.2")
def test_a_page_of_another_site_changes_nothing_and_logs_nobody_in(world: World, public: Visit) -> None:
    foreign, own = {"Origin": "https://elsewhere.example"}, {"Origin": "http://testserver"}
    mine = {"phone": world.residents[0].phone, "password": PASSWORD}
    refused(public.api("POST", "login", mine, **foreign), 403)
    assert "linli_public" not in public.cookies
    assert public.api("POST", "login", mine, **own).status_code == 200


def test_photos_travel_in_json_and_as_files(world: World, public: Visit) -> None:
    photo = a_photo()
    inside = {"name": "灯.jpg", "content": base64.b64encode(photo.content).decode()}
    opened = report(world, public, photos=[inside], files=[a_photo(take=1)])
    told = public.api("GET", f"matters/{opened['number']}", **by_code(opened)).json()
    assert told["events"][0]["photos"] == 2


LYING = base64.b64encode(b"<html>no photo</html>").decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": "hotline.nothing"}, "item"),
        ({"text": " \n "}, "text"),
        ({"text": "长" * 10_001}, "text"),
        ({"place": 2_000_000}, ""),
        ({"place": None, "lon": 121.47, "lat": 31.23}, "place"),
        ({"place": None, "lon": 108.33}, "place"),
        ({"title": "长" * 121}, "title"),
        ({"colour": "red"}, "colour"),
        ({"reporter": {"kind": "named", "name": "覃秀兰"}}, "reporter.phone"),
        ({"reporter": {"kind": "alias"}}, "reporter.name"),
        ({"reporter": {"kind": "named", "name": "覃", "phone": "1380013"}}, "reporter.phone"),
        ({"reporter": {"kind": "ghost"}}, "reporter.kind"),
        ({"photos": [{"content": LYING}]}, "photos"),
        ({"photos": [{"content": "not base64!"}]}, "photos"),
        ({"lon": "NaN", "lat": 22.8, "place": None}, "lon"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(
    world: World, public: Visit, changes: dict[str, Any], field: str
) -> None:
    answer = public.api("POST", "matters", a_body(world, **changes))
    if changes.get("place") == 2_000_000:  # a place nobody knows is no place: the matter waits for one
        assert answer.status_code == 201
        return
    refused(answer, 422, field)
    with as_login(""):
        assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["灯", "😀灯坏了👍🏽", "\u202e了坏灯\u202c", "Ã¥Â\x8d", "灯" * 7_000])
def test_odd_texts_are_taken_as_they_are(world: World, public: Visit, text: str) -> None:
    opened = report(world, public, text=text)
    told = public.api("GET", f"matters/{opened['number']}", **by_code(opened)).json()
    assert "\u202e" not in told["events"][0]["words"]
    assert told["events"][0]["words"]


def test_a_pin_is_enough_and_so_is_nothing(world: World, public: Visit) -> None:
    pinned = report(world, public, place=None, lon=108.3400, lat=22.8100)
    assert pinned["number"]
    lost = report(world, public, place=None, where="A市A3区联丰路", title="影楼是否合法纳税")
    with as_login(""):
        case = Case.objects.get(number=lost["number"])
    assert (case.scope_id, case.step, case.title) == (world.city, "place", "影楼是否合法纳税")


@pytest.mark.asvs("V3.5.2")
def test_only_json_and_our_form_are_read(world: World, public: Visit) -> None:
    for kind, content in [("text/plain", "{}"), ("application/json", "{"), ("application/json", "[]"), ("", "")]:
        answer = public.post("/api/v1/matters", content, content_type=kind or "application/octet-stream")
        assert answer.status_code == 422, kind
        assert answer.json()["sentence"]
    huge = public.post("/api/v1/matters", "{" + " " * 2_200_000 + "}", content_type="application/json")
    refused(huge, 413)


def test_add_rate_and_reopen(world: World, public: Visit) -> None:
    opened = report(world, public)
    path, code = f"matters/{opened['number']}", by_code(opened)
    fits(public.api("POST", f"{path}/words", {"text": "晚上更黑。", "code": opened["receipt"]}), shapes.Done)
    refused(public.api("POST", f"{path}/rating", {"grade": 5}, **code), 422, "grade")
    _through(world, opened["number"])
    refused(public.api("POST", f"{path}/rating", {"grade": 6}, **code), 422, "grade")
    fits(public.api("POST", f"{path}/rating", {"grade": 1, "text": "还是不亮", "tags": ["slow"]}, **code), shapes.Done)
    told = fits(public.api("GET", path, **code), shapes.MatterOut)
    assert (told["step"], told["reopened"], told["ratings"][0]["grade"]) == ("review", 1, 1)
    _through(world, opened["number"])
    fits(public.api("POST", f"{path}/rating", {"grade": 5}, **code), shapes.Done)
    told = public.api("GET", path, **code).json()
    assert told["closed"]
    assert told["may"] == ["add", "reopen"]
    refused(public.api("POST", f"{path}/rating", {"grade": 4}, **code), 409, "grade")
    fits(public.api("POST", f"{path}/reopening", {"text": "又坏了"}, **code), shapes.Done)
    assert public.api("GET", path, **code).json()["closed"] is None


def _through(world: World, number: str) -> None:
    """The desks do their part, until the reporter has the word."""
    steps = {"accept": "accept", "review": "send_back", "handle": "handled", "answer": "answer"}
    with as_login(""):
        case = Case.objects.get(number=number).id
        while (step := world.step(case)) != "confirm":
            world.act(case, steps[step])


def test_a_resident_finds_their_matter_without_its_code(world: World, public: Visit) -> None:
    resident = world.residents[0]
    session = public.enter(phone=resident.phone, password=PASSWORD)
    assert session["who"] == "您"
    opened = report(world, public, reporter={"kind": "named"})
    assert fits(public.api("GET", f"matters/{opened['number']}"), shapes.MatterOut)["number"] == opened["number"]
    public.csrf = ""
    refused(public.api("POST", f"matters/{opened['number']}/words", {"text": "快点"}), 403, says="X-CSRFToken")
    refused(public.api("POST", "matters", a_body(world)), 403)


def test_a_wrong_login_is_one_sentence(world: World, public: Visit) -> None:
    wrong = {public.api("POST", "login", {"phone": phone, "password": "no"}).content for phone in
             (world.residents[0].phone, "13900139999")}  # fmt: skip
    assert len(wrong) == 1
    refused(public.api("POST", "login", {"phone": "13900139999", "code": "123456"}), 401, "code")
    refused(public.api("POST", "login", {"phone": "12345"}), 422, "phone")


def test_sentences_come_in_the_language_of_the_client(world: World, public: Visit) -> None:
    answer = public.api("POST", "matters", {"item": "x"}, **{"Accept-Language": "en"})
    assert refused(answer, 422, "text") == "“text” is missing."
    assert refused(public.api("POST", "matters", {"item": "x"}), 422, "text") == "少了“text”。"
