"""Looking changes nothing: every page a resident opens is made in a read-only transaction."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from linli.kit.tests.counter_site import code_of, form, public
from tests.world import World


@pytest.mark.asvs("V3.5.3")
@pytest.mark.django_db(transaction=True)
def test_every_page_is_made_in_a_transaction_that_cannot_write(world: World, settings: LazySettings) -> None:
    """As in a process of one surface, which says read-only instead of assuming a login."""
    public(settings)
    client = Client()
    client.post("/report", form(world))
    number, code = client.session["receipt_shown"]["number"], code_of(client)
    settings.ASSUME_LOGIN = False
    for path in ("/", "/my", "/me", "/report", "/report/done", "/community", "/track", f"/case/{number}"):
        assert client.get(path).status_code == 200, path
    assert client.get(f"/c/{code}").status_code == 302
    other = Client()
    for _time in range(20):
        assert other.get("/c/AAAA-BBBB-CCCC").status_code == 404
    assert other.get(f"/c/{code}").status_code == 429
