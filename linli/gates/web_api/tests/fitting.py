"""Whether an answer is what openapi.json declares: every field there, none besides."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter


def fits(answer: Any, shape: Any, *, status: int = 200) -> Any:
    """The answer's content, after holding it against its shape."""
    assert answer.status_code == status, answer.content.decode()
    content = answer.json()
    adapter = TypeAdapter(shape)
    declared = adapter.dump_python(adapter.validate_python(content), mode="json")
    assert _fields(content) == _fields(declared)
    return content


def refused(answer: Any, status: int, field: str = "", *, says: str = "") -> str:
    """The sentence of a refusal, after looking at its status and field."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/json"
    content: dict[str, str] = answer.json()
    assert set(content) == {"sentence", "field"}
    assert content["field"] == field
    assert says in content["sentence"], content["sentence"]
    assert content["sentence"]
    return content["sentence"]


def _fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _fields(inner) for name, inner in value.items()}
    return [_fields(inner) for inner in value] if isinstance(value, list) else None
