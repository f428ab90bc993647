"""What somebody typed into the report form, and what it comes to: a report, or sentences that say what to change.

Nothing in it is believed: ids are looked up, the pin is measured against the city, photos are looked at by their own
first bytes. A mistake never costs what was typed: the same values go back into the form.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.cases import catalogue
from linli.kernel.cases.reports import NotAReport, Photo, Report, check_text, tidy
from linli.kernel.papers.sniff import MAX_BYTES, REASONS, PhotoRefused, look
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit import kept, room_left
from linli.kit.counter import about, asking, here, telling_who
from linli.plumbing import idempotency
from linli.plumbing.scope import Hat

MOST_PHOTOS = 9
UNKNOWN = "unknown"
# What differs when the same form is sent again: by the browser, or from its outbox.
OF_THE_SENDING = frozenset({"csrfmiddlewaretoken", "act", "asked", "device_now"})
WHO = ("anonymous", "alias", "named")


@dataclass(slots=True)
class Typed:
    """The fields of the report form as text, as they came or as they stand in a fresh form."""

    key: str = ""
    item: str = ""
    text: str = ""
    q: str = ""
    place: str = ""
    where: str = ""
    lon: str = ""
    lat: str = ""
    community: str = ""
    who: str = ""
    called: str = ""
    phone: str = ""
    confidential: str = ""
    secret: str = ""
    about: str = ""
    asked: str = ""
    guessed: str = ""
    call_back: str = ""
    ask: str = ""  # the item whose questions stood in the form
    answers: dict[str, list[str]] = field(default_factory=dict)


def read(fields: QueryDict | Mapping[str, str], *, hat: Hat) -> Typed:
    """The typed form; where nobody said who, residents are named and visitors are not."""
    plain = {name: str(fields.get(name, "")) for name in Typed.__dataclass_fields__.keys() - {"answers"}}
    typed = Typed(answers=asking.given(fields, plain["item"]), **plain)
    if typed.who not in WHO:
        typed.who = "named" if hat.person else "anonymous"
    return typed


def fresh_key() -> str:
    """The key of one shown form: sent twice it makes one case."""
    return secrets.token_urlsafe(18)


@dataclass(slots=True)
class Checked:
    """A report, or what has to be put right first: field → sentence."""

    report: Report | None = None
    errors: dict[str, str] = field(default_factory=dict)


def check(typed: Typed, photos: Sequence[Photo], *, hat: Hat, now: datetime) -> Checked:
    """Make the report; every mistake is named at once, not one after the other."""
    errors: dict[str, str] = {}
    text = _text(typed, errors)
    _item(typed, errors, now=now)
    spot = _spot(typed, errors, now=now)
    reporter = telling_who.reporter_of(typed, errors, hat=hat)
    answers = asking.checked(typed.item, typed.answers, errors, now=now)
    unit = about.checked(typed.about, errors, scope_id=spot.scope, at=now) if spot else 0
    if errors or spot is None:
        return Checked(errors=errors)
    report = Report(
        item=typed.item,
        text=text,
        scope=spot.scope,
        at=now,
        channel="web",
        place=spot.place,
        where=tidy(typed.where)[:120],
        lon=spot.lon,
        lat=spot.lat,
        reporter=reporter,
        confidential=bool(typed.confidential),
        secret=bool(typed.secret) and reporter.kind != "anonymous",
        call_back=bool(typed.call_back),
        about_unit=unit,
        guessed=typed.guessed[:60],
        answers=answers,
        photos=tuple(Photo(content=photo.content) for photo in photos),  # a kept one is called by its token
    )
    return Checked(report=report)


def _text(typed: Typed, errors: dict[str, str]) -> str:
    try:
        return check_text(typed.text)
    except NotAReport as missing:
        errors["text"] = str(missing)
        return ""


def _item(typed: Typed, errors: dict[str, str], *, now: datetime) -> None:
    if not typed.item:
        errors["item"] = _("Choose what it is about. If you cannot tell, choose “Something else”.")
    elif typed.item not in {item.code for item in catalogue.items(at=now)}:
        errors["item"] = str(catalogue.UnknownItem())


@dataclass(frozen=True, slots=True)
class Where:
    """Where a report says it is: the smallest known division, and a place of the tree or a point."""

    scope: int
    place: int | None = None
    lon: float | None = None
    lat: float | None = None


def chosen_place(typed: Typed) -> Place | None:
    """The place that was chosen from the list, if it still exists."""
    number = _integer(typed.place)
    found = places.place(number) if number else None
    return found if found is not None and found.until is None else None


def _spot(typed: Typed, errors: dict[str, str], *, now: datetime) -> Where | None:
    chosen = chosen_place(typed)
    if chosen is not None:
        return Where(chosen.scope_id, place=chosen.id)
    if typed.lon or typed.lat:
        return _pin(typed, errors, now=now)
    number = _integer(typed.community)
    division = places.place(number) if number else None
    if division is not None and division.until is None:
        return Where(division.scope_id)
    if typed.community == UNKNOWN:
        return Where(here.city_scope())
    errors["q"] = _(
        "Say where it is: choose an address from the list, put a pin on the map, or choose the community. "
        "If you do not know, choose “I do not know”."
    )
    return None


def _pin(typed: Typed, errors: dict[str, str], *, now: datetime) -> Where | None:
    city = catalogue.city(at=now)
    point = pin(typed)
    if point is None or not places.inside_city(*point, (city.west, city.south, city.east, city.north)):
        errors["q"] = _("The pin is outside %(city)s. Put it inside the city, or choose the address.") % {
            "city": city.label.text(here.language())
        }
        return None
    community = places.community_of_point(*point)
    return Where(community.id if community else here.city_scope(), lon=point[0], lat=point[1])


def pin(typed: Typed) -> tuple[float, float] | None:
    """Longitude and latitude of the pin; None when they are no numbers."""
    try:
        lon, lat = float(typed.lon), float(typed.lat)
    except ValueError:
        return None
    return (lon, lat) if isfinite(lon) and isfinite(lat) else None


def _integer(text: str) -> int:
    """A small positive number somebody may have tampered with; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def looked_at(uploads: Iterable[UploadedFile[Any]], *, room: int) -> tuple[list[UploadedFile[Any]], str]:
    """The uploads that are photos, at most ``room``, and a sentence about those that were not taken."""
    good: list[UploadedFile[Any]] = []
    wrong: list[str] = []
    left_over = 0
    for upload in uploads:
        reason = refusal(upload)
        if reason or len(good) >= room:
            upload.close()
        if reason:
            wrong.append(_("“%(name)s”: %(reason)s") % {"name": upload.name or "", "reason": reason})
        elif len(good) >= room:
            left_over += 1
        else:
            good.append(upload)
    if left_over:
        wrong.append(
            ngettext(
                "%(most)s photos fit. %(count)s was not taken.",
                "%(most)s photos fit. %(count)s were not taken.",
                left_over,
            )
            % {"most": MOST_PHOTOS, "count": left_over}
        )
    return good, " ".join(wrong)


