"""Who said what the city knows of somebody, and in which sense they belong to a door: the same words everywhere."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

KINDS: Mapping[str, str | Promise] = {
    "owner": pgettext_lazy("residence", "Owner"),
    "occupant": pgettext_lazy("residence", "Lives here"),
    "tenant": pgettext_lazy("residence", "Tenant"),
    "registered": pgettext_lazy("residence", "Registered here"),
    "guardian": pgettext_lazy("residence", "Guardian"),
    "carer": pgettext_lazy("residence", "Carer"),
}
SOURCES: Mapping[str, str | Promise] = {
    "": gettext_lazy("source unknown"),
    "visit": gettext_lazy("seen on a visit"),
    "self": gettext_lazy("the resident themselves"),
    "resident": gettext_lazy("the resident themselves"),
    "itself": gettext_lazy("the body itself or the keeper"),
    "owner": gettext_lazy("the owner"),
    "department": gettext_lazy("a department"),
    "import": gettext_lazy("an imported list"),
    "landlord": gettext_lazy("the landlord"),
    "police": gettext_lazy("the police station"),
    "housing": gettext_lazy("the housing office"),
    "property": gettext_lazy("the property firm"),
    "letting": gettext_lazy("a registered letting"),
    "login": gettext_lazy("registered with a login"),
    "erased": gettext_lazy("erased"),
    "demo": gettext_lazy("made-up data of the demo"),
}


def kind(code: str) -> str:
    """业主, 租户, 户籍在此: in which sense."""
    return str(KINDS.get(code, code))


def source(code: str) -> str:
    """Who said so; the name of a list or an office stands as it was written."""
    return str(SOURCES.get(code, code))
