"""Requests as everybody may read them: the public faces of cases, and what is left of a case without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from linli.gates.open311 import asking, filed, services, written
from linli.gates.open311.entry import resource
from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Item
from linli.kernel.publications import queries as publications
from linli.kernel.publications.models import ANSWERED, CLOSED, OPEN, PublicFace, PublicPhoto
from linli.kit import routes
from linli.kit.counter.here import language
from linli.kit.routes import Request
from linli.plumbing import scope

KEEP = 30  # seconds
STATES = {asking.OPEN: (OPEN, ANSWERED), asking.CLOSED: (CLOSED,)}


def requests(request: Request, form: str) -> HttpResponse:
    """A list of requests, the newest first."""
    wanted = asking.asked(request.GET, zone=catalogue.city(at=request.now).zone, now=request.now)
    with scope.reading(request.hat, now=request.now):
        told = told_of(found(wanted), now=request.now)
    return written.kept(request, written.answer(told, "service_requests", form), seconds=KEEP)


@resource(routes.OPEN, "GET")
def one(request: Request, code: str, form: str) -> HttpResponse:
    """One request, as a list of one."""
    code = code.upper()
    if not asking.is_code(code):
        raise PublicFace.DoesNotExist
    with scope.reading(request.hat, now=request.now):
        told = told_of(PublicFace.objects.filter(code=code), now=request.now)
    told = told or [filed.told_of(code, now=request.now)]
    return written.kept(request, written.answer(told, "service_requests", form), seconds=KEEP)


def found(wanted: asking.Asked) -> list[PublicFace]:
    """The faces asked for. One statement."""
    if wanted.codes:
        codes = [code for code in wanted.codes if asking.is_code(code)]
        return list(PublicFace.objects.filter(code__in=codes).order_by("-opened", "case_id"))
    narrowed = publications.Asked(
        items=wanted.services,
        states=tuple(state for status in wanted.statuses for state in STATES[status]),
        opened_from=wanted.since,
        opened_until=wanted.until,
    )
    return publications.listed(narrowed, limit=wanted.limit, offset=wanted.offset)


def told_of(faces: Iterable[PublicFace], *, now: datetime) -> list[dict[str, Any]]:
    """Faces in the fields of the specification."""
    shown = list(faces)
    items = {item.code: item for item in catalogue.items(at=now)}
    photos = publications.photos_of(shown)
    return [_told(face, items.get(face.item), photos.get(face.case_id, [])) for face in shown]


def _told(face: PublicFace, item: Item | None, photos: Sequence[PublicPhoto]) -> dict[str, Any]:
    return {
        "service_request_id": face.code,
        "status": asking.CLOSED if face.state == CLOSED else asking.OPEN,
        "status_notes": face.answer or None,
        "service_name": item.label.text(language()) if item else face.title,
        "service_code": face.item,
        "description": _named(face, item),
        "agency_responsible": None,
        "service_notice": services.notice(item) if item else None,
        "requested_datetime": written.moment(face.opened),
        "updated_datetime": written.moment(face.closed or face.changed),
        "expected_datetime": written.moment(face.due) if face.due else None,
        "address": face.where or None,
        "address_id": None,
        "zipcode": None,
        "lat": face.lat,
        "long": face.lon,
        "media_url": _address(face, photos[0]) if photos else None,
    }


def _address(face: PublicFace, photo: PublicPhoto) -> str:
    return f"{settings.PUBLIC_URL}{reverse('public_photo', args=[face.code, photo.code])}"


def _named(face: PublicFace, item: Item | None) -> str:
    """The face's title; one that is the name of its item in the language asked for."""
    return item.label.text(language()) if item and face.title == item.label.zh else face.title
