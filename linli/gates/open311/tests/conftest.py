"""A program with a key, and how it files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.gates.open311 import keys
from linli.gates.open311.keys import Wish
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, surface
from tests.world import World


@dataclass(slots=True)
class Program:
    """Another program at the public surface, with a key of its own."""

    visit: Visit
    key: str
    form: str = "json"

    def files(self, fields: dict[str, Any] | None = None, *, photos: tuple[Any, ...] = (), repeat: str = "") -> Any:
        """POST a request as a form; with ``photos`` as multipart; ``repeat`` is an idempotency key."""
        headers = {"Idempotency-Key": repeat} if repeat else {}
        sent = {"api_key": self.key, "service_code": "hotline.stair_light", "lat": "22.8075", "long": "108.3436",
                "description": "三楼的灯坏了。", **(fields or {})}  # fmt: skip
        sent = {name: value for name, value in sent.items() if value is not None}
        path = f"/open311/v2/requests.{self.form}"
        if photos:
            files = [SimpleUploadedFile(photo.name, photo.content) for photo in photos]
            return self.visit.post(path, {**sent, "media": files}, headers=headers)
        return self.sends(_form(sent), headers=headers)

    def sends(
        self, body: bytes, kind: str = "application/x-www-form-urlencoded", headers: dict[str, str] | None = None
    ) -> Any:
        """POST these very bytes."""
        return self.visit.post(f"/open311/v2/requests.{self.form}", body, content_type=kind, headers=headers or {})

    def asks(self, path: str, **given: str) -> Any:
        return self.visit.get(f"/open311/v2/{path}.{self.form}", given)


def _form(fields: dict[str, Any]) -> bytes:
    return urlencode(fields, doseq=True).encode()


def a_key(world: World, **wish: Any) -> str:
    """A key a supervisor made at the desk."""
    with surface("desk"):
        return keys.make(wish=Wish("别的应用", **wish), by=world.hat("supervisor"), now=clock()).secret


@pytest.fixture
def program(world: World, db: None) -> Iterator[Program]:
    """A program with a key for the whole city."""
    key = a_key(world)
    with surface("public"):
        yield Program(Visit(), key)
