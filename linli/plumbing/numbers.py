"""Numbers people read out, type and print: the public number of a case and the secret code of a receipt.

Both are drawn at random, so that a number tells neither place, day nor how many came before it, in the
alphabet of Douglas Crockford (base 32 without I, L, O and U), which survives handwriting and telephone lines.
A public number is ``NN-7K3M9-QXT4C-8``: the city's letters, ten random characters (50 bits), and a check
character over all of them that catches every single wrong character and every two that changed places.
"""

from __future__ import annotations

import os
import re
import unicodedata

from linli.plumbing import crypto

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER = re.compile(rf"([A-Z]{{2,4}})-([{ALPHABET}]{{5}})-([{ALPHABET}]{{5}})-([{ALPHABET}])", re.ASCII)
CODE = re.compile(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", re.ASCII)
VALUE = {character: value for value, character in enumerate(ALPHABET)}
LOOKALIKES = str.maketrans("OIL", "011")
PREFIX_LOOKALIKES = str.maketrans("01", "OI")
BODY = 11  # ten random characters and the check


def public_number(prefix: str) -> str:
    """A fresh public number of the city ``prefix`` (two to four letters). Unique columns draw again."""
    return written(prefix, _random(10))


def written(prefix: str, body: str) -> str:
    """The public number with this body of ten characters."""
    return f"{prefix}-{body[:5]}-{body[5:]}-{_check(prefix + body)}"


def is_valid(number: str) -> bool:
    """Whether ``number`` is written as issued and its check character is right."""
    parts = NUMBER.fullmatch(number)
    return parts is not None and _check(parts[1] + parts[2] + parts[3]) == parts[4]


def tidy(typed: str, *, prefix: str = "") -> str:
    """What was typed, in the form it was issued: case, hyphens, blanks, full width and O, I, L put right.

    With ``prefix`` a number typed without its city letters is completed. The result may still be invalid.
    """
    plain = _plain(typed)
    city, body = plain[:-BODY] or prefix, plain[-BODY:].translate(LOOKALIKES)
    if len(body) < BODY:
        return plain
    return f"{city.translate(PREFIX_LOOKALIKES)}-{body[:5]}-{body[5:10]}-{body[10]}"


def receipt_code() -> str:
    """A secret of twelve random characters (60 bits) that opens one case: ``7K3M-9QXT-4C8W``.

    It is shown once, on the receipt, and kept only as ``receipt_index``.
    """
    code = _random(12)
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def open_code() -> str:
    """Twelve random characters under which everybody may ask for what is public of a case; no way to the case."""
    return _random(12)


def tidy_code(typed: str) -> str:
    plain = _plain(typed).translate(LOOKALIKES)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def is_code(code: str) -> bool:
    return CODE.fullmatch(code) is not None


def receipt_index(code: str) -> bytes:
    """The fingerprint under which a case keeps its receipt code; forgiving about how it was typed."""
    return crypto.blind(tidy_code(code), purpose="receipt code")


def _plain(typed: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


def _random(length: int) -> str:
    # 256 is a multiple of 32, so the low five bits of a random byte are evenly spread.
    return "".join(ALPHABET[byte & 31] for byte in os.urandom(length))


def _check(text: str) -> str:
    """The sum of the characters, each multiplied by a different power of a generator of GF(32).

    Weights that are non-zero and all different make every single substitution and every exchange of two
    positions change the sum. City letters count A = 0 … Z = 25, the rest by their place in ``ALPHABET``.
    """
    total = 0
    letters = len(text) - (BODY - 1)
    for place, character in enumerate(text):
        value = ord(character) - ord("A") if place < letters else VALUE[character]
        total = _double(total) ^ value
    return ALPHABET[_double(total)]


def _double(value: int) -> int:
    """Multiplication by x in GF(32) with the primitive polynomial x**5 + x**2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
