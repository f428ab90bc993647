"""Identity documents: which kind a number is of, whether it can be right, what it tells of its holder.

Six kinds (GB 11643 for the first, the third and the newer of the fourth):

* 居民身份证: 18 characters, or the 15 digits of cards issued until 1999, which are written out with 18
* 港澳台居民居住证: the same form, beginning 81 (Hong Kong), 82 (Macao), 83 (Taiwan)
* 来往内地（大陆）通行证: H or M and 8 digits, on older cards two more that count the cards; of Taiwan 8 digits
* 外国人永久居留身份证: 18 digits beginning 9, formerly three letters and 12 digits
* passports of any country: 5 to 12 letters and digits
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.people import id_numbers
from linli.kernel.people.id_numbers import NumberWrong, tidy
from linli.kernel.people.models import Document
from linli.plumbing import crypto

_EIGHTEEN = re.compile(r"\d{17}[\dX]", re.ASCII)
_FIFTEEN = re.compile(r"\d{15}", re.ASCII)
_HONG_KONG_MACAO = re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII)
_TAIWAN = re.compile(r"\d{8}", re.ASCII)
_FOREIGN_FORMER = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,12}", re.ASCII)
_LIFELONG = 9  # of H12345678 01 the last two only count the cards
_CENTENARIANS = ("996", "997", "998", "999")  # sequence numbers of those born before 1900, on cards of 15 digits


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that can be right, with birthday and sex (m, f, empty) where it tells them.

    ``said`` is what whoever typed it should read, where it was changed.
    """

    document: str
    number: str
    born: date | None = None
    sex: str = ""
    said: str | Promise = ""


NOBODY = Identity(Document.NONE, "")


def guess(typed: str) -> str:
    """The kind of document a number seems to be of; ``none`` where it looks like nothing we know."""
    number = tidy(typed)
    if _EIGHTEEN.fullmatch(number):
        return _of_eighteen(number)
    if _FIFTEEN.fullmatch(number):
        return Document.RESIDENT_ID
    if _HONG_KONG_MACAO.fullmatch(number) or _TAIWAN.fullmatch(number):
        return Document.TRAVEL_PERMIT
    if _FOREIGN_FORMER.fullmatch(number):
        return Document.FOREIGN_ID
    return Document.PASSPORT if _PASSPORT.fullmatch(number) and not number.isdigit() else Document.NONE


def checked(typed: str, document: str = "") -> Identity:
    """The number as it is kept. Without ``document`` the kind is guessed. Raises ``NumberWrong`` with a sentence."""
    kind = document if document and document != Document.NONE else guess(typed)
    if kind == Document.TRAVEL_PERMIT:
        return _travel_permit(tidy(typed))
    if kind == Document.PASSPORT:
        return _passport(tidy(typed))
    if kind == Document.FOREIGN_ID and not tidy(typed)[:1].isdigit():
        return _foreign_former(tidy(typed))
    return _of_form(typed, kind)


def index(number: str) -> bytes:
    """The fingerprint a number of any kind is found by, however it was typed; 15 digits find their 18."""
    plain = tidy(number)
    if _FIFTEEN.fullmatch(plain):
        plain = _written_out(plain)
    elif _HONG_KONG_MACAO.fullmatch(plain):
        plain = plain[:_LIFELONG]
    return crypto.blind(plain, purpose="identity number")


def _of_eighteen(number: str) -> Document:
    if number[0] == "9":
        return Document.FOREIGN_ID
    return Document.HMT_PERMIT if number[:2] in ("81", "82", "83") else Document.RESIDENT_ID


def _of_form(typed: str, kind: str) -> Identity:
    """A number of the form of GB 11643."""
    number = tidy(typed)
    said: str | Promise = ""
    if _FIFTEEN.fullmatch(number) and kind in (Document.RESIDENT_ID, Document.NONE):
        number, said = _written_out(number), _("This is a number of 15 digits. It is kept with its 18.")
    number = id_numbers.checked_id_number(number)
    is_of = _of_eighteen(number)
    if kind not in (is_of, Document.NONE):
        raise NumberWrong(_BEGINS[is_of])
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return Identity(is_of, number, born, id_numbers.sex_of(number), said)


_BEGINS = {
    Document.RESIDENT_ID: _("This is the number of a resident identity card. Choose that document."),
    Document.HMT_PERMIT: _("Numbers beginning 81, 82 or 83 are of residence permits for Hong Kong, Macao and Taiwan."),
    Document.FOREIGN_ID: _("Numbers of 18 digits beginning 9 are of permanent residence cards of foreigners."),
}


def _written_out(number: str) -> str:
    """15 digits with the century and the check digit they lacked."""
    century = "18" if number[12:] in _CENTENARIANS else "19"
    first = number[:6] + century + number[6:]
    return first + id_numbers.check_digit(first)


def _travel_permit(number: str) -> Identity:
    if not (_HONG_KONG_MACAO.fullmatch(number) or _TAIWAN.fullmatch(number)):
        raise NumberWrong(
            _("A travel permit of Hong Kong or Macao has H or M and 8 or 10 digits, one of Taiwan 8 digits.")
        )
    return Identity(Document.TRAVEL_PERMIT, number)


def _foreign_former(number: str) -> Identity:
    if not _FOREIGN_FORMER.fullmatch(number):
        raise NumberWrong(_("The card of a foreign resident has 18 digits beginning 9, or 3 letters and 12 digits."))
    month, day = int(number[9:11]), int(number[11:13])
    try:
        date(2000, month, day)
    except ValueError:
        raise NumberWrong(
            _("Characters 8 to 13 are the date of birth, and %(date)s is not a date. Compare it with the card."),
            date=number[7:13],
        ) from None
    return Identity(Document.FOREIGN_ID, number)


def _passport(number: str) -> Identity:
    if not _PASSPORT.fullmatch(number):
        raise NumberWrong(_("A passport number has 5 to 12 letters and digits."))
    return Identity(Document.PASSPORT, number)
