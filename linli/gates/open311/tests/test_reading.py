"""Reading over Open311: lists and single requests, as anybody without a key gets them."""

from __future__ import annotations

from typing import Any

import pytest

from linli.kernel.publications.models import PublicFace
from tests.surfaces import Visit, as_login
from tests.world import World


def ask(public: Visit, path: str, **given: str) -> Any:
    answer = public.get(f"/open311/v2/{path}.json", given)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def refused(public: Visit, path: str, expected: int, given: dict[str, str] | None = None) -> str:
    answer = public.get(f"/open311/v2/{path}.json", given)
    assert answer.status_code == expected, answer.content.decode()
    errors = answer.json()
    assert [sorted(error) for error in errors] == [["code", "description"]]
    return str(errors[0]["description"])


def standing(world: World, **given: Any) -> str:
    """A case, by the id everybody may ask for it."""
    with as_login(""):
        return PublicFace.objects.get(case_id=world.an_open_case(**given).case_id).code


def test_a_list_shows_public_faces_and_nothing_of_the_reporter(world: World, public: Visit) -> None:
    code = standing(world, reporter=world.a_named(), where="2单元3层")
    (told,) = ask(public, "requests")
    assert told["service_request_id"] == code
    assert (told["status"], told["service_code"], told["address"]) == ("open", "hotline.stair_light", "桃源路36号院")
    said = str(told)
    assert "2单元" not in said
    assert world.residents[0].name not in said
    assert "老人晚上" not in said
    assert ask(public, f"requests/{code}") == [told]
    assert ask(public, f"requests/{code.lower()}") == [told]


def test_ids_override_every_other_question(world: World, public: Visit) -> None:
    first, second = standing(world), standing(world, item="hotline.rubbish")
    told = ask(public, "requests", service_request_id=f"{first},{second},000000000000", status="closed")
    assert {one["service_request_id"] for one in told} == {first, second}
    assert ask(public, "requests", service_request_id="*") == []


def test_services_and_states_narrow_a_list(world: World, public: Visit) -> None:
    with as_login(""):
        closed = world.an_open_case(until="confirm", item="hotline.rubbish", text="垃圾没人清。")
        world.rate(closed, 5)
    standing(world)
    assert [one["service_code"] for one in ask(public, "requests", status="closed")] == ["hotline.rubbish"]
    assert [one["status"] for one in ask(public, "requests", service_code="hotline.stair_light")] == ["open"]
    assert len(ask(public, "requests", service_code="hotline.stair_light,hotline.rubbish", status="open,closed")) == 2
    assert len(ask(public, "requests", service_code="", status="")) == 2
    assert [one["status"] for one in ask(public, "requests", page_size="1", page="1")] == ["open"]
    assert [one["status"] for one in ask(public, "requests", page_size="1", page="2")] == ["closed"]
    assert ask(public, "requests", page_size="1", page="3") == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"status": "done"}, "open"),
        ({"page": "0"}, "page"),
        ({"page_size": "1001"}, "1000"),
        ({"start_date": "2026-01-01T00:00:00"}, "start_date"),
        ({"start_date": "2026-13-01"}, "start_date"),
        ({"end_date": "yesterday"}, "end_date"),
        ({"start_date": "2026-01-01", "end_date": "2026-05-01"}, "90"),
        ({"start_date": "2026-02-02", "end_date": "2026-02-01"}, "end_date"),
        ({"end_date": "0001-01-02T00:00:00Z"}, "日子"),
        ({"service_code": "a\x00b"}, "UTF-8"),
    ],
)
def test_a_question_that_cannot_be_meant(public: Visit, given: dict[str, str], says: str) -> None:
    assert says in refused(public, "requests", 400, given)


def test_what_is_not_there(public: Visit) -> None:
    for path in ("requests/000000000000", "requests/不是编号", "services/hotline.nothing"):
        refused(public, path, 404)
    refused(public, "services", 404, {"jurisdiction_id": "sfgov.org"})
    assert ask(public, "services", jurisdiction_id="nanning") == ask(public, "services")
    refused(public, "nothing", 400)


def test_a_page_tells_people_where_it_is(public: Visit) -> None:
    said = public.get("/open311").content.decode()
    assert "/open311/v2" in said
    for path in ("/open311/discovery.xml", "/open311/v2/services.json", "/open311/v2/requests.json"):
        assert f'href="{path}"' in said
        assert public.get(path).status_code == 200
    assert 'href="/open311"' in public.get("/around").content.decode()


def test_an_answer_may_be_kept_and_asked_for_again(world: World, public: Visit) -> None:
    standing(world)
    first = public.get("/open311/v2/requests.json")
    assert (first["Access-Control-Allow-Origin"], first["Cache-Control"]) == ("*", "public, max-age=30")
    assert not first.cookies
    again = public.get("/open311/v2/requests.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    standing(world)
    assert public.get("/open311/v2/requests.json", headers={"If-None-Match": first["ETag"]}).status_code == 200
