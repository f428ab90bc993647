"""The template environment of every screen, and what each page's head and bars need to know.

Given to Django's Jinja2 backend as ``"environment": "linli.kit.jinja.environment"`` with the context processor
``linli.kit.jinja.look``. Undefined names are errors; everything is escaped; there is no inline script or style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from jinja2 import Environment, StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

from linli.kit import figures, once, words
from linli.kit import who as whose

_NUMBERS = re.compile(r"\d[\d,.:]*")
# An id, a link to one, and the second of two ids that describe a field.
_FIELD = re.compile(r'(?<=")#?f-|(?<=-wrong )f-')
_PUBLIC = re.compile(r"[A-Z]{2}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")


def large_numbers(sentence: str) -> Markup:
    """Every number of a short sentence marked as a figure: 1天13小时 with large 1 and 13."""
    pieces = _NUMBERS.sub(lambda found: f"\0{found.group()}\0", sentence).split("\0")
    return Markup("").join(Markup("<b>{}</b>").format(p) if at % 2 else p for at, p in enumerate(pieces))


def unbroken(sentence: str) -> Markup:
    """Public numbers of a sentence kept on one line: NN-7K3M9-QXT4C-8."""
    pieces = _PUBLIC.sub(lambda found: f"\0{found.group()}\0", sentence).split("\0")
    return Markup("").join(
        Markup('<span class="number">{}</span>').format(p) if at % 2 else p for at, p in enumerate(pieces)
    )


def owned(html: Markup, name: str) -> Markup:
    """The fields of one of several forms on a page, with ids of their own: ``f-text`` becomes ``f-answer-text``.

    What links to them is meant as well: the head of a form that came back.
    """
    own = escape(name)
    return Markup(_FIELD.sub(lambda found: f"{found[0]}{own}-", str(html)))  # noqa: S704  our own markup, the name escaped


FILTERS: Mapping[str, Callable[..., str]] = {
    "large_numbers": large_numbers,
    "unbroken": unbroken,
    "owned": owned,
    "clock": words.clock,
    "day": words.day,
    "moment": words.moment,
    "weekday": words.weekday,
    "long_day": words.long_day,
    "by_when": words.by_when,
    "due": words.due,
    "late": words.late,
    "waited": words.waited,
    "thousands": figures.thousands,
    "money": figures.money,
    "yuan": figures.yuan,
    "pin_price": figures.pin_price,
    "share": figures.share,
    "percent": figures.percent,
    "points": figures.points,
    "more_or_fewer": figures.more_or_fewer,
}


class Page(Template):
    """A template whose names all come from the environment, so what it imports is made once and not for every page."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named route; an unknown name is an error."""
    return reverse(name, args=args or None, kwargs=kwargs or None) if args or kwargs else once.address(name)


def environment(**options: Any) -> Environment:
    """The environment of all templates; ``options`` come from Django's Jinja2 backend."""
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    made = Environment(**options)  # noqa: S701 (autoescape is set above)
    made.template_class = Page
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals.update(
        _=once.said, gettext=once.said, ngettext=once.said_of, pgettext=once.said_in, npgettext=once.said_of_in
    )
    made.globals.update(url=url, way=once.way, static=once.static, once=once.piece, clock_range=words.clock_range)
    made.filters.update(FILTERS)
    return made


def look(request: HttpRequest) -> dict[str, Any]:
    """What layouts know of every page: language, edition, text size, surface and the duty phone.

    The edition and its text size are cookies, because they belong to the eyes in front of this screen and are
    wanted before anybody has signed in. A middleware may set ``request.duty_phone`` to the community's own.
    """
    elder = request.COOKIES.get("linli_edition") == "elder"
    size = request.COOKIES.get("linli_text", "18")
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "edition": "elder" if elder else "standard",
        "text_size": size if size in {"18", "24", "30"} else "18",
        "surface": getattr(settings, "SURFACE", "public"),
        "live": once.way("live_admission") if settings.LIVE_URL else "",
        "duty_phone": getattr(request, "duty_phone", "12345"),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # one for all forms of a page
        "who": whose.mark_of(request.hat) if hasattr(request, "hat") else "",
    }
