"""The connection is used again: after commit, refusal and a read page it is nobody's."""

from __future__ import annotations

import pytest
from django.db import transaction

from linli.kernel.cases.models import Case
from linli.plumbing import policy, scope
from linli.plumbing.time import now as clock
from tests.before_walls import run
from tests.world import World


def test_no_identity_is_left_behind_by_an_action(world: World, transactional_db: None) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    world.an_open_case(by=world.resident(), reporter=world.a_named())
    _nobody()
    with pytest.raises(policy.NotAllowed), scope.writing(clerk, now=clock()):
        raise policy.NotAllowed
    _nobody()
    with scope.reading(clerk, now=clock()):
        assert Case.objects.count() == 1
    _nobody()
    with pytest.raises(Exception):  # noqa: B017, PT011  whatever it is, it must leave nothing behind
        world.act(1, "nothing", by=clerk)
    _nobody()


def _nobody() -> None:
    left = run("select current_setting('app.scopes', true), current_setting('app.subjects', true),"
               " nullif(current_setting('app.account', true), ''), current_setting('role')")  # fmt: skip
    assert [value or "" for value in left[0]] == ["", "", "", "none"]
    for login in ("public", "desk", "worker"):
        with transaction.atomic():
            run("select set_config('role', %s, true)", [f"linli_{login}"])
            assert run("select count(*) from cases_case") == [(0,)]
