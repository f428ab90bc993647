"""The public surface over the small world of the tests: forms as a browser sends them, and the desk's side of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from linli.kernel.cases.models import Case
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kit.counter.forms import UNKNOWN
from linli.plumbing.time import now as clock
from tests.world import World, a_photo

LIGHT, DISPUTE = "hotline.stair_light", "community.neighbours"


@pytest.fixture
def counter(world: World, db: None, settings: LazySettings) -> World:
    """The world behind residents' pages."""
    public(settings)
    return world


def public(settings: LazySettings) -> None:
    """This process serves residents, alone: no live process stands beside it, so pages ask for none."""
    settings.LIVE_URL = ""
    settings.SURFACE, settings.SURFACE_URL = "public", settings.PUBLIC_URL
    settings.ROOT_URLCONF = "linli.main.urls_public"


def form(world: World, **fields: Any) -> dict[str, Any]:
    """A report as a browser sends it, complete unless told otherwise."""
    whole = {
        "key": "k" * 24,
        "act": "send",
        "text": "三楼楼道灯坏了两天，老人上下楼怕摔。",
        "item": LIGHT,
        "place": str(world.building()),
        "who": "anonymous",
        "community": UNKNOWN,
    }
    return {**whole, **fields}


def upload(name: str = "IMG_1.jpg", content: bytes | None = None, *, take: int = 0) -> SimpleUploadedFile:
    """A photo as it is chosen in the form; with ``content`` whatever that is."""
    return SimpleUploadedFile(name, a_photo(take=take).content if content is None else content)


def send(client: Client, world: World, **fields: Any) -> Case:
    """Send a report and take its case as it stands in the database."""
    answer = client.post("/report", form(world, **fields))
    assert answer.status_code == 302, answer.content.decode()
    all_powers()
    return Case.objects.get(number=client.session["receipt_shown"]["number"])


def code_of(client: Client) -> str:
    """The code as the page after sending shows it."""
    page = client.get("/report/done").content.decode()
    return page.split('class="receipt-code">')[1].split("<")[0]


def draw_photos(world: World) -> None:
    """What the worker does: every photo drawn anew."""
    all_powers()
    for number in list(Paper.objects.values_list("id", flat=True)):
        papers.clean(paper=number, by=world.hat("robot"), now=clock())
    all_powers()


def all_powers() -> None:
    """Look at the tables as their owner: a request leaves its login in the one transaction of a test."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
