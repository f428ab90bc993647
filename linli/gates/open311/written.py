"""Answers in the two forms of the specification: XML, and the JSON the Spark convention makes of it.

A list in XML is an element around elements of one name; in JSON it is a plain list. What is not there is an empty
element, and null.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
INSIDE = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def answer(content: Any, root: str, form: str, *, status: int = 200) -> HttpResponse:
    """Plain values as the answer to a request: ``root`` is the outermost element, which JSON does without."""
    body = msgspec.json.encode(content) if form == JSON else (HEAD + xml(root, content)).encode()
    made = HttpResponse(body, status=status, content_type=TYPES[form])
    made["Access-Control-Allow-Origin"] = "*"
    made["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return made


def kept(request: HttpRequest, made: HttpResponse, *, seconds: int) -> HttpResponse:
    """Let whoever asks keep the answer a while, and hear afterwards whether it is still the same."""
    tag = f'"{hashlib.sha256(made.content).hexdigest()[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        made.status_code, made.content = 304, b""
    made["ETag"], made["Cache-Control"] = tag, f"public, max-age={seconds}"
    patch_vary_headers(made, ["Accept-Language"])
    return made


def moment(at: datetime) -> str:
    """A time in W3C form, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def xml(name: str, value: Any) -> str:
    """One element with all that stands in it."""
    return "".join(_element(name, value))


def _element(name: str, value: Any) -> Iterator[str]:
    if value is None or value == "":
        yield f"<{name}/>"
        return
    yield f"<{name}>"
    if isinstance(value, dict):
        for inner, content in value.items():
            yield from _element(inner, content)
    elif isinstance(value, list):
        for content in value:
            yield from _element(INSIDE[name], content)
    else:
        yield _text(value)
    yield f"</{name}>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape("".join(sign for sign in str(value) if sign in "\t\n\r" or sign.isprintable() or ord(sign) > 0xA0))
