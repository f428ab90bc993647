"""The city's unified login: away and back as oneself, and every token that is not exactly ours lets nobody in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import LazySettings
from joserfc.jwk import OctKey

from linli.gates.identity import unified
from linli.gates.identity.tests.provider import CLIENT, SECRET, Provider, signing_key, standing
from linli.kernel.people import actions as people
from linli.kernel.people.models import Account
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World


@pytest.fixture
def city(settings: LazySettings) -> Iterator[Provider]:
    """The operator has named an issuer."""
    with standing() as provider:
        settings.OUTBOUND_HOSTS = ("127.0.0.1",)
        settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = provider.url, CLIENT, SECRET
        settings.OIDC_STRONG = ("real_name",)
        unified.forget()
        yield provider
        unified.forget()


def away(visit: Visit, onto: str = "/my") -> dict[str, str]:
    """Press the button, and what the browser carries to the city's page."""
    page = visit.send("/login/city", {"next": onto}).content.decode()
    found = re.search(r'href="(http://127[^"]+)"', page)
    assert found, page
    return dict(parse_qsl(urlsplit(unescape(found[1])).query))


def back(visit: Visit, state: str, code: str) -> Any:
    return visit.get("/login/city/back", {"state": state, "code": code})


def entered(visit: Visit, city: Provider) -> Any:
    asked = away(visit)
    return back(visit, asked["state"], city.approve(asked))


def is_in(visit: Visit) -> bool:
    return "account" in visit.session


def test_without_an_issuer_there_is_no_button(public: Visit) -> None:
    assert "城市统一账号" not in public.get("/login").content.decode()
    assert public.send("/login/city")["Location"].startswith("/login?")
    assert back(public, "x", "y")["Location"] == "/login"


def test_a_resident_comes_in_and_is_the_same_one_the_next_time(public: Visit, city: Provider) -> None:
    assert "城市统一账号" in public.get("/login").content.decode()
    asked = away(public)
    assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
    answer = back(public, asked["state"], city.approve(asked))
    assert (answer.status_code, answer["Location"]) == (302, "/my")
    first = public.session["account"]
    city.phone = ""  # from now on the number that stands for them is enough
    again = Visit()
    assert entered(again, city).status_code == 302
    assert again.session["account"] == first
    other = Visit()
    city.subject, city.phone = "450103-0002", "13900001111"
    assert entered(other, city).status_code == 302
    assert other.session["account"] != first


def test_a_known_phone_is_the_same_account_and_ties_once(world: World, public: Visit, city: Provider) -> None:
    city.phone = world.residents[0].phone
    entered(public, city)
    assert public.session["account"] == world.residents[0].account
    stranger = Visit()
    city.subject = "somebody-else"
    refused = entered(stranger, city)
    assert (refused.status_code, is_in(stranger)) == (422, False)


def test_an_unverified_phone_opens_nobodys_account(world: World, public: Visit, city: Provider) -> None:
    city.phone, city.lie = world.residents[0].phone, {"phone_number_verified": "true"}
    entered(public, city)
    assert public.session["account"] != world.residents[0].account


LIES: dict[str, dict[str, Any]] = {
    "wrong issuer": {"iss": "https://login.false.example.cn"},
    "wrong audience": {"aud": "another-program"},
    "token of another client": {"aud": ["another-program", CLIENT], "azp": "another-program"},
    "several audiences, nobody named": {"aud": ["another-program", CLIENT]},
    "expired": {"exp": int(clock().timestamp()) - 3600},
    "from the future": {"iat": int(clock().timestamp()) + 3600},
    "no expiry": {"exp": None},
    "another nonce": {"nonce": "of another browser"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.replace(" ", "-"))
def test_a_token_that_is_not_exactly_ours_is_refused(public: Visit, city: Provider, lie: str) -> None:
    city.lie = LIES[lie]
    answer = entered(public, city)
    assert (answer.status_code, "没有说清您是谁" in answer.content.decode(), is_in(public)) == (422, True, False)


@pytest.mark.parametrize("forged", ["alg none", "foreign key", "shared secret", "cut", "nothing"])
def test_a_signature_that_is_not_the_issuers_is_refused(public: Visit, city: Provider, forged: str) -> None:
    asked = away(public)
    if forged == "alg none":
        city.header = {"alg": "none"}
    elif forged == "foreign key":
        right, city.key = city.key, signing_key("one", foreign=True)
        city.token, city.key = city.issue(asked["nonce"]), right
    elif forged == "shared secret":
        right, city.key = city.key, OctKey.import_key(SECRET * 3)  # type: ignore[assignment]
        city.header = {"alg": "HS256", "kid": "one"}
        city.token, city.key = city.issue(asked["nonce"]), right
    else:
        city.token = city.issue(asked["nonce"])[:-20] if forged == "cut" else "nothing"
    answer = back(public, asked["state"], city.approve(asked))
    assert (answer.status_code, is_in(public)) == (422, False)


def test_a_state_is_good_for_one_browser_and_once(public: Visit, city: Provider) -> None:
    asked = away(public)
    code, thief = city.approve(asked), Visit()
    assert back(thief, asked["state"], code).status_code == 422  # somebody else's answer, planted
    assert back(public, "another", code).status_code == 422  # and with it the question is used up
    assert back(public, asked["state"], code).status_code == 422
    asked = away(public)
    code = city.approve(asked)
    assert back(public, asked["state"], code).status_code == 302
    public.send("/logout")
    assert back(public, asked["state"], code).status_code == 422
    assert not is_in(public)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(public: Visit, city: Provider) -> None:
    stolen = city.approve(away(public))
    thief = Visit()
    asked = away(thief)
    assert back(thief, asked["state"], stolen).status_code == 422
    assert not is_in(thief)


def test_a_new_key_of_the_issuer_is_asked_for_once(public: Visit, city: Provider) -> None:
    assert entered(public, city).status_code == 302
    city.key, city.header = signing_key("two"), {"alg": "RS256", "kid": "two"}
    assert entered(Visit(), city).status_code == 302


def test_a_city_that_does_not_answer_is_said_so(public: Visit, city: Provider) -> None:
    city.down = True
    answer = public.send("/login/city")
    assert (answer.status_code, "没有回应" in answer.content.decode() or "没有说清" in answer.content.decode()) == (
        422,
        True,
    )


def test_how_well_one_is_known(world: World, public: Visit, city: Provider) -> None:
    """By the phone, by papers, and by papers and the city's own word for a real name."""
    resident, clerk = world.residents[0], world.hat("clerk", "桃源北社区")
    city.phone = resident.phone

    def level() -> str:
        visit = Visit()
        entered(visit, city)
        return str(visit.get("/me/keys").content.decode())

    assert "手机号验证过" in level()
    with as_login("desk"):
        people.check_identity(
            person_id=resident.person, phone=resident.phone, document="resident_id", by=clerk, now=clock()
        )
    assert "什么都能办" in level()
    city.acr = "password"
    assert "证件核对过。少数" in level()
    with as_login(""):
        assert Account.objects.get(id=resident.account).person_id == resident.person
