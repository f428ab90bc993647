"""Single values as people write them in lists: days, numbers, yes and no.

Every reader takes the text of a cell and gives the value, or raises :class:`ValueWrong` with a sentence for
whoever keeps the list. Nothing is guessed: what could mean two things is refused with both named.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .model import Said

FIRST_YEAR = 1850
_EXCEL_BEGINS = date(1899, 12, 30)
_SERIAL = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31
_CLOCK = re.compile(r"[ T]0{1,2}:00(:00)?(\.0+)?$")
_DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{2})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_MONTH = re.compile(r"\d{4}(?:年|[-/.])\d{1,2}月?|\d{4}年?", re.ASCII)
_LUNAR = re.compile(r"农历|阴历|旧历|闰|[正冬腊]月|初[一二三四五六七八九十]|廿")
_UNITS = re.compile(r"(平方米|㎡|m2|m²|元|人|户|层|辆|岁)$")
_YES = {"是", "有", "对", "√", "✓", "y", "yes", "true", "1"}
_NO = {"否", "无", "没有", "不是", "×", "✗", "n", "no", "false", "0"}


class ValueWrong(ValueError):
    """A cell that does not say what it should; ``str()`` says what is wrong with it."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.said = Said(sentence, words)

    def __str__(self) -> str:
        return str(self.said)


def plain(text: str) -> str:
    """Half width, composed, without blank edges."""
    return unicodedata.normalize("NFKC", text).strip()


def day(text: str, *, latest: date | None = None) -> date:
    """A day: 1948-05-12, 1948/5/12, 1948.5.12, 1948年5月12日, 19480512, or the number a spreadsheet keeps for it.

    ``latest`` is the last day it may be, today for a birth. Raises ``ValueWrong``.
    """
    written = _CLOCK.sub("", plain(text))
    found = _from_parts(written) or _from_digits(written)
    if found is None:
        raise _unread(written)
    if found.year < FIRST_YEAR:
        raise ValueWrong(_("%(date)s is too long ago to be right."), date=text)
    if latest is not None and found > latest:
        raise ValueWrong(_("%(date)s lies in the future."), date=text)
    return found


def _from_parts(written: str) -> date | None:
    parts = _DAY.fullmatch(written.replace(" ", ""))
    return _date(written, *map(int, parts.groups())) if parts else None


def _from_digits(written: str) -> date | None:
    if not (written.isascii() and written.isdigit()):
        return None
    if len(written) == 8:
        return _date(written, int(written[:4]), int(written[4:6]), int(written[6:]))
    return _EXCEL_BEGINS + timedelta(int(written)) if int(written) in _SERIAL else None


def _date(written: str, year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        raise ValueWrong(_("There is no day %(date)s."), date=written) from None


def _unread(written: str) -> ValueWrong:
    """Why this is no day, as exactly as it can be said."""
    close = written.replace(" ", "")
    if _LUNAR.search(close):
        return ValueWrong(_("%(date)s is a day of the lunar calendar. Write the day of the solar one."), date=written)
    if _SHORT_YEAR.fullmatch(close) or (close.isdigit() and len(close) == 6):
        return ValueWrong(_("The year in %(date)s has two digits. Write all four."), date=written)
    if _YEAR_LAST.fullmatch(close):
        return ValueWrong(_("In %(date)s day and month cannot be told apart. Write year-month-day."), date=written)
    if _MONTH.fullmatch(close):
        return ValueWrong(_("The day is missing in %(date)s."), date=written)
    return ValueWrong(_("%(date)s is not a date. Write year-month-day, 1948-05-12."), date=written)


def number(text: str, *, least: Decimal | int = 0, most: Decimal | int | None = None) -> Decimal:
    """A decimal number; thousands' commas and a unit behind it do no harm. Raises ``ValueWrong``."""
    written = _UNITS.sub("", plain(text).replace(",", "").replace(" ", "").lower())
    try:
        found = Decimal(written)
    except InvalidOperation:
        raise ValueWrong(_("%(text)s is not a number."), text=text) from None
    if not found.is_finite():
        raise ValueWrong(_("%(text)s is not a number."), text=text)
    if found < least or (most is not None and found > most):
        limits = {"text": text, "least": least, "most": most}
        if most is None:
            raise ValueWrong(_("%(text)s is less than %(least)s."), **limits)
        raise ValueWrong(_("%(text)s does not lie between %(least)s and %(most)s."), **limits)
    return found


def whole(text: str, *, least: int = 0, most: int | None = None) -> int:
    """A whole number. Raises ``ValueWrong``."""
    found = number(text, least=least, most=most)
    if found != found.to_integral_value():
        raise ValueWrong(_("%(text)s is not a whole number."), text=text)
    return int(found)


def yes_or_no(text: str) -> bool:
    """是 or 否 in their usual forms. Raises ``ValueWrong``."""
    written = plain(text).lower()
    if written in _YES:
        return True
    if written in _NO:
        return False
    raise ValueWrong(_("“%(text)s” is neither yes nor no. Write 是 or 否."), text=text)
