"""The gaps of a phrase as people read and write them: {编号} on a Chinese page, {number} in packs and the database."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.desks.packs import GAPS


def names() -> dict[str, str]:
    """What each gap is called in the language of the page."""
    return {
        "number": pgettext("gap", "number"),
        "title": pgettext("gap", "title"),
        "where": pgettext("gap", "where"),
        "item": pgettext("gap", "item"),
        "unit": pgettext("gap", "unit"),
        "step": pgettext("gap", "step"),
        "reported": pgettext("gap", "reported"),
        "due": pgettext("gap", "due"),
        "today": pgettext("gap", "today"),
        "me": pgettext("gap", "me"),
    }


def shown(text: str) -> str:
    """Words with the names of their gaps as the page says them."""
    for gap, name in names().items():
        text = text.replace(f"{{{gap}}}", f"{{{name}}}")
    return text


def read(text: str) -> str:
    """Words as somebody typed them, their gaps by the names packs have for them; either name may be typed."""
    for gap, name in names().items():
        text = text.replace(f"{{{name}}}", f"{{{gap}}}")
    return text


def explained() -> list[tuple[str, str]]:
    """The gaps there are, and what a case fills them with where the name does not say it."""
    called = names()
    known = {
        "number": _("number"),
        "title": _("what it is about"),
        "where": _("where"),
        "item": _("matter of the catalogue"),
        "unit": _("unit that holds it"),
        "step": _("step"),
        "reported": _("day of the report"),
        "due": _("when it is due"),
        "today": _("today"),
        "me": _("your name and post"),
    }
    return [(f"{{{called[gap]}}}", "" if known[gap] == called[gap] else known[gap]) for gap in GAPS]
