"""What a phone kept without a network and sends later, one entry at a time: when it was, and whether it is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linli.kit import words
from linli.kit.believing import Moment, believe
from linli.kit.counter import forms
from linli.kit.routes import Request
from linli.plumbing import idempotency

LEFT_OUT_OF_DIGEST = frozenset({"csrfmiddlewaretoken", "device_now"})
SHORTEST_KEY, LONGEST_KEY = 8, 80


def is_key(key: str) -> bool:
    """Whether this can be the key of an entry: made when it was made, used once."""
    return SHORTEST_KEY <= len(key) <= LONGEST_KEY


def moment_of(given: Mapping[str, str], now: datetime) -> Moment:
    """When it was, and what the clock of the phone shows; a plain form happens now."""
    if not given.get("at"):
        return Moment(now, now)
    at, device_now = _time(given.get("at", "")), _time(given.get("device_now", ""))
    return believe(at=at, device_now=device_now or now, now=now) if at else Moment(now, now)


def _time(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def digest_of(request: Request) -> bytes:
    """What was sent, apart from what differs each time it is sent."""
    total = hashlib.sha256()
    for name in sorted(set(request.POST) - LEFT_OUT_OF_DIGEST):
        total.update(f"{name}={request.POST.getlist(name)}\n".encode())
    for upload in request.FILES.getlist("photo"):
        total.update(hashlib.sha256(forms.content_of(upload)).digest())
    return idempotency.digest_of(total.digest())


def corrected(moment: Moment, taken: datetime, now: datetime) -> str:
    """What was done about a wrong clock, in words; empty where there is nothing to say."""
    if not moment.was_corrected:
        return ""
    sentence = _("Your phone's clock is %(time)s fast. We wrote down %(at)s; what the phone said is kept too.")
    if moment.skew.total_seconds() <= 0:
        sentence = _("Your phone's clock is %(time)s slow. We wrote down %(at)s; what the phone said is kept too.")
    off = timedelta(minutes=round(abs(moment.skew) / timedelta(minutes=1)))
    return sentence % {"time": words.waited(off), "at": words.moment(taken, now)}
