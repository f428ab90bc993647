"""The cookie behind the tokens of forms comes when it is new, so that a late answer never takes a newer one away."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests import factors
from tests.surfaces import Visit, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def test_the_cookie_comes_once_and_again_with_a_login(world: World) -> None:
    clerk = world.login(world.hat("clerk", "桃源北社区"))
    with surface("desk"):
        visit, name = Visit(), settings.CSRF_COOKIE_NAME
        first = visit.get("/login")
        assert name in first.cookies
        assert "Cookie" in first["Vary"]
        for path in ("/login", "/offline", "/waiting", "/now"):
            assert name not in visit.get(path).cookies, path
        before = visit.cookies[name].value
        visit.send("/login", {"login": clerk, "password": PASSWORD})
        answer = visit.send("/login/second", {"factor_code": factors.code_for(clerk)})
        assert answer.status_code in (302, 303)
        assert visit.cookies[name].value != before
        late = visit.get("/offline")
        assert name not in late.cookies
