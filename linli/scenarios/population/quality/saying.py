"""How the quality of the register is told: records, fields, uses and their grounds, shares and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from linli.kit import words
from linli.plumbing.packs import Words
from linli.scenarios.population.desk import saying
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality.standings import Standing

Said = Mapping[str, str | Promise]

RECORDS: Said = {
    records.PERSON: gettext_lazy("Persons"),
    records.LINK: gettext_lazy("Who lives or belongs where"),
    records.DWELLING: gettext_lazy("Dwellings"),
    records.BUILDING: gettext_lazy("Buildings"),
    records.VEHICLE: gettext_lazy("Vehicles"),
    records.ORGANISATION: gettext_lazy("Organisations"),
}
FIELDS: Mapping[tuple[str, str], str | Promise] = {
    (records.PERSON, "phone"): gettext_lazy("phone of a grown-up"),
    (records.PERSON, "id_number"): gettext_lazy("number of the document"),
    (records.PERSON, "document"): gettext_lazy("kind of document"),
    (records.PERSON, "birth"): gettext_lazy("date of birth"),
    (records.PERSON, "sex"): gettext_lazy("sex"),
    (records.PERSON, "registered_in"): gettext_lazy("place of registration"),
    (records.PERSON, "source"): gettext_lazy("who said so"),
    (records.LINK, "source"): gettext_lazy("who said so"),
    (records.DWELLING, "area"): gettext_lazy("floor area"),
    (records.DWELLING, "rooms"): gettext_lazy("rooms"),
    (records.DWELLING, "use"): gettext_lazy("what it is for"),
    (records.DWELLING, "property_unit_no"): gettext_lazy("number of the property unit"),
    (records.DWELLING, "occupancy"): gettext_lazy("whether it is lived in or let"),
    (records.DWELLING, "people"): gettext_lazy("who lives there"),
    (records.DWELLING, "source"): gettext_lazy("who said so"),
    (records.BUILDING, "position"): gettext_lazy("position on the map"),
    (records.BUILDING, "compound"): gettext_lazy("compound"),
    (records.BUILDING, "grid"): gettext_lazy("grid"),
    (records.BUILDING, "dwellings"): gettext_lazy("its dwellings"),
    (records.BUILDING, "floors"): gettext_lazy("floors"),
    (records.BUILDING, "year_built"): gettext_lazy("year it was built"),
    (records.BUILDING, "structure"): gettext_lazy("what it is built of"),
    (records.VEHICLE, "energy"): gettext_lazy("what it runs on"),
    (records.VEHICLE, "keeper"): gettext_lazy("who keeps it"),
    (records.VEHICLE, "source"): gettext_lazy("who said so"),
    (records.ORGANISATION, "code"): gettext_lazy("credit code"),
    (records.ORGANISATION, "phone"): gettext_lazy("phone"),
}
USES: Said = {
    "self": pgettext_lazy("dwelling", "lived in by its owner"),
    "let": pgettext_lazy("dwelling", "let"),
    "empty": pgettext_lazy("dwelling", "empty"),
    "mixed": pgettext_lazy("dwelling", "partly let"),
    "unknown": pgettext_lazy("dwelling", "nobody has said"),
}
GROUNDS: Said = {
    "declared": gettext_lazy("declared"),
    "letting": gettext_lazy("a letting runs"),
    "owner_lives": gettext_lazy("the owner lives there"),
    "tenants": gettext_lazy("tenants are entered"),
    "owner_and_tenants": gettext_lazy("owner and tenants live there"),
    "nobody_said": "",
}
STATES: Said = {
    "open": pgettext_lazy("finding", "to be looked at"),
    "explained": pgettext_lazy("finding", "true as it is"),
    "mended": pgettext_lazy("finding", "put right"),
    "gone": pgettext_lazy("finding", "gone by itself"),
}


def text(words_: Words) -> str:
    """The words of a pack in the language of the page."""
    return words_.text(get_language() or "zh-hans")


def record(code: str) -> str:
    return str(RECORDS.get(code, code))


def field(record_: str, code: str) -> str:
    return str(FIELDS.get((record_, code), code))


def use(code: str) -> str:
    """自住, 出租, 空置; 没人说过 where nobody has."""
    return str(USES.get(code, code))


def ground(code: str, source: str, since: datetime | None, now: datetime) -> str:
    """On what a state stands: who declared it or what is entered, and since when."""
    said = str(GROUNDS.get(code, code))
    by = saying.source(source) if code == "declared" and source else ""
    return " ".join(part for part in (by or said, words.day(since, now) if since else "") if part)


def due_since(since: datetime | None, now: datetime) -> str:
    """逾期12天; 从没核对过 where nobody ever did."""
    if since is None:
        return _("never confirmed")
    days = (now - since).days
    return ngettext("%(num)s day over", "%(num)s days over", days) % {"num": days} if days else _("due today")


def what(record_: str, kind: str) -> str:
    """What is to be confirmed: 租户, 房屋（空置）, 车辆."""
    if record_ == records.LINK:
        return saying.kind(kind)
    if record_ == records.DWELLING:
        return _("Dwelling: %(use)s") % {"use": use(kind)}
    return _("Vehicle")


def sentence(name: str, standing: Standing) -> str:
    """Where to go first and why, in one sentence."""
    return _("%(place)s has waited longest: %(due)s of its %(dated)s records are to be confirmed again.") % {
        "place": name,
        "due": f"{standing.all_due:,}",
        "dated": f"{standing.all_dated:,}",
    }
