"""The two doors of the city in one test process: a browser or program at one surface, under its database login."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.client import MULTIPART_CONTENT

from tests import factors
from tests.world import PASSWORD, World

URLS = {"public": "PUBLIC_URL", "desk": "DESK_URL"}


@contextmanager
def surface(name: str) -> Iterator[None]:
    """This process serves that surface: its addresses, cookies, and for every statement its database login."""
    with (
        override_settings(
            SURFACE=name,
            SURFACE_URL=getattr(settings, URLS[name]),
            ROOT_URLCONF=f"linli.main.urls_{name}",
            SESSION_COOKIE_NAME=f"linli_{name}",
            CSRF_COOKIE_NAME=f"linli_{name}_csrf",
        ),
        as_login(name),
    ):
        yield


@contextmanager
def as_login(name: str) -> Iterator[None]:
    """Statements outside any action run as the surface's login too, as in a process of its own; "" is nobody's."""
    before = _become(f"linli_{name}" if name else "none")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _become(before)


def _become(login: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        before: str = cursor.fetchone()[0]
        cursor.execute("select set_config('role', %s, false)", [login])
    return before


class Visit(Client):
    """A browser or a program. Forms carry the CSRF token of their cookie; ``api`` sends and reads JSON."""

    def __init__(self, **options: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **options)
        self.csrf = ""

    def send(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        """Post a form as a page of ours does."""
        if settings.CSRF_COOKIE_NAME not in self.cookies:
            self.get("/login")
        token = self.cookies[settings.CSRF_COOKIE_NAME].value
        return self.post(path, {**(data or {}), "csrfmiddlewaretoken": token}, headers=headers)

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an operation; with ``files`` (photos) in the body it travels as multipart."""
        if self.csrf:
            headers = {"X-CSRFToken": self.csrf, **headers}
        url = f"/api/v1/{path}"
        if method == "GET":
            return self.get(url, body, headers=headers)
        if body and "files" in body:
            files = body["files"]
            body = {name: value for name, value in body.items() if name != "files"}
            photos = [SimpleUploadedFile(photo.name, photo.content) for photo in files]
            sent = {"json": json.dumps(body), "photo": photos}
            return self.post(url, sent, content_type=MULTIPART_CONTENT, headers=headers)
        return self.post(url, json.dumps(body or {}), content_type="application/json", headers=headers)

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> Any:
        """The desk's door in both steps; the answer that leads on."""
        first = self.send("/login", {"login": login, "password": password, **more})
        assert first.status_code == 302, first.content.decode()
        return self.send(first["Location"].partition("?")[0], {"factor_code": factors.code_for(login), **more})

    def enter(self, **given: str) -> Any:
        """Log in over the API and keep the token that changes need."""
        if "login" in given:
            given = {"code": factors.code_for(given["login"]), **given}
        answer = self.api("POST", "login", given)
        assert answer.status_code == 200, answer.content.decode()
        self.csrf = answer.json()["csrf"]
        return answer.json()


@pytest.fixture
def public(world: World, db: None) -> Iterator[Visit]:
    """A visitor at the public surface."""
    with surface("public"):
        yield Visit()


@pytest.fixture
def desk(world: World, db: None) -> Iterator[Visit]:
    """Somebody before the desk's door."""
    with surface("desk"):
        yield Visit()
