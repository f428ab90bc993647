"""The canonical bytes: the same before and after the database, one line one leaf."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.journal import leaves

_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_ONE = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), _WORDS, st.floats(allow_nan=False, allow_infinity=False)
)
PAYLOADS = st.dictionaries(
    _WORDS, st.recursive(_ONE, lambda inner: st.lists(inner) | st.dictionaries(_WORDS, inner), max_leaves=8)
)


@given(PAYLOADS)
def test_canonical_bytes_are_their_own_canonical_bytes(payload: dict[str, Any]) -> None:
    body = leaves.body(payload)
    assert leaves.canonical(body) == body
    shuffled = json.dumps(dict(reversed(payload.items())), indent=3, ensure_ascii=True)
    assert leaves.canonical(shuffled) == body


@pytest.mark.django_db
@given(st.lists(PAYLOADS, min_size=1, max_size=5))
def test_the_database_gives_the_same_payload_back(payloads: list[dict[str, Any]]) -> None:
    """Keys in another order, numbers written otherwise, blanks: the canonical bytes are the same."""
    with connection.cursor() as cursor:
        for payload in payloads:
            body = leaves.body(payload)
            cursor.execute("select %s::text::jsonb::text", [body.decode()])
            assert leaves.canonical(cursor.fetchone()[0]) == body


@pytest.mark.parametrize("odd", [1e16, -1e16, 1e300, -0.0, 1e-7, 5e-324, 123456789012345680.0])
def test_numbers_the_database_writes_otherwise(odd: Any) -> None:
    body = leaves.body({"odd": odd, "text": "1e5 -0.0"})
    assert leaves.canonical(body) == body


def test_a_leaf_is_read_and_nothing_else_is() -> None:
    fields = [
        1,
        9,
        1_700_000_000_000_000,
        1_700_000_000_000_001,
        7,
        "clerk",
        3,
        "desk",
        "办件",
        "case.note",
        "case",
        5,
        "00" * 32,
    ]
    data = leaves.written(fields)
    assert leaves.read(data) == fields
    for wrong in (
        data + b" ",
        data.replace(b"line.1", b"line.2"),
        b"[]",
        b"{}",
        b'"x"',
        data[:-1],
        data.replace(b",", b", "),
    ):
        with pytest.raises(ValueError):  # noqa: PT011  of whatever kind
            leaves.read(wrong)


def test_a_moment_is_exact() -> None:
    at = datetime(2026, 11, 27, 20, 3, 4, 567891, tzinfo=UTC)
    assert leaves.moment(leaves.micros(at)) == at
