"""What programs of other bodies may ask: read under a grant, deliver under one, and the city's public key."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.gates.exchange import own_key, signed, taking
from linli.gates.exchange.entry import Caller, NotTaken, enter
from linli.gates.exchange.signed import Answered
from linli.gates.exchange.taking import Delivery
from linli.kernel.grants import actions
from linli.kernel.grants.actions import Used
from linli.kernel.places.models import DIVISIONS, Place
from linli.kit import granted
from linli.kit.granted import Handed, Wish
from linli.kit.routes import OPEN, Request, View, page
from linli.plumbing import scope

MOST_ROWS, MOST_BODY = 5_000, 1_000_000
TYPE = "application/json"


class Read(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is asked: for which purpose; fields and places (codes of divisions), or everything that is granted."""

    purpose: str
    fields: list[str] = []
    places: list[str] = []


def exchange(handler: Callable[[Request, Caller], HttpResponse]) -> View:
    """A view for signed requests. Its own signature is the proof; a browser's session plays no part."""

    @csrf_exempt
    @page(OPEN, methods=("POST",))
    @wraps(handler)
    def view(request: Request) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
            return unsigned(413, _("This is too much at once. Send less in one request."))
        try:
            return handler(request, enter(request, now=request.now))
        except NotTaken as refused:
            return unsigned(refused.status, refused.sentence)
        except RequestDataTooBig:
            return unsigned(413, _("This is too much at once. Send less in one request."))

    return view


def unsigned(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(msgspec.json.encode({"sentence": sentence}), status=status, content_type=TYPE)


@page(OPEN)
def keys(_request: HttpRequest) -> HttpResponse:
    """The public key answers are signed with, to be kept by whoever has to prove something later."""
    public = own_key.public()
    told = {
        "key": own_key.name(),
        "ed25519": base64.b64encode(public).decode(),
        "fingerprint": signed.fingerprint(public),
    }
    return HttpResponse(msgspec.json.encode(told), content_type=TYPE)


@exchange
def read(request: Request, caller: Caller) -> HttpResponse:
    """The rows of a grant. Every named person among them finds a line on their own page before the answer leaves."""
    asked = _body(caller, Read)
    if isinstance(asked, HttpResponse):
        return asked
    grant, now = caller.key.grant, request.now
    with scope.reading(caller.hat, now=now):
        places = _places(asked.places)
        wish = Wish(tuple(asked.fields), places or (-1,) if asked.places else (), asked.purpose or "–")
        handed = granted.hand_out(grant, wish, by=caller.hat, now=now, most=MOST_ROWS)
    if handed.refused:
        return answered(caller, 403, {"sentence": handed.refused}, _used(caller, handed), now)
    return answered(caller, 200, _told(handed, now), _used(caller, handed), now)


@exchange
def deliver(request: Request, caller: Caller) -> HttpResponse:
    """Changes a body knows of persons: each becomes a proposal the community decides."""
    given = _body(caller, Delivery)
    if isinstance(given, HttpResponse):
        return given
    outcome = taking.take(given, grant=caller.key.grant, by=caller.hat, now=request.now)
    used = {"way": "deliver", "fields": outcome.fields, "places": caller.key.grant.places, "rows": outcome.proposed}
    if outcome.refused:
        used |= {"refused": outcome.refused}
        return answered(caller, 403, {"sentence": outcome.refused}, used, request.now)
    return answered(caller, 200, {"outcome": outcome.lines}, used, request.now)


def answered(
    caller: Caller, status: int, told: Mapping[str, Any], used: Mapping[str, Any], now: datetime
) -> HttpResponse:
    """The signed answer, once the journal holds the digests of both sides: no line, no answer."""
    body = msgspec.json.encode(told)
    answer = Answered(status, body, now.isoformat(), own_key.name(), caller.sent.digest)
    signature = signed.sign(own_key.key(), answer.text)
    use = Used(
        grant=caller.key.grant,
        key_id=caller.key.id,
        asked_digest=caller.sent.digest,
        answer_digest=answer.digest,
        **used,
    )
    actions.note_use(use=use, by=caller.hat, now=now)
    response = HttpResponse(body, status=status, content_type=TYPE)
    response[signed.KEY], response[signed.TIME] = answer.key, answer.time
    response[signed.SIGNATURE] = base64.b64encode(signature).decode()
    return response


def _body(caller: Caller, shape: type[Any]) -> Any:
    try:
        return msgspec.json.decode(caller.sent.body, type=shape)
    except msgspec.MsgspecError as wrong:
        return unsigned(422, _("The body is not what this address expects: %(why)s") % {"why": wrong})


def _places(codes: list[str]) -> tuple[int, ...]:
    """The divisions of codes; an unknown one is none that the grant covers."""
    if not codes:
        return ()
    found = dict(
        Place.objects.filter(code__in=codes, level__in=DIVISIONS, until__isnull=True).values_list("code", "id")
    )
    return tuple(found.get(code, -1) for code in codes)


def _used(caller: Caller, handed: Handed) -> dict[str, Any]:
    return {
        "way": "exchange",
        "fields": [one.code for one in handed.fields] or caller.key.grant.fields,
        "places": handed.places,
        "rows": len(handed.rows),
        "persons": handed.persons,
        "refused": handed.refused,
    }


def _told(handed: Handed, now: datetime) -> dict[str, Any]:
    names = [one.code for one in handed.fields]
    return {
        "grant": handed.grant.number,
        "title": handed.title,
        "purpose": handed.grant.purpose,
        "until": handed.grant.until,
        "at": now,
        "fields": [{"code": one.code, "zh": one.zh, "en": one.en} for one in handed.fields],
        "rows": [dict(zip(names, row.values, strict=True)) for row in handed.rows],
        "more": handed.more,
    }
