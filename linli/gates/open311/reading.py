"""Requests as everybody may read them: the public faces of cases, and what is left of a case without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from linli.gates.open311 import asking, filed, services, written
from linli.gates.open311.entry import resource
from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Item
from linli.kernel.publications.models import PublicFace
from linli.kit.counter.here import language
from linli.kit.routes import OPEN, Request
from linli.plumbing import scope

KEEP = 30  # seconds


def requests(request: Request, form: str) -> HttpResponse:
    """A list of requests, the newest first."""
    wanted = asking.asked(request.GET, zone=catalogue.city(at=request.now).zone, now=request.now)
    with scope.reading(request.hat, now=request.now):
        told = told_of(found(wanted), now=request.now)
    return written.kept(request, written.answer(told, "service_requests", form), seconds=KEEP)


@resource(OPEN, "GET")
def one(request: Request, code: str, form: str) -> HttpResponse:
    """One request, as a list of one."""
    code = code.upper()
    if not asking.is_code(code):
        raise PublicFace.DoesNotExist
    with scope.reading(request.hat, now=request.now):
        faces = list(PublicFace.objects.filter(code=code))
    told = told_of(faces, now=request.now) if faces else [filed.told_of(code, now=request.now)]
    return written.kept(request, written.answer(told, "service_requests", form), seconds=KEEP)


def found(wanted: asking.Asked) -> list[PublicFace]:
    """The faces asked for. One statement."""
    rows = PublicFace.objects.order_by("-opened", "case_id")
    if wanted.codes:
        rows = rows.filter(code__in=[code for code in wanted.codes if asking.is_code(code)])
    else:
        rows = _narrowed(rows, wanted)
    return list(rows[wanted.offset : wanted.offset + wanted.limit])


def _narrowed(rows: QuerySet[PublicFace], wanted: asking.Asked) -> QuerySet[PublicFace]:
    rows = rows.filter(opened__gte=wanted.since, opened__lte=wanted.until)
    if wanted.services:
        rows = rows.filter(item__in=wanted.services)
    if wanted.statuses == {asking.CLOSED}:
        rows = rows.filter(state=asking.CLOSED)
    if wanted.statuses == {asking.OPEN}:
        rows = rows.exclude(state=asking.CLOSED)
    return rows


def told_of(faces: Iterable[PublicFace], *, now: datetime) -> list[dict[str, Any]]:
    """Faces in the fields of the specification."""
    items = {item.code: item for item in catalogue.items(at=now)}
    return [_told(face, items.get(face.item)) for face in faces]


def _told(face: PublicFace, item: Item | None) -> dict[str, Any]:
    return {
        "service_request_id": face.code,
        "status": asking.CLOSED if face.state == asking.CLOSED else asking.OPEN,
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
        "media_url": None,
    }


def _named(face: PublicFace, item: Item | None) -> str:
    """The face's title; one that is the name of its item in the language asked for."""
    return item.label.text(language()) if item and face.title == item.label.zh else face.title
