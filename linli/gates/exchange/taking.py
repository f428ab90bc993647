"""Taking in what a body delivers under its grant: persons are named by their number, changes become proposals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.grants import queries, sources
from linli.kernel.grants.models import Grant
from linli.kernel.grants.queries import Wanted
from linli.kernel.people import actions as people
from linli.kernel.people import documents
from linli.kernel.people.actions import ChangeRefused, NewProposal, ProposalRefused
from linli.kernel.people.models import Person
from linli.kit import granted
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

MOST = 500


class Change(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is to be put right about one person, who is named by the number of their document."""

    id_number: Annotated[str, msgspec.Meta(min_length=5, max_length=30)]
    changes: dict[str, Annotated[str, msgspec.Meta(max_length=200)]]


class Delivery(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A delivery: for which purpose, and the changes."""

    purpose: str
    changes: Annotated[list[Change], msgspec.Meta(min_length=1, max_length=MOST)]


@dataclass(slots=True)
class Outcome:
    """What became of a delivery, a line for each change in its order, or why nothing of it was taken."""

    fields: list[str]
    lines: list[dict[str, str]] = field(default_factory=list)
    refused: str = ""

    @property
    def proposed(self) -> int:
        return Counter(one["outcome"] for one in self.lines)["proposed"]


def take(given: Delivery, *, grant: Grant, by: Hat, now: datetime) -> Outcome:
    """Propose every change about somebody who lives where the grant reaches. Others are named as unknown here."""
    fields = sorted({name for one in given.changes for name in one.changes})
    outcome = Outcome(fields or list(grant.fields))
    with scope.reading(by, now=now):
        outcome.refused = _refused(grant, fields, given.purpose, now)
    if outcome.refused:
        return outcome
    for one in given.changes:
        outcome.lines.append(_propose(one, by, now))
    return outcome


def _refused(grant: Grant, fields: list[str], purpose: str, now: datetime) -> str:
    revision = queries.running_revision(grant.item_id)
    wanted = Wanted(fields, grant.places, granted.covered_by(grant), purpose)
    why = queries.refusal(grant, revision, wanted, at=now)
    behind = sources.source(revision.source) if revision else None
    if not why and (behind is None or not behind.is_inbound):
        return _("This grant is for reading. To deliver something ask for an entry that takes it in.")
    return why


def _propose(one: Change, by: Hat, now: datetime) -> dict[str, str]:
    with scope.reading(by, now=now):
        same = Person.objects.filter(id_number_blind=documents.index(one.id_number), until__isnull=True)
        person = same.values_list("id", flat=True).first()
    if person is None:
        return {"outcome": "unknown", "sentence": _("Nobody with this number lives where the grant reaches.")}
    row = NewProposal("change", "person", person, dict(one.changes), organisation_id=by.unit)
    try:
        people.propose(row=row, by=by, now=now)
    except (ProposalRefused, ChangeRefused) as refused:
        return {"outcome": "refused", "sentence": str(refused)}
    except NotAllowed:
        return {"outcome": "unknown", "sentence": _("Nobody with this number lives where the grant reaches.")}
    return {"outcome": "proposed", "sentence": ""}
