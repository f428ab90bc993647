"""A unit asks for data of an entry, and may take its request back while nobody has decided it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.grants import facts
from linli.kernel.grants.actions.listing import CLOSE
from linli.kernel.grants.models import DataRequest, ItemRevision, State
from linli.kernel.grants.models_consents import AgreementRevision
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, ids, numbers, policy, scope
from linli.plumbing.facts import tell
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

LONGEST, LONGEST_CLOSE = timedelta(days=3 * 366), timedelta(days=366)  # of data that tells of a person, a year


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is asked for. ``unit_name`` is how the asking unit is called, ``agreement_id`` what persons agree to."""

    item_id: int
    unit_name: str
    purpose: str
    why: str
    legal_basis: str
    fields: Sequence[str]
    places: Sequence[int]
    since: datetime
    until: datetime
    agreement_id: int | None = None


def ask(*, row: NewRequest, within: Collection[int], by: Hat, now: datetime) -> DataRequest:
    """Ask for data of a published entry. ``within`` are the divisions the entry is about. Raises ``DataRefused``."""
    policy.require(by, "grant.ask")
    _check(row, within, now)
    with scope.writing(by, now=now):
        found = ItemRevision.objects.select_related("item").filter(item_id=row.item_id, state=State.PUBLISHED)
        revision = found.first()
        if revision is None:
            raise DataRefused("item", _("This stands in the open list no more. Look at the list as it is now."))
        if revision.item.unit_id == by.unit:
            raise DataRefused("item", _("Your own unit holds this data. It needs no leave to use it."))
        _covered(row, revision)
        request = DataRequest(
            id=ids.reserve("grants_request"),
            number=numbers.open_code(),
            revision_id=revision.id,
            item_id=revision.item_id,
            unit_id=by.unit,
            unit_name=row.unit_name[:120],
            place_id=by.place,
            owner_unit=revision.item.unit_id,
            account_id=by.account,
            who=by.label[:120],
            purpose=row.purpose.strip(),
            why=row.why.strip(),
            legal_basis=row.legal_basis.strip(),
            fields=list(dict.fromkeys(row.fields)),
            places=sorted(set(row.places)),
            since=row.since,
            until=row.until,
            agreement_id=row.agreement_id,
            asks_officer=revision.classification in CLOSE,
            made=now,
        )
        bulk.add([request])
        payload = {"item": revision.item.number, "fields": request.fields, "places": request.places}
        payload["purpose"] = request.purpose
        line = journal.append(verb="grant.ask", kind="data_request", record=request.id, by=by, at=now, payload=payload)
        tell(facts.GrantAsked(request.id, request.owner_unit), line=line, by=by, at=now)
    return request


def withdraw(*, request_id: int, by: Hat, now: datetime) -> None:
    """The asking unit takes its request back."""
    policy.require(by, "grant.ask")
    with scope.writing(by, now=now):
        request = DataRequest.objects.select_for_update().filter(id=request_id).first()
        if request is None or request.unit_id != by.unit:
            raise NotAllowed
        if request.state not in ("open", "owned"):
            raise DataRefused("", _("This has been decided already. Look at it as it is now."))
        DataRequest.objects.filter(id=request_id).update(state="withdrawn", ended=now)
        journal.append(verb="grant.withdraw", kind="data_request", record=request_id, by=by, at=now)


def _check(row: NewRequest, within: Collection[int], now: datetime) -> None:
    for field, most in (("purpose", 60), ("why", 500), ("legal_basis", 300)):
        value = getattr(row, field).strip()
        if not value:
            raise DataRefused(field, _("Write this too: whoever decides has to know it."))
        if len(value) > most:
            raise DataRefused(field, _("This is longer than %(most)s characters. Shorten it."), most=most)
    if not row.fields:
        raise DataRefused("fields", _("Choose the fields you need, and no others."))
    if not row.places or not set(row.places) <= set(within):
        raise DataRefused("places", _("Choose places this entry is about."))
    if row.until <= max(row.since, now):
        raise DataRefused("until", _("The last day lies after the first, and not in the past."))


def _covered(row: NewRequest, revision: ItemRevision) -> None:
    offered = {one["code"] for one in revision.fields}
    if not set(row.fields) <= offered:
        raise DataRefused("fields", _("Choose the fields you need among those the entry offers."))
    longest = LONGEST_CLOSE if revision.classification in CLOSE else LONGEST
    if row.until - row.since > longest:
        raise DataRefused("until", _("At most %(days)s days at a time. Ask again when they are over."),
                          days=longest.days)  # fmt: skip
    if row.agreement_id is None:
        return
    agreement = AgreementRevision.objects.filter(id=row.agreement_id).first()
    if agreement is None or not set(row.fields) <= set(agreement.fields):
        raise DataRefused("agreement", _("The agreement does not speak of all these fields. Choose another, or fewer."))
