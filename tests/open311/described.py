"""GeoReport v2 as an OpenAPI page: the specification has none, so that it can be tried as our own API is.

Only JSON; that XML says the same is what the validator looks at (``georeport``).
"""

from __future__ import annotations

from typing import Any

SIGNS = {"type": "string", "maxLength": 80}
TEXT = {"type": ["string", "null"]}
MOMENT = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
ERRORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["code", "description"],
        "properties": {"code": {"type": "integer"}, "description": {"type": "string", "minLength": 5}},
    },
}
NAMES = (
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "address",
    "address_id",
    "zipcode",
    "media_url",
)
REQUEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(NAMES, TEXT),
        **dict.fromkeys(("requested_datetime", "updated_datetime", "expected_datetime"), MOMENT),
        "lat": {"type": ["number", "null"]},
        "long": {"type": ["number", "null"]},
    },
    "required": [*NAMES, "requested_datetime"],
}
FILED = {
    "type": "object",
    "additionalProperties": False,
    "properties": dict.fromkeys(("service_request_id", "token", "service_notice", "account_id"), TEXT),
}
SERVICE = {"type": "object", "required": ["service_code", "service_name", "metadata", "type"]}


def listed(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": shape}


def answers(shape: dict[str, Any], status: int = 200, *, also: tuple[int, ...] = ()) -> dict[str, Any]:
    """An answer in JSON, and the refusals the specification has."""
    kind = "application/json; charset=utf-8"
    found = {str(status): {"description": "as asked", "content": {kind: {"schema": shape}}}}
    for one in also:
        found[str(one)] = found[str(status)]
    for refusal in (400, 403, 404):
        found[str(refusal)] = {"description": "refused", "content": {kind: {"schema": ERRORS}}}
    return found


def asked(name: str, shape: dict[str, Any], *, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": shape}


def page(*, key: str, service: str, code: str) -> dict[str, Any]:
    """The whole of it; ``key`` is a running one, ``service`` and ``code`` are there."""
    city = asked("jurisdiction_id", SIGNS)
    wanted = [
        asked("service_request_id", SIGNS),
        asked("service_code", SIGNS),
        asked("status", {"enum": ["open", "closed", "open,closed"]}),
        asked("start_date", {"type": "string", "format": "date-time"}),
        asked("end_date", {"type": "string", "format": "date-time"}),
    ]
    either = {
        "anyOf": [{"const": code}, {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[0-9A-Za-z._-]+$"}]
    }
    which = {
        "anyOf": [
            {"const": service},
            {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[0-9A-Za-z._-]+$"},
        ]
    }
    body = {
        "type": "object",
        "required": ["api_key", "service_code"],
        "properties": {
            "api_key": {"enum": [key, "nobody's"]},
            "service_code": {"enum": [service, "nothing"]},
            "lat": {"type": "number"},
            "long": {"type": "number"},
            "address_string": SIGNS,
            "address_id": SIGNS,
            "description": {"type": "string", "maxLength": 300},
            "first_name": SIGNS,
            "last_name": SIGNS,
            "phone": SIGNS,
            "email": SIGNS,
            "media_url": SIGNS,
            "device_id": SIGNS,
        },
    }
    form = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": body}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "GeoReport v2", "version": "2"},
        "paths": {
            "/open311/discovery.json": {
                "get": {"responses": answers({"type": "object", "required": ["endpoints", "key_service"]})}
            },
            "/open311/v2/services.json": {"get": {"parameters": [city], "responses": answers(listed(SERVICE))}},
            "/open311/v2/services/{service}.json": {
                "get": {
                    "parameters": [asked("service", which, where="path"), city],
                    "responses": answers({"type": "object", "required": ["service_code", "attributes"]}),
                }
            },
            "/open311/v2/requests.json": {
                "get": {"parameters": [city, *wanted], "responses": answers(listed(REQUEST))},
                "post": {"requestBody": form, "responses": answers(listed(FILED), 201, also=(200,))},
            },
            "/open311/v2/requests/{code}.json": {
                "get": {
                    "parameters": [asked("code", either, where="path"), city],
                    "responses": answers(listed(REQUEST)),
                }
            },
            "/open311/v2/tokens/{token}.json": {
                "get": {"parameters": [asked("token", either, where="path"), city], "responses": answers(listed(FILED))}
            },
        },
    }
