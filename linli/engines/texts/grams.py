"""A text as numbers: how often each character and each pair of neighbours stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from zlib import crc32

# Digits and letters are left out: they are numbers of houses, phones and cars, and say who and not what.
_KEPT = re.compile(r"[㐀-鿿]+")


def grams(text: str) -> Counter[int]:
    """Counts of hashed characters and pairs. Pairs do not reach over anything but Chinese characters.

    Hashes (CRC-32) instead of characters, so that what was learnt cannot be read back as words.
    """
    found: Counter[int] = Counter()
    for run in _KEPT.findall(unicodedata.normalize("NFKC", text)):
        found.update(crc32(one.encode()) for one in run)
        found.update(crc32(run[at : at + 2].encode()) for at in range(len(run) - 1))
    return found
