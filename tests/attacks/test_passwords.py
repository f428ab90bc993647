"""Passwords, codes and sessions as the standards ask: taken sign for sign, hidden, pasted, drawn, and over in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from linli.kernel.people import actions as people
from linli.kernel.people.actions.codes import HOLDS, CodeRefused
from linli.kernel.people.models import Account
from linli.kit import sessions
from linli.main.logs import Line
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

LONG = (
    "x" * 64,
    "马 到 成 功 " * 20,
    "Correct horse battery staple, and 64 signs more of the same!" * 3,
    " leading and trailing ",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[None]:
    with override_settings(HOME=tmp_path):
        yield


@pytest.mark.asvs("V6.2.8", "V6.2.9")
@pytest.mark.parametrize("password", LONG)
def test_a_password_is_taken_sign_for_sign(world: World, db: None, password: str) -> None:
    neighbour = world.residents[0]
    with as_login(""):
        account = Account.objects.get(id=neighbour.account)
        account.set_password(password)
        account.save(update_fields=["password"])
    with surface("public"):
        assert Visit().enter(phone=neighbour.phone, password=password)
        for bent in (password[:-1], password + " ", password.upper(), password.strip() + "\t", password + "x" * 300):
            if bent != password:
                body = {"phone": neighbour.phone, "password": bent}
                assert Visit().api("POST", "login", body).status_code in (401, 422)


@pytest.mark.asvs("V6.2.6", "V6.2.7")
@pytest.mark.parametrize(("name", "path"), [("desk", "/login"), ("public", "/login/password")])
def test_a_password_field_hides_it_and_takes_what_is_pasted(world: World, db: None, name: str, path: str) -> None:
    with surface(name):
        (field,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", Visit().get(path).content.decode())
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert not re.search(r"onpaste|readonly|maxlength=\"(?:[1-9]|[1-5]\d|6[0-3])\"", field)


@pytest.mark.asvs("V6.5.3", "V6.5.4", "V6.5.5", "V6.6.2")
def test_a_code_is_drawn_belongs_to_one_asking_and_is_over_in_ten_minutes(world: World, db: None) -> None:
    now, phone = clock(), "13955507777"
    codes = [people.ask_code(phone=f"139555{n:05d}", now=now) for n in range(60)]
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert len(set(codes)) >= 58, "sixty draws of a million hardly meet"
    first, second = people.ask_code(phone=phone, now=now), people.ask_code(phone=phone, now=now)
    if first != second:
        with pytest.raises(CodeRefused):
            people.check_code(phone=phone, code=first, now=now)
    assert timedelta(minutes=10) >= HOLDS
    with pytest.raises(CodeRefused):
        people.check_code(phone=phone, code=second, now=now + HOLDS)
    other = people.ask_code(phone="13955508888", now=now)
    with pytest.raises(CodeRefused):
        people.check_code(phone=phone, code=other if other != second else "000000", now=now)
    assert people.check_code(phone=phone, code=second, now=now)


@pytest.mark.asvs("V7.3.2")
@pytest.mark.dengbao("8.1.4.1 b")
def test_a_session_of_staff_is_over_after_twelve_hours_however_busy(world: World, db: None) -> None:
    hat = world.hat("clerk")
    with surface("desk"):
        visit = Visit()
        visit.enter(login=world.login(hat), password=PASSWORD)
        assert visit.api("GET", "inbox").status_code == 200
        session = visit.session
        session["began"] = (clock() - sessions.ABSOLUTE - timedelta(seconds=1)).isoformat()
        session["seen"] = clock().isoformat()
        with as_login(""):
            session.save()
        assert visit.api("GET", "inbox").status_code == 401


@pytest.mark.asvs("V16.2.2")
def test_logs_say_the_moment_by_utc() -> None:
    import logging

    record = logging.LogRecord("linli", logging.ERROR, "f", 1, "x", None, None)
    record.created, record.msecs = 0.0, 0.0
    assert Line("%(asctime)s %(message)s").format(record) == "1970-01-01 00:00:00,000 x"
