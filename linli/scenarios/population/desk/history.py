"""What the register knew before, in words: what it was, who had said so, from when to when, and who put it right.

Only what is listed here is shown with its value; of everything else it is said that it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from linli.kernel.people.queries import Past
from linli.kit import words
from linli.scenarios.population.desk import belonging, saying
from linli.scenarios.population.hand import registering
from linli.scenarios.population.registers import saying as register_words

MOST = 40
RECORDS: Mapping[str, str | Promise] = {
    "person": pgettext_lazy("record", "Person"),
    "residence": pgettext_lazy("record", "Link"),
    "dwelling": pgettext_lazy("record", "Dwelling"),
    "letting": pgettext_lazy("record", "Letting"),
    "household": pgettext_lazy("record", "Household"),
    "vehicle": pgettext_lazy("record", "Vehicle"),
    "organisation": pgettext_lazy("record", "Body"),
}
OWN = ("person", "dwelling")  # what the page is about needs no name
SHOWN: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("name", "phone", "id_number", "born", "died"), str),  # masked by who tells them
    "registered_in": registering.said,
    "term": lambda until: _last_day(until),
    "occupancy_since": lambda since: _day(since),
    **dict.fromkeys(("floor_area", "rooms", "most_people", "most_tenants", "number", "code", "place"), str),
    "kind": lambda code: register_words.kind(code) if code in register_words.KINDS else belonging.vehicle(code),
    "energy": register_words.energy,
    "occupancy": saying.occupancy,
    "use": saying.use,
    "sex": saying.sex,
    "relation": lambda code: str(belonging.RELATIONS.get(code, code)),
}


def _day(moment: str) -> str:
    return words.local(datetime.fromisoformat(moment)).date().isoformat()


def _last_day(moment: str) -> str:
    """The day a letting ran until."""
    return _day((datetime.fromisoformat(moment) - timedelta(microseconds=1)).isoformat())


def told(past: Iterable[Past], now: datetime, *, own: Collection[str] = OWN) -> list[dict[str, Any]]:
    """As a timeline shows it, the latest first. ``own`` are the kinds of record that the page itself is about."""
    return [_event(one, now, own) for one in list(past)[:MOST]]


def _event(one: Past, now: datetime, own: Collection[str]) -> dict[str, Any]:
    return {
        "at": words.moment(one.until, now),
        "who": one.who or saying.source(one.new_source),
        "words": _said(one, now, own),
    }


def _said(one: Past, now: datetime, own: Collection[str]) -> str:
    record = "" if one.kind in own else str(RECORDS.get(one.kind, one.kind))
    named = register_words.name() if (one.kind, one.field) == ("organisation", "name") else saying.field(one.field)
    what = " ".join(part for part in (record, named) if part)
    since = words.day(one.since, now) if one.since else ""
    value = SHOWN[one.field](one.value) if one.field in SHOWN and one.value else ""
    was = _("%(what)s was %(value)s") % {"what": what, "value": value} if value else _changed(one, what)
    sources = _("said by %(old)s, put right by %(new)s") % {
        "old": saying.source(one.source),
        "new": saying.source(one.new_source),
    }
    begun = _("since %(since)s") % {"since": since} if since else ""
    return _(", ").join(part for part in (was, begun, sources) if part)


def _changed(one: Past, what: str) -> str:
    """What is said where there is no value to show: that it ended, was not known, or changed."""
    if one.field == "until":
        return (
            _("%(what)s: its end was another day") % {"what": what}
            if one.value
            else _("%(record)s ended") % {"record": RECORDS.get(one.kind, one.kind)}
        )
    if one.field in SHOWN:
        return _("%(what)s was not known") % {"what": what}
    return _("%(what)s changed") % {"what": what}
