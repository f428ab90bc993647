"""What the pages around shared data say in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from linli.kernel.grants.models import DataRequest, Grant
from linli.kernel.people.models import Organisation
from linli.kernel.places.models import Place
from linli.kit import words
from linli.kit.routes import Request


def language() -> str:
    return get_language() or "zh-hans"


def level(code: str) -> str:
    """How closely a field or an entry is held."""
    known = {
        "public": pgettext("data", "public"),
        "internal": pgettext("data", "for staff"),
        "personal": pgettext("data", "personal"),
        "sensitive": pgettext("data", "sensitive personal"),
    }
    return known.get(code, code)


def tone(code: str) -> str:
    return {"sensitive": "amber"}.get(code, "")


def revision_state(code: str) -> str:
    known = {
        "draft": _("waits for its owner department"),
        "owned": _("waits for a data officer"),
        "published": pgettext("open list", "published"),
        "refused": _("sent back"),
        "ended": _("off the list"),
    }
    return known.get(code, code)


def request_state(one: DataRequest) -> str:
    known = {
        "open": _("waits for the owner"),
        "owned": _("the owner agrees; waits for a data officer"),
        "granted": _("granted"),
        "refused": pgettext("grant", "refused"),
        "withdrawn": pgettext("grant", "taken back"),
    }
    return known[one.state]


def grant_state(one: Grant, request: Request) -> tuple[str, str]:
    """How a grant stands, and the tone of its tag."""
    if one.revoked is not None:
        return pgettext("grant", "taken back"), ""
    if request.now < one.since:
        return _("from %(day)s") % {"day": words.day(one.since, request.now)}, ""
    if request.now >= one.until:
        return _("over"), ""
    return _("runs until %(day)s") % {"day": words.day(one.until, request.now)}, "jade"


def title(row: Any) -> str:
    return str(row.title_en) if language().startswith("en") and row.title_en else str(row.title)


def field_words(fields: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The columns of an entry in the language of the page, by code."""
    name = "en" if language().startswith("en") else "zh"
    return {one["code"]: one.get(name) or one["zh"] or one["code"] for one in fields}


def every(days: int) -> str:
    if days == 1:
        return _("renewed every day")
    return ngettext("renewed after %(num)s day", "renewed every %(num)s days", days) % {"num": days}


def units(ids: Collection[int]) -> dict[int, str]:
    """Bodies by name. One statement, none for none."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name")) if ids else {}


def places(ids: Collection[int]) -> dict[int, str]:
    """Places by name. One statement, none for none."""
    return dict(Place.objects.filter(id__in=set(ids)).values_list("id", "name")) if ids else {}


def way(code: str) -> str:
    known = {
        "screen": _("on screen"),
        "sheet": _("as Excel"),
        "exchange": _("by a program"),
        "deliver": _("delivered by a program"),
    }
    return known.get(code, code)


def flashes(request: HttpRequest, said: Mapping[str, str]) -> list[dict[str, str]]:
    found = said.get(request.GET.get("did", ""))
    return [{"words": found}] if found else []
