"""Pictures that come as an address: fetched once through the guarded way out, or noted as a link."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.conf import LazySettings

from linli.gates import outbound
from linli.gates.open311 import media
from linli.gates.open311.models import Media
from linli.gates.outbound.tests.listening import Heard, listening
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Event
from linli.kernel.papers.models import Paper
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World, a_photo


def picture(handler: BaseHTTPRequestHandler) -> None:
    """What the other machine has: a photo, a page, something that is gone, something without end."""
    bodies = {"/photo.jpg": a_photo().content, "/page": b"<html>", "/huge": b"x" * (media.MOST + 1)}
    body = bodies.get(handler.path)
    handler.send_response(200 if body else 404)
    handler.send_header("Content-Length", str(len(body or b"")))
    handler.end_headers()
    handler.wfile.write(body or b"")


@pytest.fixture
def there(settings: LazySettings) -> Iterator[Heard]:
    with listening(picture) as heard:
        settings.OUTBOUND_HOSTS = ("127.0.0.1",)
        yield heard


def sent(world: World, *urls: str) -> tuple[Opened, list[int]]:
    """A case whose reporter sent these addresses, and the ids of what is to be fetched."""
    opened = world.an_open_case()
    hat = scope.VISITOR.seeing(opened.subject_id)
    with scope.writing(hat, now=clock()):
        media.fetch_later(urls, case_id=opened.case_id, subject_id=opened.subject_id)
        waiting = list(Media.objects.order_by("id").values_list("id", flat=True))
    return opened, waiting


def told(opened: Opened) -> list[Event]:
    with scope.reading(scope.VISITOR.seeing(opened.subject_id), now=clock()):
        return list(queries.case_file(opened.number).events)


def test_a_photo_is_fetched_once_and_goes_the_way_of_every_photo(world: World, db: None, there: Heard) -> None:
    opened, (number,) = sent(world, f"{there.url}/photo.jpg")
    for _time in range(3):
        media.fetch(number)
    assert len(there.calls) == 1
    added = told(opened)[0]
    assert (added.verb, len(added.body.papers), added.shown) == ("added", 1, True)
    with as_login(""):
        assert Paper.objects.get(case_id=opened.case_id).state == "quarantined"


@pytest.mark.parametrize("path", ["/page"])
def test_what_is_no_photo_stays_a_link(world: World, db: None, there: Heard, path: str) -> None:
    opened, (number,) = sent(world, f"{there.url}{path}")
    media.fetch(number)
    media.fetch(number)
    (noted, *_rest) = told(opened)
    assert (noted.verb, noted.shown) == ("noted", False)
    assert f"{there.url}{path}" in noted.body.text
    assert len(there.calls) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x.jpg",
        "http://localhost/x.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/x.jpg",
        "http://10.0.0.1/x.jpg",
        "file:///etc/passwd",
        "gopher://example.cn/x",
        "javascript:alert(1)",
        "x" * 3000,
    ],
)
def test_the_house_does_not_call_itself(world: World, db: None, settings: LazySettings, url: str) -> None:
    settings.OUTBOUND_HOSTS = ()
    opened, (number,) = sent(world, url)
    media.fetch(number)
    assert told(opened)[0].verb == "noted"


@pytest.mark.parametrize("path", ["/gone.jpg", "/huge"])
def test_what_cannot_be_had_is_tried_again_and_then_noted(world: World, db: None, there: Heard, path: str) -> None:
    opened, (number,) = sent(world, f"{there.url}{path}")
    for _time in range(media.TRIES - 1):
        with pytest.raises(outbound.NotReached):
            media.fetch(number)
    media.fetch(number)
    media.fetch(number)
    assert len(there.calls) == media.TRIES
    verbs: list[Any] = [event.verb for event in told(opened)]
    assert verbs.count("noted") == 1
