"""Identity numbers, credit codes, phones and masks: what is right, and what whoever typed it is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.kernel.people import id_numbers, phones
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.masking import masked_id_number, masked_name, masked_phone

DIVISION = st.from_regex(r"\A[1-9][0-9]{5}\Z")
BORN = st.dates(date(1900, 1, 1), date(2026, 1, 1))


@st.composite
def id_number(draw: st.DrawFn) -> str:
    first = draw(DIVISION) + draw(BORN).strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03d}"
    return first + id_numbers.check_digit(first)


@st.composite
def credit_code(draw: st.DrawFn) -> str:
    first = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
    return first + id_numbers.credit_check(first)


@given(id_number())
def test_every_issued_number_is_right_however_it_is_typed(number: str) -> None:
    assert id_numbers.checked_id_number(number) == number
    assert id_numbers.checked_id_number(f" {number[:6]} {number[6:14]}-{number[14:].lower()} ") == number
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert id_numbers.checked_id_number(full_width) == number


@given(id_number(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_never_passes(number: str, place: int, sign: str) -> None:
    assume(number[place] != sign)
    with pytest.raises(NumberWrong):
        id_numbers.checked_id_number(number[:place] + sign + number[place + 1 :])


@given(id_number(), st.integers(0, 16))
def test_two_neighbours_exchanged_never_pass(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    with pytest.raises(NumberWrong):
        id_numbers.checked_id_number(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(st.text(max_size=40))
def test_whatever_else_is_typed_is_answered_with_a_sentence(typed: str) -> None:
    assume(len(id_numbers.tidy(typed)) != 18)
    with pytest.raises(NumberWrong) as wrong:
        id_numbers.checked_id_number(typed)
    assert "%(" not in str(wrong.value)


@pytest.mark.parametrize("first", ["45010319800101001", "45012620000101001", "81000019900101001", "91123419900101001"])
def test_old_divisions_and_residence_permits_are_as_good(first: str) -> None:
    number = first + id_numbers.check_digit(first)
    assert id_numbers.checked_id_number(number) == number


def test_the_number_of_the_standard() -> None:
    assert id_numbers.checked_id_number("11010519491231002x") == "11010519491231002X"
    assert id_numbers.sex_of("11010519491231002X") == "f"


@pytest.mark.parametrize(
    ("typed", "sentence", "chinese"),
    [
        ("1101051949123100", "2 characters are missing", "少2位。身份证号是18位，最后一位可能是X。"),
        ("11010519491231002X1", "1 characters too many", "多了1位。身份证号是18位，最后一位可能是X。"),
        ("11010519491331002X", "19491331 is not a date", "第7到14位是出生日期，没有19491331这一天。对照身份证看看。"),
        ("1101051949123100X2", "Character 17 is not a digit", "第17位不是数字。只有最后一位可能是X。"),
        ("110105194912310021", "One digit is wrong", "有一位不对：最后一位和前面的对不上。对照身份证看看。"),
    ],
)
def test_what_the_person_is_told(typed: str, sentence: str, chinese: str) -> None:
    with pytest.raises(NumberWrong) as wrong:
        id_numbers.checked_id_number(typed)
    with translation.override("en"):
        assert sentence in str(wrong.value)
        source = str(wrong.value.sentence)
    assert catalogue()[source] % wrong.value.words == chinese


def catalogue() -> dict[str, str]:
    """The Chinese of this room, as written; what the screens read is compiled from it at set-up."""
    path = Path(id_numbers.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file)}


@given(credit_code(), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_credit_codes(code: str, place: int, sign: str) -> None:
    assert id_numbers.checked_credit_code(code.lower()) == code
    assume(code[place] != sign)
    with pytest.raises(NumberWrong):
        id_numbers.checked_credit_code(code[:place] + sign + code[place + 1 :])


def test_a_known_credit_code() -> None:
    assert id_numbers.checked_credit_code("91110000600037341L") == "91110000600037341L"
    with pytest.raises(NumberWrong):
        id_numbers.checked_credit_code("9111000060003734IL")


@pytest.mark.parametrize("typed", ["138 0771 6610", "+86 138-0771-6610", "008613807716610", "１３８０７７１６６１０"])
def test_a_phone_is_one_phone_however_it_is_typed(typed: str) -> None:
    assert phones.checked(typed) == "13807716610"
    assert phones.is_mobile(typed)


@pytest.mark.parametrize("typed", ["", "1380771661", "12807716610", "0771-5550001", "1380771661O", "86"])
def test_what_no_code_can_be_sent_to(typed: str) -> None:
    assert not phones.is_mobile(typed)
    with pytest.raises(phones.PhoneWrong):
        phones.checked(typed)


@given(st.text(min_size=1, max_size=20))
def test_a_mask_shows_one_character_of_a_name(name: str) -> None:
    assert masked_name(name) == (f"{name.strip()[0]}**" if name.strip() else "")


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), id_number())
def test_a_mask_hides_what_reaches_somebody(phone: str, number: str) -> None:
    assert masked_phone(phone) == f"{phone[:3]}****{phone[-4:]}"
    assert number[6:14] not in masked_id_number(number)


def test_masks_of_nothing_and_of_short_numbers() -> None:
    assert (masked_name(""), masked_phone(""), masked_id_number("")) == ("", "", "")
    assert masked_phone("5550001") == "****01"
