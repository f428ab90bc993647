"""A resident's own part of the register in words: to them 您, masked where somebody may look over their shoulder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.people.masking import masked_id_number, masked_name, masked_phone
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_proposals import Act
from linli.kernel.people.queries import person_field
from linli.kit import words
from linli.kit.desk import tokens
from linli.scenarios.population.desk import saying
from linli.scenarios.population.desk.wheres import wheres
from linli.scenarios.population.home.holding import Holding, Home, Said, Tenancy

FIELDS: Mapping[str, str | Promise] = {"name": gettext_lazy("the name"), "phone": gettext_lazy("the phone")}


def myself(person: Person | None, now: datetime) -> list[tuple[str, str]]:
    """What is held about the person, masked, with who said so and when it was last known true."""
    if person is None:
        return []
    name, phone, number = (person_field(person, one) for one in ("name", "phone", "id_number"))
    return [
        (_("Your name"), masked_name(name)),
        (_("Your phone"), masked_phone(phone) or _("none known")),
        (_("Your identity number"), masked_id_number(number) or _("none known")),
        (_("Who said so"), saying.source(person.source)),
        (_("Last confirmed"), saying.confirmed(person.confirmed, now)),
    ]


def dwellings(held: Holding, now: datetime) -> list[dict[str, Any]]:
    """My dwellings one by one. One statement for their addresses."""
    named = wheres(held.dwellings)
    return [_home(place, named[place].label, home, now) for place, home in held.dwellings.items() if place in named]


def _home(place: int, label: str, home: Home, now: datetime) -> dict[str, Any]:
    return {
        "mark": tokens.mark("home", place),
        "label": label,
        "links": [_link(link, now) for link in home.links],
        "is_owner": home.is_owner,
        "occupancy": saying.lived_in(home.dwelling, now) if home.is_owner else "",
        "tenancies": [_tenancy(one, now) for one in home.tenancies],
    }


def _link(link: Residence, now: datetime) -> dict[str, Any]:
    return {
        "mark": tokens.mark("residence", link.id),
        "kind": saying.kind(link.kind),
        "since": words.day(link.since, now),
        "source": saying.source(link.source),
        "confirmed": saying.confirmed(link.confirmed, now),
        "lives": link.kind in ("occupant", "tenant"),
        "by_landlord": link.kind == "tenant" and link.source == "landlord",
    }


def _tenancy(one: Tenancy, now: datetime) -> dict[str, Any]:
    """A tenant as I entered them; whether the city knew them before, nobody tells."""
    given = one.added.body.changes
    return {
        "mark": tokens.mark("said", one.added.row.id),
        "name": given.get("name", ""),
        "phone": masked_phone(given.get("phone", "")),
        "from": _day(one.added.body.since, now),
        "to": _day(one.added.body.until, now),
        "is_over": bool(one.added.body.until) and _is_past(one.added.body.until, now),
        "state": state(one.added),
        "ending": state(one.ending) if one.ending else "",
        "may_end": one.added.row.state != "refused" and one.ending is None,
    }


def _day(text: str, now: datetime) -> str:
    return words.day(datetime.fromisoformat(text), now) if text else ""


def _is_past(text: str, now: datetime) -> bool:
    return words.local(datetime.fromisoformat(text)).date() < words.local(now).date()


def said(one: Said, now: datetime) -> dict[str, str]:
    """One thing I have said, and what became of it."""
    name = one.body.changes.get("name", "") if one.row.act in (Act.ADD_TENANT, Act.END_TENANT) else ""
    fields = (str(FIELDS.get(field, field)) for field in one.body.changes) if one.row.act == Act.CHANGE else ()
    return {
        "at": words.moment(one.row.made, now),
        "what": " ".join([saying.act(one.row.act), *([name] if name else []), *fields]),
        "state": state(one),
    }


def state(one: Said) -> str:
    """What became of a proposal."""
    if one.row.state == "refused":
        return _("not taken: %(reason)s") % {"reason": one.row.reason}
    return _("written down") if one.row.state == "accepted" else _("a grid worker looks at it")
