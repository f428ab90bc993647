"""A validator of GeoReport v2, written from the published specification and from nothing of ours.

Sources: wiki.open311.org/GeoReport_v2, wiki.open311.org/Service_Discovery, JSON_and_XML_Conversion (Spark
convention). ``problems`` looks at one answer and returns everything in it that the specification does not allow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from tests.open311.elements import CREATED, DEFINITION, DISCOVERY, ERRORS, REQUESTS, SERVICES, TOKEN, Element

XML, JSON = "xml", "json"
CONTENT_TYPES = {XML: "text/xml", JSON: "application/json"}
MOST_REQUESTS = 1000
GEOREPORT = "http://wiki.open311.org/GeoReport_v2"


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource: its outermost element, and what no single field tells."""

    root: Element
    statuses: frozenset[int] = frozenset({200})
    whole: Callable[[Any], Iterator[str]] = field(default=lambda _content: iter(()))


def _services(content: Any) -> Iterator[str]:
    yield from _all_different(content, "service_code")


def _definition(content: Any) -> Iterator[str]:
    attributes = content.get("attributes") or []
    yield from _all_different(attributes, "code")
    yield from _all_different(attributes, "order")
    for one in attributes:
        has_values = bool(one.get("values"))
        if str(one.get("datatype", "")).endswith("valuelist") != has_values:
            yield f"{one.get('code')}: a list has values, and nothing else has"
        yield from _all_different(one.get("values") or [], "key")


def _requests(content: Any) -> Iterator[str]:
    if len(content) > MOST_REQUESTS:
        yield f"{len(content)} requests: at most {MOST_REQUESTS} are returned"
    yield from _all_different(content, "service_request_id")
    for one in content:
        if str(one.get("updated_datetime")) < str(one.get("requested_datetime")) and _same_zone(one):
            yield f"{one.get('service_request_id')}: updated before it was requested"
        if (one.get("lat") is None) != (one.get("long") is None):
            yield f"{one.get('service_request_id')}: lat and long come together"


def _one(content: Any) -> Iterator[str]:
    yield from _requests(content)
    if len(content) != 1:
        yield f"one request was asked for, {len(content)} were returned"


def _created(content: Any) -> Iterator[str]:
    if len(content) != 1:
        yield f"one request was created, {len(content)} were returned"
    for one in content:
        if ("token" in one) == ("service_request_id" in one):
            yield "either a service_request_id or a token is returned"


def _token(content: Any) -> Iterator[str]:
    if len(content) != 1:
        yield f"one token was asked for, {len(content)} were returned"


def _errors(content: Any) -> Iterator[str]:
    if not content:
        yield "an error says what it is"


def _discovery(content: Any) -> Iterator[str]:
    endpoints = content.get("endpoints") or []
    if not any(one.get("specification") == GEOREPORT for one in endpoints):
        yield "no endpoint of GeoReport v2"
    for one in endpoints:
        if "text/xml" not in (one.get("formats") or []):
            yield f"{one.get('url')}: XML is a required format"
        if str(one.get("url", "")).endswith("/"):
            yield f"{one.get('url')}: resources are put behind a slash of their own"


KINDS: Mapping[str, Kind] = {
    "discovery": Kind(DISCOVERY, whole=_discovery),
    "services": Kind(SERVICES, whole=_services),
    "definition": Kind(DEFINITION, whole=_definition),
    "requests": Kind(REQUESTS, whole=_requests),
    "request": Kind(REQUESTS, whole=_one),
    "created": Kind(CREATED, frozenset({200, 201}), whole=_created),
    "token": Kind(TOKEN, whole=_token),
    # "always 404 for resources that don't exist, 403 for … wrong or missing api_key and basically 400 for any other"
    "errors": Kind(ERRORS, frozenset({400, 403, 404}), whole=_errors),
}


