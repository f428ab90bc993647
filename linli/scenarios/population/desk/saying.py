"""How the register speaks: in which sense somebody belongs to a door, who said so, and when it was last known true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.kernel.people.models_homes import Dwelling
from linli.kernel.people.models_proposals import Act
from linli.kit import words
from linli.kit.sources import KINDS as KINDS
from linli.kit.sources import SOURCES as SOURCES
from linli.kit.sources import kind as kind
from linli.kit.sources import source as source

LIVING = ("occupant", "tenant")  # kinds that say somebody sleeps here; an owner may live elsewhere
OCCUPANCY: Mapping[str, str | Promise] = {
    "self": pgettext_lazy("occupancy", "Lived in by its owner"),
    "let": pgettext_lazy("occupancy", "Let"),
    "mixed": pgettext_lazy("occupancy", "Partly let"),
    "empty": pgettext_lazy("occupancy", "Empty"),
    "unknown": pgettext_lazy("occupancy", "nobody has declared it"),
}
USES: Mapping[str, str | Promise] = {
    "home": pgettext_lazy("use", "Home"),
    "shared": pgettext_lazy("use", "Let by the bed or room"),
    "dormitory": pgettext_lazy("use", "Dormitory"),
    "shop": pgettext_lazy("use", "Shop"),
    "office": pgettext_lazy("use", "Office"),
    "store": pgettext_lazy("use", "Store"),
    "other": pgettext_lazy("use", "Something else"),
}
ACTS: Mapping[str, str | Promise] = {
    Act.STILL_TRUE: gettext_lazy("Everything is as it was"),
    Act.MOVED_OUT: gettext_lazy("Moved out"),
    Act.CHANGE: gettext_lazy("Something to put right"),
    Act.ADD_TENANT: gettext_lazy("A tenant"),
    Act.END_TENANT: gettext_lazy("A tenant who left"),
}
FIELDS: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("field", "Name"),
    "phone": pgettext_lazy("field", "Phone"),
    "id_number": pgettext_lazy("field", "Identity number"),
    "document": pgettext_lazy("field", "Kind of document"),
    "born": pgettext_lazy("field", "Born"),
    "sex": pgettext_lazy("field", "Sex"),
    "registered_in": pgettext_lazy("field", "Place of registration"),
    "died": pgettext_lazy("field", "Died"),
    "until": pgettext_lazy("field", "Ended"),
    "occupancy": pgettext_lazy("field", "How it is lived in"),
    "occupancy_since": pgettext_lazy("field", "Lived in like this since"),
    "term": pgettext_lazy("field", "Let until"),
    "booklet": pgettext_lazy("field", "Household booklet"),
    "floor_area": pgettext_lazy("field", "Floor area"),
    "rooms": pgettext_lazy("field", "Rooms"),
    "use": pgettext_lazy("field", "Use"),
    "most_people": pgettext_lazy("field", "Most people"),
    "most_tenants": pgettext_lazy("field", "Most tenants"),
    "number": pgettext_lazy("field", "Number of the letting"),
    "head": pgettext_lazy("field", "Head of the household"),
    "relation": pgettext_lazy("field", "Relation to the head"),
    "merged_into": pgettext_lazy("field", "Put together with another record"),
    "kind": pgettext_lazy("field", "Kind"),
    "code": pgettext_lazy("field", "Credit code"),
    "place": pgettext_lazy("field", "Where it is entered"),
    "energy": pgettext_lazy("field", "Energy"),
    "property_unit_no": pgettext_lazy("field", "Number of the real estate unit"),
}


def act(code: str) -> str:
    """情况没变, 搬走了: what somebody says of a record."""
    return str(ACTS.get(code, code))


def field(code: str) -> str:
    """姓名, 电话: what of a record it is."""
    return str(FIELDS.get(code, code))


def occupancy(code: str) -> str:
    """自住, 出租, 空置: how a dwelling is lived in."""
    return str(OCCUPANCY.get(code, code))


def use(code: str) -> str:
    """住宅, 商铺, 集体宿舍: what a dwelling is used for."""
    return str(USES.get(code, code))


def sex(code: str) -> str:
    """男, 女; nothing where nobody has said."""
    return {"m": _("male"), "f": _("female")}.get(code, "")


def lived_in(dwelling: Dwelling | None, now: datetime) -> str:
    """How a dwelling is lived in, who declared it and when; that nobody has, where nobody has."""
    if dwelling is None or dwelling.occupancy == "unknown":
        return occupancy("unknown")
    since = words.day(dwelling.occupancy_since, now) if dwelling.occupancy_since else ""
    return " · ".join(
        part for part in (occupancy(dwelling.occupancy), source(dwelling.occupancy_source), since) if part
    )


def confirmed(at: datetime | None, now: datetime) -> str:
    """When it was last known true."""
    return words.day(at, now) if at else _("never confirmed")


def of_person(code: str, birth_year: int | None) -> str:
    """男，1958年生: what tells two namesakes apart and reaches nobody."""
    said = sex(code)
    born = _("born %(year)s") % {"year": birth_year} if birth_year else ""
    return _(", ").join(part for part in (said, born) if part)
