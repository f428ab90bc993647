"""Identity documents of every kind: guessed, checked, found again; and what whoever typed a wrong one is told."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from linli.kernel.people import documents, id_numbers, person_names
from linli.kernel.people.documents import Identity
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.models import Document
from linli.kernel.people.person_names import NameWrong

pytestmark = pytest.mark.usefixtures("django_db_setup")  # it makes the keys of a city

BORN = st.dates(date(1900, 1, 1), date(2026, 1, 1))
DIGITS = "0123456789"


def numbered(head: str, born: date, sequence: int) -> str:
    first = head + born.strftime("%Y%m%d") + f"{sequence:03d}"
    return first + id_numbers.check_digit(first)


SEQUENCE = st.integers(0, 999)
RESIDENT = st.builds(numbered, st.integers(110_000, 659_999).map(str), BORN, SEQUENCE)
OF_FORM = {
    Document.RESIDENT_ID: RESIDENT,
    Document.HMT_PERMIT: st.builds(
        numbered, st.sampled_from(["810000", "820000", "830000"]), BORN, st.integers(0, 999)
    ),
    Document.FOREIGN_ID: st.builds(numbered, st.integers(911_000, 965_999).map(str), BORN, SEQUENCE),
}
OTHERS = {
    Document.TRAVEL_PERMIT: st.builds(
        lambda letter, number, count: f"{letter}{number:08d}{count if letter else ''}",
        st.sampled_from(["H", "M", ""]),
        st.integers(0, 99_999_999),
        st.sampled_from(["", "01", "17"]),
    ),
    Document.FOREIGN_ID: st.builds(
        lambda letters, place, born, last: f"{letters}{place:04d}{born:%y%m%d}{last:02d}",
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3),
        st.integers(0, 9999),
        BORN,
        st.integers(0, 99),
    ),
    Document.PASSPORT: st.builds(
        lambda letters, number: f"{letters}{number:07d}",
        st.sampled_from(["E", "EA", "G", "P", "K", "DE"]),
        st.integers(0, 9_999_999),
    ),
}


@pytest.mark.asvs("V2.2.3")
@pytest.mark.parametrize("kind", OF_FORM)
@given(data=st.data())
def test_numbers_of_18_tell_kind_birthday_and_sex(kind: Document, data: st.DataObject) -> None:
    number = data.draw(OF_FORM[kind])
    born, sex = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"), "mf"[int(number[16]) % 2 == 0]
    assert documents.guess(number) == kind
    assert documents.checked(number) == documents.checked(number, kind) == Identity(kind, number, born, sex)
    assert documents.index(f" {number[:6]}-{number[6:].lower()}") == documents.index(number)


@given(RESIDENT)
def test_every_single_wrong_digit_and_every_neighbours_exchanged_are_found(number: str) -> None:
    """All 18 × 10 errors and all 17 exchanges of one number, not a sample of them."""
    for place in range(18):
        for sign in DIGITS + ("X" if place == 17 else ""):
            if sign != number[place]:
                with pytest.raises(NumberWrong):
                    documents.checked(number[:place] + sign + number[place + 1 :], Document.RESIDENT_ID)
    for place in range(17):
        if number[place] != number[place + 1]:
            with pytest.raises(NumberWrong):
                documents.checked(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(RESIDENT.filter(lambda number: number[6:8] == "19" and int(number[14:17]) < 996))
def test_a_number_of_15_becomes_its_18_says_so_and_finds_the_same_person(number: str) -> None:
    old = number[:6] + number[8:17]
    told = documents.checked(old)
    assert (told.number, told.document) == (number, Document.RESIDENT_ID)
    assert told.said
    assert documents.index(old) == documents.index(number)


def test_a_centenarian_has_an_old_number_too() -> None:
    assert documents.checked("450103981231997").born == date(1898, 12, 31)


def test_an_old_number_with_no_such_day_is_refused() -> None:
    with pytest.raises(NumberWrong):
        documents.checked("450103810230123")


@pytest.mark.parametrize("kind", OTHERS)
@given(data=st.data())
def test_other_documents_are_guessed_and_kept_as_they_are(kind: Document, data: st.DataObject) -> None:
    number = data.draw(OTHERS[kind])
    assert documents.guess(number.lower()) == kind
    told = documents.checked(f" {number} ")
    assert (told.document, told.number, told.sex, told.born) == (kind, number, "", None)


def test_the_count_of_cards_does_not_make_another_person() -> None:
    assert documents.index("H1234567801") == documents.index("h12345678") == documents.index("H1234567802")
    assert documents.index("H1234567801") != documents.index("M1234567801")


@pytest.mark.parametrize(
    ("typed", "document"),
    [
        ("81000019900101001X", Document.RESIDENT_ID),
        ("11010519491231002X", Document.HMT_PERMIT),
        ("11010519491231002X", Document.FOREIGN_ID),
        ("H1234567", Document.TRAVEL_PERMIT),
        ("A123456789", Document.TRAVEL_PERMIT),
        ("ABC123499133101", Document.FOREIGN_ID),
        ("E12", Document.PASSPORT),
        ("护照E1234567", Document.PASSPORT),
        ("12345", ""),
        ("莫小兰", ""),
        ("", ""),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(typed: str, document: str) -> None:
    with pytest.raises(NumberWrong) as wrong:
        documents.checked(typed, document)
    assert str(wrong.value)
    assert "%(" not in str(wrong.value)


@given(st.text(max_size=24), st.sampled_from(["", *Document.values]))
def test_nothing_typed_makes_anything_but_a_number_or_a_sentence(typed: str, document: str) -> None:
    with suppress(NumberWrong):
        told = documents.checked(typed, document)
        assert told.number == documents.checked(told.number, told.document).number


@pytest.mark.parametrize(
    "name",
    ["莫小兰", "㛃", "覃𫍯妮", "\ue123小兰", "\U000f0001", "买买提·吐尔逊", "阿依努尔•艾力", "欧阳 娜娜",
     "O'Neil, Mary-Jane", "Nguyễn Văn An", "ពៅ", "김철수", "Ксения", "〇〇七郎"],
)  # fmt: skip
def test_a_name_is_kept_as_it_is_written(name: str) -> None:
    assert person_names.checked(f"  {name} ") == name


@pytest.mark.parametrize(
    "typed",
    ["", " ", "·", "莫?兰", "莫\ufffd兰", "莫*", "张**", "李某", "不详", "户主", "TEST", "莫小兰1", "13800138000",
     "a@b.cn", "莫" * 61, "莫小兰/覃秀", "<b>莫</b>", "=1+1"],
)  # fmt: skip
def test_what_is_no_name_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(NameWrong) as wrong:
        person_names.checked(typed)
    assert str(wrong.value)


@given(st.text(st.sampled_from("莫小兰欧阳买提·•.・ -ÉzsaXⅡ\u3000\u200b\ue000㛃𫍯1?"), min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_a_name_once_kept_is_kept_again(typed: str) -> None:
    try:
        name = person_names.checked(typed)
    except NameWrong:
        assume(False)
    assert person_names.checked(name) == name