def sent_photos(request: HttpRequest, *, room: int) -> tuple[list[UploadedFile[Any]], str]:
    """The files of a form that are photos, and what was not taken, also where the house has no room for any."""
    if full := room_left.sentence_for(request):
        return [], full
    return looked_at(request.FILES.getlist("photo"), room=room)


def photos_of(request: HttpRequest, *, path: str = "", alone: bool = False) -> tuple[list[Photo], str]:
    """The photos of a sent form: those kept before that are still wanted, then the new ones; and what was not taken.

    The request is left with the files that are photos, so that keeping the form keeps no others. What was in an outbox
    brings all its photos itself and comes ``alone``.
    """
    left_out = set(request.POST.getlist(kept.LEAVE_OUT))
    before = [] if alone else kept.take(request, path=path)[1]
    earlier = [photo for photo in before if photo.name not in left_out]
    good, wrong = sent_photos(request, room=MOST_PHOTOS - len(earlier))
    request.FILES.setlist("photo", good)
    return [*earlier, *(Photo(content=content_of(upload)) for upload in good)], wrong


def digest_of(request: HttpRequest) -> bytes:
    """What was sent: the fields and the new photos. Those kept before stand under the same key."""
    sent = hashlib.sha256()
    for name in sorted(set(request.POST) - OF_THE_SENDING):
        sent.update(f"{name}={request.POST.getlist(name)}\n".encode())
    for upload in request.FILES.getlist("photo"):
        sent.update(hashlib.sha256(content_of(upload)).digest())
    return idempotency.digest_of(sent.digest())


def content_of(upload: UploadedFile[Any]) -> bytes:
    """The bytes of an upload, which stands at its beginning before and after."""
    upload.seek(0)
    content = bytes(upload.read())
    upload.seek(0)
    return content


def refusal(upload: UploadedFile[Any]) -> str:
    """Why a file is not taken as a photo; empty when it is one. Told from its bytes, not from its name."""
    if (upload.size or 0) > MAX_BYTES:
        return str(REASONS["too_large"])
    try:
        look(content_of(upload))
    except PhotoRefused as refused:
        return str(refused)
    return ""
