"""The first screen, the choices that belong to a browser, and what a resident who has logged in sees of it."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel.cases.models import Case
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people.models import Subject
from linli.kit.counter import places_search
from linli.kit.tests.counter_site import all_powers, counter, form, send, upload
from linli.plumbing.time import now as clock
from tests.world import PASSWORD, World

__all__ = ["counter"]

MOST_STATEMENTS = 12


def logged_in(world: World, number: int = 0) -> Client:
    """A browser in which a resident has logged in."""
    client = Client()
    phone = world.residents[number].phone
    assert client.post("/login/password", {"phone": phone, "password": PASSWORD}).status_code == 302
    all_powers()
    return client


def elder() -> Client:
    client = Client()
    client.post("/edition", {"edition": "elder", "next": "/"})
    return client


def test_the_first_screen_asks_and_offers_the_catalogue(client: Client, counter: World) -> None:
    page = client.get("/").content.decode()
    assert "有什么需要帮忙" in page
    assert "/report?item=hotline.stair_light" in page
    assert "选您的社区" in page
    assert "今日通告" not in page


def test_the_community_is_chosen_from_the_list_or_by_an_address(client: Client, counter: World) -> None:
    page = client.get("/community").content.decode()
    assert "天桃社区" in page
    assert "桃源北社区" in client.get("/community", {"q": "桃源路36号院"}).content.decode()
    assert "没找到" in client.get("/community", {"q": "火星大道"}).content.decode()
    client.post("/community", {"community": str(counter.community()), "next": "/"})
    assert "桃源北社区" in client.get("/").content.decode()
    sheet = client.get("/report").content.decode()
    assert f'<option value="{counter.community()}" selected>' in sheet


def test_a_large_city_lists_its_streets_first(client: Client, counter: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places_search, "FEW", 2)
    page = client.get("/report").content.decode()
    assert "中山街道</option>" in page
    assert "桃源北社区</option>" not in page


@pytest.mark.parametrize("wrong", ["x", "-1", "9" * 40, "999999"])
def test_a_community_nobody_has_is_none(client: Client, counter: World, wrong: str) -> None:
    client.cookies["linli_community"] = wrong
    assert client.get("/").status_code == 200
    assert client.get("/report").status_code == 200
    assert client.get("/community", {"street": wrong}).status_code == 200


def test_the_choices_go_back_to_where_they_were_made_and_nowhere_else(client: Client, counter: World) -> None:
    assert client.post("/edition", {"edition": "elder", "next": "/my"})["Location"] == "/my"
    assert client.post("/language", {"language": "en", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.post("/community", {"community": "1", "next": "//elsewhere.example"})["Location"] == "/"
    assert "My matters" in client.get("/my").content.decode()
    client.post("/language", {"language": "xx"})
    client.post("/edition", {"edition": "huge", "text": "99"})
    assert client.get("/").status_code == 200


def test_the_elder_edition_has_one_call_and_four_doors(counter: World) -> None:
    client = elder()
    page = client.get("/").content.decode()
    assert 'href="tel:12345"' in page
    assert len(re.findall(r'<ul class="doors">(.*?)</ul>', page, re.S)[0].split("<li>")) - 1 == 4
    assert "星期" in page


def test_every_elder_page_calls_the_duty_phone_of_the_community(counter: World) -> None:
    client = elder()
    client.post("/community", {"community": str(counter.community())})
    case = send(client, counter)
    numbers = set()
    for path in ("/", "/report", "/my", "/me", "/track", "/community", "/report/done", f"/case/{case.number}"):
        called = re.findall(r'href="tel:([^"]+)"', client.get(path).content.decode())
        assert called, path
        numbers.add(called[0])
    assert len(numbers) == 1
    assert numbers != {"12345"}


def test_a_resident_is_at_home(counter: World) -> None:
    client = logged_in(counter)
    page = client.get("/").content.decode()
    assert "桃源北社区" in page
    assert "2单元301" in page
    assert "输入编号和回执码" not in page


def test_a_resident_reports_as_themselves_or_under_an_alias_and_finds_it_again(counter: World) -> None:
    client = logged_in(counter)
    assert re.search(r'value="named" checked', client.get("/report").content.decode())
    own = send(client, counter, who="named")
    assert Subject.objects.get(id=own.subject_id).person_id == counter.residents[0].person
    alias = send(client, counter, key="a" * 24, who="alias", called="热心邻居", asked="1")
    hidden = send(client, counter, key="h" * 24, who="anonymous", asked="1")
    page = logged_in(counter).get("/my").content.decode()
    assert own.number in page
    assert alias.number in page
    assert hidden.number not in page


def test_an_expired_login_keeps_text_and_photos(counter: World) -> None:
    """The session ends while the form is open: the report still goes through, or comes back whole."""
    client = logged_in(counter)
    client.get("/report")
    client.cookies.pop("linli_public", None)
    client.cookies.pop("linli_desk", None)
    client.cookies.pop("sessionid", None)
    answer = client.post("/report", form(counter, who="named", called="", phone="", photo=[upload()]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "楼道灯坏了两天" in page
    assert "/kept/" in page


def test_what_was_told_to_a_resident_stands_on_their_first_screen(counter: World) -> None:
    client = logged_in(counter)
    case = send(client, counter, who="named")
    values = {"number": case.number, "title": case.title, "due": ""}
    link = f"/case/{case.number}"
    message = Message("case_answered", "app", case.scope_id, subject_id=case.subject_id, values=values, link=link)
    notices.tell_many(fact=1, messages=[message], zone=ZoneInfo("Asia/Shanghai"), by=counter.hat("robot"), now=clock())
    assert "有答复了" in client.get("/").content.decode()
    assert "有答复了" not in Client().get("/").content.decode()


@pytest.mark.parametrize("size", [1, 6])
def test_the_pages_of_a_resident_cost_few_statements(counter: World, size: int) -> None:
    client = logged_in(counter)
    for number in range(size):
        case = send(client, counter, key=f"{number}" * 24, who="named", asked="1", photo=[upload(take=number)])
        for action in ("accept", "handled", "answer"):
            counter.act(case.id, action)
        all_powers()
    for path in ("/", "/my", f"/case/{Case.objects.latest('id').number}", "/report", "/community", "/me"):
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        asked = [one["sql"] for one in caught if not re.match(r"SAVEPOINT|RELEASE|select set_config", one["sql"])]
        assert len(asked) <= MOST_STATEMENTS, (path, len(asked), asked)
        all_powers()


def test_every_answer_says_that_nobody_may_frame_or_keep_it(client: Client, counter: World) -> None:
    answer = client.get("/")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "no-store" in answer["Cache-Control"]


def test_too_many_photos_are_answered_by_the_form_itself(client: Client, counter: World) -> None:
    answer = client.post("/report", form(counter, text="照片太多了", photo=[upload(take=take) for take in range(12)]))
    assert "照片太多了" in answer.content.decode()
    assert "多出的3张没有收" in answer.content.decode()


def test_a_flood_of_files_is_refused_with_a_sentence(client: Client, counter: World) -> None:
    answer = client.post("/report", form(counter, photo=[upload(take=take) for take in range(31)]))
    assert answer.status_code == 400
    assert "最多9张" in answer.content.decode()
