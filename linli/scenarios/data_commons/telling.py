"""The unit that owns data hears that it was asked for; whoever asked hears what was decided, and that it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from linli.kernel.grants.facts import GrantAsked, GrantDecided, GrantRevoked
from linli.kernel.grants.models import DataRequest, Grant
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kit import words
from linli.plumbing import pack_catalogue, policy, scope
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact


def on_asked(asked: GrantAsked, told: Told) -> None:
    """Whoever may decide for the owner unit; not the person who asked, who may work for both."""
    now, hat = clock(), _everywhere()
    with scope.reading(hat, now=now):
        request = DataRequest.objects.select_related("revision").get(id=asked.request_id)
        accounts = _of_unit(asked.owner_unit, "grant.decide", now) - {request.account_id}
    if request.state == "open":
        _tell(told, "data_asked", request, accounts, _page(request), {"unit": request.unit_name}, hat, now)


def on_decided(decided: GrantDecided, told: Told) -> None:
    """Who asked: yes and until when, or no and why."""
    now, hat = clock(), _everywhere()
    with scope.reading(hat, now=now):
        request = DataRequest.objects.select_related("revision").get(id=decided.request_id)
        grant = Grant.objects.filter(id=decided.grant_id).first()
    if grant is None:
        values = {"reason": request.reason.rstrip("。.")}
        _tell(told, "data_refused", request, [request.account_id], _page(request), values, hat, now)
    else:
        values = {"due": words.day(grant.until, now)}
        _tell(told, "data_granted", request, [request.account_id], _page(grant), values, hat, now)


def on_revoked(revoked: GrantRevoked, told: Told) -> None:
    """Everybody of the unit who may use it: from now on it opens nothing."""
    now, hat = clock(), _everywhere()
    with scope.reading(hat, now=now):
        grant = Grant.objects.select_related("request__revision").get(id=revoked.grant_id)
        accounts = _of_unit(grant.unit_id, "grant.use", now) - {grant.revoked_by}
    values = {"reason": grant.reason.rstrip("。.")}
    _tell(told, "data_taken_back", grant.request, accounts, _page(grant), values, hat, now)


def _everywhere() -> Hat:
    return scope.robot(places.all_scopes(), purpose="tell")


def _of_unit(unit: int, action: str, now: datetime) -> set[int | None]:
    """The accounts of a unit whose post may do this."""
    roles = sorted(policy.roles_for(action))
    return {account for role in roles for account in people.accounts_of_unit(unit, role=role, at=now)}


def _page(about: DataRequest | Grant) -> str:
    kind = "grants" if isinstance(about, Grant) else "data-requests"
    return f"{settings.DESK_URL}/{kind}/{about.number}"


def _tell(
    told: Told,
    template: str,
    request: DataRequest,
    accounts: Iterable[int | None],
    link: str,
    values: dict[str, str],
    hat: Hat,
    now: datetime,
) -> None:
    if pack_catalogue.head("notices", template, now) is None:
        return  # a city that was founded before these words came and has not taken them over yet
    said = {"title": request.revision.title, **values}
    messages = [
        Message(template, "app", request.place_id, account_id=account, link=link, values=said)
        for account in sorted(one for one in accounts if one)
    ]
    notices.tell_many(fact=told.id, messages=messages, zone=words.city_zone(), by=hat, now=now)
