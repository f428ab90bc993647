"""The elements of GeoReport v2 and of service discovery, as the published tables list them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# "Timezone information (either Z meaning UTC, or an HH:MM offset from UTC) must be included."
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
MOST_DESCRIPTION = 4000

Check = Callable[[Any, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, what may stand in it, whether it must be there, whether it may be empty.

    ``of`` names the one kind of child of a list (in JSON the list has no such level); ``inside`` are children of
    different names.
    """

    name: str
    check: Check | None = None
    required: bool = True
    empty: bool = False
    of: Element | None = None
    inside: tuple[Element, ...] = ()


def text(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{path}: {value!r} is no text"


def identifier(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        yield f"{path}: {value!r} is no identifier"


def boolean(value: Any, path: str) -> Iterator[str]:
    if value not in (True, False, "true", "false") or (isinstance(value, int) and not isinstance(value, bool)):
        yield f"{path}: {value!r} is neither true nor false"


def moment(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str) or not W3C.fullmatch(value):
        yield f"{path}: {value!r} is no W3C date and time with its zone"
        return
    try:
        datetime.fromisoformat(value)
    except ValueError:
        yield f"{path}: {value!r} is no day or hour there is"


def number(low: float, high: float, *, whole: bool = False) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        try:
            found = float("nan") if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            found = float("nan")
        if not low <= found <= high or (whole and found != int(found)):
            yield f"{path}: {value!r} is no number from {low:g} to {high:g}"

    return check


def one_of(*words: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if value not in words:
            yield f"{path}: {value!r} is none of {', '.join(words)}"

    return check


def url(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s<>]+", value):
        yield f"{path}: {value!r} is no URL"


def description(value: Any, path: str) -> Iterator[str]:
    yield from text(value, path)
    if isinstance(value, str) and len(value) > MOST_DESCRIPTION:
        yield f"{path}: longer than {MOST_DESCRIPTION} characters"


def optional(name: str, check: Check) -> Element:
    """A field that "may not be returned", and may be empty."""
    return Element(name, check, required=False, empty=True)


def many(name: str, child: Element) -> Element:
    return Element(name, of=child, empty=True)


SERVICES = many(
    "services",
    Element(
        "service",
        inside=(
            Element("service_code", identifier),
            Element("service_name", text),
            Element("description", text, empty=True),
            Element("metadata", boolean),
            Element("type", one_of("realtime", "batch", "blackbox")),
            Element("keywords", text, empty=True),
            Element("group", text, empty=True),
        ),
    ),
)
DEFINITION = Element(
    "service_definition",
    inside=(
        Element("service_code", identifier),
        many(
            "attributes",
            Element(
                "attribute",
                inside=(
                    Element("variable", boolean),
                    Element("code", identifier),
                    Element(
                        "datatype",
                        one_of("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"),
                    ),
                    Element("required", boolean),
                    Element("datatype_description", text, empty=True),
                    Element("order", number(1, 1e9, whole=True)),
                    Element("description", text, empty=True),
                    Element(
                        "values",
                        required=False,
                        empty=True,
                        of=Element("value", inside=(Element("key", identifier), Element("name", text))),
                    ),
                ),
            ),
        ),
    ),
)
REQUESTS = many(
    "service_requests",
    Element(
        "request",
        inside=(
            Element("service_request_id", identifier),
            Element("status", one_of("open", "closed")),
            optional("status_notes", text),
            Element("service_name", text),
            Element("service_code", identifier),
            Element("description", description, empty=True),
            optional("agency_responsible", text),
            optional("service_notice", text),
            Element("requested_datetime", moment),
            Element("updated_datetime", moment),
            optional("expected_datetime", moment),
            Element("address", text, empty=True),
            Element("address_id", identifier, empty=True),
            Element("zipcode", identifier, empty=True),
            Element("lat", number(-90, 90), empty=True),
            Element("long", number(-180, 180), empty=True),
            Element("media_url", url, empty=True),
        ),
    ),
)
CREATED = many(
    "service_requests",
    Element(
        "request",
        inside=(
            Element("service_request_id", identifier, required=False),
            Element("token", identifier, required=False),
            optional("service_notice", text),
            optional("account_id", identifier),
        ),
    ),
)
TOKEN = many(
    "service_requests",
    Element("request", inside=(Element("service_request_id", identifier, empty=True), Element("token", identifier))),
)
ERRORS = many(
    "errors", Element("error", inside=(Element("code", number(100, 10_000, whole=True)), Element("description", text)))
)
DISCOVERY = Element(
    "discovery",
    inside=(
        Element("changeset", text),
        Element("contact", text),
        Element("key_service", text),
        many(
            "endpoints",
            Element(
                "endpoint",
                inside=(
                    Element("specification", url),
                    Element("url", url),
                    Element("changeset", text),
                    Element("type", one_of("production", "test")),
                    many("formats", Element("format", one_of("text/xml", "application/json"))),
                ),
            ),
        ),
    ),
)
