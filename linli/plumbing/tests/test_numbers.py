"""Public numbers and receipt codes: random, safe from mistyping, forgiving about how they are typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from linli.plumbing import keys, numbers

bodies = st.text(numbers.ALPHABET, min_size=10, max_size=10)
issued = st.builds(numbers.written, st.sampled_from(["NN", "GL", "OIL"]), bodies)
SPELLINGS = {"0": "0Oo０", "1": "1IiLl", "-": ["", "-", " ", "—", "－"]}


@given(issued)
def test_an_issued_number_is_valid_and_tidies_to_itself(number: str) -> None:
    assert numbers.is_valid(number)
    assert numbers.tidy(number) == number


@given(issued, st.data())
def test_one_wrong_character_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, c in enumerate(number) if c != "-"]))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if place < number.index("-") else numbers.ALPHABET
    other = data.draw(st.sampled_from([c for c in letters if c != number[place]]))
    assert not numbers.is_valid(number[:place] + other + number[place + 1 :])


@given(issued, st.data())
def test_two_exchanged_characters_are_noticed(number: str, data: st.DataObject) -> None:
    places = [i for i, c in enumerate(number) if c != "-" and i > number.index("-")]
    first, second = sorted(data.draw(st.sets(st.sampled_from(places), min_size=2, max_size=2)))
    if number[first] != number[second]:
        signs = list(number)
        signs[first], signs[second] = signs[second], signs[first]
        assert not numbers.is_valid("".join(signs))


@given(issued, st.data())
def test_the_ways_people_type_a_number_lead_to_it(number: str, data: st.DataObject) -> None:
    spell = [st.sampled_from(SPELLINGS.get(sign, [sign, sign.lower()])) for sign in number]
    typed = data.draw(st.tuples(*spell).map("".join))
    assert numbers.tidy(f"  {typed} ") == number


def test_the_city_letters_may_be_left_out() -> None:
    number = numbers.public_number("NN")
    assert numbers.tidy(number[3:].lower(), prefix="NN") == number
    assert numbers.tidy(number, prefix="NN") == number


@pytest.mark.parametrize("typed", ["", "NN", "烟感报警", "NN-7K3M9-QXT4C", "nn-7k3m9-qxt4c-u", "😀" * 20, "-"])
def test_what_is_no_number_stays_invalid(typed: str) -> None:
    assert not numbers.is_valid(numbers.tidy(typed))


@pytest.mark.asvs("V11.5.1")
def test_numbers_are_spread_over_the_whole_alphabet_and_do_not_repeat() -> None:
    drawn = [numbers.public_number("NN") for _ in range(3000)]
    assert len(set(drawn)) == len(drawn)
    for place in (3, 4, 7, 9, 13, 15):
        assert {number[place] for number in drawn} == set(numbers.ALPHABET)


def test_a_receipt_code_is_kept_as_a_fingerprint_that_forgives_typing(tmp_path: Path, settings: Settings) -> None:
    settings.KEYS_FILE = tmp_path / "keys.json"
    keys.ensure_keys(settings.KEYS_FILE)
    code = numbers.receipt_code()
    assert numbers.is_code(code)
    assert numbers.tidy_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code
    assert numbers.receipt_index(code.lower()) == numbers.receipt_index(code)
    assert numbers.receipt_index(code) != numbers.receipt_index(numbers.receipt_code())
    assert not numbers.is_code(numbers.tidy_code(code[:-1]))
    keys.forget()
