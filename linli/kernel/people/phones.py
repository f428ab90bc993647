"""Telephone numbers of residents: how they are written, found and told to be wrong."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from linli.plumbing import crypto

MOBILE_LENGTH = 11
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0[1-9]\d{8,10}", re.ASCII)
_FROM_ABROAD = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)", re.ASCII)
_BETWEEN = re.compile(r"[\s()\-‐‑–—.]+")


class PhoneWrong(ValueError):
    """Not a mobile number a code could be sent to. ``str()`` says what to change."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.digits = len(typed)

    def __str__(self) -> str:
        if self.digits != MOBILE_LENGTH:
            return str(_("This has %(count)d digits. A mobile number has 11.")) % {"count": self.digits}
        return str(_("This is not a mobile number: those begin with 13 to 19. Look at the first digits."))


def tidy(typed: str) -> str:
    """The digits alone: half width, without blanks, hyphens and the country's 86."""
    return _FROM_ABROAD.sub("", _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)))


def checked(typed: str) -> str:
    """The tidy mobile number. Raises ``PhoneWrong``."""
    number = tidy(typed)
    if not _MOBILE.fullmatch(number):
        raise PhoneWrong(number)
    return number


def is_mobile(typed: str) -> bool:
    return _MOBILE.fullmatch(tidy(typed)) is not None


def is_landline(typed: str) -> bool:
    """A number with its area code, as elders leave it. (Eight digits alone may be of a travel permit.)"""
    return _LANDLINE.fullmatch(tidy(typed)) is not None


def index(typed: str) -> bytes:
    """The fingerprint a number is found by, however it was typed."""
    return crypto.blind(tidy(typed), purpose="phone")
