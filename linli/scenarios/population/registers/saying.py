"""How the registers of bodies and vehicles speak: kinds, energies, who says so, what was just done."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.kit.routes import Request
from linli.scenarios.population.desk import saying

KINDS: Mapping[str, str | Promise] = {
    "enterprise": pgettext_lazy("body", "Enterprise"),
    "self_employed": pgettext_lazy("body", "Self-employed"),
    "social_organisation": pgettext_lazy("body", "Social organisation"),
    "institution": pgettext_lazy("body", "Public institution"),
    "stationed_unit": pgettext_lazy("body", "Unit stationed here"),
}
# The three registers of bodies: what each is called, and the kinds that stand in it.
REGISTERS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "enterprises": (pgettext_lazy("register", "Enterprises"), ("enterprise", "self_employed")),
    "social": (pgettext_lazy("register", "Social organisations"), ("social_organisation",)),
    "stationed": (pgettext_lazy("register", "Units stationed here"), ("stationed_unit", "institution")),
}
ENERGIES: Mapping[str, str | Promise] = {
    "petrol": pgettext_lazy("energy", "Petrol"),
    "diesel": pgettext_lazy("energy", "Diesel"),
    "electric": pgettext_lazy("energy", "Electric"),
    "hybrid": pgettext_lazy("energy", "Hybrid"),
    "gas": pgettext_lazy("energy", "Natural gas"),
    "hydrogen": pgettext_lazy("energy", "Hydrogen"),
}
SOURCES = ("visit", "itself", "department", "property")  # who can have told whoever fills in the form


def name() -> str:
    """名称: a body is called, a person is named."""
    return pgettext("body", "Name")


def kind(code: str) -> str:
    """企业, 社会组织, 驻区单位."""
    return str(KINDS.get(code, code))


def register_of(kind_: str) -> str:
    """The register in which a kind stands."""
    return next((code for code, (_words, kinds) in REGISTERS.items() if kind_ in kinds), "")


def energy(code: str) -> str:
    """汽油, 纯电; nothing where nobody has said."""
    return str(ENERGIES.get(code, code))


def kinds() -> list[tuple[str, str]]:
    """The kinds of body, to choose from."""
    return [(code, str(words)) for code, words in KINDS.items()]


def energies() -> list[tuple[str, str]]:
    """What vehicles run on, to choose from."""
    return [(code, str(words)) for code, words in ENERGIES.items()]


def sources() -> list[tuple[str, str]]:
    """Who can have said so, to choose from."""
    return [(code, saying.source(code)) for code in SOURCES]


def source_of(request: Request) -> str:
    """Who said so, as the form has it; what is not offered counts as seen on a visit."""
    given = request.POST.get("source", "")
    return given if given in SOURCES else SOURCES[0]


def did(request: Request) -> list[dict[str, str]]:
    """What was just done, in a line."""
    said: Mapping[str, str | Promise] = {
        "added": gettext_lazy("It stands in the register now"),
        "correct": gettext_lazy("Put right. What was there before is kept"),
        "move": gettext_lazy("It is entered at the new place now"),
        "confirm": gettext_lazy("Confirmed as of today"),
        "end": gettext_lazy("It is out of the register; its page stays"),
        "runs": gettext_lazy("The facility names who runs it now"),
        "same": gettext_lazy("It stood like this already"),
    }
    done = said.get(request.GET.get("did", ""))
    return [{"words": str(done), "kind": ""}] if done else []


def unsaid(value: str) -> str:
    """What is known, or that nobody has said."""
    return value or _("nobody has said")
