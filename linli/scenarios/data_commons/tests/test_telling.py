"""Nobody has to look whether they were asked, answered or cut off: they are told."""

from __future__ import annotations

import pytest

from linli.kernel.grants import actions
from linli.kernel.grants.models import Grant
from linli.kernel.notices.models import Notice
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.commons import a_grant, a_request, an_entry, clerk, owner, within
from tests.hearing import hear
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db


def told(template: str) -> dict[int, Notice]:
    """Whom the words were told, by account."""
    with as_login(""):
        return {one.account_id or 0: one for one in Notice.objects.filter(template=template)}


def asked(world: World) -> int:
    entry = an_entry(world)
    row = a_request(world, entry)
    return actions.ask(row=row, within=within(world, entry), by=clerk(world), now=clock()).id


def decided(request: int, by: Hat, **how: object) -> Grant | None:
    return actions.decide(request_id=request, by=by, now=clock(), **how)  # type: ignore[arg-type]


def test_the_owner_unit_hears_that_it_was_asked(world: World) -> None:
    asked(world)
    hear()
    found = told("data_asked")
    assert owner(world).account in found
    assert clerk(world).account not in found
    assert "桃源北社区居民委员会" in found[owner(world).account].text
    assert "/data-requests/" in found[owner(world).account].link


def test_who_asked_hears_no_and_why(world: World) -> None:
    decided(asked(world), owner(world), agrees=False, reason="用不着到户")
    hear()
    assert "用不着到户" in told("data_refused")[clerk(world).account].text
    assert not told("data_granted")


def test_who_asked_hears_yes_and_the_unit_that_it_is_over(world: World) -> None:
    grant = a_grant(world, an_entry(world))
    hear()
    assert f"/grants/{grant.number}" in told("data_granted")[clerk(world).account].link
    actions.revoke(grant_id=grant.id, reason="合同到期", by=owner(world), now=clock())
    hear()
    found = told("data_taken_back")
    assert "合同到期" in found[clerk(world).account].text
    assert owner(world).account not in found


def test_a_decision_already_made_is_not_asked_for_any_more(world: World) -> None:
    request = asked(world)
    decided(request, owner(world), agrees=False, reason="先等一等")
    hear()
    assert not told("data_asked")
