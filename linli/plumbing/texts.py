"""Texts as people send them, and as they are kept."""

from __future__ import annotations

import re
import unicodedata

# Controls, direction marks and other invisible signs that can hide or turn round what a reader sees.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def tidy(text: str) -> str:
    """A text as it is kept: composed, without invisible and direction signs, without blank edges. Emoji stay."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").strip()
