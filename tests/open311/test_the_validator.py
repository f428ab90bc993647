"""The validator is shown right answers, the specification's own examples, and wrong ones, one change away."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.sax.saxutils import escape

import pytest

from tests.open311 import georeport


def right(kind: str) -> Any:
    """A right answer, as the specification's own examples have it."""
    request = {
        "service_request_id": "638344", "status": "closed", "status_notes": "Duplicate request.",
        "service_name": "Sidewalk and Curb Issues", "service_code": "006", "description": None,
        "agency_responsible": None, "service_notice": None, "requested_datetime": "2010-04-14T06:37:38-08:00",
        "updated_datetime": "2010-04-14T06:37:38-08:00", "expected_datetime": "2010-04-15T06:37:38-08:00",
        "address": "8TH AVE and JUDAH ST", "address_id": "545483", "zipcode": "94122", "lat": 37.762221815,
        "long": -122.4651145, "media_url": "http://city.gov.s3.amazonaws.com/requests/media/638344.jpg",
    }  # fmt: skip
    service = {
        "service_code": "001", "service_name": "Cans left out 24x7", "description": "Garbage", "metadata": True,
        "type": "realtime", "keywords": "lorem, ipsum, dolor", "group": "sanitation",
    }  # fmt: skip
    attribute = {
        "variable": True, "code": "WHISHETN", "datatype": "singlevaluelist", "required": True,
        "datatype_description": None, "order": 1, "description": "What is the ticket/tag/DL number?",
        "values": [{"key": "123", "name": "Ford"}, {"key": "124", "name": "Chrysler"}],
    }  # fmt: skip
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": "http://open311.mycity.gov/v2",
        "changeset": "2010-11-23 09:01", "type": "production", "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    return {
        "services": [service, {**service, "service_code": "002", "metadata": False}],
        "definition": {"service_code": "DMV66", "attributes": [attribute]},
        "requests": [request, {**request, "service_request_id": "638349", "status": "open"}],
        "request": [request],
        "created": [{"service_request_id": "293944", "service_notice": "The City will inspect", "account_id": None}],
        "token": [{"service_request_id": "638344", "token": "12345"}],
        "errors": [{"code": 403, "description": "Invalid api_key received -- can't proceed with create_request."}],
        "discovery": {
            "changeset": "2011-02-03 14:18", "contact": "api@mycity.org", "key_service": "http://api.mycity.gov",
            "endpoints": [endpoint, {**endpoint, "type": "test"}],
        },
    }[kind]  # fmt: skip


STATUS = {"created": 201, "errors": 403}


CHILDREN = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "endpoints": "endpoint", "formats": "format", "errors": "error",
}  # fmt: skip
HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def as_xml(name: str, value: Any) -> str:
    """An example as XML, by the Spark convention read backwards."""
    inside = ""
    if isinstance(value, dict):
        inside = "".join(as_xml(*pair) for pair in value.items())
    elif isinstance(value, list):
        inside = "".join(as_xml(CHILDREN.get(name, "value"), one) for one in value)
    elif value is not None:
        inside = escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{inside}</{name}>"


def judged(kind: str, form: str, content: Any, **changed: Any) -> list[str]:
    """What the validator says to an answer with this content, all else being right."""
    written = json.dumps(content) if form == georeport.JSON else HEAD + as_xml(georeport.KINDS[kind].root.name, content)
    media = f"{georeport.CONTENT_TYPES[form]}; charset=utf-8"
    answer = {"status": STATUS.get(kind, 200), "content_type": media, "body": written.encode(), **changed}
    return georeport.problems(kind, form, **answer)


FORMS = pytest.mark.parametrize("form", [georeport.XML, georeport.JSON])
EVERY = pytest.mark.parametrize("kind", list(georeport.KINDS))


@FORMS
@EVERY
def test_the_examples_of_the_specification_are_right(kind: str, form: str) -> None:
    assert judged(kind, form, right(kind)) == []


@FORMS
@EVERY
def test_every_answer_is_looked_at_from_outside(kind: str, form: str) -> None:
    content = right(kind)
    assert judged(kind, form, content, status=500)
    assert judged(kind, form, content, status=418)
    assert judged(kind, form, content, content_type="text/html; charset=utf-8")
    assert judged(kind, form, content, content_type=georeport.CONTENT_TYPES[form])
    assert judged(kind, form, content, content_type=f"{georeport.CONTENT_TYPES[form]}; charset=gbk")
    assert judged(kind, form, content, body=b"\xff\xfe")
    assert judged(kind, form, content, body=b"")
    assert judged(kind, form, content, body=b"[" if form == georeport.JSON else b"<services>")


