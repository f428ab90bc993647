"""What can be known of a person, a dwelling or a letting, field by field.

Every value travels as a text: as it is typed, proposed, kept in history and told. A field knows how to check the
typed text, which columns keep it, and how a record tells it. An empty text means that it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.people import documents, person_names, phones
from linli.kernel.people.id_numbers import NumberWrong, tidy
from linli.kernel.people.models import Document, Person
from linli.kernel.people.models_homes import Use
from linli.kernel.people.person_names import NameWrong
from linli.kernel.people.sealing import booklet_index, opened, seal_column
from linli.plumbing import search

SORT_LENGTH = 80
_CODE = re.compile(r"\d{6}(?:\d{3}|\d{6})?", re.ASCII)
_UNIT_NO = re.compile(r"[0-9A-Z]{28}", re.ASCII)
_BOOKLET = re.compile(r"[0-9A-Z]{4,20}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
OLDEST = 1880


class ChangeRefused(ValueError):
    """A value cannot be right. ``field`` says which; the sentence says why."""

    def __init__(self, field: str, sentence: str | Promise, **words: object) -> None:
        super().__init__(field, words)
        self.field, self.sentence, self.words = field, sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


@dataclass(frozen=True, slots=True)
class Known:
    """One field: the typed text checked, the columns that keep it, the text a record tells."""

    check: Callable[[str], str]
    keep: Callable[[int, str], dict[str, Any]]
    tell: Callable[[Any], str]


def checked(fields: Mapping[str, Known], changes: Mapping[str, str]) -> dict[str, str]:
    """The changes as they are kept. Raises ``ChangeRefused`` for the first that cannot be."""
    kept = {}
    for field, typed in changes.items():
        if field not in fields:
            raise ChangeRefused(field, _("“%(what)s” is nothing that is known of this record."), what=field)
        try:
            kept[field] = fields[field].check(typed.strip())
        except (NameWrong, NumberWrong, phones.PhoneWrong) as wrong:
            raise ChangeRefused(field, str(wrong).replace("%", "%%")) from wrong
        except ChangeRefused as wrong:
            raise ChangeRefused(field, wrong.sentence, **wrong.words) from wrong
    return kept


def number_of(person: Person) -> str:
    return opened("people_person", "id_number", person.id, person.id_number_sealed)


def born_of(person: Person) -> str:
    """The date of birth as far as it is known: a day, a year, or empty."""
    own = opened("people_person", "born", person.id, person.born_sealed)
    if own:
        return own
    told = _told_by(number_of(person), person.document)
    if told is not None and told.born is not None:
        return told.born.isoformat()
    return str(person.birth_year or "")


def _told_by(number: str, document: str) -> documents.Identity | None:
    try:
        return documents.checked(number, document) if number else None
    except NumberWrong:
        return None


def _sealed(column: str, record: int, value: str) -> bytes | None:
    return seal_column("people_person", column, [record], [value])[0]


def _name(record: int, value: str) -> dict[str, Any]:
    return {"name_sealed": _sealed("name", record, value), "sort": search.sort_key(value, person=True)[:SORT_LENGTH]}


def _phone(record: int, value: str) -> dict[str, Any]:
    return {"phone_sealed": _sealed("phone", record, value), "phone_blind": phones.index(value) if value else None}


def _number(record: int, value: str) -> dict[str, Any]:
    sealed = _sealed("id_number", record, value)
    return {"id_number_sealed": sealed, "id_number_blind": documents.index(value) if value else None}


def _born(record: int, value: str) -> dict[str, Any]:
    return {
        "born_sealed": _sealed("born", record, value if len(value) > 4 else ""),
        "birth_year": int(value[:4]) if value else None,
    }


def _a_phone(typed: str) -> str:
    """A mobile number, or a landline with its area code as elders leave it."""
    number = phones.tidy(typed)
    if not number or phones.is_landline(number):
        return number
    return phones.checked(number)


def _a_number(typed: str) -> str:
    return tidy(typed)


def _a_birthday(typed: str) -> str:
    if not typed:
        return ""
    try:
        day = date(int(typed), 1, 1) if _YEAR.fullmatch(typed) else date.fromisoformat(typed)
    except ValueError:
        raise ChangeRefused("", _("“%(typed)s” is not a date. Write it like 1949-12-31."), typed=typed) from None
    if day.year < OLDEST:
        raise ChangeRefused("", _("Nobody alive was born in %(year)d."), year=day.year)
    return typed


def _a_day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat() if typed else ""
    except ValueError:
        raise ChangeRefused("", _("“%(typed)s” is not a date. Write it like 1949-12-31."), typed=typed) from None


def _one_of(*words: str) -> Callable[[str], str]:
    def check(typed: str) -> str:
        if typed not in words:
            raise ChangeRefused(
                "", _("“%(typed)s” is none of: %(words)s"), typed=typed, words=", ".join(filter(None, words))
            )
        return typed

    return check


def _a_code(typed: str) -> str:
    if typed and not _CODE.fullmatch(typed):
        raise ChangeRefused("", _("The place of registration is a code of 6, 9 or 12 digits."))
    return typed


def _a_count(most: int) -> Callable[[str], str]:
    def check(typed: str) -> str:
        if typed and not (typed.isascii() and typed.isdigit() and int(typed) <= most):
            raise ChangeRefused("", _("“%(typed)s” is not a number from 0 to %(most)d."), typed=typed, most=most)
        return str(int(typed)) if typed else ""

    return check


def _an_area(typed: str) -> str:
    """Square metres with at most two decimals, up to 100,000."""
    if not typed:
        return ""
    try:
        area = Decimal(typed)
    except InvalidOperation:
        area = Decimal(0)
    if not (area.is_finite() and 0 < area <= 100_000 and area == area.quantize(Decimal("0.01"))):
        raise ChangeRefused("", _("“%(typed)s” is not an area in square metres, such as 89.5."), typed=typed)
    return f"{area:.2f}"


def _a_unit_no(typed: str) -> str:
    number = tidy(typed)
    if number and not _UNIT_NO.fullmatch(number):
        raise ChangeRefused("", _("The number of a real estate unit has 28 letters and digits."))
    return number


def _a_booklet(typed: str) -> str:
    number = tidy(typed)
    if number and not _BOOKLET.fullmatch(number):
        raise ChangeRefused("", _("The number of a household booklet has 4 to 20 letters and digits."))
    return number


def _booklet(record: int, value: str) -> dict[str, Any]:
    sealed = seal_column("people_household", "booklet", [record], [value])[0]
    return {"booklet_sealed": sealed, "booklet_blind": booklet_index(value) if value else None}


def _plain(column: str) -> tuple[Callable[[int, str], dict[str, Any]], Callable[[Any], str]]:
    return lambda _record, value: {column: value}, lambda record: str(getattr(record, column))


def _counted(column: str) -> tuple[Callable[[int, str], dict[str, Any]], Callable[[Any], str]]:
    def tell(record: Any) -> str:
        value = getattr(record, column)
        return "" if value is None else str(value)

    return lambda _record, value: {column: int(value) if value else None}, tell


def _dated(column: str) -> tuple[Callable[[int, str], dict[str, Any]], Callable[[Any], str]]:
    def tell(record: Any) -> str:
        value = getattr(record, column)
        return "" if value is None else value.isoformat()

    return lambda _record, value: {column: date.fromisoformat(value) if value else None}, tell


def _area_told(record: Any) -> str:
    return "" if record.floor_area is None else f"{Decimal(record.floor_area) / 100:.2f}"


PERSON = {
    "name": Known(
        person_names.checked, _name, lambda person: opened("people_person", "name", person.id, person.name_sealed)
    ),
    "phone": Known(_a_phone, _phone, lambda person: opened("people_person", "phone", person.id, person.phone_sealed)),
    "document": Known(_one_of(*Document.values), *_plain("document")),
    "id_number": Known(_a_number, _number, number_of),
    "born": Known(_a_birthday, _born, born_of),
    "sex": Known(_one_of("", "m", "f"), *_plain("sex")),
    "registered_in": Known(_a_code, *_plain("registered_in")),
    "died": Known(_a_day, *_dated("died")),
}

DWELLING = {
    "floor_area": Known(
        _an_area, lambda _record, value: {"floor_area": int(Decimal(value) * 100) if value else None}, _area_told
    ),
    "rooms": Known(_a_count(99), *_counted("rooms")),
    "most_people": Known(_a_count(999), *_counted("most_people")),
    "use": Known(_one_of(*Use.values), *_plain("use")),
    "property_unit_no": Known(_a_unit_no, *_plain("property_unit_no")),
}

HOUSEHOLD = {
    "booklet": Known(
        _a_booklet, _booklet, lambda home: opened("people_household", "booklet", home.id, home.booklet_sealed)
    ),
}

LETTING = {
    "most_tenants": Known(_a_count(999), *_counted("most_tenants")),
    "number": Known(lambda typed: typed[:40], *_plain("number")),
}
