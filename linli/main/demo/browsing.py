"""A browser without a screen: it reads the forms of a page, fills them in and sends them, cookies and all.

It knows no address but what stands on the pages, so what it can do a person without JavaScript can do.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

TIME_OUT = 20
SAME_AGAIN = 307
MOST_BYTES = 4_000_000
NAME = "Linli demo resident or colleague"


class Away(Exception):
    """The city does not answer: it is starting again, or gone."""


@dataclass(slots=True)
class Form:
    """A form as it stands on the page: what it would send untouched, and what may be chosen."""

    action: str = ""
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def has(self, *names: str) -> bool:
        """Whether the form offers all these fields."""
        offered = self.values.keys() | self.choices.keys() | set(self.files) | {name for name, _v in self.buttons}
        return set(names) <= offered

    def has_button(self, name: str, value: str) -> bool:
        return (name, value) in self.buttons


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: where one ended up, how, the forms and links on it, and its plain text."""

    url: str
    status: int
    forms: Sequence[Form]
    links: Sequence[str]
    title: str
    text: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def form(self, *names: str, ends: str = "") -> Form | None:
        """The first form that offers these fields and whose address ends like this."""
        fitting = (one for one in self.forms if one.has(*names) and urlsplit(one.action).path.endswith(ends))
        return next(fitting, None)


class Browser:
    """One person's browser on one surface."""

    def __init__(self, base: str, *, language: str = "zh-CN") -> None:
        self._base = base
        self._cookies = CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self._cookies))
        self._opener.addheaders = [("User-Agent", NAME), ("Accept-Language", language), ("Accept", "text/html")]

    def get(self, address: str) -> Page:
        return self._open(Request(self._absolute(address)))  # noqa: S310

    def send(
        self,
        page: Page,
        form: Form,
        filled: Mapping[str, str],
        *,
        button: tuple[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Page:
        """Send a form of a page with some fields filled in, by one of its buttons."""
        values = {name: list(held) for name, held in form.values.items()}
        values |= {name: [value] for name, value in filled.items()}
        if button is not None:
            values[button[0]] = [button[1]]
        pairs = [(name, value) for name, held in values.items() for value in held]
        address = self._absolute(urljoin(page.url, form.action or page.url))
        if form.method != "post":
            return self.get(f"{address}?{urlencode(pairs)}")
        kind, body = _multipart(pairs, files or {})
        headers = {"Content-Type": kind, "Referer": page.url, "Origin": _origin(page.url)}
        return self._open(Request(address, data=body, headers=headers))  # noqa: S310

    def _absolute(self, address: str) -> str:
        """The full address; a browser of this surface never leaves it."""
        full = urljoin(self._base, address)
        return full if _origin(full) == _origin(self._base) else self._base

    def _open(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIME_OUT) as answer:
                return _read(answer.geturl(), answer.status, answer.read(MOST_BYTES))
        except HTTPError as error:
            if error.code == SAME_AGAIN and request.data is not None:  # the same form to another address
                address = self._absolute(urljoin(request.full_url, error.headers.get("Location", "")))
                return self._open(Request(address, data=request.data, headers=dict(request.headers)))  # noqa: S310
            return _read(error.geturl(), error.code, error.read(MOST_BYTES))
        except (URLError, HTTPException, OSError) as error:
            raise Away(str(error)) from error


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _multipart(pairs: Sequence[tuple[str, str]], files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The body of a form as RFC 7578 has it; photos are JPEG."""
    mark = secrets.token_hex(16)
    parts = [f'Content-Disposition: form-data; name="{n}"\r\n\r\n'.encode() + v.encode() for n, v in pairs]
    for name, content in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="IMG_{secrets.randbelow(9000) + 1000}.jpg"'
        parts.append(f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + content)
    body = b"".join(b"--" + mark.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return f"multipart/form-data; boundary={mark}", body + f"--{mark}--\r\n".encode()


def _read(url: str, status: int, body: bytes) -> Page:
    reader = _Reader()
    reader.feed(body.decode("utf-8", errors="replace"))
    reader.close()
    text = " ".join(" ".join(reader.words).split())
    return Page(url, status, reader.forms, reader.links, reader.title.strip(), text)


class _Reader(HTMLParser):
    """Collects forms, links and words. Only what our own pages use is understood."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.title = ""
        self._form: Form | None = None
        self._area = ""
        self._select = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        read = getattr(self, f"_read_{tag}", None)
        if read is not None:
            read(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif self._area and self._form is not None:
            held = self._form.values[self._area]
            held[0] += data.removeprefix("\r\n").removeprefix("\n") if not held[0] else data
        elif data.strip():
            self.words.append(data)

    def _read_title(self, _given: dict[str, str]) -> None:
        self._in_title = True

    def _read_a(self, given: dict[str, str]) -> None:
        if given.get("href"):
            self.links.append(given["href"])

    def _read_form(self, given: dict[str, str]) -> None:
        self._form = Form(given.get("action", ""), given.get("method", "get").lower())
        self.forms.append(self._form)

    def _read_textarea(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            self._area = given["name"]
            self._form.values[self._area] = [""]

    def _read_select(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            self._select = given["name"]
            self._form.choices.setdefault(self._select, [])

    def _read_option(self, given: dict[str, str]) -> None:
        if self._form is None or not self._select:
            return
        value = given.get("value", "")
        self._form.choices[self._select].append(value)
        if "selected" in given or self._select not in self._form.values:
            self._form.values[self._select] = [value]

    def _read_button(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("type", "submit") == "submit":
            self._form.buttons.append((given.get("name", ""), given.get("value", "")))

    def _read_input(self, given: dict[str, str]) -> None:
        if self._form is None or not given.get("name"):
            return
        name, kind, value = given["name"], given.get("type", "text"), given.get("value", "")
        if kind == "file":
            self._form.files.append(name)
        elif kind in ("radio", "checkbox"):
            self._form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                self._form.values.setdefault(name, []).append(value)
        elif kind != "submit":
            self._form.values.setdefault(name, []).append(value)
