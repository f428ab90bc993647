"""The guard of a page answers what it declared and nothing else."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from linli.kit.tests.counter_site import counter, upload
from tests.world import World

__all__ = ["counter"]


@pytest.mark.asvs("V3.5.3")
@pytest.mark.parametrize("path", ["/logout", "/edition", "/forget", "/case/NN-00000-00000-0/add"])
@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_a_page_that_changes_something_is_only_posted_to(
    client: Client, counter: World, path: str, method: str
) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_a_page_is_asked_for_its_head_as_for_itself(client: Client, counter: World) -> None:
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("path", ["/report", "/login"])
def test_a_request_no_form_can_send_is_refused_before_it_is_read(
    client: Client, counter: World, settings: LazySettings, path: str
) -> None:
    settings.REQUEST_MOST = 10_000
    answer = client.post(path, {"photo": upload(content=b"x" * 20_000)})
    assert answer.status_code == 400
    assert "最多9张" in answer.content.decode()
