"""The forms of a page as a browser has them, filled in with whatever an attacker likes, and sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from linli.main.demo import pictures
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from tests.surfaces import Visit

TYPED = frozenset({"text", "search", "textarea", "url", "email", "tel"})
Words = Callable[["Field"], str]


@dataclass(slots=True)
class Field:
    """One field: its kind (the type of an input, else the tag), how it stands, what it offers."""

    name: str
    kind: str
    value: str = ""
    offers: list[str] = field(default_factory=list)
    longest: int = 0  # 0 where the page does not say

    @property
    def typed(self) -> bool:
        """Whether somebody types into it."""
        return self.kind in TYPED


@dataclass(slots=True)
class Form:
    """One form: where it goes, its fields by name, its buttons as they are sent."""

    page: str
    action: str
    is_post: bool
    is_multipart: bool
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, words: Words) -> dict[str, Any]:
        """Every field with something in it: what stands there, what is offered, else ``words`` of the field."""
        return {one.name: value for one in self.fields.values() if (value := _value(one, words)) is not None}

    def send(self, visit: Visit, data: dict[str, Any], button: tuple[str, str] = ("", "")) -> Any:
        """Press a button of the form."""
        sent = {**data, button[0]: button[1]} if button[0] else data
        if not self.is_post:
            return visit.get(self.action, sent)
        return visit.send(self.action, sent, Referer=f"http://localhost{self.page}")


def _value(one: Field, words: Words) -> Any:
    if one.typed:
        return one.value or words(one)
    if one.kind in ("radio", "select"):
        return one.value or next((offer for offer in one.offers if offer), "")
    if one.kind in ("date", "datetime-local"):
        return one.value or (day_of(clock()) + timedelta(days=3)).isoformat()
    if one.kind == "number":
        return one.value or "3"
    if one.kind == "file":
        return _a_file() if one.name in ("photo", "media") else None
    return one.value if one.kind != "checkbox" or one.value else None


def _a_file() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return [SimpleUploadedFile("IMG_0417.jpg", pictures.photo("stairs"), "image/jpeg")]


def forms_of(page: str, html: str) -> list[Form]:
    """Every form of a page, with the fields that stand outside and name it by ``form=``."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif tag == "option" and self._select is not None:
            self._select.offers.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag in ("input", "select", "textarea", "button") and given.get("name") and "disabled" not in given:
            form = self._named.get(given.get("form", ""), self._form)
            if form is not None:
                self._control(form, tag, given)
        elif tag == "button" and self._form is not None:
            self._form.buttons.append(("", ""))

    def _begin(self, given: dict[str, str]) -> None:
        action = given.get("action") or self.page
        multipart = given.get("enctype", "") == "multipart/form-data"
        self._form = Form(self.page, action, given.get("method", "get").lower() == "post", multipart)
        self.forms.append(self._form)
        if given.get("id"):
            self._named[given["id"]] = self._form

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given["name"], given.get("value", "")
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if tag == "button" or kind == "submit":
            form.buttons.append((name, value))
            return
        longest = int(given.get("maxlength") or 0)
        one = form.fields.setdefault(name, Field(name, kind, longest=longest))
        if kind in ("radio", "checkbox"):
            one.offers.append(value)
            one.value = value if "checked" in given else one.value
        elif tag == "select":
            self._select = one
        elif tag == "textarea":
            self._area = one
        else:
            one.value = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data.lstrip("\n") if not self._area.value else data
