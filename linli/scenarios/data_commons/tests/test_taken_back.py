"""Taken back means now: a page that is being made while the owner says so gets nothing from its next statement on."""

from __future__ import annotations

import threading

from django.db import connection

from linli.kernel.grants import actions
from linli.kernel.grants.sources import Asked
from linli.kit import granted
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.commons import a_grant, an_entry, clerk, owner
from tests.world import World


def test_the_next_statement_of_a_page_that_is_being_made_gets_nothing(world: World, transactional_db: None) -> None:
    grant = a_grant(world, an_entry(world))
    asked = Asked(grant.id, ("community",), tuple(grant.places), clock())
    wrong: list[BaseException] = []

    def take_back() -> None:
        try:
            actions.revoke(grant_id=grant.id, reason="马上停", by=owner(world), now=clock())
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    with scope.reading(clerk(world), now=asked.now):
        assert granted.table("select community from opened", asked) == [("桃源北社区",)]
        other = threading.Thread(target=take_back)
        other.start()
        other.join()
        assert not wrong
        assert granted.table("select community from opened", asked) == []
