"""Passkeys: one opens the desk alone, for its own question, at its own address, once, when its holder agreed."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from linli.gates.identity.tests.test_second import half
from tests.passkeys import Device
from tests.surfaces import Visit
from tests.world import World


def added(desk: Visit, device: Device) -> Any:
    """Whoever is in adds the passkey of a device."""
    asked = desk.send("/login/passkey", {"new": "1"})
    assert asked.status_code == 200, asked.content.decode()
    return desk.send("/me/keys/add", {"factor_credential": device.make(asked.content.decode())})


def shown(desk: Visit, device: Device, path: str = "/login") -> Any:
    asked = desk.send("/login/passkey").content.decode()
    return desk.send(path, {"factor_credential": device.show(asked)})


@pytest.fixture
def device(world: World, desk: Visit) -> Device:
    """The passkey of a clerk's computer; the clerk has gone home."""
    made = Device(settings.DESK_URL)
    desk.sign_in(world.login(world.hat("clerk", "桃源北社区")))
    assert added(desk, made)["Location"] == "/me/keys?did=added"
    desk.send("/logout")
    return made


def test_a_passkey_opens_the_desk_alone(desk: Visit, device: Device) -> None:
    assert shown(desk, device)["Location"] == "/"
    assert desk.get("/").status_code == 200


def test_a_passkey_is_the_second_step_after_a_password(world: World, desk: Visit, device: Device) -> None:
    half(desk, world.login(world.hat("clerk", "桃源北社区")))
    assert shown(desk, device, "/login/second")["Location"] == "/"


def test_a_passkey_of_somebody_else_is_no_second_step(world: World, desk: Visit, device: Device) -> None:
    half(desk, world.login(world.hat("supervisor")))
    assert shown(desk, device, "/login/second").status_code == 422
    assert "account" not in desk.session


def test_an_answer_is_good_once_and_for_its_own_question(desk: Visit, device: Device) -> None:
    asked = desk.send("/login/passkey").content.decode()
    answer = device.show(asked)
    other = Visit()
    other.send("/login/passkey")
    assert other.send("/login", {"factor_credential": answer}).status_code == 422  # asked of another browser
    assert desk.send("/login", {"factor_credential": answer}).status_code == 302
    desk.send("/logout")
    desk.send("/login/passkey")
    assert desk.send("/login", {"factor_credential": answer}).status_code == 422


@pytest.mark.parametrize(
    "lie",
    [{"origin": "http://localhost:8000"}, {"origin": "https://false.example.cn"}, {"verified": False}, {"key": None}],
    ids=lambda lie: next(iter(lie)),
)
def test_a_device_that_lies_opens_nothing(desk: Visit, device: Device, lie: dict[str, Any]) -> None:
    for name, value in lie.items():
        setattr(device, name, Device("").key if name == "key" else value)
    refused = shown(desk, device)
    assert (refused.status_code, "不认得这个通行密钥" in refused.content.decode()) == (422, True)
    assert "account" not in desk.session


@pytest.mark.parametrize("given", ["", "{}", "[]", "nonsense", '{"id": 7}', '{"id": "AAAA"}', "x" * 30_000])
def test_what_is_no_answer_opens_nothing(desk: Visit, given: str) -> None:
    desk.send("/login/passkey")
    assert desk.send("/login", {"factor_credential": given, "login": "x", "password": "y"}).status_code == 422


def test_whoever_has_a_second_factor_adds_no_other_by_the_password_alone(world: World, desk: Visit) -> None:
    half(desk, world.login(world.hat("clerk")))
    assert desk.send("/login/passkey", {"new": "1"}).status_code == 403
    assert Visit().send("/login/passkey", {"new": "1"}).status_code == 403
