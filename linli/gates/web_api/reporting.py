"""From a body to a report, by the same checks as the residents' form, and from an opened case to an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.gates.web_api import bodies
from linli.gates.web_api.api import written
from linli.gates.web_api.problems import Refused
from linli.gates.web_api.shapes import ReportIn
from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Key, Opened
from linli.kernel.cases.reports import Photo, Report, tidy
from linli.kit import sessions
from linli.kit.counter import asking, forms
from linli.kit.routes import Request
from linli.plumbing import idempotency, scope

KEY_HEADER = "Idempotency-Key"
SHORTEST_KEY, LONGEST_KEY = 8, 80
FIELDS = {"q": "place", "called": "reporter.name", "phone": "reporter.phone"}


def open_from(request: Request, body: ReportIn, *, channel: str, at: datetime | None = None) -> HttpResponse:
    """Check the body, open the case, and answer 201; 200 where the same key has opened it before."""
    key = key_of(request, body, photos := bodies.photos(request, body.photos))
    with scope.reading(request.hat, now=request.now):
        report = report_of(request, body, photos)
    report = replace(report, channel=channel, title=tidy(body.title), at=at or request.now)
    opened = cases.open_case(report=report, by=request.hat, now=request.now, key=key)
    return written(told(opened), status=200 if opened.repeated else 201)


def report_of(request: Request, body: ReportIn, photos: tuple[Photo, ...]) -> Report:
    """The report, or the first sentence about what has to be put right."""
    checked = forms.check(typed_of(body), photos, hat=replace(request.hat, person=_person(request)), now=request.now)
    if checked.report is None:
        field, sentence = next(iter(checked.errors.items()))
        asked = f"{asking.FIELD}{body.item}."
        raise Refused(sentence, field=FIELDS.get(field, field.replace(asked, "answers.")))
    return checked.report


def typed_of(body: ReportIn) -> forms.Typed:
    """The body as the form would have sent it. A matter without any place waits where the city sorts such matters."""
    reporter = body.reporter
    return forms.Typed(
        item=body.item,
        text=body.text,
        place=_text(body.place),
        where=body.where,
        lon=_text(body.lon),
        lat=_text(body.lat),
        community=_text(body.community) or forms.UNKNOWN,
        who=reporter.kind,
        called=reporter.alias if reporter.kind == "alias" else reporter.name,
        phone=reporter.phone,
        confidential="1" if body.confidential else "",
        answers={code: [said] if isinstance(said, str) else said for code, said in body.answers.items()},
    )


def key_of(request: Request, body: ReportIn, photos: tuple[Photo, ...]) -> Key | None:
    """The idempotency key of a request, bound to the account, without one to the address it comes from.

    Two programs that both number their reports from 1 must not be taken for one. None where no key was sent.
    """
    given = request.headers.get(KEY_HEADER, "")
    if not given:
        return None
    if not SHORTEST_KEY <= len(given) <= LONGEST_KEY:
        raise Refused(_("The key has between 8 and 80 characters. Make a new one for each report."), field=KEY_HEADER)
    client = idempotency.client_of("api", settings.SURFACE, request.hat.account or sessions.address_of(request))
    return Key(client=client, key=given, digest=bodies.digest(request, body, photos))


def told(opened: Opened) -> dict[str, Any]:
    """What the reporter keeps: the number, the code, and the link that opens this one matter."""
    return {
        "number": opened.number,
        "receipt": opened.receipt,
        "link": f"{settings.PUBLIC_URL}/c/{opened.receipt}",
        "repeated": opened.repeated,
    }


def _person(request: Request) -> int:
    """Residents report for themselves; staff for somebody at the other end."""
    return request.hat.person if settings.SURFACE == "public" else 0


def _text(number: float | None) -> str:
    return "" if number is None else str(number)
