"""A set of rules for one place, from a form to a pack entry and back: what is asked, what is required, what holds.

A place says only what is different there. What nobody says differently stands as the place above has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.places.models import Level, Place
from linli.plumbing import pack_catalogue
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.packs.kinds import body_of
from linli.scenarios.population.quality import records, saying
from linli.scenarios.population.quality.rules import RegisterRules, Ruled

KIND = "register_rules"
_NO_SIGN = re.compile(r"[^a-z0-9_]+")
MOST_WEIGHT, MOST_DAYS = 100.0, 3650


def kinds_of(record: str) -> list[str]:
    """By what a confirmation of such a record may hold longer or shorter; none where nobody confirms it."""
    return [] if record in records.UNDATED else [*records.KINDS.get(record, ()), records.OTHER]


def own_set(place: Place, held: Sequence[Version]) -> Version | None:
    """The set that is for this very place: the whole city's is the one that names no places."""
    for one in held:
        entry: RegisterRules = one.value
        if entry.places == [place.code] if place.level != Level.CITY else not entry.places:
            return one
    return None


def code_of(place: Place) -> str:
    """What the set of a place is called in the catalogue."""
    return f"register.{_NO_SIGN.sub('_', place.code.lower())}"


def newest(place: Place, held: Sequence[Version]) -> Version | None:
    """The last version of the place's own set, also one that has not begun."""
    own = own_set(place, held)
    history = pack_catalogue.history(KIND, own.code if own else code_of(place))
    return history[0] if history else None


def typed_of(ruled: Ruled, own: RegisterRules | None) -> dict[str, str]:
    """The form as it stands: every record as it holds here, those ticked that the place's own set names."""
    typed: dict[str, str] = {}
    for record in records.RECORDS:
        typed[f"own_{record}"] = "1" if own is not None and record in own.records else ""
        needs, required = ruled.needs(record), ruled.required(record)
        for name in records.FIELDS[record]:
            typed[f"need_{record}_{name}"] = "1" if name in needs else ""
            typed[f"required_{record}_{name}"] = "1" if name in required else ""
            typed[f"weight_{record}_{name}"] = f"{needs.get(name, 1):g}"
        for kind in kinds_of(record):
            days = ruled.holds(record, kind)
            typed[f"days_{record}_{kind}"] = "" if days is None else str(days)
    return typed


def body(place: Place, typed: Mapping[str, str], ruled: Ruled, before: Version | None) -> dict[str, Any]:
    """The entry a form makes. Raises ``NotARule`` with everything that has to be put right."""
    wrong: dict[str, str] = {}
    is_city = place.level == Level.CITY
    ticked = [one for one in records.RECORDS if typed.get(f"own_{one}") or is_city]
    told = {record: _record(record, typed, ruled, wrong) for record in ticked}
    begins = typed.get("from", "").strip()
    try:
        day = date.fromisoformat(begins) if begins else None
    except ValueError:
        day, wrong["from"] = None, _("Write the day as 2026-11-27.")
    if wrong:
        raise NotARule(wrong)
    made = dict(body_of(before.value)) if before else _new(place)
    made["records"] = told
    made.pop("effective", None)
    if day is not None:
        made["effective"] = {"from": day.isoformat()}
    source = typed.get("source", "").strip()
    made |= {"source": source, "unverified": not source}
    return {key: value for key, value in made.items() if value not in ("", False, None)}


class NotARule(ValueError):
    """A form that makes no set of rules; ``wrong`` says at which field what has to be put right."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def _new(place: Place) -> dict[str, Any]:
    label = {"zh": f"{place.name}的底册规矩", "en": f"Rules of the register of {place.name}"}
    return {"code": code_of(place), "label": label, "places": [place.code]}


def _record(record: str, typed: Mapping[str, str], ruled: Ruled, wrong: dict[str, str]) -> dict[str, Any]:
    needs = [name for name in records.FIELDS[record] if typed.get(f"need_{record}_{name}")]
    required = [name for name in records.FIELDS[record] if typed.get(f"required_{record}_{name}")]
    for name in required:
        if name not in needs:
            wrong[f"required_{record}_{name}"] = _("%(field)s can only be required where it is asked for.") % {
                "field": saying.field(record, name)
            }
    weights = {name: _weight(f"weight_{record}_{name}", typed, wrong) for name in needs}
    days = {kind: _days(f"days_{record}_{kind}", typed, wrong) for kind in kinds_of(record)}
    rule = {
        "weight": ruled.weight(record) or 1.0,
        "needs": weights,
        "required": required,
        "holds": {kind: one for kind, one in days.items() if one is not None},
    }
    return {key: value for key, value in rule.items() if value}


def _weight(field: str, typed: Mapping[str, str], wrong: dict[str, str]) -> float:
    try:
        value = float(typed.get(field, "") or 1)
    except ValueError:
        value = 0.0
    if not 0 < value <= MOST_WEIGHT:
        wrong[field] = _("A weight is a number above 0, at most 100.")
    return value


def _days(field: str, typed: Mapping[str, str], wrong: dict[str, str]) -> int | None:
    written = typed.get(field, "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= MOST_DAYS):
        wrong[field] = _("Write days from 1 to 3650, or nothing where nobody has to confirm it again.")
        return None
    return int(written)