def problems(kind: str, form: str, *, status: int, content_type: str, body: bytes) -> list[str]:
    """Everything in an answer that the specification does not allow; an empty list for a right one."""
    wanted = KINDS[kind]
    found = [] if status in wanted.statuses else [f"status {status}"]
    media, _, charset = content_type.replace(" ", "").lower().partition(";")
    if media != CONTENT_TYPES[form] or charset != "charset=utf-8":
        found.append(f"Content-Type {content_type}")
    try:
        decoded = body.decode("utf-8")
    except UnicodeDecodeError:
        return [*found, "the body is not UTF-8"]
    try:
        content = of_xml(decoded, wanted.root) if form == XML else json.loads(decoded)
    except Unfit as unfit:
        return [*found, str(unfit)]
    except ValueError as error:
        return [*found, f"not {form}: {error}"]
    misfits = list(_fits(content, wanted.root, wanted.root.name))
    return [*found, *misfits] if misfits else [*found, *wanted.whole(content)]


class Unfit(Exception):
    """XML that is well formed and still not what the specification describes."""


def of_xml(document: str, root: Element) -> Any:
    """The content of an XML answer as the Spark convention has it in JSON; numbers and booleans stay texts."""
    if not re.match(r'<\?xml version="1\.0" encoding="utf-8"\s*\?>', document, re.IGNORECASE):
        raise Unfit("the root element is preceded by the XML declaration with encoding UTF-8")
    if "<!DOCTYPE" in document:
        raise Unfit("a document type")
    try:
        tree = ElementTree.fromstring(document)  # noqa: S314  without a document type there are no entities
    except ElementTree.ParseError as error:
        raise Unfit(f"not xml: {error}") from error
    if tree.tag != root.name:
        raise Unfit(f"the outermost element is {tree.tag}, not {root.name}")
    return _plain(tree, root, root.name)


def _plain(node: ElementTree.Element, wanted: Element, path: str) -> Any:
    if node.attrib:
        raise Unfit(f"{path}: attributes are not part of the specification")
    children = list(node)
    if wanted.of is not None:
        for child in children:
            if child.tag != wanted.of.name:
                raise Unfit(f"{path}: {child.tag} where only {wanted.of.name} may stand")
        return [_plain(child, wanted.of, f"{path}.{child.tag}") for child in children]
    if wanted.inside:
        known = {one.name: one for one in wanted.inside}
        found: dict[str, Any] = {}
        for child in children:
            if child.tag in found:
                raise Unfit(f"{path}: {child.tag} twice")
            found[child.tag] = _plain(child, known.get(child.tag, Element(child.tag)), f"{path}.{child.tag}")
        return found
    if children:
        raise Unfit(f"{path}: elements inside a text")
    return (node.text or "").strip() or None


def _fits(value: Any, wanted: Element, path: str) -> Iterator[str]:
    if wanted.of is not None:
        yield from _list_fits(value, wanted, path)
    elif wanted.inside:
        yield from _object_fits(value, wanted, path)
    elif value is None or value == "":
        if not wanted.empty:
            yield f"{path}: empty"
    elif wanted.check is not None:
        yield from wanted.check(value, path)


def _list_fits(value: Any, wanted: Element, path: str) -> Iterator[str]:
    assert wanted.of is not None
    if not isinstance(value, list):
        yield f"{path}: {type(value).__name__} where a list belongs"
        return
    for place, one in enumerate(value, 1):
        yield from _fits(one, wanted.of, f"{path}[{place}]")


def _object_fits(value: Any, wanted: Element, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {type(value).__name__} where an object belongs"
        return
    known = {one.name: one for one in wanted.inside}
    yield from (f"{path}: {name} is not part of the specification" for name in value.keys() - known.keys())
    for name, one in known.items():
        if name in value:
            yield from _fits(value[name], one, f"{path}.{name}")
        elif one.required:
            yield f"{path}: {name} is missing"


def _all_different(rows: Any, name: str) -> Iterator[str]:
    values = [str(row.get(name)) for row in rows]
    yield from (f"{name} {value} twice" for value in sorted({one for one in values if values.count(one) > 1}))


def _same_zone(row: Mapping[str, Any]) -> bool:
    return str(row.get("updated_datetime"))[19:] == str(row.get("requested_datetime"))[19:]


def as_text(content: Any) -> Any:
    """JSON content as XML would have it, to hold one against the other."""
    if isinstance(content, dict):
        return {name: as_text(value) for name, value in content.items()}
    if isinstance(content, list):
        return [as_text(value) for value in content]
    if isinstance(content, bool):
        return "true" if content else "false"
    return None if content is None or content == "" else str(content).strip()
