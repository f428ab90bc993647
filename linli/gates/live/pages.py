"""Where an open page gets its admission to the live process. Both surfaces have it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from linli.gates.live import admissions
from linli.kit import sessions
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def admission(request: Request) -> HttpResponse:
    """The address to listen at, good for a minute; nothing (204) for whoever has nothing to listen to."""
    hat = request.hat
    if not settings.LIVE_URL or not request.session.session_key or not (hat.account or hat.subjects):
        return HttpResponse(status=204)
    given = admissions.issue(hat, session=request.session.session_key, until=sessions.ends_of(request), now=request.now)
    return JsonResponse({"url": f"{settings.LIVE_URL}/events?admission={given}"})
