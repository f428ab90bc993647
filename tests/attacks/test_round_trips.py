"""Class 8 (Decidim CVE-2025-65017): an id is cast on its way, becomes 0 or another's, and somebody else's export opens.

Whatever is written for an id is either that id, exactly, or nothing.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linli.kit.desk import tokens
from linli.plumbing import numbers
from linli.plumbing.pointers import LENGTH, NoSuchPointer, number_at, pointer
from tests.attacks.asking import Walk, body_of, ways
from tests.surfaces import surface

KEYS = st.integers(min_value=0, max_value=2**63 - 1)
STRANGE = ("0", "00", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40)
NEVER = (
    "-1",
    "1e3",
    "0x1",
    "1.0",
    "١",
    "１",
    "1%00",
    "%31%20",
    "1,2",
    "1;2",
    "[]",
    "null",
    "true",
    "NaN",
    "%27",
    "true%2C1",
    "00000000-0000-0000-0000-000000000000",
    "1/../2",
    "+1",
)


@pytest.mark.asvs("V15.3.5")
@given(KEYS)
@example(0)
@example(2**63 - 1)
def test_an_address_leads_back_to_its_row_and_to_no_other(key: int) -> None:
    made = pointer("person", key)
    assert len(made) == LENGTH
    assert number_at("person", made) == key


@given(KEYS, st.integers(0, LENGTH - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_sign_off_leads_nowhere(key: int, at: int, sign: str) -> None:
    made = pointer("person", key)
    bent = made[:at] + sign + made[at + 1 :]
    if bent != made:
        with pytest.raises(NoSuchPointer):
            number_at("person", bent)


@given(st.text(max_size=40))
@example("0")
@example("a" * LENGTH)
@example("=" * LENGTH)
@example("ａ" * LENGTH)
def test_nothing_anybody_types_is_an_address(given_: str) -> None:
    with pytest.raises(NoSuchPointer):
        number_at("person", given_)


@given(KEYS)
def test_an_address_in_capitals_or_with_blanks_is_none(key: int) -> None:
    made = pointer("person", key)
    for bent in (made.upper(), f" {made}", f"{made}\n", made + "=", f"{made}a"):
        if bent != made:
            with pytest.raises(NoSuchPointer):
                number_at("person", bent)


@given(KEYS, KEYS)
def test_marks_of_two_rows_differ(one: int, other: int) -> None:
    assert (tokens.mark("post", one) == tokens.mark("post", other)) == (one == other)
    assert tokens.mark("post", one) != tokens.mark("task", one)


@given(st.text(max_size=30))
def test_a_number_that_was_never_issued_stays_none(typed: str) -> None:
    tidy = numbers.tidy(typed, prefix="NN")
    assert not numbers.is_valid(tidy) or re.sub(r"\W|_", "", typed) != ""


@pytest.mark.asvs("V1.4.2", "V15.3.5")
@pytest.mark.dengbao("8.1.4.4 d")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_strange_ids_in_addresses_open_nothing(walk: Walk, name: str) -> None:
    """In the place of every number of every address: no page breaks, none shows the thing of another number."""
    wrong, tried = [], 0
    with surface(name):
        for route, _methods in ways(name, "GET"):
            if "<int:" not in route or "tiles" in route:
                continue
            visit, real = walk.visit(walk.owner(name, route)), walk.address(route)
            for value in (*STRANGE, *NEVER):
                path = bent(route, real, value)
                answer = visit.get(path)
                tried += 1
                if answer.status_code not in (301, 302, 400, 404):
                    wrong.append(f"{path}: {answer.status_code} {body_of(answer)[:80]!r}")
    assert not wrong, "\n".join(wrong)
    assert name == "public" or tried > 100


def bent(route: str, real: str, value: str) -> str:
    """The real address with another value in the place of its last number."""
    path, _mark, query = real.partition("?")
    pieces, shape = path.strip("/").split("/"), route.split("/")
    at = max(n for n, piece in enumerate(shape) if "<int:" in piece)
    pieces[at] = value
    return "/" + "/".join(pieces) + (f"?{query}" if query else "")
