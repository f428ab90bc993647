"""The residents' door: a code to the phone, or a password; then on to where one came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from linli.gates.identity import codes
from linli.kernel.people.models import Account
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, Quick, World

UNKNOWN = "13900139999"


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path) -> Iterator[Path]:
    """Messages go to a file of this test."""
    with override_settings(HOME=tmp_path):
        yield tmp_path / "messages.jsonl"


def code_in(outbox: Path) -> str:
    """The code of the last message."""
    text: str = json.loads(outbox.read_text(encoding="utf-8").splitlines()[-1])["text"]
    return text.split("验证码")[1][:6]


@pytest.mark.parametrize("phone", ["13800138001", UNKNOWN])
def test_a_code_opens_the_account_known_or_not(public: Visit, outbox: Path, phone: str) -> None:
    answer = public.send("/login", {"phone": phone[:3] + " " + phone[3:], "next": "/my"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/code?next=%2Fmy")
    page = public.get(answer["Location"]).content.decode()
    assert f"{phone[:3]}****{phone[-4:]}" in page
    assert phone not in page
    answer = public.send("/login/code", {"code": code_in(outbox), "next": "/my"})
    assert (answer.status_code, answer["Location"]) == (302, "/my")
    assert public.session["account"]
    assert public.get("/my").status_code == 200


def test_known_and_unknown_phones_are_answered_alike(world: World, public: Visit) -> None:
    pages = []
    for phone in (world.residents[0].phone, UNKNOWN):
        visit = Visit()
        first = visit.send("/login", {"phone": phone})
        masked = f"{phone[:3]}****{phone[-4:]}"
        body = visit.get(first["Location"]).content.decode().replace(masked, "")
        pages.append((first.status_code, first["Location"], body.split("csrfmiddlewaretoken")[0]))
    assert pages[0] == pages[1]


@pytest.mark.asvs("V6.3.1")
def test_a_phone_is_sent_one_code_a_minute(public: Visit, outbox: Path) -> None:
    public.send("/login", {"phone": UNKNOWN})
    again = public.send("/login/code", {"again": "1"})
    assert again.status_code == 429
    assert "验证码刚发过" in again.content.decode()
    assert len(outbox.read_text(encoding="utf-8").splitlines()) == 1


def test_an_address_asks_for_twenty_codes_an_hour(public: Visit) -> None:
    for number in range(codes.AN_HOUR_BY_ADDRESS):
        assert public.send("/login", {"phone": f"139001300{number:02d}"}).status_code == 302
    refused = public.send("/login", {"phone": UNKNOWN})
    assert refused.status_code == 429
    assert "从这里要的验证码太多了" in refused.content.decode()


@pytest.mark.asvs("V6.6.3", "V6.3.1")
@pytest.mark.dengbao("8.1.4.1 b")
def test_five_wrong_codes_lock_the_code(public: Visit, outbox: Path) -> None:
    public.send("/login", {"phone": UNKNOWN})
    right = code_in(outbox)
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        assert public.send("/login/code", {"code": wrong}).status_code == 422
    assert public.send("/login/code", {"code": right}).status_code == 422
    assert "account" not in public.session


def test_what_is_no_phone_comes_back_as_it_was_typed(public: Visit) -> None:
    answer = public.send("/login", {"phone": "1380013"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1380013"' in page
    assert "11" in page


def test_phone_and_password(world: World, public: Visit) -> None:
    typed = {"phone": world.residents[0].phone, "password": PASSWORD}
    answer = public.send("/login/password", {**typed, "next": "/report"})
    assert (answer.status_code, answer["Location"]) == (302, "/report")


def test_the_same_sentence_for_a_wrong_password_and_for_nobody(world: World, public: Visit) -> None:
    said = set()
    for phone in (world.residents[0].phone, UNKNOWN):
        answer = public.send("/login/password", {"phone": phone, "password": "nearly-right"})
        assert answer.status_code == 422
        said.add(answer.content.decode().count("手机号或密码不对"))
    assert len(said) == 1


@pytest.mark.asvs("V7.2.4", "V7.2.2", "V7.2.3")
def test_the_session_key_is_a_new_one(world: World, public: Visit) -> None:
    public.send("/login", {"phone": UNKNOWN})
    before = public.session.session_key
    token = public.cookies[settings.CSRF_COOKIE_NAME].value
    public.send("/login/password", {"phone": world.residents[0].phone, "password": PASSWORD})
    assert public.session.session_key != before
    assert public.cookies[settings.CSRF_COOKIE_NAME].value != token


@pytest.mark.asvs("V3.7.2")
@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/x", "/\\example.org", "javascript:alert(1)", "/login/code", "/logout", ""],
)
def test_no_way_leads_to_another_site_or_back_to_the_door(world: World, public: Visit, elsewhere: str) -> None:
    typed = {"phone": world.residents[0].phone, "password": PASSWORD, "next": elsewhere}
    assert public.send("/login/password", typed)["Location"] == "/"


def test_a_session_of_one_surface_is_nobody_at_the_other(world: World, public: Visit) -> None:
    public.send("/login/password", {"phone": world.residents[0].phone, "password": PASSWORD})
    key = public.cookies["linli_public"].value
    with surface("desk"):
        other = Visit()
        other.cookies["linli_desk"] = key
        answer = other.get("/")
        assert (answer.status_code, answer["Location"]) == (302, "/login?next=%2F")


@pytest.mark.asvs("V7.4.3")
def test_a_changed_password_ends_the_session(world: World, public: Visit) -> None:
    resident = world.residents[0]
    public.send("/login/password", {"phone": resident.phone, "password": PASSWORD})
    assert public.get("/login")["Location"] == "/"
    with as_login(""):
        Account.objects.filter(id=resident.account).update(password=Quick().encode("another-2026", "saltsalt"))
    assert public.get("/login").status_code == 200


@pytest.mark.asvs("V7.4.1", "V3.5.3")
def test_going_out_is_a_form(world: World, public: Visit) -> None:
    public.send("/login/password", {"phone": world.residents[0].phone, "password": PASSWORD})
    assert public.get("/logout").status_code == 405
    assert public.send("/logout")["Location"] == "/"
    assert "account" not in public.session


@pytest.mark.asvs("V3.5.1")
def test_a_form_without_its_token_is_refused(world: World, public: Visit) -> None:
    typed = {"phone": world.residents[0].phone, "password": PASSWORD}
    assert public.post("/login/password", typed).status_code == 403
