"""Another city's or contractor's Open311 endpoint: file there, learn the id of a token, ask how a request stands.

What comes back is believed in nothing but its form: size, encoding and structure are checked, an XML document may
not bring a document type along, and texts are cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from linli.gates import outbound
from linli.gates.open311.packs import Contractor
from linli.gates.outbound import NotReached

MOST = 1 << 20
LONGEST_ID, LONGEST_TEXT = 200, 2000
FORM = "application/x-www-form-urlencoded; charset=utf-8"


class NotWanted(Exception):
    """The endpoint answered, and did not take what was sent."""


@dataclass(frozen=True, slots=True)
class Known:
    """The name a request has there: its id, or a token until it has one."""

    code: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a request stands there."""

    status: str
    notes: str


def file(contractor: Contractor, fields: Mapping[str, str], *, repeat: str) -> Known:
    """File a request. ``repeat`` is the same at every try, for endpoints that heed it."""
    headers = {"Content-Type": FORM, "Idempotency-Key": repeat}
    body = urlencode({**_city(contractor), **fields}).encode()
    row = next(_rows(_sent(contractor, "requests", method="POST", body=body, headers=headers), contractor), None)
    known = Known(_id(row, "service_request_id"), _id(row, "token"))
    if not known.code and not known.token:
        raise NotReached(_("It answered with neither an id nor a token."))
    return known


def find(contractor: Contractor, mark: str, *, service: str, since: datetime) -> Known | None:
    """The request that carries ``mark`` in its description: one whose answer got lost on the way back."""
    asked = {**_city(contractor), "service_code": service, "start_date": since.strftime("%Y-%m-%dT%H:%M:%SZ")}
    for row in _rows(_sent(contractor, "requests", query=asked), contractor):
        if mark in str(row.get("description") or ""):
            return Known(_id(row, "service_request_id"))
    return None


def code_of(contractor: Contractor, token: str) -> str:
    """The id of a token; empty where there is none yet."""
    answer = _sent(contractor, f"tokens/{quote(token, safe='')}", query=_city(contractor))
    return _id(next(_rows(answer, contractor), None), "service_request_id")


def state(contractor: Contractor, code: str) -> State:
    """How the request stands."""
    answer = _sent(contractor, f"requests/{quote(code, safe='')}", query=_city(contractor))
    row = next(_rows(answer, contractor), None)
    if row is None or not row.get("status"):
        raise NotReached(_("It answered something else than a request."))
    return State(str(row["status"]).strip().lower()[:40], str(row.get("status_notes") or "").strip()[:LONGEST_TEXT])


def _city(contractor: Contractor) -> dict[str, str]:
    return {"jurisdiction_id": contractor.jurisdiction} if contractor.jurisdiction else {}


def _sent(contractor: Contractor, path: str, *, query: Mapping[str, str] | None = None, **how: Any) -> bytes:
    url = f"{contractor.endpoint.rstrip('/')}/{path}.{contractor.form}"
    if query:
        url += f"?{urlencode(query)}"
    answer = outbound.send(url, **{"method": "GET", "most": MOST, **how})
    if 200 <= answer.status < 300:
        return answer.body
    said = "; ".join(str(row.get("description") or "") for row in _quietly(answer.body, contractor))[:150]
    sentence = _("It answered %(status)s. %(said)s") % {"status": answer.status, "said": said}
    raise NotReached(sentence) if answer.status >= 500 else NotWanted(sentence)


def _quietly(body: bytes, contractor: Contractor) -> list[dict[str, Any]]:
    try:
        return list(_rows(body, contractor))
    except NotReached:
        return []


def _rows(body: bytes, contractor: Contractor) -> Iterator[dict[str, Any]]:
    """The objects of an answer, however many lists they stand in."""
    try:
        text = body.decode("utf-8-sig")
        content = _of_xml(text) if contractor.form == "xml" else json.loads(text)
    except (ValueError, ElementTree.ParseError, RecursionError) as error:
        raise NotReached(_("It answered something that is no %(form)s.") % {"form": contractor.form}) from error
    yield from _objects(content)


def _objects(content: Any) -> Iterator[dict[str, Any]]:
    for one in content if isinstance(content, list) else [content]:
        if isinstance(one, dict):
            inner = [value for value in one.values() if isinstance(value, list)]
            if inner:
                yield from _objects(inner[0])
            else:
                yield one


def _of_xml(text: str) -> list[dict[str, Any]]:
    """The children of the outermost element as flat objects. A document type could hold entities that explode."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("a document type")
    root = ElementTree.fromstring(text)  # noqa: S314  without a document type
    return [{field.tag: field.text for field in one} for one in root]


def _id(row: dict[str, Any] | None, name: str) -> str:
    value = row.get(name) if row else None
    return str(value).strip()[:LONGEST_ID] if isinstance(value, str | int) else ""
