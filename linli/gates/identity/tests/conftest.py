"""Passwords cost little in the tests of the door, but for the one about what they cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.world import Quick


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest) -> Iterator[None]:
    if "costs" in request.node.name:
        yield
        return
    with override_settings(PASSWORD_HASHERS=[f"{Quick.__module__}.{Quick.__qualname__}"]):
        yield
