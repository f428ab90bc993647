"""Writing down what was found at a door: each entry once, in its own time, or a sentence why not.

The phone made the key when the button was pressed, so sending again changes nothing. What changes in the register is
done first and is the same when done twice; the row of the visit closes the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.journal import actions as journal
from linli.kernel.places.models import Level, Place
from linli.kit import entries
from linli.plumbing import bulk, crypto, idempotency, ids, policy, scope
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.scope import Hat
from linli.scenarios.population.visits import finding
from linli.scenarios.population.visits.entry import NotTaken, Sent
from linli.scenarios.population.visits.models import Visit

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry as it stands in the house, and whether it had been there before."""

    at: datetime
    place: Place
    repeated: bool = False


def take(sent: Sent, *, by: Hat, now: datetime) -> Taken:
    """Write one entry down. The same key again answers the same; the same key with another content is refused."""
    policy.require(by, "visit.make")
    if not entries.is_key(sent.key) or sent.did not in DOES:
        raise NotTaken(gettext_lazy("This entry cannot be read. Open the door's page anew and make it again."))
    with scope.reading(by, now=now):
        before = Visit.objects.filter(account_id=by.account, key=sent.key).first()
        place = _door(sent, by)
    if before is not None:
        return _again(before, sent, place)
    if sent.moment.is_too_old(now):
        days = (now - sent.moment.at).days
        raise NotTaken(
            _("This was found %(days)s days ago. Look whether it is still so, and send it as of now.") % {"days": days}
        )
    person = DOES[sent.did](sent, place, by, now)
    return _keep(sent, place, person, by=by, now=now)


def _door(sent: Sent, by: Hat) -> Place:
    found = Place.objects.filter(id=sent.door, level=Level.DWELLING).defer("outline").first()
    if found is None or found.scope_id not in by.scopes:
        raise NotTaken(gettext_lazy("This door is not in your communities. Ask the street office who walks there."))
    if found.until is not None:
        raise NotTaken(gettext_lazy("This door is in the register no more. Tell the clerk what stands there."))
    return found


def _again(before: Visit, sent: Sent, place: Place) -> Taken:
    if bytes(before.digest) != sent.digest:
        raise KeyReused
    return Taken(before.at, place, repeated=True)


def _keep(sent: Sent, place: Place, person: int | None, *, by: Hat, now: datetime) -> Taken:
    """The row of the visit, once."""
    client = idempotency.client_of("visit", by.account)
    note = sent.note.strip()[:LONGEST_NOTE]
    with scope.writing(by, now=now):
        if idempotency.claim(client=client, key=sent.key, digest=sent.digest) is not None:
            return _again(Visit.objects.get(account_id=by.account, key=sent.key), sent, place)
        number = ids.reserve("population_visit")
        line = journal.append(
            verb="visit.make", kind="visit", record=number, by=by, at=sent.moment.at,
            payload={"did": sent.did, "door": place.id},
        )  # fmt: skip
        visit = Visit(
            id=number,
            account_id=by.account,
            key=sent.key,
            digest=sent.digest,
            did=sent.did,
            scope_id=place.scope_id,
            building_id=place.parent_id or 0,
            place_id=place.id,
            person_id=person,
            note_sealed=crypto.seal(note, bound=f"population_visit.note:{number}") if note else None,
            who=by.label[:80],
            at=sent.moment.at,
            claimed=sent.moment.claimed,
            line=line,
        )
        bulk.add([visit])
        idempotency.keep(client=client, key=sent.key, answer={})
    return Taken(visit.at, place)


def _nothing(sent: Sent, place: Place, by: Hat, now: datetime) -> None:
    """Nobody home, would not say: only the visit itself."""


def _note(sent: Sent, _place: Place, _by: Hat, _now: datetime) -> None:
    if not sent.note.strip():
        raise NotTaken(gettext_lazy("Write a few words first."), "note")


Does = Callable[[Sent, Place, Hat, datetime], int | None]
DOES: Mapping[str, Does] = {
    "confirmed": finding.all_as_it_was,
    "moved_out": finding.moved_out,
    "moved_within": finding.moved_within,
    "died": finding.died,
    "lived_in": finding.lived_in,
    "new_person": finding.new_person,
    "nobody": _nothing,
    "refused": _nothing,
    "note": _note,
}
