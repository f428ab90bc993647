"""Ground that a whole file of tests stands on: laid in one transaction, taken back after the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.world import World, standing


@contextmanager
def laid(blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, to lay something in it; each test that is run meanwhile takes back only what it did itself."""
    with blocker.unblock():
        world = standing()
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # so that actions may begin inside
        around.__enter__()
    try:
        yield world
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
