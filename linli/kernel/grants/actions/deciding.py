"""Deciding a request: the unit that owns the data, and a data officer where it tells of persons. Never who asked."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.grants import facts
from linli.kernel.grants.models import DataRequest, Grant
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, ids, numbers, policy, scope
from linli.plumbing.facts import tell
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def decide(*, request_id: int, agrees: bool, reason: str = "", by: Hat, now: datetime) -> Grant | None:
    """The owner unit says yes or no. Its yes is a grant, unless a data officer has to look as well."""
    policy.require(by, "grant.decide")
    with scope.writing(by, now=now):
        request = _locked(request_id, "open")
        if request.owner_unit != by.unit:
            raise NotAllowed
        _not_oneself(request, by)
        if not agrees:
            _refuse(request, reason, by, now)
            return None
        request.owner_by, request.owner_who, request.owned = by.account, by.label[:120], now
        request.state = "owned" if request.asks_officer else "granted"
        _keep(request)
        if request.asks_officer:
            journal.append(verb="grant.own", kind="data_request", record=request.id, by=by, at=now)
            return None
        return _grant(request, by, now)


def release(*, request_id: int, agrees: bool, reason: str = "", by: Hat, now: datetime) -> Grant | None:
    """A data officer of the owner's place says yes or no to data that tells of persons."""
    policy.require(by, "grant.release")
    with scope.writing(by, now=now):
        request = _locked(request_id, "owned")
        if request.item.place_id not in by.scopes:
            raise NotAllowed
        _not_oneself(request, by)
        if not agrees:
            _refuse(request, reason, by, now)
            return None
        request.officer_by, request.officer_who, request.state = by.account, by.label[:120], "granted"
        _keep(request)
        return _grant(request, by, now)


def _locked(request_id: int, state: str) -> DataRequest:
    rows = DataRequest.objects.select_for_update(of=("self",)).select_related("item", "revision")
    found = rows.filter(id=request_id).first()
    if found is None:
        raise NotAllowed
    if found.state != state:
        raise DataRefused("", _("This has been decided already. Look at it as it is now."))
    return found


def _not_oneself(request: DataRequest, by: Hat) -> None:
    if by.account in (request.account_id, request.owner_by):
        raise DataRefused("", _("You had a hand in this request yourself. A colleague decides."))
    if request.revision.state != "published":
        raise DataRefused("", _("The entry has changed since. The unit asks again for what stands there now."))


def _refuse(request: DataRequest, reason: str, by: Hat, now: datetime) -> None:
    if not reason.strip():
        raise DataRefused("reason", _("Write down why. Everybody concerned reads it."))
    request.state, request.reason, request.ended = "refused", reason.strip()[:300], now
    _keep(request)
    payload = {"reason": request.reason}
    line = journal.append(verb="grant.refuse", kind="data_request", record=request.id, by=by, at=now, payload=payload)
    tell(facts.GrantDecided(request.id, 0), line=line, by=by, at=now)


def _keep(request: DataRequest) -> None:
    names = ("owner_by", "owner_who", "owned", "officer_by", "officer_who", "state", "reason", "ended")
    DataRequest.objects.filter(id=request.id).update(**{name: getattr(request, name) for name in names})


def _grant(request: DataRequest, by: Hat, now: datetime) -> Grant:
    grant = Grant(
        id=ids.reserve("grants_grant"),
        number=numbers.open_code(),
        request_id=request.id,
        item_id=request.item_id,
        unit_id=request.unit_id,
        unit_name=request.unit_name,
        place_id=request.place_id,
        purpose=request.purpose,
        legal_basis=request.legal_basis,
        fields=request.fields,
        places=request.places,
        since=request.since,
        until=request.until,
        agreement_id=request.agreement_id,
    )
    bulk.add([grant])
    payload = {"grant": grant.number, "fields": grant.fields, "places": grant.places, "purpose": grant.purpose}
    line = journal.append(verb="grant.give", kind="grant", record=grant.id, by=by, at=now, payload=payload)
    tell(facts.GrantDecided(request.id, grant.id), line=line, by=by, at=now)
    return grant
