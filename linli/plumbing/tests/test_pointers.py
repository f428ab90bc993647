"""A pointer leads back to its row, and nobody else can make one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from linli.plumbing import keys
from linli.plumbing.pointers import LENGTH, NoSuchPointer, number_at, pointer


@pytest.fixture(autouse=True, scope="module")
def keys_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    keys.ensure_keys(path)
    with override_settings(KEYS_FILE=path):
        yield path


KEYS = st.integers(min_value=0, max_value=2**63 - 1)


@given(KEYS)
def test_it_leads_back(number: int) -> None:
    made = pointer("person", number)
    assert len(made) == LENGTH
    assert made.isalnum()
    assert number_at("person", made) == number


@given(KEYS, st.integers(min_value=0, max_value=LENGTH - 1), st.sampled_from("abcdefgh234567"))
def test_with_one_sign_changed_it_leads_nowhere(number: int, place: int, sign: str) -> None:
    made = pointer("person", number)
    changed = made[:place] + sign + made[place + 1 :]
    if changed != made:
        with pytest.raises(NoSuchPointer):
            number_at("person", changed)


@given(st.text(max_size=40))
def test_what_nobody_made_leads_nowhere(given: str) -> None:
    with pytest.raises(NoSuchPointer):
        number_at("person", given)


def test_a_pointer_of_one_kind_is_none_of_another() -> None:
    with pytest.raises(NoSuchPointer):
        number_at("vehicle", pointer("person", 7))
