"""Class + (django-mfa3 CVE-2022-24857, wagtail-2fa CVE-2019-16766, CVE-2020-5240): half a login opens another page.

A session that has come half-way (a phone was asked, a password was right and more is wanted, pieces of another
session) opens no page but those of the door. And there is one door: no second view lets anybody in.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings

from linli.gates.identity.public import ASKED
from linli.kit.routes import OPEN, guard_of
from linli.main.checks.routes import routes
from linli.plumbing.time import now as clock
from tests.attacks.asking import Walk, ways
from tests.surfaces import Visit, as_login, surface

HALVES: dict[str, dict[str, Any]] = {
    "a phone that was sent a code": {ASKED: "13800138001"},
    "an account alone": {"account": 0},
    "an account without its password": {"surface": "", "account": 0, "began": "", "seen": ""},
    "a login that was forged": {"surface": "", "account": 0, "hash": "0" * 64, "began": "", "seen": ""},
    "a session of the other surface": {"surface": "worker", "account": 0, "hash": "", "began": "", "seen": ""},
    "Django's own keys": {"_auth_user_id": "1", "_auth_user_backend": "x", "_auth_user_hash": "y"},
    "receipts of nobody": {"receipts": [1, 2, 3]},
}


def half(walk: Walk, name: str, what: dict[str, Any]) -> Visit:
    """A browser whose session holds these pieces and no more."""
    account = walk.world.hat("clerk").account if name == "desk" else walk.world.residents[0].account
    visit = Visit()
    with as_login(""):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        for key, value in what.items():
            filled = {
                "account": account,
                "surface": value or name,
                "began": clock().isoformat(),
                "seen": clock().isoformat(),
            }
            session[key] = filled.get(key, value)
        session.save(must_create=True)
    visit.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return visit


@pytest.mark.asvs("V7.2.1")
@pytest.mark.parametrize("what", HALVES)
@pytest.mark.parametrize("name", ["public", "desk"])
def test_half_a_login_is_none(walk: Walk, name: str, what: str) -> None:
    wrong = []
    with surface(name):
        stranger, visit = Visit(), half(walk, name, HALVES[what])
        for route in guarded(name):
            path = walk.address(route)
            plain, told = stranger.get(path), visit.get(path)
            if told.status_code != plain.status_code or told.get("Location") != plain.get("Location"):
                wrong.append(f"{path}: {told.status_code} and {plain.status_code}")
    assert not wrong, "\n".join(wrong)


def guarded(name: str) -> list[str]:
    """Pages that ask for more than being there; a handful of each kind is enough for each half."""
    found = []
    for path, view in routes(import_module(f"linli.main.urls_{name}").urlpatterns):
        guard = guard_of(view)
        if guard is not None and "GET" in guard.methods and (guard.may != OPEN or path in ("me", "my", "my/home", "")):
            found.append(path)
    known = {path for path, _methods in ways(name, "GET")}
    return [path for path in found if path in known][:: 3 if name == "desk" else 1]


@pytest.mark.asvs("V6.3.4", "V7.6.2")
def test_there_is_one_door_for_each_surface() -> None:
    """Only the views of the identity gate begin a session, on pages and over the API."""
    from pathlib import Path

    import linli

    found = {
        path.relative_to(Path(linli.__file__).parent).as_posix()
        for path in Path(linli.__file__).parent.rglob("*.py")
        if "tests" not in path.parts and "sessions.log_in(" in path.read_text(encoding="utf-8")
    }
    assert found
    assert all(one.startswith(("gates/identity/", "gates/web_api/")) for one in found), found
