"""What does not change from page to page is made once: addresses, sentences, pieces of pages, lists of the catalogue.

A desk page says some three hundred sentences and links fifty addresses, and nearly all of them are those of the page
before. What is kept here is decided by its key, the reader's language and the surface alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.templatetags.static import static as made_static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from markupsafe import Markup

from linli.kernel.cases import catalogue

MOST_PIECES = 2_000

Found = TypeVar("Found")
_pieces: dict[Hashable, Markup] = {}


def address(name: str) -> str:
    """The address of a route without arguments; ``NoReverseMatch`` where this surface has no such route."""
    return way(name) or reverse(name)


def way(name: str) -> str:
    """The address of a route without arguments, or nothing when this surface has no such route."""
    return _way(settings.ROOT_URLCONF, get_script_prefix(), name)


@lru_cache(maxsize=1024)
def _way(urls: str, prefix: str, name: str) -> str:  # noqa: ARG001  part of what is remembered
    try:
        return reverse(name, urlconf=urls)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1024)
def static(path: str) -> str:
    """The address of a file of the surface's looks."""
    return made_static(path)


def piece(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """A piece of a page that nothing but ``key``, the language and the surface decides: ``{% call once(…) %}``.

    Nothing about a person or a case belongs into it.
    """
    whole = (get_language(), settings.ROOT_URLCONF, *key)
    found = _pieces.get(whole)
    if found is None:
        if len(_pieces) >= MOST_PIECES:
            _pieces.clear()
        found = _pieces[whole] = caller()
    return found


def of_catalogue(make: Callable[[datetime], Found]) -> Callable[[datetime], Found]:
    """A question about the catalogue alone: asked once for each language, until something of the catalogue changes."""

    @wraps(make)
    def kept(now: datetime) -> Found:
        held, key = catalogue.edition(at=now).kept, (make, get_language())
        if key not in held:
            held[key] = make(now)
        found: Found = held[key]
        return found

    return kept


def of_language(make: Callable[[], Found]) -> Callable[[], Found]:
    """Words that are the same for everybody who reads a language; nobody changes what they are given."""

    @lru_cache(maxsize=64)
    def kept(language: str | None) -> Found:  # noqa: ARG001  part of what is remembered
        return make()

    return wraps(make)(lambda: kept(get_language()))


def said(message: str, **values: Any) -> Markup:
    """A sentence of a template, as markup; values are escaped."""
    return _form(get_language(), message) % values if values else _said(get_language(), message)


def said_in(context: str, message: str, **values: Any) -> Markup:
    """A sentence that means something else elsewhere."""
    return _form(get_language(), message, context) % values if values else _said(get_language(), message, context)


def said_of(singular: str, plural: str, num: int, **values: Any) -> Markup:
    """A sentence about so many."""
    return Markup(ngettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704  our own catalogue


def said_of_in(context: str, singular: str, plural: str, num: int, **values: Any) -> Markup:
    """A sentence about so many that means something else elsewhere."""
    return Markup(npgettext(context, singular, plural, num)) % {"num": num, **values}  # noqa: S704


# What a catalogue says is written by us and may hold markup.


@lru_cache(maxsize=8192)
def _form(language: str | None, message: str, context: str = "") -> Markup:  # noqa: ARG001  part of what is remembered
    return Markup(pgettext(context, message) if context else gettext(message))  # noqa: S704


@lru_cache(maxsize=8192)
def _said(language: str | None, message: str, context: str = "") -> Markup:
    return _form(language, message, context) % {}
