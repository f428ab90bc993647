"""Filing a request: key, city, service, place, words, photos; then the same action as every other way in.

The form is sent once or several times: with an ``Idempotency-Key``, or the same form of the same key within ten
minutes, it makes one case and gets one answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.gates.open311 import filed, keys, reading, sending, services, written
from linli.gates.open311.entry import of_this_city, resource
from linli.gates.open311.models import ApiKey, FiledRequest
from linli.gates.open311.problems import KeyRefused, NotThere, Refused
from linli.gates.open311.sending import Sent
from linli.gates.unread import actions as unread
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Item
from linli.kernel.cases.reports import Report
from linli.kernel.places import queries as places
from linli.kit.counter import forms, here
from linli.kit.counter.here import language
from linli.kit.routes import Request
from linli.plumbing import idempotency, policy, scope
from linli.plumbing.models import IdempotencyKey

MOST_CHARACTERS = 4_000  # of a description, as the specification has it
SAME = timedelta(minutes=10)
KEY_HEADER = "Idempotency-Key"
SHORTEST_KEY, LONGEST_KEY = 8, 80


@resource("case.report", "GET", "POST")
def requests(request: Request, form: str) -> HttpResponse:
    """GET lists requests, POST files one."""
    if request.method != "POST":
        return reading.requests(request, form)
    policy.require(request.hat, "case.report")
    sent = _read(request)
    key = keys.of(sent.get("api_key"), now=request.now)
    keys.count(key, now=request.now)
    of_this_city(request, sent.get("jurisdiction_id"))
    item = _item(request, sent, key)
    with scope.reading(request.hat, now=request.now):
        report = _report(sent, item, key, now=request.now)
        repeat = _repeat(request, sent, key)
    opened = cases.open_case(report=report, by=request.hat, now=request.now, key=repeat)
    row = filed.keep(opened, key=key, token=not item.public, urls=sent.media[: sending.MOST_PHOTOS], now=request.now)
    made = written.answer([_told(row, item)], "service_requests", form, status=200 if opened.repeated else 201)
    made["Cache-Control"] = "no-store"
    return made


def _read(request: Request) -> Sent:
    """The form; one that cannot be read is refused, and kept for somebody to look at where its key is known here."""
    try:
        return sending.read(request)
    except Refused as refused:
        key = keys.named_in(request, now=request.now)
        if key is not None:
            keys.count(key, now=request.now)
            with scope.reading(request.hat, now=request.now):
                city = here.city_scope()
            reason = " ".join(map(str, refused.sentences))
            unread.keep(
                source="open311",
                raw=request.body,
                sender=key.name,
                reason=reason,
                scope_id=city,
                by=request.hat,
                now=request.now,
            )
        raise


def _told(row: FiledRequest, item: Item) -> dict[str, str | None]:
    """Its id, or the token by which it will be known: never both."""
    name = {"token": row.token} if row.token else {"service_request_id": row.code}
    return {**name, "service_notice": services.notice(item) or None, "account_id": None}


def _item(request: Request, sent: Sent, key: ApiKey) -> Item:
    code = sent.get("service_code")
    if not code:
        raise Refused(_("service_code is missing. GET services lists them."))
    item = services.item_of(request, code)
    if key.items and item.code not in key.items:
        raise KeyRefused(_("This api_key may not file this service."))
    return item


def _report(sent: Sent, item: Item, key: ApiKey, *, now: datetime) -> Report:
    """The report, by the checks of the residents' form; what is wrong is told all at once."""
    checked = forms.check(_typed(sent, item, now=now), sent.photos, hat=scope.VISITOR, now=now)
    if checked.report is None:
        raise Refused(*checked.errors.values())
    if key.place_id is not None and checked.report.scope not in places.scopes_under(key.place_id):
        raise KeyRefused(_("This api_key files for one part of the city only, and this place lies outside it."))
    return replace(checked.report, channel="open311")


def _typed(sent: Sent, item: Item, *, now: datetime) -> forms.Typed:
    """The request as the form would have sent it."""
    text = sent.get("description")
    if len(text) > MOST_CHARACTERS:
        over = {"over": len(text) - MOST_CHARACTERS}
        raise Refused(_("The description is %(over)d characters too long: 4,000 fit.") % over)
    lat, lon = _point(sent, now=now)
    place = "" if lat else _place(sent)
    name = " ".join(filter(None, (sent.get("first_name"), sent.get("last_name"))))[:40]
    phone = sent.get("phone")
    return forms.Typed(
        item=item.code,
        text=text or item.label.text(language()),
        place=place,
        where=sent.get("address_string")[:120] if lat or not place else "",
        lon=lon,
        lat=lat,
        community=forms.UNKNOWN,
        who="named" if name and phone else "alias" if name or phone else "anonymous",
        called=name or (_("Resident") if phone else ""),
        phone=phone,
        answers=sent.answers,
    )


def _point(sent: Sent, *, now: datetime) -> tuple[str, str]:
    """Latitude and longitude as they were sent; two empty texts where neither was."""
    lat, lon = sent.get("lat"), sent.get("long")
    if not lat and not lon:
        return "", ""
    point = forms.pin(forms.Typed(lat=lat, lon=lon))
    if point is None:
        raise Refused(_("lat and long are numbers, both of them: lat=22.81 and long=108.34."))
    city = catalogue.city(at=now)
    box = (city.west, city.south, city.east, city.north)
    if not places.inside_city(*point, box) and places.inside_city(point[1], point[0], box):
        raise Refused(
            _("lat and long are exchanged: lat is %(lat)s here and long %(long)s.") % {"lat": lon, "long": lat}
        )
    return lat, lon


def _place(sent: Sent) -> str:
    """The place of an address: the id of the address list, or an address that means one building exactly."""
    number, address = sent.get("address_id"), sent.get("address_string")
    if number:
        if forms.chosen_place(forms.Typed(place=number)) is None:
            raise NotThere(_("There is no address_id “%(given)s” here.") % {"given": number[:40]})
        return number
    if not address:
        raise Refused(_("Say where it is: lat and long, an address_string, or an address_id."))
    exact = [one for one in places.search(address) if one.exact and one.label == address]
    return str(exact[0].id) if len(exact) == 1 else ""


def _repeat(request: Request, sent: Sent, key: ApiKey) -> cases.Key:
    """The idempotency key of a request, bound to its API key: the one it names, else the form for ten minutes."""
    digest = _digest(sent)
    client = idempotency.client_of("open311", key.id)
    given = request.headers.get(KEY_HEADER, "")
    if given:
        if not SHORTEST_KEY <= len(given) <= LONGEST_KEY:
            raise Refused(_("The key has between 8 and 80 characters. Make a new one for each report."))
        return cases.Key(client, given, digest)
    window = int(request.now.timestamp() // SAME.total_seconds())
    this, before = (f"same {number} {digest.hex()[:48]}" for number in (window, window - 1))
    fresh = IdempotencyKey.objects.filter(client=client, key=before, recorded__gt=request.now - SAME)
    return cases.Key(client, before if fresh.exists() else this, digest)


def _digest(sent: Sent) -> bytes:
    whole = hashlib.sha256()
    for name, value in sorted(sent.fields.items()):
        whole.update(f"{name}={value}\n".encode())
    for code, values in sorted(sent.answers.items()):
        whole.update(f"{code}={values}\n".encode())
    whole.update("\n".join(sent.media).encode())
    for photo in sent.photos:
        whole.update(hashlib.sha256(photo.content).digest())
    return whole.digest()
