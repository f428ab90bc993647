"""The guard of a page answers what it declared and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.kit.tests.counter_site import counter
from tests.world import World

__all__ = ["counter"]


@pytest.mark.parametrize("path", ["/logout", "/edition", "/forget", "/case/NN-00000-00000-0/add"])
@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_a_page_that_changes_something_is_only_posted_to(
    client: Client, counter: World, path: str, method: str
) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_a_page_is_asked_for_its_head_as_for_itself(client: Client, counter: World) -> None:
    assert client.head("/").status_code == 200
