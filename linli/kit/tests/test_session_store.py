"""Sessions of one surface are nothing to the other: not to its pages, and not to its database login."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from linli.kit.session_store import SessionStore
from linli.kit.tests import desk_site
from tests.surfaces import Visit, as_login, surface
from tests.world import World


@pytest.mark.asvs("V7.2.1", "V13.2.2")
def test_a_surface_sees_only_its_own_sessions(world: World, desk: Visit) -> None:
    desk_site.enter(desk, world, world.hat("clerk"))
    key = desk.cookies["linli_desk"].value
    assert key.startswith("desk-")
    assert Session.objects.filter(session_key=key).exists()
    with as_login("public"):
        assert not Session.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("delete from django_session")
            assert cursor.rowcount == 0
    with as_login("worker"):
        assert Session.objects.filter(session_key=key).exists()


def test_a_key_of_another_surface_is_no_key(world: World, desk: Visit) -> None:
    desk_site.enter(desk, world, world.hat("clerk"))
    key = desk.cookies["linli_desk"].value
    assert SessionStore(key).session_key == key
    with surface("public"):
        assert SessionStore(key).session_key is None
