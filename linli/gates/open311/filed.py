"""What was filed here: the names a program has for its request, its token, and its state where nobody else sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from linli.gates.open311 import asking, media, services, written
from linli.gates.open311.entry import resource
from linli.gates.open311.models import ApiKey, FiledRequest
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.publications.models import PublicFace
from linli.kit.counter.here import language
from linli.kit.routes import OPEN, Request
from linli.plumbing import numbers, scope
from linli.plumbing.scope import VISITOR


def keep(opened: Opened, *, key: ApiKey, token: bool, urls: Sequence[str], now: datetime) -> FiledRequest:
    """Remember what was filed with a key; filed again, it is the same. A matter with a ``token`` gets its id later."""
    with scope.writing(VISITOR.seeing(opened.subject_id), now=now):
        found = FiledRequest.objects.filter(case_id=opened.case_id).first()
        if found is not None:
            return found
        face = PublicFace.objects.filter(case_id=opened.case_id).first()
        row = FiledRequest(
            key=key,
            case_id=opened.case_id,
            subject_id=opened.subject_id,
            code=face.code if face else numbers.open_code(),
            token=numbers.open_code() if token else None,
        )
        FiledRequest.objects.bulk_create([row], ignore_conflicts=True)
        media.fetch_later(urls, case_id=opened.case_id, subject_id=opened.subject_id)
        return FiledRequest.objects.get(case_id=opened.case_id)


@resource(OPEN, "GET")
def token(request: Request, token: str, form: str) -> HttpResponse:
    """The service_request_id of a token; none until somebody has taken the matter in hand."""
    token = token.upper()
    if not asking.is_code(token):
        raise FiledRequest.DoesNotExist
    with scope.reading(request.hat, now=request.now):
        found = FiledRequest.objects.get(token=token)
    with scope.reading(VISITOR.seeing(found.subject_id), now=request.now):
        taken = Task.objects.filter(case_id=found.case_id, done__isnull=False).exists()
    told = [{"service_request_id": found.code if taken else None, "token": found.token}]
    made = written.answer(told, "service_requests", form)
    made["Cache-Control"] = "no-store"
    return made


def told_of(code: str, *, now: datetime) -> dict[str, Any]:
    """The state of a request that has no public face, for whoever knows its id: neither words, place nor answer."""
    with scope.reading(VISITOR, now=now):
        found = FiledRequest.objects.get(code=code)
    with scope.reading(VISITOR.seeing(found.subject_id), now=now):
        case = Case.objects.get(id=found.case_id)
        last = Event.objects.filter(case_id=case.id).latest("id")
    item = catalogue.matter(case.item, at=now).item
    return {
        "service_request_id": found.code,
        "status": asking.CLOSED if case.closed else asking.OPEN,
        "status_notes": None,
        "service_name": item.label.text(language()),
        "service_code": case.item,
        "description": item.label.text(language()),
        "agency_responsible": None,
        "service_notice": services.notice(item),
        "requested_datetime": written.moment(case.at),
        "updated_datetime": written.moment(case.closed or last.at),
        "expected_datetime": written.moment(case.due) if case.due else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
