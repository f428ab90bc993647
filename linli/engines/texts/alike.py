"""How alike two texts are, by the pairs of signs they share (Dice's coefficient over bigrams).

Chinese needs no word list for it, and two ways of saying 楼道灯不亮 share most of their pairs. It is cheap enough to
ask of a screenful of candidates while a page is drawn; it does not understand, it only orders.
"""

from __future__ import annotations

import unicodedata
from collections import Counter


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same signs in the same pairs; 0 where one of them says nothing."""
    mine, theirs = _pairs(one), _pairs(other)
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if mine and theirs else 0.0


def _pairs(text: str) -> Counter[str]:
    """The pairs of neighbouring signs, without blanks, punctuation and case; one sign alone is a pair of its own."""
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())
    return (
        Counter(signs[at : at + 2] for at in range(len(signs) - 1))
        if len(signs) > 1
        else Counter([signs] * bool(signs))
    )