def leaves(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, value in pairs:
        yield (*path, name)
        yield from leaves(value, (*path, name))


def changed(content: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    made = copy.deepcopy(content)
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    change(inner, path[-1])
    return made


MAY_BE_LEFT_OUT = {"status_notes", "agency_responsible", "service_notice", "expected_datetime", "account_id", "values"}


@FORMS
@EVERY
def test_what_is_missing_renamed_or_added_is_found(kind: str, form: str) -> None:
    """Each field of each example is taken away, given another name, and put beside a foreign one, one at a time."""
    content, looked = right(kind), 0
    for path in leaves(content):
        name = path[-1]
        if not isinstance(name, str):
            continue
        looked += 1
        without = changed(content, path, lambda inner, key: inner.pop(key))
        if name not in MAY_BE_LEFT_OUT:
            assert judged(kind, form, without), path
        renamed = changed(content, path, lambda inner, key: inner.update({f"{key}_x": inner.pop(key)}))
        assert judged(kind, form, renamed), path
        beside = changed(content, path, lambda inner, _key: inner.update({"foreign": "1"}))
        assert judged(kind, form, beside), path
    assert looked > 1


WRONG: list[tuple[str, tuple[Any, ...], Any]] = [
    ("services", (0, "metadata"), "yes"), ("services", (0, "type"), "soon"), ("services", (0, "service_code"), ""),
    ("services", (0, "service_name"), None), ("services", (1, "service_code"), "001"),
    ("definition", ("attributes", 0, "variable"), "maybe"), ("definition", ("attributes", 0, "datatype"), "choice"),
    ("definition", ("attributes", 0, "order"), 0), ("definition", ("attributes", 0, "order"), 1.5),
    ("definition", ("attributes", 0, "values"), []), ("definition", ("attributes", 0, "datatype"), "string"),
    ("definition", ("attributes", 0, "values", 1, "key"), "123"), ("definition", ("service_code",), None),
    ("requests", (0, "status"), "done"), ("requests", (0, "status"), None), ("requests", (0, "lat"), 91),
    ("requests", (0, "long"), "east"), ("requests", (0, "long"), None), ("requests", (0, "service_code"), None),
    ("requests", (0, "requested_datetime"), "2010-04-14T06:37:38"), ("requests", (0, "requested_datetime"), None),
    ("requests", (0, "updated_datetime"), "2010-04-13T06:37:38-08:00"),
    ("requests", (0, "updated_datetime"), "14/04/2010"), ("requests", (0, "updated_datetime"), "2010-13-14T06:37:38Z"),
    ("requests", (0, "expected_datetime"), "2010-04-14"), ("requests", (0, "media_url"), "638344.jpg"),
    ("requests", (0, "description"), "x" * 4001), ("requests", (1, "service_request_id"), "638344"),
    ("created", (0, "token"), "1"), ("token", (0, "token"), None), ("errors", (0, "code"), "forbidden"),
    ("errors", (0, "description"), ""), ("discovery", ("endpoints", 0, "type"), "live"),
    ("discovery", ("endpoints", 0, "url"), "http://open311.mycity.gov/v2/"), ("discovery", ("changeset",), None),
    ("discovery", ("endpoints", 0, "formats", 1), "application/xml"), ("discovery", ("endpoints",), []),
    ("discovery", ("endpoints", 0, "formats"), ["application/json"]),
]  # fmt: skip


@FORMS
@pytest.mark.parametrize(("kind", "path", "value"), WRONG)
def test_wrong_values_are_found(kind: str, path: tuple[Any, ...], value: Any, form: str) -> None:
    assert judged(kind, form, changed(right(kind), path, lambda inner, key: inner.__setitem__(key, value)))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("request", []), ("created", []), ("token", []), ("errors", []), ("services", {}), ("requests", {"request": []})],
)
def test_the_wrong_number_or_nesting_is_found(kind: str, value: Any) -> None:
    assert judged(kind, georeport.JSON, value)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (r'<\?xml version="1.0" encoding="utf-8"\?>', ""),
        ('encoding="utf-8"', 'encoding="gbk"'),
        ("<service_requests>", '<service_requests xmlns="http://example.org">'),
        ("<request>", '<request id="1">'),
        ("<request>", "<request><status>open</status>"),
        ("<service_requests>", "<service_requests><other/>"),
        ("<status>closed</status>", "<status><b>closed</b></status>"),
        ("service_requests>", "requests>"),
        (r"\?>", '?><!DOCTYPE x [<!ENTITY e "x">]>'),
    ],
)
def test_wrong_xml_is_found(was: str, becomes: str) -> None:
    whole = HEAD + as_xml("service_requests", right("requests"))
    broken = re.sub(was, becomes, whole)
    assert broken != whole
    assert judged("requests", georeport.XML, None, body=broken.encode())


def test_more_than_a_thousand_requests_are_too_many() -> None:
    (one,) = right("request")
    rows = [{**one, "service_request_id": str(number)} for number in range(1001)]
    assert judged("requests", georeport.JSON, rows)
    assert not judged("requests", georeport.JSON, rows[:1000])
