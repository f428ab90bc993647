"""Number plates: those there are, those nobody has, and what is said about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.assets import plates
from linli.kernel.assets.plates import PROVINCES, PlateWrong

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SIGNS = LETTERS + "0123456789"


@pytest.mark.parametrize(
    "plate",
    ["桂A12345", "桂AD12345", "桂A12345D", "粤B6Z888", "京A1234警", "桂A1234学", "桂A1234挂", "粤Z1234港", "粤Z12A4澳",
     "使123456", "沪A1234领", "桂ADF1234"],
)  # fmt: skip
def test_every_form_of_plate_is_known(plate: str) -> None:
    assert plates.checked(plate) == plate
    spaced = f" {plate[:2]}·{plate[2:].lower()} "
    assert plates.checked(spaced) == plate
    assert plates.index(spaced) == plates.index(plate)


@pytest.mark.parametrize(
    "typed",
    ["", "A12345", "桂12345", "桂A1234", "桂A123456", "桂AI2345", "桂AO2345", "台A12345", "桂A1234港", "桂A12345X"],
)
def test_what_no_vehicle_has_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(PlateWrong) as wrong:
        plates.checked(typed)
    assert str(wrong.value)


@given(st.sampled_from(PROVINCES), st.sampled_from(LETTERS), st.text(SIGNS, min_size=5, max_size=5))
def test_five_signs_are_a_plate_and_none_of_them_may_be_left_out(province: str, letter: str, signs: str) -> None:
    plate = province + letter + signs
    assert plates.checked(plate) == plate
    for place in range(len(plate)):
        with pytest.raises(PlateWrong):
            plates.checked(plate[:place] + plate[place + 1 :])


def test_new_energy_is_told_by_the_plate() -> None:
    assert plates.is_new_energy("桂AD12345")
    assert not plates.is_new_energy("桂A12345")
