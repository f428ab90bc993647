"""Following a public matter: instead of reporting it again, by login or by phone, heard once, left at one tap."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.kernel.cases.models import Case
from linli.kernel.notices.models import Notice
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import Follower, PublicFace
from linli.kit.around.tests.test_around import face_of
from linli.kit.tests.counter_site import all_powers, counter, form
from linli.plumbing.time import now as clock
from tests.hearing import hear
from tests.world import PASSWORD, World

__all__ = ["counter"]

PHONE = "13912340000"


def texts(phone: str = PHONE) -> list[str]:
    """What would go to a phone: written down, sealed, and not yet sent."""
    from linli.kernel.notices.actions import leaving

    all_powers()
    left = [leaving(one) for one in Notice.objects.filter(channel="sms").order_by("id")]
    return [words for address, words in left if address == phone]


def link_in(text: str) -> str:
    return str(re.findall(r"http://localhost:8000(/f/[0-9A-Z-]+)", text)[0])


def test_a_duplicate_is_followed_instead_of_reported(client: Client, counter: World) -> None:
    """The form shows what is open nearby; one press of its button opens no case and the answer still comes."""
    world = counter
    opened = world.an_open_case()
    face = face_of(opened)
    offer = client.post("/report", form(world, who="alias", called="三楼的", phone=PHONE)).content.decode()
    assert "是不是这一件" in offer
    assert re.search(r"约\d+米", offer)
    before = Case.objects.count()
    answer = client.post(
        "/report", form(world, who="alias", called="三楼的", phone=PHONE, act=f"follow:{face.code}"), follow=True
    )
    assert "短信发出了" in answer.content.decode()
    all_powers()
    assert Case.objects.count() == before
    hear()
    confirm = link_in(texts()[-1])
    asks = client.get(confirm).content.decode()
    assert "用这个号码关注这件事" in asks
    all_powers()
    assert Follower.objects.get().since is None  # opening a link is not saying yes
    client.post(confirm, {"act": "confirm"})
    for action in ("accept", "handled", "answer"):
        world.act(opened, action)
    hear()
    assert sum("有答复了" in text for text in texts()) == 1
    world.rate(opened, 5)
    hear()
    assert sum("办完了" in text for text in texts()) == 1
    told = client.get(link_in(texts()[-1]))
    assert "办好了" in told.content.decode()


def test_news_is_told_once_even_when_a_fact_is_heard_twice(client: Client, counter: World) -> None:
    from linli.kernel.cases import news
    from linli.kernel.cases.facts import CaseAnswered
    from linli.plumbing.facts import Told

    opened = counter.an_open_case()
    face = face_of(opened)
    publications.ask_to_follow(code=face.code, phone=PHONE, by=counter.hat("visitor"), now=clock())
    hear()
    Follower.objects.update(since=clock())
    told = Told(2**40, 1, 0, "clerk", "", clock())
    for _time in range(3):
        news.on_answered(CaseAnswered(opened.case_id, 1), told)
    assert len([text for text in texts() if "有答复了" in text]) == 1


def test_without_a_phone_the_page_of_the_matter_asks_for_it_and_the_form_is_kept(
    client: Client, counter: World
) -> None:
    face = face_of(counter.an_open_case())
    answer = client.post("/report", form(counter, text="三楼的灯又坏了", act=f"follow:{face.code}"))
    assert answer["Location"] == f"/around/{face.code}#follow"
    assert "三楼的灯又坏了" in client.get("/report").content.decode()
    wrong = client.post(f"/around/{face.code}/follow", {"phone": "123"})
    assert wrong.status_code == 422
    assert 'value="123"' in wrong.content.decode()
    assert not Follower.objects.exists()


def test_with_a_login_news_stands_in_the_app_and_leaving_is_one_tap(client: Client, counter: World) -> None:
    world = counter
    client.post("/login/password", {"phone": world.residents[1].phone, "password": PASSWORD})
    opened = world.an_open_case()
    face = face_of(opened)
    for _time in range(2):
        page = client.post(f"/around/{face.code}/follow", follow=True).content.decode()
        assert "您关注着这件事" in page
    all_powers()
    row = Follower.objects.get()
    assert row.phone_sealed is None
    for action in ("accept", "handled", "answer"):
        world.act(opened, action)
    hear()
    home = client.get("/").content.decode()
    assert f"/around/{face.code}" in home
    assert "有答复了" in home
    client.post(f"/around/{face.code}/leave")
    all_powers()
    assert not Follower.objects.exists()


def test_nobody_learns_who_follows_and_a_stranger_is_not_signed_up(client: Client, counter: World) -> None:
    face = face_of(counter.an_open_case())
    first = client.post(f"/around/{face.code}/follow", {"phone": PHONE})
    again = client.post(f"/around/{face.code}/follow", {"phone": PHONE})
    assert first["Location"] == again["Location"]
    hear()
    assert len(texts()) == 1  # one message, however often somebody else's number is typed
    all_powers()
    assert Follower.objects.count() == 1
    link = link_in(texts()[0])
    client.post(link, {"act": "leave"})
    all_powers()
    assert not Follower.objects.exists()
    assert client.get(link).status_code == 404


def test_a_phone_is_not_flooded_and_neither_is_the_city(client: Client, counter: World) -> None:
    faces = [face_of(counter.an_open_case(item="hotline.rubbish")) for _time in range(7)]
    got = [client.post(f"/around/{face.code}/follow", {"phone": PHONE}).status_code for face in faces]
    assert got == [302] * 5 + [422] * 2


def test_guessing_codes_is_stopped(
    client: Client, counter: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    got = []
    for number in range(22):
        with django_capture_on_commit_callbacks(execute=True):
            got.append(client.get(f"/f/0000-0000-{number:04d}").status_code)
    assert got[0] == 404
    assert got[-1] == 429


def test_followers_are_forgotten_after_the_end_and_so_are_their_numbers(client: Client, counter: World) -> None:
    world, robot = counter, counter.hat("robot")
    opened = world.an_open_case(until="confirm")
    face = face_of(opened)
    publications.ask_to_follow(code=face.code, phone=PHONE, by=world.hat("visitor"), now=clock())
    hear()
    assert len(texts()) == 1
    Follower.objects.update(since=clock())
    world.rate(opened, 5)
    later = clock() + timedelta(days=29)
    all_powers()
    assert publications.forget_followers(by=robot, now=later) == 0
    assert publications.forget_followers(by=robot, now=later + timedelta(days=2)) == 1
    all_powers()
    assert not Follower.objects.exists()
    assert not Notice.objects.filter(channel="sms", address_sealed__isnull=False).exists()


def test_a_number_nobody_spoke_for_is_forgotten_the_next_day(counter: World) -> None:
    face = face_of(counter.an_open_case())
    publications.ask_to_follow(code=face.code, phone=PHONE, by=counter.hat("visitor"), now=clock())
    robot = counter.hat("robot")
    assert publications.forget_followers(by=robot, now=clock() + timedelta(hours=25)) == 1


def test_a_closed_matter_is_followed_by_nobody(client: Client, counter: World) -> None:
    opened = counter.an_open_case(until="confirm")
    counter.rate(opened, 5)
    face = PublicFace.objects.get(case_id=opened.case_id)
    assert "关注这件事" not in client.get(f"/around/{face.code}").content.decode()
    assert client.post(f"/around/{face.code}/follow", {"phone": PHONE}).status_code == 302
    all_powers()
    assert not Follower.objects.exists()


def test_nothing_is_kept_of_a_follower_but_a_sealed_phone(client: Client, counter: World) -> None:
    face = face_of(counter.an_open_case())
    client.post(f"/around/{face.code}/follow", {"phone": PHONE})
    all_powers()
    kept = json.dumps([{k: str(v) for k, v in row.items()} for row in Follower.objects.values()])
    assert PHONE not in kept
    assert PHONE.encode() not in bytes(Follower.objects.get().phone_sealed or b"")
    logs = Path(settings.HOME).glob("**/*.log")
    assert not any(PHONE in log.read_text(errors="ignore") for log in logs)
