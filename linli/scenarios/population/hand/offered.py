"""What the forms of the register offer to choose from, and whether whoever looks may write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from linli.kernel.people.models import Document
from linli.kit import words
from linli.kit.routes import Request
from linli.plumbing import policy
from linli.scenarios.population.desk import saying
from linli.scenarios.population.hand import registering
from linli.scenarios.population.hand.dwellings import STATES
from linli.scenarios.population.hand.newcomers import KINDS
from linli.scenarios.population.hand.typed import SOURCES, Back

DOCUMENTS: Mapping[str, str | Promise] = {
    Document.RESIDENT_ID: pgettext_lazy("document", "Resident identity card"),
    Document.HMT_PERMIT: pgettext_lazy("document", "Residence permit for Hong Kong, Macao and Taiwan"),
    Document.TRAVEL_PERMIT: pgettext_lazy("document", "Mainland travel permit"),
    Document.FOREIGN_ID: pgettext_lazy("document", "Permanent residence card of a foreigner"),
    Document.PASSPORT: pgettext_lazy("document", "Passport"),
}


def at_door(request: Request, back: Back) -> dict[str, Any]:
    """What the forms at a door offer."""
    return {
        **at_person(request, back),
        "occupancies": [(one, saying.occupancy(one)) for one in STATES],
        "uses": [(one, saying.use(one)) for one in saying.USES],
    }


def at_person(request: Request, back: Back) -> dict[str, Any]:
    """What the forms at a person offer."""
    return {
        "may_keep": policy.may(request.hat, "register.keep"),
        "back": back,
        "today": words.local(request.now).date().isoformat(),
        "kinds": [(one, saying.kind(one)) for one in KINDS],
        "documents": documents(),
        "sexes": [("", _("not known")), ("f", saying.sex("f")), ("m", saying.sex("m"))],
        "sources": [(one, saying.source(one)) for one in SOURCES],
        "regions": regions(back.typed, back.errors),
        "flash_list": _did(request),
    }


def documents() -> list[tuple[str, str]]:
    """Kinds of documents; without one the number tells."""
    return [("", _("as the number tells")), *((str(code), str(name)) for code, name in DOCUMENTS.items())]


def regions(typed: Mapping[str, str], errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """Divisions to choose from, where what was typed of a place of registration may be several."""
    return registering.choices(typed.get(registering.FIELD, "")) if registering.FIELD in errors else []


def _did(request: Request) -> list[dict[str, str]]:
    return [{"words": _("Written down"), "kind": ""}] if request.GET.get("did") else []
