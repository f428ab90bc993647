"""One matter from its reporter's side: opened by its code, followed, added to, rated, opened again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from linli.kernel.cases.models import Case, Event
from linli.kernel.ratings.models import Rating
from linli.kit.counter import crowd
from linli.kit.tests.counter_site import all_powers, code_of, counter, draw_photos, form, send, upload
from linli.plumbing.time import now as clock
from tests.world import World

__all__ = ["counter"]


def answered(client: Client, world: World, **fields: object) -> Case:
    """A matter that waits for its reporter, with a photo before and one after."""
    case = send(client, world, photo=[upload()], **fields)
    for action in ("accept", "handled", "answer"):
        world.act(case.id, action)
    all_powers()
    draw_photos(world)
    return Case.objects.get(id=case.id)


def test_a_code_opens_its_one_case_in_another_browser(client: Client, counter: World) -> None:
    case = send(client, counter)
    send(client, counter, key="b" * 24, asked="1")
    code = code_of(client)
    other = Client()
    assert other.get(f"/case/{case.number}").status_code == 404
    opened = other.get(f"/c/{code}")
    assert opened.status_code == 302
    assert other.get(opened["Location"]).status_code == 200
    assert other.get(f"/case/{case.number}").status_code == 404


def test_a_code_survives_being_read_out(client: Client, counter: World) -> None:
    send(client, counter)
    code = code_of(client).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert Client().get(f"/c/{code}").status_code == 302


def test_number_and_code_by_hand(client: Client, counter: World) -> None:
    case = send(client, counter)
    code, other = code_of(client), Client()
    wrong = other.post("/track", {"number": "NN-00000-00000-0", "receipt": code})
    assert wrong.status_code == 422
    assert 'href="#f-number"' in wrong.content.decode()
    typed = case.number.lower().removeprefix("nn-").replace("-", "")
    assert other.post("/track", {"number": typed, "receipt": code})["Location"] == f"/case/{case.number}"


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "short", "x" * 300, "' or 1=1"])
def test_wrong_codes_open_nothing(client: Client, counter: World, code: str) -> None:
    answer = client.get(f"/c/{code}")
    assert answer.status_code == 404
    assert "编号和回执码对不上" in answer.content.decode()


@pytest.mark.asvs("V6.3.1")
def test_twenty_wrong_codes_an_hour_are_enough(
    client: Client, counter: World, django_capture_on_commit_callbacks: object
) -> None:
    case = send(client, counter)
    code, other = code_of(client), Client()
    for _time in range(20):
        other.post("/track", {"number": case.number, "receipt": "AAAA-BBBB-CCCC"})
    assert other.get(f"/c/{code}").status_code == 429
    assert other.post("/track", {"number": case.number, "receipt": code}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert elsewhere.get(f"/c/{code}").status_code == 302


def test_the_headline_follows_the_matter(client: Client, counter: World) -> None:
    case = send(client, counter)

    def headline() -> str:
        page = client.get(f"/case/{case.number}").content.decode()
        all_powers()
        return str(re.findall(r"<h1>(.*?)</h1>", page)[0])

    assert headline().startswith("送到")
    counter.act(case.id, "accept")
    assert headline().endswith("正在处理")
    counter.act(case.id, "handled")
    counter.act(case.id, "answer")
    assert headline() == "办好了，请您看一眼"
    client.post(f"/case/{case.number}/rate", {"grade": "5", "act": "rate"})
    assert headline() == "这件事办完了"


def test_two_clocks_and_what_comes_next(client: Client, counter: World) -> None:
    case = send(client, counter)
    page = client.get(f"/case/{case.number}").content.decode()
    assert "您等了" in page
    assert "从送出算起，从不暂停" in page
    assert "承诺3个工作日" in page
    assert "时限待部门确认" in page


def test_before_and_after_stand_side_by_side(client: Client, counter: World) -> None:
    case = answered(client, counter)
    page = client.get(f"/case/{case.number}").content.decode()
    assert page.index("办之前") < page.index("办好后")
    for address in re.findall(r'src="(/paper/[^"]+)"', page):
        picture = client.get(address)
        assert picture.status_code == 200, address
        assert picture["Content-Type"] in ("image/jpeg", "image/webp")
        assert picture["Content-Disposition"] == "inline"
        assert picture["X-Content-Type-Options"] == "nosniff"
        assert picture["Cache-Control"] == "private, max-age=3600"
        assert Client().get(address).status_code == 404
    assert client.get(f"/paper/{case.number}/1/1").status_code == 200


def test_a_photo_that_is_still_checked_is_said_not_shown(client: Client, counter: World) -> None:
    case = send(client, counter, photo=[upload()])
    assert "照片正在检查" in client.get(f"/case/{case.number}").content.decode()
    for address in ("1/1", "1/1/small", "1/9", "9/1", "0/0"):
        assert client.get(f"/paper/{case.number}/{address}").status_code == 404


def test_words_and_photos_are_added(client: Client, counter: World) -> None:
    case = send(client, counter)
    done = client.post(f"/case/{case.number}/add", {"text": "二楼也不亮了。", "photo": [upload(take=3)]})
    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert "二楼也不亮了。" in page
    assert "补充好了" in page


def test_an_addition_with_a_mistake_comes_back_whole(client: Client, counter: World) -> None:
    case = send(client, counter)
    nothing = client.post(f"/case/{case.number}/add", {"text": " "})
    assert nothing.status_code == 422
    lying = client.post(f"/case/{case.number}/add", {"text": "二楼也不亮了。", "photo": [upload("x.jpg", b"no")]})
    page = lying.content.decode()
    assert lying.status_code == 422
    assert "二楼也不亮了。" in page
    assert "x.jpg" in page
    assert "二楼也不亮了。" in client.get(f"/case/{case.number}").content.decode()


def test_a_grade_is_asked_for_and_nothing_is_chosen_beforehand(client: Client, counter: World) -> None:
    case = answered(client, counter)
    page = client.get(f"/case/{case.number}").content.decode()
    grades = re.findall(r'<input type="radio" name="grade"[^>]*>', page)
    assert len(grades) == 5
    assert not any("checked" in grade for grade in grades)
    refused = client.post(f"/case/{case.number}/rate", {"act": "rate", "why": "师傅很好"})
    assert refused.status_code == 422
    assert "师傅很好" in refused.content.decode()
    all_powers()
    assert not Rating.objects.filter(case_id=case.id).exists()


def test_a_good_grade_closes_the_matter(client: Client, counter: World) -> None:
    case = answered(client, counter)
    done = client.post(f"/case/{case.number}/rate", {"act": "rate", "grade": "5", "tag": ["quick", "nonsense"]})
    page = client.get(done["Location"]).content.decode()
    assert "谢谢您的评价" in page
    assert "您的评价" in page
    all_powers()
    case.refresh_from_db()
    assert case.closed is not None
    assert Rating.objects.get(case_id=case.id).tags == ["quick"]


@pytest.mark.parametrize("sent", [{"act": "rate", "grade": "1"}, {"act": "reopen", "why": "又灭了"}])
def test_a_bad_grade_or_not_fixed_opens_it_again(client: Client, counter: World, sent: dict[str, str]) -> None:
    case = answered(client, counter)
    done = client.post(f"/case/{case.number}/rate", sent)
    assert "重新打开了" in client.get(done["Location"]).content.decode()
    all_powers()
    case.refresh_from_db()
    assert (case.reopened, case.step) == (1, "review")


def test_a_closed_matter_can_still_be_opened_again(client: Client, counter: World) -> None:
    case = answered(client, counter)
    client.post(f"/case/{case.number}/rate", {"act": "rate", "grade": "4"})
    client.post(f"/case/{case.number}/rate", {"act": "reopen", "why": "第二天又灭了"})
    all_powers()
    case.refresh_from_db()
    assert (case.reopened, case.closed) == (1, None)


def test_one_matter_one_grade(client: Client, counter: World) -> None:
    case = answered(client, counter)
    client.post(f"/case/{case.number}/rate", {"act": "rate", "grade": "4"})
    again = client.post(f"/case/{case.number}/rate", {"act": "rate", "grade": "5"})
    assert again.status_code == 422
    assert "f-grade" in again.content.decode() or "f-photo" in again.content.decode()


def test_strangers_can_do_nothing(client: Client, counter: World) -> None:
    case = answered(client, counter)
    stranger = Client()
    for path, sent in (
        ("add", {"text": "我也来说一句"}),
        ("rate", {"act": "rate", "grade": "1"}),
        ("rate", {"act": "reopen"}),
    ):
        answer = stranger.post(f"/case/{case.number}/{path}", sent)
        assert (answer.status_code, answer["Location"][:12]) == (302, "/login?next=")
    all_powers()
    assert Event.objects.filter(case_id=case.id, verb="added").count() == 0


def test_the_state_is_asked_for_and_told_only_when_it_is_new(client: Client, counter: World) -> None:
    case = send(client, counter)
    page = client.get(f"/case/{case.number}").content.decode()
    address = re.findall(r'hx-get="([^"]*/state[^"]*)"', page)[0].replace("&amp;", "&")
    assert client.get(address).status_code == 204
    all_powers()
    counter.act(case.id, "accept")
    fresh = client.get(address)
    assert fresh.status_code == 200
    assert "有新进展" in fresh.content.decode()
    assert 'hx-swap-oob="true"' in fresh.content.decode()
    assert Client().get(address).status_code == 404
    poll = Client().get(address, headers={"X-Linli-Poll": "1"})
    assert (poll.status_code, poll["HX-Reswap"], poll.content) == (286, "none", b"")


def test_my_matters_of_a_visitor_and_of_a_resident(client: Client, counter: World) -> None:
    assert "还没报过事" in client.get("/my").content.decode()
    case = send(client, counter)
    assert f"/case/{case.number}" in client.get("/my").content.decode()
    assert f"/case/{case.number}" in client.get("/").content.decode()
    assert "还没报过事" in Client().get("/my").content.decode()


def test_a_late_matter_says_so(client: Client, counter: World) -> None:
    opened = counter.an_open_case(now=clock() - timedelta(days=20), at=clock() - timedelta(days=20))
    code, other = opened.receipt, Client()
    other.get(f"/c/{code}")
    assert "超期" in other.get(f"/case/{opened.number}").content.decode()


@pytest.mark.asvs("V14.3.1")
@pytest.mark.dengbao("8.1.4.10 a")
def test_leaving_nothing_behind(client: Client, counter: World) -> None:
    case = send(client, counter)
    assert client.post("/report", form(counter, key="l" * 24, item="", text="家里的事")).status_code == 422
    assert "家里的事" in client.get("/report").content.decode()
    client.post("/forget")
    assert client.get(f"/case/{case.number}").status_code == 404
    assert "家里的事" not in client.get("/report").content.decode()


def test_a_flood_from_one_address_is_stopped_and_loses_nothing(
    client: Client, counter: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "MOST", 1)
    case = send(client, counter)
    added = client.post(f"/case/{case.number}/add", {"text": "再说一句。"})
    again = client.post("/report", form(counter, key="l" * 24, asked="1", text="四楼也不亮。"))
    assert (added.status_code, again.status_code) == (429, 429)
    assert "12345" in again.content.decode()
    assert "四楼也不亮。" in client.get("/report").content.decode()
    assert "再说一句。" in client.get(f"/case/{case.number}").content.decode()
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert elsewhere.post("/report", form(counter, key="m" * 24, asked="1")).status_code == 302


@pytest.mark.parametrize("size", [1, 8])
def test_pages_cost_few_statements_however_much_there_is(
    client: Client, counter: World, size: int, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(size):
        case = send(client, counter, key=f"{number}" * 24, asked="1", photo=[upload(take=number)])
        client.post(f"/case/{case.number}/add", {"text": "再说一句。"})
    for path in ("/", "/my", f"/case/{case.number}", "/report", "/community", "/me"):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(path).status_code == 200
        asked = [one["sql"] for one in caught if not re.match(r"(SAVEPOINT|RELEASE|select set_config)", one["sql"])]
        assert len(asked) <= 12, (path, len(asked), asked)
