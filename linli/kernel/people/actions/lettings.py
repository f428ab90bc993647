"""Dwellings that are let: registered by whoever lets them, and ended (出租屋登记)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.dwellings import DwellingRefused, standing_dwellings
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.kernel.people.knowledge import LETTING, checked
from linli.kernel.people.models import Person
from linli.kernel.people.models_homes import Letting
from linli.kernel.people.telling import changed_in
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "letting"


@dataclass(frozen=True, slots=True)
class NewLetting:
    """A dwelling that is let from a day on, until one where the registration runs out by itself.

    ``number`` is that of the registration, where the city gives one.
    """

    place_id: int
    landlord_id: int
    since: datetime
    source: str
    most_tenants: int | None = None
    number: str = ""
    until: datetime | None = None


_COLUMNS = {
    "id": "bigint",
    "place_id": "int",
    "scope_id": "int",
    "landlord_id": "bigint",
    "subject_id": "bigint",
    "since": "timestamptz",
    "until": "timestamptz",
    "confirmed": "timestamptz",
    "most_tenants": "smallint",
    "number": "text",
    "source": "text",
}


def register_letting(*, row: NewLetting, by: Hat, now: datetime) -> int:
    """Register one letting; returns its id."""
    return register_lettings_many(rows=[row], by=by, now=now)[0]


def register_lettings_many(*, rows: Sequence[NewLetting], by: Hat, now: datetime) -> list[int]:
    """Register lettings; returns their ids in order. One transaction.

    Raises ``DwellingRefused`` for the first that cannot be: no dwelling, no landlord the hat sees, let already.
    """
    policy.require(by, "letting.register")
    if not rows:
        return []
    with scope.writing(by, now=now):
        places = standing_dwellings([row.place_id for row in rows])
        landlords = _landlords(rows, by)
        _check(rows, places, landlords, now)
        numbers = ids.reserve_many("people_letting", len(rows))
        values = [
            (number, row.place_id, places[row.place_id], row.landlord_id, landlords[row.landlord_id], row.since,
             row.until, now, row.most_tenants, row.number, row.source)
            for number, row in zip(numbers, rows, strict=True)
        ]  # fmt: skip
        bulk.insert("people_letting", _COLUMNS, values)
        payload = {"lettings": ids.spans(numbers)}
        line = journal.append(verb="letting.register", kind=KIND, record=numbers[0], by=by, at=now, payload=payload)
        changed_in({places[row.place_id] for row in rows}, line=line, by=by, at=now)
    return numbers


def correct_letting(*, letting_id: int, changes: Mapping[str, str], source: str, by: Hat, now: datetime) -> list[str]:
    """Put the number of tenants allowed or the registration number right; returns which really changed."""
    policy.require(by, "letting.register")
    kept = checked(LETTING, changes)
    with scope.writing(by, now=now):
        letting = _locked(letting_id, now)
        changed = {field: value for field, value in kept.items() if LETTING[field].tell(letting) != value}
        if changed:
            columns = {"confirmed": now}
            for field, value in changed.items():
                columns |= LETTING[field].keep(letting_id, value)
            _keep(letting, {field: LETTING[field].tell(letting) for field in changed}, source, by, now)
            Letting.objects.filter(id=letting_id).update(**columns)
            payload = {"fields": sorted(changed), "source": source}
            journal.append(verb="letting.correct", kind=KIND, record=letting_id, by=by, at=now, payload=payload)
    return sorted(changed)


def renew_letting(*, letting_id: int, until: datetime | None, source: str, by: Hat, now: datetime) -> None:
    """A letting runs until another day, or without an end. What was registered before stays known."""
    policy.require(by, "letting.register")
    if until is not None and until <= now:
        raise DwellingRefused(_("This day is over. Say until when it is let now, or end it."))
    with scope.writing(by, now=now):
        letting = _locked(letting_id, now)
        _keep(letting, {"term": letting.until.isoformat() if letting.until else ""}, source, by, now)
        Letting.objects.filter(id=letting_id).update(until=until, confirmed=now)
        payload = {"source": source}
        line = journal.append(verb="letting.renew", kind=KIND, record=letting_id, by=by, at=now, payload=payload)
        changed_in([letting.scope_id], line=line, by=by, at=now)


def end_letting(*, letting_id: int, until: datetime | None = None, source: str, by: Hat, now: datetime) -> None:
    """A dwelling is let no more, now or since a day. Its tenants' own links are ended by themselves."""
    policy.require(by, "letting.register")
    with scope.writing(by, now=now):
        letting = _locked(letting_id, now)
        if until is not None and not letting.since <= until <= now:
            raise DwellingRefused(_("The end lies before the beginning or in the future."))
        _keep(letting, {"until": ""}, source, by, now)
        Letting.objects.filter(id=letting_id).update(until=until or now)
        payload = {"source": source}
        line = journal.append(verb="letting.end", kind=KIND, record=letting_id, by=by, at=now, payload=payload)
        changed_in([letting.scope_id], line=line, by=by, at=now)


def _landlords(rows: Sequence[NewLetting], by: Hat) -> dict[int, int]:
    """The subject of each landlord; locked at the desk, so that two clerks do not register one letting twice."""
    wanted = sorted({row.landlord_id for row in rows})
    found = Person.objects.filter(id__in=wanted).order_by("id")
    if by.surface == "desk":
        found = found.select_for_update()
    return dict(found.values_list("id", "subject_id"))


def runs_at(now: datetime) -> Q:
    """Lettings that have not ended, and whose registration has not run out."""
    return Q(until__isnull=True) | Q(until__gt=now)


def _check(rows: Sequence[NewLetting], places: Mapping[int, int], landlords: Mapping[int, int], now: datetime) -> None:
    wanted = [(row.place_id, row.landlord_id) for row in rows]
    running = Letting.objects.filter(runs_at(now), place_id__in=places, scope_id__in=set(places.values()))
    taken = set(running.values_list("place_id", "landlord_id"))
    for number, row in enumerate(rows):
        pair = wanted[number]
        for is_so, sentence in (
            (row.place_id not in places, _("This is no dwelling of the address list.")),
            (row.landlord_id not in landlords, _("The landlord is not known here. Add the person first.")),
            (row.until is not None and row.until <= row.since, _("The letting would end before it begins.")),
            (
                pair in taken or pair in wanted[:number],
                _("This dwelling is registered as let by this person already. Renew that registration."),
            ),
        ):
            if is_so:
                raise DwellingRefused(sentence, row=number)


def _locked(letting_id: int, now: datetime) -> Letting:
    found = Letting.objects.select_for_update().filter(runs_at(now), id=letting_id).first()
    if found is None:
        raise NotAllowed
    return found


def _keep(letting: Letting, old: Mapping[str, str], source: str, by: Hat, now: datetime) -> None:
    values = [Was(KIND, letting.id, field, value, letting.since, letting.source) for field, value in old.items()]
    keep_of_place(letting.place_id, letting.scope_id, values, source=source, by=by, now=now)
