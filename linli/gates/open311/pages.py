"""The page that tells people who write programs where Open311 answers here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.gates.open311.entry import ENDPOINT
from linli.kit.counter.here import hotline, page_of
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def about(request: Request) -> HttpResponse:
    """Endpoint, addresses, how to get a key."""
    told = [
        (pgettext("open311", "Where it is"), "GET", "/open311/discovery.xml", True),
        (_("What can be reported"), "GET", f"{ENDPOINT}/services.json", True),
        (_("What a service asks"), "GET", f"{ENDPOINT}/services/{{service_code}}.json", False),
        (pgettext("open311", "What was reported"), "GET", f"{ENDPOINT}/requests.json", True),
        (_("One request"), "GET", f"{ENDPOINT}/requests/{{service_request_id}}.json", False),
        (pgettext("open311", "Report"), "POST", f"{ENDPOINT}/requests.json", False),
        (_("The id of a token"), "GET", f"{ENDPOINT}/tokens/{{token}}.json", False),
    ]
    rows = [{"cells": [what, f"{verb} {path}"], "href": path if shown else ""} for what, verb, path, shown in told]
    endpoint = f"{settings.PUBLIC_URL}{ENDPOINT}"
    return page_of(request, "open311.html", endpoint=endpoint, addresses=rows, hotline=hotline(request))
