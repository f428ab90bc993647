"""API keys: made for one program, told once, kept as a keyed hash; everything without one is refused."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.gates.open311.models import ApiKey, FiledRequest
from linli.gates.open311.problems import KeyRefused, Refused
from linli.kernel.journal import actions as journal
from linli.plumbing import crypto, ids, numbers, policy, rates, scope
from linli.plumbing.scope import Hat

LONGEST = timedelta(days=365)
HOUR = timedelta(hours=1)
PER_HOUR = 600
MOST_LOOKED = 100_000
_NAMED = re.compile(rb"api_key[\"']?\s*[=:]\s*[\"']?([A-Za-z0-9._-]{20,80})")


@dataclass(frozen=True, slots=True)
class Wish:
    """The key somebody asks for. No place: the whole city. No items: every service."""

    name: str
    place_id: int | None = None
    items: Sequence[str] = ()
    per_hour: int = PER_HOUR
    lasts: timedelta = LONGEST


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, and the secret that is told this once."""

    key: ApiKey
    secret: str


def make(*, wish: Wish, by: Hat, now: datetime) -> Made:
    """Make a key for another program; it ends within a year at the latest."""
    policy.require(by, "key.make")
    number, shown = ids.reserve("open311_key"), numbers.open_code()[:8]
    secret = f"{shown}.{secrets.token_urlsafe(24)}"
    key = ApiKey(
        id=number,
        name=wish.name.strip()[:80],
        shown=shown,
        key_blind=_blind(secret),
        place_id=wish.place_id,
        items=list(wish.items),
        per_hour=wish.per_hour,
        made_by=by.account,
        since=now,
        until=now + min(wish.lasts, LONGEST),
    )
    with scope.writing(by, now=now):
        ApiKey.objects.bulk_create([key])
        journal.append(verb="key.make", kind="api_key", record=number, by=by, at=now, payload={"name": key.name})
    return Made(key, secret)


def end(*, shown: str, by: Hat, now: datetime) -> ApiKey:
    """Take a key back, from now on."""
    policy.require(by, "key.make")
    with scope.writing(by, now=now):
        key = ApiKey.objects.select_for_update().get(shown=shown.strip().upper())
        key.until = min(key.until, now)
        key.save()
        journal.append(verb="key.end", kind="api_key", record=key.id, by=by, at=now)
    return key


def listed(*, by: Hat, now: datetime) -> list[tuple[ApiKey, datetime | None]]:
    """Every key with when something was last filed with it, the newest first."""
    policy.require(by, "key.make")
    with scope.reading(by, now=now):
        return [(key, used) for key, used, _filed in rows()]


def rows() -> list[tuple[ApiKey, datetime | None, int]]:
    """Every key with when something was last filed with it, and how much; inside a reading transaction."""
    counted = FiledRequest.objects.values_list("key_id").annotate(Max("recorded"), Count("id")).order_by()
    used = {key: (last, filed) for key, last, filed in counted}
    return [(key, *used.get(key.id, (None, 0))) for key in ApiKey.objects.order_by("-id")]


def of(secret: str, *, now: datetime) -> ApiKey:
    """The running key of a secret, or the refusal."""
    if not secret:
        raise KeyRefused(_("An api_key is needed to file. How to get one: see key_service in discovery.xml."))
    key = ApiKey.objects.filter(key_blind=_blind(secret)).first()
    if key is None or not key.since <= now < key.until:
        raise KeyRefused(_("This api_key is not known here, or has ended. Ask for a new one."))
    return key


def named_in(request: HttpRequest, *, now: datetime) -> ApiKey | None:
    """The running key a form names that cannot be read otherwise; None where there is none, or no bytes to look at."""
    if request.content_type == "multipart/form-data":
        return None
    found = _NAMED.search(request.body[:MOST_LOOKED])
    try:
        return of(found[1].decode(), now=now) if found else None
    except KeyRefused:
        return None


def count(key: ApiKey, *, now: datetime) -> None:
    """Count one more request of the key; refuse it where it is one too many for the hour."""
    if not rates.allow("open311", key.id, most=key.per_hour, per=HOUR, now=now):
        sentence = _("This api_key may file %(most)s requests an hour. Send the rest later.")
        raise Refused(sentence % {"most": key.per_hour}, code=429)


def _blind(secret: str) -> bytes:
    return crypto.blind(secret, purpose="api key")
