"""The lunar day under the date in the elder edition: 十月十一.

Years 2020 to 2055 of the Chinese calendar (GB/T 33661-2017), taken from ICU's computation. A row is the Gregorian
day of 正月初一, the month that is repeated as a leap month (0 for none), and a letter a month: 1 for 30 days, else 0.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

_YEARS: tuple[tuple[int, int, int, int, str], ...] = (
    (2020, 1, 25, 4, "0111010010101"),
    (2021, 2, 12, 0, "011010101010"),
    (2022, 2, 1, 0, "101011010101"),
    (2023, 1, 22, 2, "0100110110101"),
    (2024, 2, 10, 0, "010010110110"),
    (2025, 1, 29, 6, "1010010101110"),
    (2026, 2, 17, 0, "101001001111"),
    (2027, 2, 7, 0, "010100100110"),
    (2028, 1, 26, 5, "1110100100110"),
    (2029, 2, 13, 0, "110101010010"),
    (2030, 2, 2, 0, "110110101010"),
    (2031, 1, 23, 3, "0110101101010"),
    (2032, 2, 11, 0, "100101101101"),
    (2033, 1, 31, 11, "0100101011101"),
    (2034, 2, 19, 0, "010010101101"),
    (2035, 2, 8, 0, "101001001101"),
    (2036, 1, 28, 6, "1101001001011"),
    (2037, 2, 15, 0, "110100100101"),
    (2038, 2, 4, 0, "110101010010"),
    (2039, 1, 24, 5, "1101101010100"),
    (2040, 2, 12, 0, "101101011010"),
    (2041, 2, 1, 0, "010101101101"),
    (2042, 1, 22, 2, "0100101011011"),
    (2043, 2, 10, 0, "010010011011"),
    (2044, 1, 30, 7, "1010010010111"),
    (2045, 2, 17, 0, "101001001011"),
    (2046, 2, 6, 0, "101010100101"),
    (2047, 1, 26, 5, "1011010100101"),
    (2048, 2, 14, 0, "011011010010"),
    (2049, 2, 2, 0, "101011011010"),
    (2050, 1, 23, 3, "0101010110110"),
    (2051, 2, 11, 0, "100100110111"),
    (2052, 2, 1, 8, "0100100101111"),
    (2053, 2, 19, 0, "010010010111"),
    (2054, 2, 8, 0, "011001001011"),
    (2055, 1, 28, 6, "0110101001010"),
)
_STARTS = tuple(date(year, month, day) for year, month, day, _leap, _months in _YEARS)
_END = _STARTS[-1] + timedelta(days=sum(29 + int(long) for long in _YEARS[-1][4]))

_DIGITS = "十一二三四五六七八九"
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")


def _day_name(day: int) -> str:
    """初一 to 三十, as people say the days of a lunar month."""
    if day <= 10:
        return "初" + _DIGITS[day % 10]
    if day < 20:
        return "十" + _DIGITS[day % 10]
    if day == 20:
        return "二十"
    return "三十" if day == 30 else "廿" + _DIGITS[day % 10]


def lunar_day(day: date) -> str:
    """The lunar month and day in words, for example 十月十一 for 19 November 2026; empty beyond the table."""
    if not _STARTS[0] <= day < _END:
        return ""
    row = bisect_right(_STARTS, day) - 1
    left = (day - _STARTS[row]).days
    _year, _month, _day, leap, months = _YEARS[row]
    for index, long in enumerate(months):
        length = 29 + int(long)
        if left < length:
            repeated = bool(leap) and index == leap
            number = index - (1 if leap and index >= leap else 0)
            return ("闰" if repeated else "") + _MONTHS[number] + "月" + _day_name(left + 1)
        left -= length
    return ""
