"""Number plates of China (GA 36): which signs they have, how they are written, how they are found.

A province's character, a letter, and five signs (six for new energy vehicles, whose first or last is a letter from A
to K that tells the energy); embassies (使), consulates (领), police (警), learners (学), trailers (挂), Hong Kong (港)
and Macao (澳) carry their character. I and O are never used, so that nobody reads 1 and 0.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.plumbing import crypto

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = "A-HJ-NP-Z0-9"
_USUAL = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][{_SIGN}]{{5}}")
_NEW_ENERGY = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z](?:[A-HJK][{_SIGN}]\d{{4}}|\d{{5}}[A-HJK])")
_ENDING = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][{_SIGN}]{{4}}[警学挂领]")
_BORDER = re.compile(rf"粤Z[{_SIGN}]{{4}}[港澳]")
_EMBASSY = re.compile(r"(?:使\d{6}|\d{6}使|[ABE]?\d{5}[使领])")
_FORMS = (_USUAL, _NEW_ENERGY, _ENDING, _BORDER, _EMBASSY)
_BETWEEN = re.compile(r"[\s·•・‧∙⋅.．\-‐‑–—]+")


class PlateWrong(ValueError):
    """No vehicle has such a plate. ``str()`` says what to look at."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.sentence, self.words = sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


def tidy(typed: str) -> str:
    """As the signs stand on the plate: half width, capitals, without blanks, dots and hyphens."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()


def checked(typed: str) -> str:
    """The tidy plate. Raises ``PlateWrong``."""
    plate = tidy(typed)
    if any(form.fullmatch(plate) for form in _FORMS):
        return plate
    if not plate:
        raise PlateWrong(_("The plate is missing."))
    if "I" in plate or "O" in plate:
        raise PlateWrong(_("Plates have no I and no O: read “%(plate)s” again, they are 1 and 0."), plate=plate)
    if plate[0] not in PROVINCES + "使" and not plate[0].isdigit():
        raise PlateWrong(_("“%(plate)s” does not begin with a province, such as 桂."), plate=plate)
    raise PlateWrong(
        _("“%(plate)s” is no plate. One has 7 signs, such as 桂A12345, of new energy vehicles 8."), plate=plate
    )


def is_new_energy(plate: str) -> bool:
    return _NEW_ENERGY.fullmatch(plate) is not None


def index(typed: str) -> bytes:
    """The fingerprint a plate is found by, however it was typed."""
    return crypto.blind(tidy(typed), purpose="number plate")
