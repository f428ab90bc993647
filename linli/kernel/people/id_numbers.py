"""Numbers that carry their own check: identity numbers (GB 11643) and unified credit codes (GB 32100).

Of an identity number only length, digits, date and check digit are looked at. The first six digits name the
place of first registration as it was called then, or 81, 82, 83 (residence permits of Hong Kong, Macao and
Taiwan) or 9 (foreign permanent residents); a list of divisions in force would refuse most elders of a city.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from operator import mul

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LENGTH = 18
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class NumberWrong(ValueError):
    """The number cannot be right. ``str()`` says what to change."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.sentence, self.words = sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


def tidy(typed: str) -> str:
    """As it stands on the card: half width, capital X, without blanks and hyphens."""
    if _SHAPE.fullmatch(typed):
        return typed
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-‐‑–—")


def checked_id_number(typed: str) -> str:
    """The tidy identity number. Raises ``NumberWrong`` with a sentence for whoever typed it."""
    number = tidy(typed)
    if not _SHAPE.fullmatch(number):
        _check_shape(number)
    if _born(number) is None:
        raise NumberWrong(
            _("Digits 7 to 14 are the date of birth, and %(date)s is not a date. Compare it with the card."),
            date=number[6:14],
        )
    if check_digit(number[:17]) != number[17]:
        raise NumberWrong(_("One digit is wrong: the last does not fit the others. Compare it with the card."))
    return number


def check_digit(first: str) -> str:
    """The 18th character to the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(map(mul, map(int, first), _WEIGHTS)) % 11]


def sex_of(number: str) -> str:
    """``m`` or ``f``: the 17th digit is odd for men."""
    return "m" if int(number[16]) % 2 else "f"


def checked_credit_code(typed: str) -> str:
    """The tidy unified social credit code of an organisation. Raises ``NumberWrong``."""
    code = tidy(typed)
    _check_credit_length(code)
    for place, sign in enumerate(code, start=1):
        if sign not in _CREDIT:
            raise NumberWrong(_("Character %(place)d cannot be %(sign)s: the code has no I, O, S, V or Z."),
                              place=place, sign=sign)  # fmt: skip
    if credit_check(code[:17]) != code[17]:
        raise NumberWrong(_("One character is wrong: the last does not fit the others. Compare it with the licence."))
    return code


def credit_check(first: str) -> str:
    """The 18th character to the first 17."""
    total = sum(_CREDIT.index(sign) * weight for sign, weight in zip(first, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT[(31 - total % 31) % 31]


def _check_shape(number: str) -> None:
    """What is wrong with the length or with one of the characters."""
    _check_length(number)
    for place, sign in enumerate(number, start=1):
        if sign not in "0123456789" and not (place == LENGTH and sign == "X"):
            raise NumberWrong(_("Character %(place)d is not a digit. Only the last may be X."), place=place)


def _check_length(number: str) -> None:
    off = len(number) - LENGTH
    if off < 0:
        raise NumberWrong(
            _("%(count)d characters are missing. An identity number has 18, and the last may be X."), count=-off
        )
    if off > 0:
        raise NumberWrong(
            _("%(count)d characters too many. An identity number has 18, and the last may be X."), count=off
        )


def _check_credit_length(code: str) -> None:
    off = len(code) - LENGTH
    if off < 0:
        raise NumberWrong(_("%(count)d characters are missing. A unified credit code has 18."), count=-off)
    if off > 0:
        raise NumberWrong(_("%(count)d characters too many. A unified credit code has 18."), count=off)


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
