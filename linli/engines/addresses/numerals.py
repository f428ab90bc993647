"""Numbers in addresses: 十二栋, 12幢, １２# and 贰单元 are numbers all the same."""

from __future__ import annotations

import re

_DIGITS = {sign: value for value, signs in enumerate(("〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒",
                                                     "八捌", "九玖")) for sign in signs}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100}
SIGNS = "".join([*_DIGITS, *_TENS])
_RUN = re.compile(f"[{SIGNS}]+")


def value(signs: str) -> int:
    """The number Chinese numerals stand for: 十二 is 12, 一百零三 is 103, 五〇一 is 501."""
    if not any(sign in _TENS for sign in signs):
        return int("".join(str(_DIGITS[sign]) for sign in signs))
    total, digit = 0, None
    for sign in signs:
        if sign in _TENS:
            total += (1 if digit is None else digit) * _TENS[sign]
            digit = None
        else:
            digit = _DIGITS[sign] or None
    return total + (digit or 0)


def in_digits(text: str) -> str:
    """The text with its Chinese numerals in digits."""
    return _RUN.sub(lambda run: str(value(run[0])), text)
