"""What was typed into a form of the register, read with a sentence for whoever has to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy

from linli.kit import words
from linli.plumbing.pointers import NoSuchPointer, number_at
from linli.scenarios.population.visits.entry import NotTaken

SOURCES = ("resident", "owner", "landlord", "visit", "property", "police", "housing", "department")
OLDEST = date(1880, 1, 1)
LONGEST = 200

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Back:
    """A form that came back: which one of the page, what was typed into it, and what is wrong."""

    act: str = ""
    about: str = ""
    typed: Given = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def given_in(post: Mapping[str, str]) -> dict[str, str]:
    """What a form sent, each field once, without the blanks around it."""
    return {name: post[name].strip()[:LONGEST] for name in post if name != "csrfmiddlewaretoken"}


def source(given: Given) -> str:
    """Who said so: one of those whose word the register takes."""
    said = given.get("source", "")
    if said not in SOURCES:
        raise NotTaken(gettext_lazy("Say who said so."), "source")
    return said


def one_of(given: Given, name: str, offered: Mapping[str, object] | tuple[str, ...], sentence: str) -> str:
    """One of what the form offers."""
    said = given.get(name, "")
    if said not in offered:
        raise NotTaken(sentence, name)
    return said


def past_day(given: Given, name: str, now: datetime) -> datetime:
    """The day something began or ended, in the city's time; now where it is today or nothing was said."""
    day, today = any_day(given, name), words.local(now).date()
    if day is None or day == today:
        return now
    if day > today:
        raise NotTaken(gettext_lazy("This day is still to come. Write it down on the day itself."), name)
    return datetime.combine(day, time(), words.city_zone())


def last_day(given: Given, name: str) -> datetime | None:
    """The end of the day something runs until; None where nothing was said."""
    day = any_day(given, name)
    return datetime.combine(day + timedelta(days=1), time(), words.city_zone()) if day is not None else None


def any_day(given: Given, name: str) -> date | None:
    """A day as a form writes it."""
    text = given.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise NotTaken(gettext_lazy("This is no day. Write it as in 2026-11-27."), name) from None
    if not OLDEST <= day <= date(2199, 1, 1):
        raise NotTaken(gettext_lazy("This is no day. Write it as in 2026-11-27."), name)
    return day


def number(kind: str, text: str, field_: str = "about") -> int:
    """The row a form is about, by its pointer."""
    try:
        return number_at(kind, text)
    except NoSuchPointer:
        raise NotTaken(gettext_lazy("This is not there any more. Open the page anew."), field_) from None
