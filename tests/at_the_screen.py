"""Somebody at a screen: opens pages, reads them, fills in a form and presses one of its buttons.

A press sends what a browser sends: every field of the form as it stands, what was filled in, and the button itself.
So a story told with it shows that the pages work without JavaScript.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings

from tests import factors
from tests.surfaces import Visit, surface
from tests.world import PASSWORD, World

VOID = frozenset({"input", "img", "br", "meta", "link", "path", "circle", "rect", "use", "hr"})
QUIET = frozenset({"script", "style", "svg", "head"})
BLOCK = frozenset({"p", "h1", "h2", "h3", "li", "tr", "td", "th", "dt", "dd", "div", "section", "label", "option"})


@dataclass(slots=True)
class Form:
    """One form of a page: where it goes, its fields as they stand, its buttons by their words."""

    action: str
    is_post: bool
    fields: dict[str, list[Any]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def filled(self, given: dict[str, Any]) -> dict[str, Any]:
        """The fields as they would be sent; of a choice one names the words beside it."""
        unknown = set(given) - self.names
        assert not unknown, f"the form has no {unknown}, only {self.names}"
        return {**self.fields, **{name: self._value(name, value) for name, value in given.items()}}

    def _value(self, name: str, value: Any) -> Any:
        offered = self.choices.get(name)
        if offered is None or not isinstance(value, str):
            return value
        assert value in offered, f"{name} offers no {value!r}, only {list(offered)}"
        return offered[value]


class Page(HTMLParser):
    """A page as it was answered: status, words, links by their words, forms."""

    def __init__(self, path: str, status: int, html: str) -> None:
        super().__init__()
        self.path, self.status = path, status
        self.links: dict[str, str] = {}
        self.pictures: list[str] = []
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._link = self._select = self._area = ""
        self._button: tuple[str, str] | None = None
        self._pressed: list[str] = []
        self._choice: tuple[str, str] | None = None
        self._off = 0  # how deep the fieldset stands that is not sent
        self.feed(html)

    @property
    def words(self) -> str:
        """Everything that can be read, a line for each block."""
        lines = "".join(self._words).split("\n")
        return "\n".join(line for line in (re.sub(r"\s+", " ", one).strip() for one in lines) if line)

    def __contains__(self, words: str) -> bool:
        return words in self.words

    def form_with(self, label: str) -> Form:
        """The form with a button of these words."""
        for form in self.forms:
            if label in form.buttons:
                return form
        offered = [list(form.buttons) for form in self.forms]
        raise AssertionError(f"no button {label!r} on {self.path} ({self.status}), only {offered}\n{self.words}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "fieldset" and "disabled" in given and not self._off:
            self._off = len(self._open)
        if tag in BLOCK:
            self._words.append("\n")
        if tag == "img":
            self.pictures.append(given.get("src", ""))
        if tag == "a":
            self._link, self._pressed = given.get("href", ""), []
        if tag == "form":
            action = given.get("action") or self.path
            self._form = Form(action, given.get("method", "get") == "post")
            self.forms.append(self._form)
        if self._form is not None and not self._off:
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "button":
            self._button, self._pressed = (name, given.get("value", "")), []
        if tag == "option" and self._select:
            self._option(form, given)
            self._choice = (self._select, given.get("value", ""))
        if tag not in ("input", "select", "textarea") or not name:
            return
        form.names.add(name)
        kind = given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields.setdefault(name, [""])
        if kind in ("checkbox", "radio"):
            self._choice = (name, given.get("value", ""))
        if tag == "input" and (kind not in ("checkbox", "radio", "file") or "checked" in given):
            form.fields.setdefault(name, []).append(given.get("value", ""))

    def _option(self, form: Form, given: dict[str, str]) -> None:
        """Without a choice of its own, a list stands at its first entry."""
        if "selected" in given or self._select not in form.fields:
            form.fields[self._select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        self._off = self._off if len(self._open) >= self._off else 0
        label = "".join(self._pressed).strip()
        if tag == "button" and self._button is not None and self._form is not None:
            self._form.buttons[label] = self._button
            self._button = None
        elif tag == "a":
            self.links.setdefault(label, self._link)
        elif tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._select = self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            before = self._form.fields[self._area][0]
            self._form.fields[self._area] = [before + data.lstrip("\n") if not before else before + data]
        if QUIET & set(self._open):
            return
        if self._choice is not None and self._form is not None and data.strip():
            name, value = self._choice
            self._form.choices.setdefault(name, {})[data.strip()] = value
            self._choice = None
        self._words.append(data)
        if "kbd" not in self._open:
            self._pressed.append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)


@dataclass(slots=True)
class Somebody:
    """A person before one surface, with a browser of their own and the page they look at."""

    surface: str
    visit: Visit = field(default_factory=Visit)
    page: Page = field(default_factory=lambda: Page("", 0, ""))

    def open(self, path: str) -> Page:
        """Type an address, or follow a link."""
        with surface(self.surface):
            return self._look(self.visit.get(path, follow=True))

    def follow(self, link: str) -> Page:
        """Click a link by its words."""
        assert link in self.page.links, f"no link {link!r} on {self.page.path}: {list(self.page.links)}"
        return self.open(self.page.links[link])

    def press(self, label: str, **filled: Any) -> Page:
        """Fill in the form around a button and press it."""
        form = self.page.form_with(label)
        name, value = form.buttons[label]
        sent = form.filled(filled) | ({name: value} if name else {})
        with surface(self.surface):
            send = self.visit.post if form.is_post else self.visit.get
            return self._look(send(form.action, sent, follow=True))

    def get(self, path: str) -> Any:
        """A file behind the page, a photo for example."""
        with surface(self.surface):
            return self.visit.get(path)

    def log_in(self, login: str, password: str) -> Page:
        """The desk's door: name and password, then what the authenticator shows."""
        self.open("/login")
        self.press("登录", login=login, password=password)
        return self.press("继续", factor_code=factors.code_for(login))

    def log_in_by_code(self, phone: str) -> Page:
        """The residents' door: the code is read from the message that was sent to the phone."""
        self.open("/login")
        self.press("发验证码", phone=phone)
        return self.press("登录", code=last_code(Path(settings.HOME), phone))

    def _look(self, answer: Any) -> Page:
        redirects: Sequence[tuple[str, int]] = getattr(answer, "redirect_chain", [])
        path = redirects[-1][0] if redirects else answer.request["PATH_INFO"]
        self.page = Page(path, answer.status_code, answer.content.decode())
        return self.page


def at_home(world: World, number: int = 0) -> Somebody:
    """A resident of the small city, logged in on their own phone."""
    somebody = Somebody("public")
    somebody.open("/login/password")
    somebody.press("登录", phone=world.residents[number].phone, password=PASSWORD)
    return somebody


def last_code(home: Path, phone: str) -> str:
    """The one-time code of the last message to a phone, from the file that stands for a provider of SMS."""
    lines = (home / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    texts: list[str] = [line["text"] for line in map(json.loads, lines) if line["to"].endswith(phone)]
    found: list[str] = [code for text in texts if "验证码" in text for code in re.findall(r"\d{6}", text)]
    return found[-1]
